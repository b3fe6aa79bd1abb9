"""The memory of a group of processes that carry the same mark in their environment."""

import uuid
from pathlib import Path

_VARIABLE = "DINO_BENCHMARK"


class Memory:
    """What a group's processes take; `mark` goes into their environment."""

    def __init__(self):
        self.mark = {_VARIABLE: uuid.uuid4().hex}
        self._before = {}

    def begin(self):
        """Forget the peaks so far, and note what every process has."""
        self._before = {}
        for process in self._processes():
            (process / "clear_refs").write_text("5")
            self._before[process] = _kilobytes(process, "VmRSS")

    def added(self):
        """Return the megabytes that were added at the peak: by the largest process, and by any other one."""
        grown = [(before, _kilobytes(process, "VmHWM") - before) for process, before in self._before.items()]
        (_, root), *others = sorted(grown, reverse=True)
        return root / 1024, max((more for _, more in others), default=0) / 1024

    def _processes(self):
        wanted = f"{_VARIABLE}={self.mark[_VARIABLE]}".encode()
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and wanted in _environment(process):
                yield process


def _environment(process):
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _kilobytes(process, name):
    lines = (process / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))
