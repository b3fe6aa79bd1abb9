"""Where offsets are, for people and editors: lines and columns from 1, columns counting characters."""

from dino.codes import names
from dino.compiler.diagnostics import Diagnostic
from dino.compiler.source import Source


def position(source: Source, offset: int) -> tuple[int, int]:
    """Line and column of an offset."""
    line = source.line(offset)
    return line, offset - source.starts[line - 1] + 1


def start(source: Source, found: Diagnostic) -> tuple[int, int]:
    """Line and column at which a finding begins."""
    return position(source, found.start) if found.start >= 0 else (found.line, 1)


def end(source: Source, found: Diagnostic) -> tuple[int, int]:
    """Line and column just behind a finding."""
    return position(source, found.end) if found.end >= 0 else (found.line, 1)


def mark(found: Diagnostic, unsafe: bool) -> str:
    """`*` if `--fix` would fix it, as things stand."""
    return "*" if found.fix and (found.fix.safe or unsafe) else ""


def name(found: Diagnostic) -> str:
    """Name of the rule, as `wrong-arguments`."""
    return names().get(found.code, "")
