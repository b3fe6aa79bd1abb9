"""Run a whole program in a fresh copy of its directory and keep everything that an onlooker could see."""

import codecs
import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MARK = "DINO_TEST_MARK"
WALL = 60.0
GRACE = 3.0
BARE = "# style: bare"
CACHE = tempfile.TemporaryDirectory(prefix="dino-cache-")  # of compiled programs, so that the user's own stays as it is
PRELUDE = "import numpy as np; from dino import matmul, matvec, parsum, sort, hello"


@dataclass(frozen=True)
class Program:
    """A program of the collection and the directives of its first lines (`# args:`, `# stdin:`, `# status:`)."""

    script: Path
    directory: bool
    args: tuple[str, ...]
    stdin: bytes
    status: int
    bare: bool

    @property
    def name(self):
        """Name of the file, or of the directory that holds `main.py`."""
        return self.script.parent.name if self.directory else self.script.stem


@dataclass(frozen=True)
class Outcome:
    """What a run showed: exit status (-N if killed by signal N), streams, files written, processes left over."""

    status: int | str
    stdout: str
    stderr: str
    files: dict[str, tuple[str, str]]
    left: tuple[str, ...]


def directives(text):
    """Return the `# key: value` comments at the head of a program's bytes."""
    lines = text.split(b"\n")
    head = lines[: next((i for i, line in enumerate(lines) if not line.startswith(b"#")), len(lines))]
    pairs = (line[1:].decode("ascii", "replace").strip().partition(": ") for line in head)
    return {key: value for key, colon, value in pairs if colon}


def read_program(script, directory):
    """Return the program whose main file is `script`."""
    text = script.read_bytes()
    told = directives(text)
    return Program(
        script=script,
        directory=directory,
        args=tuple(shlex.split(told.get("args", ""))),
        stdin=codecs.decode(told.get("stdin", ""), "unicode_escape").encode(),
        status=int(told.get("status", "0")),
        bare=text.startswith(BARE.encode()),
    )


def programs():
    """Return every program of the collection: `NAME.py`, or `NAME/main.py` with modules of its own."""
    single = [read_program(path, False) for path in HERE.glob("*.py") if path != Path(__file__)]
    return sorted(single + [read_program(path, True) for path in HERE.glob("*/main.py")], key=lambda one: one.name)


def copy_program(program, directory):
    """Copy a program, with its own modules if it has any, into `directory`; return the script's name there."""
    if program.directory:
        shutil.copytree(program.script.parent, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pyc*"))
    else:
        shutil.copy(program.script, directory)
    return program.script.name


def with_prelude(text):
    """Return a bare program with its imports in place of its first comment line, so that line numbers stay."""
    assert text.startswith(BARE), "a bare program starts with its directive"
    return PRELUDE + text[text.index("\n") :]


def dino(ranks, script, *args):
    """Return the command that runs a script on `ranks` ranks."""
    return [sys.executable, "-m", "dino", "mpirun", "-n", str(ranks), str(script), *args]


def environment(mark, **changes):
    """Return the caller's environment with a mark on it and changes (None: unset); small inputs go to the ranks."""
    forced = {"DINO_PATH": "ranks", "DINO_PANEL_ROWS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    merged = {**os.environ, **forced, "XDG_CACHE_HOME": CACHE.name, MARK: mark, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def new_mark():
    """Return a value for the mark that no other run has."""
    return uuid.uuid4().hex


def marked(mark):
    """Return the processes alive, `{pid: command line}`, whose environment carries the mark."""
    wanted, found = f"{MARK}={mark}".encode(), {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and wanted in _read(entry / "environ").split(b"\0"):
            found[int(entry.name)] = _read(entry / "cmdline").replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def workers(mark):
    """Return `{rank: pid}` of the marked processes that hydra made workers."""
    ranks = {}
    for pid in marked(mark):
        told = dict(line.partition(b"=")[::2] for line in _read(Path(f"/proc/{pid}/environ")).split(b"\0"))
        rank = int(told.get(b"PMI_RANK", b"0"))
        if rank:
            ranks[rank] = pid
    return ranks


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def left_behind(mark, grace=GRACE):
    """Wait until no marked process lives; after `grace` seconds kill those that do and return their command lines."""
    deadline = time.monotonic() + grace
    while alive := marked(mark):
        if time.monotonic() > deadline:
            kill(alive)
            return tuple(f"{pid}: {command}" for pid, command in alive.items())
        time.sleep(0.02)
    return ()


def kill(pids):
    """End the given processes."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def files_in(directory, but=()):
    """Return `{relative path: (mode, content)}` of what lies in a directory."""
    found = {}
    for path in sorted(directory.rglob("*")):
        name = str(path.relative_to(directory))
        if name not in but and path.is_file():
            found[name] = (stat.filemode(path.stat().st_mode), _shown(path.read_bytes(), directory))
    return found


def _shown(data, directory):
    text = data.decode(errors="backslashreplace").replace(str(directory), "<dir>")
    return re.sub(r" at 0x[0-9a-f]+>", " at 0x...>", text)  # CPython names functions by address in some messages


def run(command, directory, *, stdin=b"", merged=False, wall=WALL, but=(), **changes):
    """Run a command in `directory` and return its outcome; its directory is shown as ``<dir>``.

    Parameters
    ----------
    command : list of str
        What to run.
    directory : Path
        Working directory; what lies in it afterwards belongs to the outcome.
    stdin : bytes
        What the command may read.
    merged : bool
        One pipe for standard output and error, so that their order shows; else a pipe for each.
    wall : float
        Seconds after which the run counts as hung and all its processes are killed.
    but : collection of str
        Files that do not belong to the outcome.
    **changes
        Changes of the environment.

    Returns
    -------
    Outcome
    """
    mark = new_mark()
    with subprocess.Popen(
        command,
        cwd=directory,
        env=environment(mark, **changes),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if merged else subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(stdin, timeout=wall)
            status = process.returncode
        except subprocess.TimeoutExpired:
            kill(marked(mark))
            out, err = process.communicate()
            status = f"hung: killed after {wall:g} s"
    shown = (_shown(data or b"", directory) for data in (out, err))
    return Outcome(status, *shown, files_in(directory, but), left_behind(mark))


def run_plainly(program, directory, merged):
    """Return the outcome of a program under plain `python`: the oracle."""
    script = copy_program(program, directory)
    if program.bare:
        path = directory / script
        path.write_text(with_prelude(path.read_text()))
    command = [sys.executable, script, *program.args]
    return run(command, directory, stdin=program.stdin, merged=merged, but={script})


def run_on_ranks(program, directory, merged, ranks):
    """Return the outcome of a program under `dino mpirun -n ranks`."""
    script = copy_program(program, directory)
    command = dino(ranks, script, *program.args)
    return run(command, directory, stdin=program.stdin, merged=merged, but={script})
