"""What a run showed."""

import json
import re
import signal
from dataclasses import dataclass, field

HUNG = "hung"
_GREETING = re.compile(r"Hello from rank \d+ of \d+ on .*")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass(frozen=True)
class Call:
    """One call of a primitive: where, and what it was given and gave, as digests.

    `value` is empty where root never had the value, and an argument likewise.
    """

    file: str
    line: int
    name: str
    args: tuple[str, ...]
    value: str = ""

    @property
    def place(self):
        """What must be the same before values can be compared."""
        return self.file, self.line, self.name


@dataclass(frozen=True)
class Outcome:
    """What one run showed.

    Attributes
    ----------
    name : str
        The run, as people call it: `python`, `3 ranks`.
    status : int or str
        Exit status, minus a signal's number, or `HUNG`.
    out, err : tuple of str
        Lines of standard output and error.
    files : dict of str to str
        The folder afterwards, see `folder.snapshot`.
    calls : tuple of Call
        Of primitives, in order.
    seconds : float
        From start to end.
    """

    name: str
    status: int | str
    out: tuple[str, ...] = ()
    err: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    seconds: float = 0.0

    @property
    def ending(self):
        """The status as people read it."""
        if isinstance(self.status, str) or self.status >= 0:
            return str(self.status)
        return signal.Signals(-self.status).name


def lines(data, ignored, greets):
    """Return the lines of a stream that count.

    Parameters
    ----------
    data : bytes
        The stream.
    ignored : re.Pattern or None
        Lines in which it is found do not count.
    greets : bool
        Whether the script calls `hello`, which may print another number of lines on each number of ranks.

    Returns
    -------
    tuple of str
        Addresses of objects are left out; a last line without its end keeps a mark that it has none.
    """
    text = _ADDRESS.sub(" at 0x...", data.decode(errors="backslashreplace"))
    found = text.split("\n")
    last = found.pop()
    if last:
        found.append(f"{last}<no end of line>")
    return tuple(
        line
        for line in found
        if not (ignored and ignored.search(line)) and not (greets and _GREETING.fullmatch(line.rstrip("\r")))
    )


def calls(text):
    """Read the record of a run, see `dino.runtime.record`.

    Parameters
    ----------
    text : str
        The lines; the last may be cut off, if the run was killed.

    Returns
    -------
    tuple of Call
    """
    opened, values = {}, {}
    for line in text.splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            break
        if "name" in told:
            opened[told["call"]] = told
        else:
            values[told["call"]] = told["value"]
    return tuple(
        Call(told["file"], told["line"], told["name"], tuple(told["args"]), values.get(number, ""))
        for number, told in sorted(opened.items())
    )
