"""The runs of a script: each in a fresh copy of its folder, at the same path, with nothing left behind."""

import json
import os
import re
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from dino.errors import VerifyError
from dino.peer.launch import to_its_end
from dino.verify import folder, outcome
from dino.verify.outcome import HUNG, Outcome

# Become the interpreter of a compiled program, as `dino mpirun` does: CPython has warned of its source before.
_WARNED_OF = """import os, sys
from dino.peer import programs
script, program, *args = sys.argv[1:]
with open(script, "rb") as source:
    programs.warn(source.read(), os.path.abspath(script), program)
os.execv(sys.executable, [sys.executable, program, *args])"""


@dataclass(frozen=True)
class Script:
    """What is to be run.

    Attributes
    ----------
    folder : Path
        Absolute; what is copied.
    file : str
        The script, relative to it.
    args : tuple of str
        Its arguments.
    wall : float
        Seconds that a run may take.
    ignored : re.Pattern or None
        Lines of output that do not count.
    path : {"ranks", "auto", "alone"}
        Which way the primitives go on ranks.
    """

    folder: Path
    file: str
    args: tuple[str, ...] = ()
    wall: float = 300.0
    ignored: re.Pattern | None = None
    path: str = "ranks"


class Runs:
    """Runs a script again and again, each time as if it were the first.

    Parameters
    ----------
    script : Script
        What to run.
    base : Path
        An empty folder for copies and records.
    environment : mapping of str
        What the runs find.
    begun : callable
        Told the name of each run when it begins.
    """

    def __init__(self, script, base, environment, begun):
        self.script, self.base, self.begun = script, base, begun
        self.copy = base / script.folder.name
        self.path = str(self.copy / script.file)
        self.environment = {name: value for name, value in environment.items() if name != "DINO_TRACE"}
        self.count = 0

    def plainly(self, program=None):
        """Run under plain `python`; see `run`.

        Parameters
        ----------
        program : bytes or None
            A .pyc to run in the script's place: a script of the bare style lacks its imports.
        """
        changes = {"DINO_PATH": "alone"}
        if program is None:
            return self.run("python", [sys.executable, self.script.file], **changes)
        file = self.base / "plain.pyc"
        file.write_bytes(program)
        told = {"script": self.script.file, "args": self.script.args, "ranks": 1, "hosts": 1}
        command = [sys.executable, "-c", _WARNED_OF, self.script.file, str(file)]
        return self.run("python", command, DINO_RUN=json.dumps(told), **changes)

    def on_ranks(self, number):
        """Run under `dino mpirun`; see `run`."""
        command = [sys.executable, "-m", "dino", "mpirun", "--local", "-n", str(number), self.script.file]
        return self.run(f"{number} rank{'s' * (number != 1)}", command, DINO_PATH=self.script.path)

    def run(self, name, command, **changes):
        """Run a command in a fresh copy.

        Returns
        -------
        Outcome
            Its status is `HUNG` if it had to be ended.
        """
        self.begun(name)
        self._copied()
        record, out, err = (self.base / f"{self.count}.{what}" for what in ("record", "out", "err"))
        self.count += 1
        seen = {"DINO_RECORD": str(record), "PYTHONHASHSEED": self.environment.get("PYTHONHASHSEED", "0")}
        begun = time.monotonic()
        with open(out, "wb") as output, open(err, "wb") as errors:
            status = to_its_end(
                [*command, *self.script.args],
                self.script.wall,
                cwd=self.copy,
                env={**self.environment, **seen, **changes},
                stdout=output,
                stderr=errors,
            )
        seconds = time.monotonic() - begun
        calls = outcome.calls(record.read_text()) if record.exists() else ()
        greets = any(call.name == "hello" for call in calls)
        streams = (outcome.lines(file.read_bytes(), self.script.ignored, greets) for file in (out, err))
        files = folder.snapshot(self.copy)
        return Outcome(name, HUNG if status is None else status, *streams, files, calls, seconds)

    def _copied(self):
        """Every run finds the folder at the same path: no path in any output can differ."""
        try:
            shutil.rmtree(self.copy, ignore_errors=True)
            folder.copy(self.script.folder, self.copy)
        except shutil.Error as error:
            (source, _, reason), *others = error.args[0]
            more = f"; so it is with {len(others)} more" if others else ""
            raise VerifyError(f"{source} cannot be copied to {self.base}: {reason}{more}") from None
        except OSError as error:
            raise VerifyError(f"{self.script.folder} cannot be copied to {self.base}: {error}") from None


def prepared(file, directory=None):
    """Find the folder to copy.

    Parameters
    ----------
    file : str
        The script as it was typed.
    directory : str or None
        The folder, if it is not the script's own.

    Returns
    -------
    folder, script : Path, str
        The folder, absolute, and the script relative to it.

    Raises
    ------
    VerifyError
        If the folder does not contain the script, or is too large.
    """
    path = Path(os.path.abspath(file))
    where = Path(os.path.abspath(directory)) if directory else path.parent
    if not path.is_relative_to(where):
        raise VerifyError(f"{file} does not lie in {directory}")
    folder.check(where)
    return where, str(path.relative_to(where))
