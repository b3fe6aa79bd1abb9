"""The command lines that start a run without click."""

import os
import signal
import subprocess
import sys
import time

import pytest

from dino.local import recognised


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("mpirun f.py", (None, "f.py", [], False)),
        ("mpirun f.py -n 3 --help", (None, "f.py", ["-n", "3", "--help"], False)),
        ("mpirun -n 3 f.py a b", (3, "f.py", ["a", "b"], False)),
        ("mpirun -n3 f.py", (3, "f.py", [], False)),
        ("mpirun --ranks 3 f.py", (3, "f.py", [], False)),
        ("mpirun --local -n 3 f.py --local", (3, "f.py", ["--local"], True)),
    ],
)
def test_plain_runs_are_recognised(line, found):
    assert tuple(recognised(line.split()).values()) == found


@pytest.mark.parametrize(
    "line",
    [
        "",
        "listall",
        "mpirun",
        "mpirun -n 3",
        "mpirun -n 0 f.py",
        "mpirun -n x f.py",
        "mpirun -n",
        "mpirun --help",
        "mpirun -n ٣ f.py",
        "mpirun --unknown f.py",
        "mpirun --local --hosts a f.py",
        "mpirun -- f.py",
        "compile f.py",
    ],
)
def test_everything_else_is_left_to_click(line):
    assert recognised(line.split()) is None


LOADED = {
    "a start": ("dino.__main__, dino.peer.start, dino.peer.programs", "click numpy mpi4py subprocess socket pathlib"),
    "the launcher": ("dino.peer.launch, dino.peer.poll", "numpy mpi4py dataclasses inspect pathlib asyncio"),
    "rank 0's stub": ("dino.peer.stub", "json socket pathlib re"),
}


@pytest.mark.parametrize("name", LOADED)
def test_nothing_is_loaded_that_a_script_would_wait_for(name):
    modules, others = LOADED[name]
    code = f"import sys, {modules}; print(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True).stdout.split())
    assert set(modules.split(", ")) <= loaded
    assert not loaded & {
        "typing",
        "tempfile" * (name == "a start"),
        "dino.peer.launch" * (name == "a start"),
        *others.split(),
    }


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_a_script_that_is_not_there_is_one_line_and_status_2(more):
    command = [sys.executable, "-m", "dino", "mpirun", *more, "nosuch.py"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (2, "", "dino: nosuch.py: No such file or directory\n")


@pytest.mark.parametrize("more", [[], ["--local"]])
def test_interrupted_before_the_script_begins_it_ends_by_the_signal(more, tmp_path):
    """In both ways into a run; a named pipe in the place of the script keeps it there."""
    os.mkfifo(tmp_path / "script.py")
    command = [sys.executable, "-m", "dino", "mpirun", *more, "script.py"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    with open(tmp_path / "script.py", "w"):  # it is read from now on, in vain
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == -signal.SIGINT
    assert process.stderr.read().strip() == "dino: interrupted"


def test_the_second_start_of_a_script_loads_no_compiler(tmp_path):
    """By the interpreter's own account of all imports, of the command and of root."""
    (tmp_path / "script.py").write_text("from dino import sort\nprint(sort([2, 1]))\n")
    command = [sys.executable, "-X", "importtime", "-m", "dino", "mpirun", "-n", "1", "script.py"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    loaded = []
    for _ in range(2):
        run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        assert run.stdout == "[1 2]\n"
        loaded.append({line.rpartition("|")[2].strip() for line in run.stderr.splitlines()})
    first, second = ({name for name in names if name.startswith(_COMPILING)} for names in loaded)
    assert "dino.compiler.parse" in first and second == set()
    assert "dino.runtime.step" in loaded[1]


_COMPILING = ("dino.compiler", "libcst", "symtable", "click", "rich")
