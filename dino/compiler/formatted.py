"""Replacement fields of f-strings: where they stand, which their nodes do not say before Python 3.12."""

import ast
from dataclasses import dataclass

from dino.compiler.source import Source

_QUOTES = ('"', "'", '"""', "'''")


@dataclass(frozen=True)
class Field:
    """Where a replacement field stands, its braces included, and quotes that an f-string of it alone can have."""

    start: int
    end: int
    quote: str


def located(source: Source, node: ast.FormattedValue) -> Field | None:
    """Find a replacement field whose expression stands where it is said to; None if it cannot be cut out.

    Parameters
    ----------
    source : Source
        The script.
    node : ast.FormattedValue
        The field; one with `=`, or with fields in its format, is none that can be cut.
    """
    if node.format_spec is not None and any(not isinstance(part, ast.Constant) for part in node.format_spec.values):
        return None
    start = len(source.text[: source.start(node.value)].rstrip(" (")) - 1
    end = source.text.find("}", source.end(node.value)) + 1
    if start < 0 or source.text[start] != "{" or not end:
        return None
    text = source.text[start:end]
    return next((Field(start, end, quote) for quote in _QUOTES if _is_field(f"f{quote}{text}{quote}", node)), None)


def _is_field(text: str, node: ast.FormattedValue) -> bool:
    """Whether an f-string consists of nothing but a field."""
    try:
        string = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return False
    return isinstance(string, ast.JoinedStr) and [ast.dump(part) for part in string.values] == [ast.dump(node)]
