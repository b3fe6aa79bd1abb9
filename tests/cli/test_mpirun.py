"""`dino mpirun` from outside: streams, terminal, process, bad input, deaths."""

import os
import shlex
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager

import pytest

from tests.cli.terminal import Terminal
from tests.programs.harness import dino, environment, kill, left_behind, marked, new_mark, run, workers

HEAD = "import os, signal, sys, time\nimport numpy as np\nfrom dino import matmul, parsum\n"


def write(directory, text, name="script.py"):
    """Write a script that imports what most scripts here need, on its first three lines."""
    path = directory / name
    path.write_text(HEAD + textwrap.dedent(text))
    return path


def python(script, *args):
    """The command that runs a script plainly."""
    return [sys.executable, str(script), *args]


def same(directory, script, *args, ranks=2, **options):
    """Assert that a script does on ranks what it does plainly, and return that."""
    expected = run(python(script, *args), directory, **options)
    assert run(dino(ranks, script, *args), directory, **options) == expected
    return expected


def in_terminal(command, directory, play):
    """Play a scene on a terminal that runs a command; return its exit status, and its screen."""
    mark = new_mark()
    terminal = Terminal(command, directory, environment(mark, PYTHON_BASIC_REPL="1", TERM="dumb"))
    try:
        play(terminal)
        status = terminal.end()
    finally:
        left = left_behind(mark)
    assert left == ()
    return status, terminal.screen


def same_in_terminal(directory, script, play, ranks=2):
    """Assert that a scene looks on ranks as it does plainly, and return status and screen."""
    expected = in_terminal(python(script), directory, play)
    assert in_terminal(dino(ranks, script), directory, play) == expected
    return expected


def test_lines_written_alternately_to_both_streams_arrive_in_order(tmp_path):
    """4,000 lines through one pipe, primitives in between."""
    script = write(
        tmp_path,
        """
        for n in range(2000):
            print(n, "out", flush=True)
            print(n, "err", file=sys.stderr)
            if n % 500 == 0:
                parsum(np.arange(n))
        """,
    )
    lines = same(tmp_path, script, merged=True).stdout.splitlines()
    assert lines == [f"{n} {name}" for n in range(2000) for name in ("out", "err")]


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_unread_standard_input_is_left_to_the_next_process(tmp_path, ranks):
    """A script reads half of a file without buffering; the shell's next command reads the rest."""
    script = write(tmp_path, "half = os.read(0, 5000)\nprint(len(half), parsum(np.frombuffer(half, 'u1')), flush=True)")
    lines = "".join(f"{n:09}\n" for n in range(1000))
    command = f"({shlex.join(dino(ranks, script))}; cat) < lines.txt"
    (tmp_path / "lines.txt").write_text(lines)
    outcome = run(["sh", "-c", command], tmp_path)
    assert (outcome.status, outcome.stderr, outcome.left) == (0, "", ())
    assert outcome.stdout == f"5000 {sum(lines[:5000].encode())}\n" + lines[5000:]


def test_a_terminal_is_a_terminal(tmp_path):
    """isatty on all three streams, the window's size, echo and input()."""
    script = write(
        tmp_path,
        """
        print([stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)], os.ttyname(0) == os.ttyname(2))
        print(os.tcgetpgrp(0) == os.getpgrp(), os.get_terminal_size(), parsum(np.arange(4)))
        name = input("name? ")
        print("hello", name, os.getsid(0) == os.getpid())
        """,
    )

    def play(terminal):
        terminal.expect("name? ")
        terminal.type("Ada\n")

    status, screen = same_in_terminal(tmp_path, script, play)
    assert status == 0 and "[True, True, True]" in screen and "hello Ada" in screen


def test_lines_typed_ahead_are_left_to_the_next_process(tmp_path):
    """The same half-read input in a terminal."""
    script = write(tmp_path, "print(os.read(0, 100), parsum(np.ones(2)))\nprint('half', flush=True)")

    def play(terminal):
        terminal.expect("ready")
        terminal.type("one\ntwo\nthree\n")
        terminal.expect("half")
        terminal.type(chr(4))

    def shell(command):
        return ["/bin/sh", "-c", f"echo ready; {shlex.join(command)}; exec cat"]

    status, screen = expected = in_terminal(shell(python(script)), tmp_path, play)
    assert in_terminal(shell(dino(2, script)), tmp_path, play) == expected
    assert status == 0 and screen.endswith("two\r\nthree\r\n")


BUSY = {"in a primitive": "matmul(a, a)", "in user code": "time.sleep(0.01)"}


@pytest.mark.parametrize("where", BUSY)
@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_ctrl_c_is_a_keyboard_interrupt_that_may_be_caught(tmp_path, where, ranks):
    """After it the script goes on, primitives included."""
    script = write(
        tmp_path,
        f"""
        a = np.ones((200, 200))
        parsum(a)
        print("ready", flush=True)
        try:
            while True:
                {BUSY[where]}
        except KeyboardInterrupt:
            print("caught", parsum(a), matmul(a, a)[0, 0])
        """,
    )

    def play(terminal):
        terminal.expect("ready")
        time.sleep(0.3)
        terminal.type(chr(3))

    status, screen = same_in_terminal(tmp_path, script, play, ranks)
    assert status == 0 and "caught 40000.0 200.0" in screen


@pytest.mark.parametrize("where", BUSY)
@pytest.mark.parametrize("ranks", [1, 2])
def test_ctrl_c_that_nobody_catches_ends_the_run_by_sigint(tmp_path, where, ranks):
    """Killed by SIGINT (130 for a shell) after finally blocks and the traceback; nothing is left."""
    script = write(
        tmp_path,
        f"""
        a = np.ones((200, 200))
        parsum(a)
        print("ready", flush=True)
        try:
            while True:
                {BUSY[where]}
        finally:
            print("cleaned up", parsum(a))
        """,
    )

    def play(terminal):
        terminal.expect("ready")
        time.sleep(0.3)
        terminal.type(chr(3))

    status, screen = same_in_terminal(tmp_path, script, play, ranks)
    assert status == -signal.SIGINT
    assert "cleaned up 40000.0" in screen and screen.rstrip().endswith("KeyboardInterrupt")


def test_a_shell_sees_status_130_after_ctrl_c(tmp_path):
    """As a user's shell tells it."""
    script = write(tmp_path, "parsum(np.ones(3))\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)")
    outcome = run(["sh", "-c", f"{shlex.join(dino(2, script))}; echo status $?"], tmp_path)
    assert outcome.stdout == "status 130\n" and outcome.left == ()


def test_a_session_in_pdb(tmp_path):
    """breakpoint(): list, next, print, a primitive typed at the prompt, step out, continue."""
    script = write(
        tmp_path,
        """
        def total(x):
            breakpoint()
            y = parsum(x)
            return y + 1

        print(total(np.arange(5)))
        print(matmul(np.eye(2), np.ones((2, 1))))
        """,
    )

    def play(terminal):
        for command in ("l", "n", "p y", "p parsum(x * 2)", "w", "r", "c"):
            terminal.expect("(Pdb) ")
            terminal.type(command + "\n")

    status, screen = same_in_terminal(tmp_path, script, play)
    assert status == 0 and "20" in screen and "-> y = parsum(x)" in screen


ABOUT = """
import json, resource
told = {
    "environment": dict(os.environ),
    "cwd": os.getcwd(),
    "umask": os.umask(0),
    "nice": os.nice(0),
    "limits": {n: resource.getrlimit(getattr(resource, n)) for n in dir(resource) if n.startswith("RLIMIT_")},
    "argv": sys.argv,
    "path": sys.path,
    "flags": list(sys.flags),
    "executable": [sys.executable, sys.prefix, sys.exec_prefix],
    "orig_argv": sys.orig_argv[1:],
    "file": [__file__, __name__, str(__spec__), type(__loader__).__name__, __loader__.path, __doc__],
    "ids": [os.getuid(), os.getgid(), os.getgroups(), os.getppid() == os.getpgrp(), os.getsid(0) == os.getpgrp()],
    "signals": {n: str(signal.getsignal(n)) for n in sorted(signal.valid_signals()) if n not in (9, 19, 32, 33)},
    "mask": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "children": open("/proc/thread-self/children").read(),
    "affinity": sorted(os.sched_getaffinity(0)),
    "streams": [(s.name, s.mode, s.encoding, s.errors, s.line_buffering) for s in (sys.stdin, sys.stdout, sys.stderr)],
    "sum": int(parsum(np.arange(4))),
}
print(json.dumps(told, indent=1))
"""


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_script_finds_its_process_as_python_makes_it(tmp_path, ranks):
    """Environment, directory, umask, nice, limits, argv, sys.path, __file__, signals: all the same."""
    (tmp_path / "cwd").mkdir()
    (tmp_path / "link.py").symlink_to(write(tmp_path, ABOUT))
    settings = "umask 027; ulimit -n 300; ulimit -S -c 0; cd cwd; OWN=x exec nice -n 3"
    mark = "the same on both sides"

    def outcome(command):
        return run(["sh", "-c", f"{settings} {shlex.join(command)}"], tmp_path, DINO_TEST_MARK=mark)

    expected = outcome([sys.executable, "../link.py", "a b", "-n", "3"])
    assert expected.status == 0 and '"OWN": "x"' in expected.stdout
    assert outcome(dino(ranks, "../link.py", "a b", "-n", "3")) == expected


@pytest.mark.parametrize("ranks", [1, 2])
def test_root_is_the_process_that_the_user_started(tmp_path, ranks):
    """Same process id, before and after primitives."""
    script = write(tmp_path, "before = os.getpid()\nparsum(np.ones(3))\nprint(before, os.getpid())")
    with subprocess.Popen(dino(ranks, script), cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.communicate(timeout=60)[0] == f"{process.pid} {process.pid}\n"


def test_a_stopped_run_goes_on(tmp_path):
    """A stop of root is nothing to the workers; SIGCONT lets it finish (Ctrl-Z sends SIGTSTP, which needs a shell)."""
    script = write(tmp_path, "parsum(np.ones(3))\nprint('up', flush=True)\ninput()\nprint(parsum(np.ones(4)))")
    with started(script, tmp_path) as (process, mark):
        process.send_signal(signal.SIGSTOP)
        assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
        process.send_signal(signal.SIGCONT)
        assert process.communicate("\n", timeout=20) == ("4.0\n", "")
        assert process.returncode == 0


@pytest.mark.parametrize("options", ["-O", "-OO", "-X dev -W error"])
def test_options_of_the_interpreter_are_the_scripts(tmp_path, options):
    """Assertions, docstrings, warnings; whatever was compiled before with other options."""
    script = write(
        tmp_path,
        """
        def total(x):
            "The doc of total."
            assert len(x) > 3, "asserted"
            return parsum(x)

        print(total.__doc__, __debug__, sys.flags, sys.warnoptions, sys._xoptions, flush=True)
        print(total(np.ones(3)))
        """,
    )
    run(dino(2, script), tmp_path)
    plain, on_ranks = (
        run([sys.executable, *options.split(), *command[1:]], tmp_path) for command in (python(script), dino(2, script))
    )
    assert on_ranks == plain and plain.status == (0 if "O" in options else 1)


@pytest.mark.parametrize("name", ["click", "mpi4py", "zlib", "socket", "uuid"])
def test_modules_beside_a_script_shadow_nothing_of_dino(tmp_path, name):
    """The script's folder holds a module named like one that a run needs; the script alone sees it."""
    (tmp_path / f"{name}.py").write_text("print('the own one')\n")
    script = write(tmp_path, f"print(parsum(np.arange(4)), matmul(np.eye(2), np.eye(2))[0])\nimport {name}\n")
    (tmp_path / "elsewhere").mkdir()
    plain, on_ranks = (run(command, tmp_path / "elsewhere") for command in (python(script), dino(2, script)))
    assert on_ranks == plain and "6 [1. 0.]\n" in plain.stdout and "the own one\n" in plain.stdout


@pytest.mark.parametrize("line", ["import sys", "import sys; own = sys.path.pop(0)"], ids=["shadowed", "not yet"])
def test_a_module_beside_a_script_that_numpy_needs_shadows_as_under_python(tmp_path, line):
    """`re`, which NumPy needs and DiNo, too. If python's start has not loaded it, the own one makes `import numpy` fail,
    plainly as well; with the folder out of the path until NumPy is loaded, the script runs. From another folder, because
    `python -m dino` looks for modules in the current one first."""
    (tmp_path / "re.py").write_text("print('the own one')\n")
    script = tmp_path / "script.py"
    script.write_text(f"{line}\n{HEAD}print(parsum(np.arange(4)), matmul(np.eye(2), np.eye(2))[0])\nimport re\n")
    (tmp_path / "elsewhere").mkdir()
    start = run([sys.executable, "-c", "import sys; print('re' in sys.modules)"], tmp_path / "elsewhere")
    fails = "own" not in line and start.stdout == "False\n"
    outcome = same(tmp_path / "elsewhere", script)
    assert outcome.stdout == ("the own one\n" if fails else "6 [1. 0.]\n")
    assert outcome.status == fails and ("'re' has no attribute 'compile'" in outcome.stderr) == fails


@pytest.mark.parametrize("ranks", [1, 2, 3])
@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("raise ValueError('own')", 1),
        ("matmul(np.ones(2), np.ones(3))", 1),
        ("sys.exit(7)", 7),
        ("sys.exit('text')", 1),
        ("os._exit(9)", 9),
        ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(9)", -signal.SIGTERM),
        ("os.kill(os.getpid(), signal.SIGKILL); time.sleep(9)", -signal.SIGKILL),
        ("os.abort()", -signal.SIGABRT),
    ],
)
@pytest.mark.parametrize("before", ["", "parsum(np.ones(3))"], ids=["first", "after a primitive"])
def test_a_script_ends_as_under_python(tmp_path, before, ending, status, ranks):
    """Same status and the same traceback, before workers are there and after; nothing is left."""
    script = write(tmp_path, f"{before}\nprint('end', flush=True)\n{ending}")
    assert same(tmp_path, script, ranks=ranks).status == status


def test_a_shell_sees_status_137_after_sigkill(tmp_path):
    """Root killed by SIGKILL: its status is the shell's, its workers end."""
    script = write(tmp_path, "parsum(np.ones(3))\nos.kill(os.getpid(), signal.SIGKILL)")
    outcome = run(["sh", "-c", f"{shlex.join(dino(3, script))}; echo status $?"], tmp_path)
    assert outcome.stdout == "status 137\n" and outcome.left == ()


@contextmanager
def started(script, directory, ranks=3):
    """Start a script on ranks and wait until it prints "up"; on leaving, nothing may be left."""
    mark = new_mark()
    pipes = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
    with subprocess.Popen(dino(ranks, script), cwd=directory, env=environment(mark), text=True, **pipes) as process:
        try:
            assert process.stdout.readline() == "up\n"
            yield process, mark
        finally:
            if process.poll() is None:
                kill(marked(mark))
        assert left_behind(mark) == ()


@pytest.mark.parametrize("victim", [1, 2])
@pytest.mark.parametrize(
    ("body", "line"),
    [("input()\nprint('before')\nparsum(a)", 8), ("while True:\n    matmul(a, a)", 7)],
    ids=["in user code before a primitive", "in a primitive"],
)
def test_a_worker_that_is_killed_is_named_and_ends_the_run(tmp_path, body, line, victim):
    """RankLostError with the user's line, status 1, within 10 s."""
    script = write(tmp_path, f"a = np.ones((300, 300))\nparsum(a); print('up', flush=True)\n{body}\n")
    with started(script, tmp_path) as (process, mark):
        os.kill(workers(mark)[victim], signal.SIGKILL)
        time.sleep(0.2)
        begun = time.monotonic()
        out, err = process.communicate("\n", timeout=20)
        assert time.monotonic() - begun < 10
    last = err.splitlines()[-1]
    assert last.startswith("dino.errors.RankLostError: ") and f"rank {victim}" in last and "SIGKILL" in last
    assert f'File "{script}", line {line}, in <module>' in err and process.returncode == 1


def test_a_worker_that_is_killed_while_root_is_inside_of_mpi_is_named(tmp_path):
    """It stands still before MPI_Init, in which root then waits; whoever holds the interpreter would wait for ever."""
    script = write(tmp_path, "print('up', flush=True)\ninput()\nparsum(np.ones(9))\n")
    with started(script, tmp_path) as (process, mark):
        time.sleep(1)  # until the workers wait for root
        os.kill(workers(mark)[1], signal.SIGSTOP)
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(0.5)
        os.kill(workers(mark)[1], signal.SIGKILL)
        out, err = process.communicate(timeout=20)
    last = err.splitlines()[-1]
    assert last.startswith("dino.errors.RankLostError: ") and "rank 1" in last and "SIGKILL" in last
    assert f'File "{script}", line 6, in <module>' in err and (process.returncode, out) == (1, "")


def test_a_script_may_catch_a_lost_rank_and_end_in_its_own_way(tmp_path):
    """Root is alive: its handlers run, its status is its own."""
    script = write(
        tmp_path,
        """
        from dino.errors import RankLostError
        parsum(np.ones(9))
        print("up", flush=True)
        input()
        for attempt in range(2):
            try:
                parsum(np.ones(9))
            except RankLostError:
                print("lost", attempt)
        sys.exit(5)
        """,
    )
    with started(script, tmp_path) as (process, mark):
        os.kill(workers(mark)[1], signal.SIGKILL)
        out, err = process.communicate("\n", timeout=20)
    assert (process.returncode, out, err) == (5, "lost 0\nlost 1\n", "")


@pytest.mark.parametrize("before", ["", "parsum(np.ones(3))"], ids=["first", "after a primitive"])
def test_a_script_that_closes_all_descriptors_is_told_so(tmp_path, before):
    """Daemons do that; the run's own are among them."""
    script = write(tmp_path, f"{before}\nos.closerange(3, 4096)\nparsum(np.ones(4))")
    outcome = run(dino(2, script), tmp_path)
    assert (outcome.status, outcome.stdout, outcome.left) == (1, "", ())
    last = outcome.stderr.splitlines()[-1]
    assert last.startswith("dino.errors.RankLostError: the script has closed the descriptors")
    assert "ignored" not in outcome.stderr


BAD = {
    "missing file": (["-n", "2", "missing.py"], "missing.py"),
    "no file at all": (["-n", "2"], "FILE"),
    "a directory": (["-n", "2", "folder"], "folder"),
    "not UTF-8": (["-n", "2", "latin.py"], "latin.py"),
    "NUL bytes": (["-n", "2", "null.py"], "null.py"),
    "unknown option": (["--nonsense", "fine.py"], "--nonsense"),
    **{f"-n {n}": (["-n", n, "fine.py"], n) for n in ("0", "-1", "x", "1.5", "10000", "")},
}


def bad_inputs(directory):
    """Lay out what the table of bad inputs names."""
    (directory / "folder").mkdir()
    (directory / "latin.py").write_bytes(b"x = '\xff'\n")
    (directory / "null.py").write_bytes(b"x = 1\n\0\n")
    write(directory, "print('ran')", "fine.py")


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_clear_line_and_status_2(tmp_path, case):
    """The line names what was wrong; nothing runs, nothing is written."""
    args, named = BAD[case]
    bad_inputs(tmp_path)
    before = run(["true"], tmp_path).files
    outcome = run([sys.executable, "-m", "dino", "mpirun", *args], tmp_path, wall=20)
    assert (outcome.status, outcome.stdout, outcome.left, outcome.files) == (2, "", (), before)
    assert len(outcome.stderr.splitlines()) == 1 and outcome.stderr.startswith("dino: ") and named in outcome.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_read_permission_is_one_clear_line(tmp_path):
    """As for every bad input."""
    write(tmp_path, "print('ran')").chmod(0)
    outcome = run(dino(2, "script.py"), tmp_path)
    assert outcome.status == 2 and outcome.stderr.count("\n") == 1 and "script.py" in outcome.stderr


@pytest.mark.parametrize(
    "text",
    ["x = (1,\nprint(2)\n", "def f():\nreturn 1\n", "for x in y:\n\tpass\n        pass\n", "x = 'open\n", "return 1\n"],
)
def test_a_syntax_error_is_shown_as_cpython_shows_it(tmp_path, text):
    """Byte for byte; exit status 2, as for bad input."""
    (tmp_path / "script.py").write_text(text)
    expected = run(python("script.py"), tmp_path)
    outcome = run(dino(2, "script.py"), tmp_path)
    assert (outcome.status, outcome.stdout, outcome.left) == (2, "", ())
    assert outcome.stderr == expected.stderr and "Error" in expected.stderr


def test_every_rank_greets_where_dino_decides(tmp_path):
    """The first thing that a newcomer tries."""
    script = write(tmp_path, "from dino import hello\nhello()\n")
    lines = run(dino(3, script), tmp_path, DINO_PATH=None).stdout.splitlines()
    assert [line.split(" on ")[0] for line in lines] == [f"Hello from rank {rank} of 3" for rank in range(3)]
