"""Two outcomes, and what differs between them: pure."""

from dataclasses import dataclass
from itertools import zip_longest

from dino.verify.outcome import HUNG, Outcome

ASPECTS = ("status", "output", "errors", "files", "values")


@dataclass(frozen=True)
class Difference:
    """One thing in which a run differs from the one it is held against.

    Attributes
    ----------
    aspect : str
        One of `ASPECTS`.
    run : str
        Name of the run.
    where : str
        The first place, for the table: `line 4`.
    line : int
        Line of the script; 0 where it cannot be told.
    expected, seen : str
        What the one showed, and the other.
    """

    aspect: str
    run: str
    where: str
    line: int
    expected: str
    seen: str


def differences(expected: Outcome, seen: Outcome, script: str) -> tuple[Difference, ...]:
    """Compare a run with the one that it must equal.

    Parameters
    ----------
    expected, seen : Outcome
        The runs.
    script : str
        Path of the script, whose lines a traceback names.

    Returns
    -------
    tuple of Difference
        At most one for each aspect, its first, in the order of `ASPECTS`.
    """
    found = (
        _status(expected, seen),
        _stream("output", expected.out, seen.out, seen.name, ""),
        _stream("errors", expected.err, seen.err, seen.name, script),
        _files(expected.files, seen.files, seen.name),
        _values(expected.calls, seen.calls, seen.name),
    )
    return tuple(difference for difference in found if difference)


def _status(expected, seen):
    if expected.status == seen.status:
        return None
    where = HUNG if seen.status == HUNG else f"{seen.ending} not {expected.ending}"
    return Difference("status", seen.name, where, 0, expected.ending, seen.ending)


def _stream(aspect, expected, seen, run, script):
    for number, (line, other) in enumerate(zip_longest(expected, seen), 1):
        if line != other:
            told = _traced(seen, script) or _traced(expected, script) if script else 0
            return Difference(aspect, run, f"line {number}", told, _shown(line), _shown(other))
    return None


def _traced(lines, script):
    """Line of the script that the last traceback in a stream names last, or 0."""
    prefix = f'  File "{script}", line '
    named = [line.removeprefix(prefix).split(",")[0] for line in lines if line.startswith(prefix)]
    return int(named[-1]) if named and named[-1].isdecimal() else 0


def _shown(line):
    return "nothing" if line is None else repr(line)


def _files(expected, seen, run):
    for path in sorted(expected.keys() | seen.keys()):
        if expected.get(path) != seen.get(path):
            return Difference("files", run, path, 0, expected.get(path, "no such file"), seen.get(path, "no such file"))
    return None


def _values(expected, seen, run):
    for one, other in zip_longest(expected, seen):
        if one is None or other is None or one.place != other.place:
            line = (other or one).line
            return Difference("values", run, f"line {line}", line, _called(one), _called(other))
        pair = _unequal(one, other)
        if pair:
            return Difference("values", run, f"line {one.line}", one.line, *pair)
    return None


def _called(call):
    return "no further call" if call is None else f"a call of {call.name} in line {call.line}"


def _unequal(one, other):
    """The descriptions of what two calls of one place do not share, or None; what root never had is not compared."""
    for number, (given, got) in enumerate(zip(one.args, other.args), 1):
        if given != got and given and got:
            return f"{one.name}'s argument {number}: {given}", f"{other.name}'s argument {number}: {got}"
    if one.value != other.value and one.value and other.value:
        return f"{one.name} gave {one.value}", f"{other.name} gave {other.value}"
    return None
