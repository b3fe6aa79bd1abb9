"""An explanation as text, the source with a margin, and as an object for programs."""

from collections.abc import Iterator
from dataclasses import asdict

from dino.compiler.explain import Explanation, Move

WIDTH = len("conducted")


def margin(explained: Explanation) -> list[str]:
    """Write an explanation for people.

    Returns
    -------
    list of str
        Each line of the script behind who runs it; below it what moves and why, and what keeps it from being static;
        at the end where names live, and the certificate.
    """
    digits = len(str(len(explained.lines)))
    lines = [f"{explained.path}: {finding}" for finding in explained.diagnostics]
    for number, (text, who) in enumerate(zip(explained.lines, explained.who, strict=True), 1):
        if number == len(explained.lines) and not text:
            break
        lines.append(f"{who:{WIDTH}}  {number:{digits}} | {text}".rstrip())
        notes = dict.fromkeys(_below(explained, number))
        indent = " " * (len(text) - len(text.lstrip()) + 4)
        lines += [f"{'':{WIDTH}}  {'':{digits}} | {indent}{note}".rstrip() for note in notes]
    return [*lines, "", *_names(explained), *_modules(explained), *_certificate(explained)]


def _below(explained: Explanation, number: int) -> Iterator[str]:
    yield from (note for line, note in explained.notes if line == number)
    for use in explained.uses:
        if use.end == number:
            if use.conducted:
                yield f"{use.conducted.code} {use.conducted.message}"
            else:
                yield from _aligned([_cells(move) for move in use.moves])


def _cells(move: Move) -> tuple[str, ...]:
    value = move.value if len(move.value) < 30 else f"{move.value[:26]}..."
    way = f"{move.source} -> {move.target}" if move.collective else f"{move.source} stays"
    return f"{value} {move.shape}".rstrip(), way, move.collective or "-", move.reason


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _names(explained: Explanation) -> Iterator[str]:
    yield "placements"
    for name, placements in explained.names.items():
        told = "; ".join(f"{where} for {_lines(lines)}" for where, lines in placements.items())
        yield f"  {name}: {'' if name in explained.kept else 'Root; '}{told}"
    yield f"  {'all other names' if explained.names else 'all names'}: Root"


def _modules(explained: Explanation) -> Iterator[str]:
    if explained.modules:
        yield "modules of the script's own: what they call of the primitives is conducted"
    for module in explained.modules:
        yield f"  {module.name} ({module.path}): {', '.join(sorted(module.primitives))}"


def _certificate(explained: Explanation) -> Iterator[str]:
    proven = [region for region in explained.certificate if region.proven]
    open_ = [region for region in explained.certificate if not region.proven]
    yield "collective matching"
    if proven:
        what = _number(len(proven), "step or choice", "steps and choices")
        yield f"  proven: {what} of the skeleton; root decides every branch and loop around them and tells all ranks"
    if open_:
        told = _lines([region.line for region in open_])
        yield f"  checked at run time: {told}, under conditions that ranks are not known to share"
    where = [_lines(explained.conducted)] * bool(explained.conducted) + ["its own modules"] * bool(explained.modules)
    if where:
        yield f"  checked at run time: {' and '.join(where)}; root announces each collective, and the ranks join it"
    if not (proven or open_ or where):
        yield "  proven: there are no collectives"
    yield "A call that moves more than it gains is computed on root alone; DINO_TRACE=1 tells of each when it runs."


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _lines(numbers) -> str:
    unique = sorted(set(numbers))
    return f"line{'s' * (len(unique) > 1)} {', '.join(map(str, unique))}"


def as_object(explained: Explanation) -> dict:
    """Return an explanation as JSON's objects."""
    lines = [
        {"line": number, "text": text, "who": who}
        for number, (text, who) in enumerate(zip(explained.lines, explained.who, strict=True), 1)
    ]
    return {
        "path": explained.path,
        "lines": lines,
        "uses": [_use(use) for use in explained.uses],
        "names": {
            name: placements if name in explained.kept else {"Root": [], **placements}
            for name, placements in explained.names.items()
        },
        "certificate": {
            "proven": all(region.proven for region in explained.certificate)
            and not explained.conducted
            and not explained.modules,
            "regions": [asdict(region) for region in explained.certificate],
            "checked_at_run_time": list(explained.conducted),
        },
        "notes": [{"line": line, "text": text} for line, text in explained.notes],
        "modules": [
            {"name": module.name, "path": module.path, "primitives": sorted(module.primitives)}
            for module in explained.modules
        ],
        "diagnostics": [_finding(found) for found in explained.diagnostics],
    }


def _use(use) -> dict:
    moves = [{**asdict(move), "source": str(move.source), "target": str(move.target)} for move in use.moves]
    how = {"conducted": _finding(use.conducted)} if use.conducted else {"moves": moves}
    return {"line": use.line, "end_line": use.end, "primitive": use.primitive, "static": not use.conducted, **how}


def _finding(found) -> dict:
    return {"code": found.code, "line": found.line, "message": found.message}
