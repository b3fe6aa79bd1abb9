"""`dino compile`: where it reads and writes, and what it says of bad input."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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


def test_encoding_of_the_script_is_kept(tmp_path):
    text = "# coding: latin-1\nx = 'é'\n"
    (tmp_path / "s.py").write_bytes(text.encode("latin-1"))
    assert text[18:].encode("latin-1") in dino("compile", tmp_path / "s.py").stdout
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
        (b"x = 1\n", ["s.py", "-o", "."], "dino: .: Is a directory"),
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
    assert run.stderr == b"dino: <stdin>: line 2: DN101 'globals' may reach any name of the script: root runs it as written\n"
