"""`dino verify` from outside: what is the same, what differs, what cannot be told."""

import json
import os
import subprocess
import sys
import textwrap
import time

import pytest

from tests.cli.terminal import Terminal
from tests.programs.harness import CACHE, MARK, environment, left_behind, new_mark

HEAD = "import os, sys, time\nimport numpy as np\nfrom dino import matmul, parsum, hello\n"
ON_RANKS = "'dino.runtime.spmd' in sys.modules"
"""What a script can tell DiNo by, if it wants to: how differences are planted."""


def verify(directory, text, *args, ranks="2", wall=60):
    """Verify a script with the usual imports on its first three lines; return status, lines and errors."""
    (directory / "s.py").write_text(HEAD + textwrap.dedent(text))
    return verified(directory, "s.py", "-n", ranks, *args, wall=wall)


def verified(directory, *args, wall=60):
    """Run the command; nothing may be left, of processes or of files."""
    mark = new_mark()
    temporary = directory.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "XDG_CACHE_HOME": CACHE.name, MARK: mark, "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "dino", "verify", *args]
    outcome = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, timeout=wall, check=False
    )
    assert left_behind(mark) == () and list(temporary.iterdir()) == []
    return outcome.returncode, outcome.stdout.splitlines(), outcome.stderr


@pytest.fixture
def home(tmp_path):
    """A folder of the script's own."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_a_script_that_is_the_same(home):
    """Output, files, arguments, a greeting of every rank, a failing end; the folder stays as it was."""
    (home / "data").write_text("3")
    text = """
    a = np.full((3, 3), float(open("data").read()))
    hello()
    np.save("product", matmul(a, a))
    print(parsum(a), __file__, file=sys.stderr)
    assert sys.argv == ["s.py", "one", "--two", "-n"]
    sys.exit(3)
    """
    status, lines, errors = verify(home, text, "one", "--", "--two", "-n", ranks="1,3")
    assert (status, errors) == (0, "")
    assert lines[0].split() == ["run", "status", "output", "errors", "files", "values", "seconds"]
    assert lines[1].startswith("python   3       0 lines  1 line  3 files  3 calls  ")
    assert [line.split()[:7] for line in lines[2:4]] == [["1", "rank", *["same"] * 5], ["3", "ranks", *["same"] * 5]]
    assert lines[-1] == "same on 1 rank, 3 ranks (python itself ends with 3)"
    assert sorted(path.name for path in home.iterdir()) == ["data", "s.py"]


PLANTED = {
    "status": (f"sys.exit({ON_RANKS})", "exit status"),
    "signal": (f"os.kill(os.getpid(), 9 * ({ON_RANKS}))", "exit status"),
    "output": (f"print({ON_RANKS})", "standard output, line 1"),
    "errors": (f"print({ON_RANKS}, file=sys.stderr)", "standard error, line 1"),
    "exception": (f"1 / (1 - ({ON_RANKS}))", "standard error, line 1"),
    "files": (f"open('a' if {ON_RANKS} else 'b', 'w')", "file, a"),
    "argument": (f"parsum(np.ones(3) + ({ON_RANKS}))", "primitives, line 4"),
    "result": (
        f"class A:\n    def __add__(self, other): return 1 + ({ON_RANKS})\nparsum(np.array([A(), A()], dtype=object))",
        "primitives, line 6",
    ),
    "call": (f"if {ON_RANKS}: parsum(np.ones(3))", "primitives, line 4"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_difference_is_named(home, name):
    """What, where, and both sides; where it can be told the line of the script."""
    text, named = PLANTED[name]
    status, lines, errors = verify(home, text, ranks="1")
    assert (status, errors) == (1, "")
    assert f"1 rank: {named}" in lines and lines[-1].startswith("differs: first in ")
    if name in ("exception", "argument", "call", "result"):
        line = 6 if name == "result" else 4
        assert lines[-1] == f"differs: first in line {line} of the script, on 1 rank"


def test_the_report_as_json(home):
    """For programs."""
    text = f"print({ON_RANKS})"
    status, lines, _ = verify(home, text, "--format", "json", ranks="1")
    told = json.loads("\n".join(lines))
    assert status == 1 and told["same"] is False
    assert [run["run"] for run in told["runs"]] == ["python", "1 rank"]
    (difference,) = told["differences"]
    assert (difference["aspect"], difference["expected"], difference["seen"]) == ("output", "'False'", "'True'")


def test_a_hang_on_ranks_is_a_difference(home):
    """Ended at the wall limit, with everything it has started."""
    begun = time.monotonic()
    status, lines, _ = verify(home, f"parsum(np.ones(9))\ntime.sleep(60 * ({ON_RANKS}))", "--wall", "3")
    assert status == 1 and "2 ranks: exit status" in lines and "    2 ranks: hung" in lines
    assert time.monotonic() - begun < 40


def test_a_script_of_the_bare_style(home):
    """Its oracle is the script behind the imports that it does without."""
    (home / "bare.py").write_text(
        "np.random.seed(1)\nA = np.random.rand(4, 3)\nprint(parsum(A), __file__)\nmatmul(A, A)\n"
    )
    status, lines, errors = verified(home, "-n", "2", "bare.py")
    assert (status, errors) == (0, "") and lines[1].startswith("python   1       1 line")


def test_a_folder_may_be_named(home):
    """The current directory of each run is the copy of it."""
    (home / "sub").mkdir()
    (home / "data").write_text("3")
    (home / "sub" / "s.py").write_text("print(open('data').read(), __file__)\n")
    status, lines, _ = verified(home, "-n", "1", "--directory", ".", "sub/s.py")
    assert status == 0 and lines[1].startswith("python  0       1 line")


@pytest.mark.parametrize(
    ("text", "args", "message"),
    [
        ("print(os.getpid())", (), "(output, line 1: "),
        ("parsum(np.random.rand(9))", (), "(values, line 4: parsum's argument 1: "),
        ("time.sleep(60)", ("--wall", "1"), "plain python does not end within 1 s; allow more with --wall"),
        ("x = (1,\n", (), "s.py: line 4: '(' was never closed"),
        ("", ("--directory", "/usr"), "s.py does not lie in /usr"),
        ("", ("-n", "2,0"), "'2,0' is no list of numbers of ranks such as 1,2,3,7"),
        ("", ("--ignore", "("), "'(' is no regular expression"),
        ("", ("--two",), "--two"),
    ],
)
def test_what_cannot_be_told_is_one_line_and_status_2(home, text, args, message):
    """What, where, what to do."""
    status, lines, errors = verify(home, text, *args)
    assert (status, lines, errors.count("\n")) == (2, [], 1)
    assert errors.startswith("dino: ") and message in errors


def test_a_missing_script_is_one_line_and_status_2(home):
    """As for every command."""
    assert verified(home, "missing.py") == (2, [], "dino: missing.py: No such file or directory\n")


def test_lines_may_be_ignored(home):
    """Such as times."""
    status, lines, _ = verify(home, "print('took', time.time())\nprint('done')", "--ignore", "^took", ranks="1")
    assert status == 0 and lines[1].startswith("python  0       1 line ")


def test_what_cpython_warns_of_is_no_difference(home):
    """With imports or without."""
    (home / "warned.py").write_text("x = [1.0, 2.0]\nprint(parsum(x), len(x) is 2)\n")
    status, lines, _ = verified(home, "-n", "2", "warned.py")
    assert status == 0 and "2 lines" in lines[1]


def test_a_terminal_shows_which_run_is_under_way(home):
    """And nothing of it is left when the report comes."""
    (home / "s.py").write_text(HEAD + "print(parsum(np.ones(3)))\n")
    command = [sys.executable, "-m", "dino", "verify", "-n", "1,2", "s.py"]
    terminal = Terminal(command, home, environment(new_mark()))
    for shown in ("run 1 of 4: python", "run 2 of 4: python", "run 3 of 4: 1 rank", "run 4 of 4: 2 ranks"):
        terminal.expect(f"\r\x1b[K{shown}")
    terminal.expect("\r\x1b[Krun      status")
    assert terminal.end() == 0 and "same on 1 rank, 2 ranks" in terminal.screen
