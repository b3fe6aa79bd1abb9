"""`dino mpirun` from outside: streams, process, bad input."""

import os
import shlex
import signal
import subprocess
import sys

import pytest

from tests.cli.scripts import HEAD, python, same, started, write
from tests.programs.harness import dino, run


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


@pytest.mark.parametrize("options", ["", "-W error", "-W ignore"])
@pytest.mark.parametrize("line", ["if len(x) is 3: y = 1", "y = 1if x else 2", r"y = '\d'", "y = 1()"])
def test_what_cpython_warns_of_is_said_once(tmp_path, line, options):
    """Also of a program that has been compiled before."""
    script = write(tmp_path, f"x = [1.0, 2.0]\n{line}\nprint(parsum(x))\n")
    plain, *on_ranks = (
        run([sys.executable, *options.split(), *command[1:]], tmp_path)
        for command in (python(script), dino(2, script), dino(2, script))
    )
    assert on_ranks == [plain, plain]


@pytest.mark.parametrize("name", ["click", "mpi4py", "zlib", "socket", "uuid"])
def test_modules_beside_a_script_shadow_nothing_of_dino(tmp_path, name):
    """The script's folder holds a module named like one that a run needs; the script alone sees it."""
    (tmp_path / f"{name}.py").write_text("print('the own one')\n")
    script = write(tmp_path, f"print(parsum(np.arange(4)), matmul(np.eye(2), np.eye(2))[0])\nimport {name}\n")
    (tmp_path / "elsewhere").mkdir()
    plain, on_ranks = (run(command, tmp_path / "elsewhere") for command in (python(script), dino(2, script)))
    assert on_ranks == plain and "6 [1. 0.]\n" in plain.stdout and "the own one\n" in plain.stdout


def test_a_script_that_does_not_import_numpy_does_not_have_it(tmp_path):
    """Before its first line only what the start of a run needs has been imported."""
    script = tmp_path / "script.py"
    script.write_text("import sys\nprint([name for name in ('numpy', 'socket') if name in sys.modules])\n")
    assert same(tmp_path, script).stdout == "[]\n"


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


BAD = {
    "missing file": (["-n", "2", "missing.py"], "missing.py"),
    "no file at all": (["-n", "2"], "FILE"),
    "a directory": (["-n", "2", "folder"], "folder"),
    "it drives the world": (["-n", "2", "world.py"], "world.py: line 2: DN901 "),
    "unknown option": (["--nonsense", "fine.py"], "--nonsense"),
    **{f"-n {n}": (["-n", n, "fine.py"], n) for n in ("0", "-1", "x", "1.5", "10000", "")},
}


def bad_inputs(directory):
    """Lay out what the table of bad inputs names."""
    (directory / "folder").mkdir()
    (directory / "world.py").write_text("from mpi4py import MPI\nMPI.COMM_WORLD.Barrier()\n")
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
    """Byte for byte, and with CPython's exit status."""
    (tmp_path / "script.py").write_text(text)
    expected = run(python("script.py"), tmp_path)
    outcome = run(dino(2, "script.py"), tmp_path)
    assert outcome == expected and "Error" in expected.stderr and expected.status == 1


@pytest.mark.parametrize("content", [b"x = 1\nx = '\xff'\n", b"# coding: klingon\n", b"x = '\0'\n"])
def test_what_is_no_text_is_refused_as_cpython_refuses_it(tmp_path, content):
    script = tmp_path / "x.py"
    script.write_bytes(content)
    told = run(dino(2, script), tmp_path)
    assert told.status == 1 and "SyntaxError" in told.stderr
    assert told == run([sys.executable, str(script)], tmp_path)


def test_every_rank_greets_where_dino_decides(tmp_path):
    """The first thing that a newcomer tries."""
    script = write(tmp_path, "from dino import hello\nhello()\n")
    lines = run(dino(3, script), tmp_path, DINO_PATH=None).stdout.splitlines()
    assert [line.split(" on ")[0] for line in lines] == [f"Hello from rank {rank} of 3" for rank in range(3)]
