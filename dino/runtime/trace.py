"""The trace of a run: which way each call of a primitive went and why, and what it moved.

`DINO_TRACE=1` prints it when root ends, on standard error; `DINO_TRACE=FILE` writes it to a file, as JSON if its name
ends in `.json`. What is measured is root's view: seconds that root spent, bytes that it sent or received.
"""

import atexit
import json
import os
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dino.errors import LaunchError
from dino.runtime import session

VARIABLE = "DINO_TRACE"


@dataclass
class Move:
    """One collective, or several of one call site together.

    Attributes
    ----------
    name : str
        Name in the MPI standard, without the `I` of its nonblocking form.
    count : int
        How many.
    bytes : int
        The larger of what root gave and what it got, its own part included.
    seconds : float
        From root's call to completion on root.
    """

    name: str
    count: int = 0
    bytes: int = 0
    seconds: float = 0.0

    def add(self, other):
        """Count another one in."""
        self.count += other.count
        self.bytes += other.bytes
        self.seconds += other.seconds


@dataclass
class Call:
    """One call of a primitive, or all of a call site that went the same way for the same reason.

    Attributes
    ----------
    file, line : str, int
        The user's; line 0 where C called.
    name : str
        The primitive.
    way : {"alone", "ranks"}
        Who computed.
    why : str
        The reason.
    count : int
        How many.
    seconds : float
        Until root had the value.
    alone, ranks : float
        Seconds predicted for either way; 0 where nothing had to be predicted.
    moves : dict of str to Move
        By name.
    number : int
        Position of the first among all calls of the run.
    """

    file: str
    line: int
    name: str
    way: str = "alone"
    why: str = ""
    count: int = 1
    seconds: float = 0.0
    alone: float = 0.0
    ranks: float = 0.0
    moves: dict = field(default_factory=dict)
    number: int = 0
    site = None  # once the call is over: that of which it has become a part

    def moved(self, move):
        """Count a collective in, also one that comes when the call is over: what a loop has left on the ranks."""
        moves = (self.site or self).moves
        moves.setdefault(move.name, Move(move.name)).add(move)

    def add(self, other):
        """Count another call of this site in."""
        for name in ("count", "seconds", "alone", "ranks"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for move in other.moves.values():
            self.moved(move)


class Trace:
    """What the calls of a run did, summed for each call site, way and reason.

    Parameters
    ----------
    target : str
        Where to show it: `1` for standard error, else a file.

    Raises
    ------
    LaunchError
        If the file cannot be written.
    """

    def __init__(self, target):
        self.sites = {}
        self.target = None if target == "1" else writable(target)
        # Registered before root's session is: what the script calls at its end is in the trace.
        atexit.register(self._show, os.getpid())

    def opened(self, call, args):
        """A call begins; nothing is known of it yet."""

    def closed(self, call, value=None, error=None):
        """A call has ended."""
        site = (call.file, call.line, call.name, call.way, call.why)
        if site in self.sites:
            self.sites[site].add(call)
            call.site = self.sites[site]
        else:
            self.sites[site] = call

    def _show(self, process):
        here = session.current()
        if os.getpid() != process or not (here is None or here.is_root):  # a forked child, a worker
            return
        calls = sorted(self.sites.values(), key=lambda call: (call.file, call.line))
        if self.target is None:
            sys.stdout.flush()
            print("\n".join(table(calls)), file=sys.stderr, flush=True)
        else:
            as_json = self.target.suffix == ".json"
            self.target.write_text(as_objects(calls) if as_json else "\n".join(table(calls)) + "\n")


def writable(target):
    """Return the absolute path of the file to write; raise `LaunchError` if it cannot be."""
    path = Path(target).absolute()  # the script may change directory
    try:
        path.touch()
    except OSError as error:
        raise LaunchError(f"{VARIABLE}={target}: {error.strerror}; it can be 1, or a file to write") from None
    return path


def as_objects(calls):
    """Return calls as JSON: a list of objects with the attributes of `Call`, `moves` a list."""
    objects = [{**asdict(call), "moves": [asdict(move) for move in call.moves.values()]} for call in calls]
    return json.dumps(objects, indent=1) + "\n"


HEADINGS = ("line", "what", "count", "bytes", "seconds", "predicted")


def table(calls):
    """Return the lines of the report: below each file's name each call site, below it its way, why, its collectives."""
    rows = [HEADINGS]
    for index, call in enumerate(calls):
        if index == 0 or calls[index - 1].file != call.file:
            rows.append((call.file,))
        rows += _rows(call)
    columns = [row for row in rows if len(row) > 1]
    widths = [max(len(row[place]) for row in columns) for place in range(len(HEADINGS))]
    total = sum(call.count for call in calls)
    return [f"DiNo's trace: {total} call{'s' * (total != 1)} of primitives", *(_line(row, widths) for row in rows)]


def _rows(call):
    bytes_ = sum(move.bytes for move in call.moves.values())
    predicted = f"alone {_seconds(call.alone)}, ranks {_seconds(call.ranks)}" if call.ranks else ""
    yield str(call.line or "?"), call.name, str(call.count), _bytes(bytes_), _seconds(call.seconds), predicted
    yield (f"        {call.way}: {call.why}",)
    for move in call.moves.values():
        seconds = _seconds(move.seconds) if move.seconds else "-"  # in place it is part of the computation
        yield "", f"  {move.name}", str(move.count), _bytes(move.bytes), seconds, ""


def _line(row, widths):
    if len(row) == 1:
        return row[0]
    cells = zip(row, widths, _JUSTIFIED, strict=True)
    return "  ".join(justified(text, width) for text, width, justified in cells).rstrip()


_JUSTIFIED = (str.rjust, str.ljust, str.rjust, str.rjust, str.rjust, str.ljust)


def _bytes(number):
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number} B" if number else "-"


def _seconds(number):
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number * 1e6:.0f} us"
