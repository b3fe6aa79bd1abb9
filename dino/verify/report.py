"""The report of a verification: text for people, an object for programs."""

from dataclasses import asdict

from dino.verify.compare import ASPECTS

HEADINGS = ("run", *ASPECTS, "seconds")


def table(outcomes, found):
    """Return the rows of the table.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Plain `python` first.
    found : sequence of Difference
        Of all runs.

    Returns
    -------
    list of tuple of str
        The headings, then one for each run.
    """
    where = {(difference.run, difference.aspect): difference.where for difference in found}
    plain, *others = outcomes
    rows = [(plain.name, *_counted(plain), f"{plain.seconds:.1f}")]
    for run in others:
        cells = (where.get((run.name, aspect), "same") for aspect in ASPECTS)
        rows.append((run.name, *cells, f"{run.seconds:.1f}"))
    return [HEADINGS, *rows]


def _counted(plain):
    """What there is to compare."""
    counts = (_number(len(plain.out), "line"), _number(len(plain.err), "line"), _number(len(plain.files), "file"))
    return plain.ending, *counts, _number(len(plain.calls), "call")


def _number(count, noun):
    return f"{count} {noun}{'s' * (count != 1)}"


def texts(rows):
    """Return rows as lines, columns apart by two spaces."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def details(found):
    """Return the lines that say of each difference what was expected and what was seen."""
    named = {"status": "exit status", "output": "standard output", "errors": "standard error", "files": "file"}
    for difference in found:
        what = named.get(difference.aspect, "primitives")
        where = "" if difference.aspect == "status" else f", {difference.where}"
        yield f"{difference.run}: {what}{where}"
        yield f"    python: {difference.expected}"
        yield f"    {difference.run}: {difference.seen}"


def verdict(outcomes, found):
    """Return the last line: what differs first, on how many ranks, or that nothing does."""
    runs = [outcome.name for outcome in outcomes[1:]]
    if not found:
        failing = f" (python itself ends with {outcomes[0].ending})" if outcomes[0].status else ""
        idle = "" if outcomes[0].calls else ", but no primitive was called"
        return f"same on {', '.join(runs)}{failing}{idle}"
    lines = sorted((difference.line, runs.index(difference.run)) for difference in found if difference.line)
    first = f"line {lines[0][0]} of the script, on {runs[lines[0][1]]}" if lines else _somewhere(found[0])
    return f"differs: first in {first}"


def _somewhere(difference):
    return f"{difference.aspect}, on {difference.run} (which line of the script wrote it cannot be told)"


def as_object(outcomes, found):
    """Return the report as JSON's objects."""
    runs = [
        {"run": run.name, "status": run.status, "seconds": round(run.seconds, 3), "calls": len(run.calls)}
        for run in outcomes
    ]
    return {"same": not found, "verdict": verdict(outcomes, found), "runs": runs, "differences": [*map(asdict, found)]}
