"""`dino compile`: where it reads and writes, and what it says of bad input."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MPIEXEC = Path(sys.executable).with_name("mpiexec")


def dino(*args, stdin=b"", cwd=None):
    command = [sys.executable, "-m", "dino", *map(str, args)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment, timeout=30, check=False)


def test_file_to_file_and_pipe_to_pipe(tmp_path):
    script = b"C = matmul(A, B)\r\n"
    (tmp_path / "s.py").write_bytes(script)
    made = dino("compile", "s.py", "-o", "o.py", cwd=tmp_path)
    assert (made.returncode, made.stdout, made.stderr) == (0, b"", b"")
    piped = dino("compile", "-", "-o", "-", stdin=script)
    shown = dino("compile", "s.py", cwd=tmp_path)
    assert shown.stdout == piped.stdout.replace(b"<stdin>", b"s.py")
    assert (tmp_path / "o.py").read_bytes() == shown.stdout.replace(b"out.py", b"o.py")
    assert sorted(os.listdir(tmp_path)) == ["o.py", "s.py"]


def test_what_cpython_warns_of_is_said_once(tmp_path):
    (tmp_path / "s.py").write_text("y = 1if sort([2, 1]) is 1else 2\n")
    made = dino("compile", "s.py", "-o", "o.py", cwd=tmp_path)
    assert made.returncode == 0
    assert made.stderr.decode().count("s.py:1: SyntaxWarning: ") == made.stderr.count(b"Warning") == 3


def test_encoding_of_the_script_is_kept(tmp_path):
    text = "# coding: latin-1\nx = sort('é')\n"
    (tmp_path / "s.py").write_bytes(text.encode("latin-1"))
    emitted = dino("compile", tmp_path / "s.py").stdout
    assert emitted.startswith(b"# coding: latin-1\n")
    assert b"spmd.root and ('\xe9',)" in emitted
    assert dino("compile", "-", stdin=b"\xef\xbb\xbfx = 1\n").stdout.startswith(b"\xef\xbb\xbf")


def test_permissions_of_a_replaced_file_are_kept(tmp_path):
    (tmp_path / "s.py").write_text("x = 1\n")
    (tmp_path / "o.py").write_text("old")
    os.chmod(tmp_path / "o.py", 0o751)
    assert dino("compile", tmp_path / "s.py", "-o", tmp_path / "o.py").returncode == 0
    assert stat.S_IMODE(os.stat(tmp_path / "o.py").st_mode) == 0o751
    assert dino("compile", tmp_path / "s.py", "-o", "/dev/null").returncode == 0


@pytest.mark.parametrize(
    ("content", "args", "message"),
    [
        (None, ["s.py"], "dino: s.py: No such file or directory"),
        (b"", ["."], "dino: .: Is a directory"),
        (b"x = 1\n", ["s.py", "-o", "."], "dino: ./s.py: is the script itself; choose another name with -o"),
        (b"x = 1\n", ["-", "-o", "."], "dino: .: is a folder; what comes from standard input needs the name of a file"),
        (b"x = 1\n", ["s.py", "-o", "s.py/"], "dino: s.py: File exists"),
        (b"x = 1\n", ["s.py", "-o", "no/o.py"], "dino: no/o.py: No such file or directory"),
        (b"x = 1\n", ["s.py", "-o", "s.py"], "dino: s.py: is the script itself; choose another name with -o"),
        (b"\n\nx = '\xff'\n", ["s.py"], "dino: s.py: line 3: byte 0xff is not utf-8; save it as UTF-8 or name its"),
        (b"# coding: klingon\n", ["s.py"], "dino: s.py: unknown encoding: klingon; save it"),
        (b"x = '\0'\n", ["s.py"], "SyntaxError: source code string cannot contain null bytes"),
        (b"from mpi4py import MPI\nMPI.COMM_WORLD\n", ["s.py"], "dino: s.py: line 2: DN901 the script talks over"),
        (b"x = " + b"-" * 9000 + b"1\n", ["s.py"], "dino: s.py: "),
    ],
)
def test_bad_input_is_one_line_and_status_two(tmp_path, content, args, message):
    if content is not None:
        (tmp_path / "s.py").write_bytes(content)
    before = sorted(os.listdir(tmp_path))
    run = dino("compile", *args, cwd=tmp_path)
    assert run.returncode == 2
    assert run.stdout == b""
    assert run.stderr.decode().startswith(message)
    assert run.stderr.count(b"\n") == 1
    assert sorted(os.listdir(tmp_path)) == before


def test_syntax_error_is_shown_as_cpython_shows_it(tmp_path):
    (tmp_path / "s.py").write_text("x = 1\nif x\n    y\n")
    plain = subprocess.run([sys.executable, "s.py"], cwd=tmp_path, capture_output=True, check=False)
    run = dino("compile", "s.py", cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.decode().splitlines()[1:] == plain.stderr.decode().splitlines()[1:]


def test_what_is_not_analysed_is_said(tmp_path):
    run = dino("compile", "-", stdin=b"from dino import sort\nprint(globals(), sort([1]))\n")
    assert run.stderr.startswith(b"dino: <stdin>: line 2: DN101 'globals' may reach any name")
    assert run.stderr.count(b"\n") == 1


PACKAGE = ROOT / "tests" / "programs" / "own_modules"


@pytest.mark.parametrize("ranks", [1, 3])
@pytest.mark.parametrize("inline", [False, True])
def test_a_script_is_compiled_with_its_own_modules(tmp_path, ranks, inline):
    """Into a folder that runs by itself; --inline pastes what modules need, too."""
    run = dino("compile", PACKAGE / "main.py", "-o", f"{tmp_path}/new/out/", *["--inline"] * inline)
    assert (run.returncode, run.stdout) == (0, b"")
    out = tmp_path / "new" / "out"
    written = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    assert written == ["algebra/__init__.py", "algebra/products.py", "algebra/sums.py", "main.py", "settings.py"]
    plain = subprocess.run([sys.executable, PACKAGE / "main.py"], capture_output=True, check=False)
    command = [sys.executable, "main.py"] if ranks == 1 else [MPIEXEC, "-n", str(ranks), sys.executable, "main.py"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DINO_PATH": "ranks", "DINO_PANEL_ROWS": "1"}
    run = subprocess.run(command, cwd=out, env=environment, capture_output=True, timeout=60, check=False)
    assert run.stdout.partition(b"=====")[0].rstrip() == plain.stdout.rstrip() and run.returncode


BY_HAND = {
    "all alone": (b"from dino import matmul\nprint(matmul([[2.0]], [[3.0]]))\n", 0),
    "no primitive": (b"print('x')\n", 0),
    "a status": (b"import sys\nfrom dino import parsum\nprint(parsum([1]))\nsys.exit(3)\n", 3),
    "an exception": (b"from dino import parsum\nprint(parsum([1]))\n1 / 0\n", 1),
}


@pytest.mark.parametrize("path", ["auto", "ranks"])
@pytest.mark.parametrize("name", BY_HAND)
def test_mpiexec_by_hand_ends_as_the_script_does(tmp_path, name, path):
    """Also where root has called for no rank: the others are released, not killed."""
    script, status = BY_HAND[name]
    assert dino("compile", "-", "-o", tmp_path / "out.py", stdin=script).returncode == 0
    plain = subprocess.run([sys.executable, "-"], input=script, capture_output=True, check=False)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DINO_PATH": path}
    command = [MPIEXEC, "-n", "4", sys.executable, "out.py"]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False)
    assert (run.returncode, plain.returncode) == (status, status)
    assert run.stdout.startswith(plain.stdout) and b"KILLED" not in run.stdout
    assert status or run.stderr == b""


def test_a_program_away_from_its_modules_is_told_so(tmp_path):
    """Beside them it needs nothing."""
    run = dino("compile", PACKAGE / "main.py", "-o", tmp_path / "main.py")
    assert run.stderr.splitlines()[-1].endswith(
        b"main.py: imports algebra, settings of its own folder; -o FOLDER/ would write them along"
    )
    (tmp_path / "s.py").write_text("import t\n")
    (tmp_path / "t.py").write_text("")
    assert dino("compile", "s.py", "-o", "o.py", cwd=tmp_path).stderr == b""


def test_a_package_comes_whole(tmp_path):
    """Data and modules that nothing imports by name as well; caches do not."""
    (tmp_path / "p" / "__pycache__").mkdir(parents=True)
    for name in ("s.py", "p/__init__.py", "p/data.txt", "p/lazy.py", "p/__pycache__/x.pyc", "unused.py"):
        (tmp_path / name).write_text("import p\n" if name == "s.py" else "")
    (tmp_path / "out").mkdir()
    assert dino("compile", "s.py", "-o", "out", cwd=tmp_path).returncode == 0
    written = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*"))
    assert written == ["p/__init__.py", "p/data.txt", "p/lazy.py", "s.py"]


def test_an_explanation_instead_of_the_program(tmp_path):
    """To standard output or a file, as text or JSON; nothing is said twice."""
    script = b"from dino import sort\nprint(globals(), sort([1]))\n"
    run = dino("compile", "--explain", "-", stdin=script)
    assert run.returncode == 0 and run.stderr == b"" and b"conducted  2 | print(globals()" in run.stdout
    assert run.stdout.startswith(b"<stdin>: line 2: DN101 'globals' may reach any name")
    (tmp_path / "s.py").write_bytes(script)
    run = dino("compile", "--explain", "--format", "json", "s.py", "-o", "s.json", cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
    assert json.loads((tmp_path / "s.json").read_text())["lines"][1]["who"] == "conducted"
    run = dino("compile", "--explain", "--inline", "s.py", cwd=tmp_path)
    assert run.returncode == 2 and b"--explain says the same of a program with --inline" in run.stderr
    run = dino("compile", "--format", "json", "s.py", cwd=tmp_path)
    assert run.returncode == 2 and run.stderr.startswith(b"dino: --format is for --explain.")
