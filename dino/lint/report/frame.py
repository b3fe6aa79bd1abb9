"""A piece of a script with marks under it, and the change that a fix makes to it."""

import unicodedata
from collections.abc import Iterator

from dino.compiler.diagnostics import Diagnostic, Edit
from dino.compiler.source import Source
from dino.lint.report import place
from dino.lint.report.paint import Paint

_AROUND = 2
_MOST = 6
"""Lines of a finding that are shown in full; of a longer one the middle is left out."""


def frame(source: Source, found: Diagnostic, paint: Paint) -> Iterator[str]:
    """Yield the lines around a finding, with carets under it or a bar beside it."""
    first, last = place.start(source, found)[0], place.end(source, found)[0]
    shown = _around(source, first, last)
    width = gutter(source, found)
    bar = paint("|", "blue")
    yield f"{' ' * width} {bar}"
    previous = None
    for number in shown:
        if previous and number != previous + 1:
            yield paint("...", "blue")
        previous = number
        text = _expanded(source.lines[number - 1])
        side = _side(number, first, last)
        yield f"{paint(str(number).rjust(width), 'blue')} {bar} {paint(side, 'red')}{text}".rstrip()
        if number == last:
            yield f"{' ' * width} {bar} {paint(_carets(source, found, first, last), 'red')}"
    yield f"{' ' * width} {bar}"


def gutter(source: Source, found: Diagnostic) -> int:
    """Columns that the line numbers of a frame take."""
    return len(str(_around(source, place.start(source, found)[0], place.end(source, found)[0])[-1]))


def _around(source: Source, first: int, last: int) -> list[int]:
    """Numbers of the lines to be shown: some before and after, but no blank ones at either end."""
    numbers = list(range(max(1, first - _AROUND), min(len(source.lines), last + _AROUND) + 1))
    while numbers[0] < first and not source.lines[numbers[0] - 1].strip():
        del numbers[0]
    while numbers[-1] > last and not source.lines[numbers[-1] - 1].strip():
        del numbers[-1]
    if last - first >= _MOST:
        numbers = [number for number in numbers if number < first + 2 or number > last - 2]
    return numbers


def _side(number: int, first: int, last: int) -> str:
    if first == last:
        return ""
    return "/ " if number == first else "| " if first < number <= last else "  "


def _carets(source: Source, found: Diagnostic, first: int, last: int) -> str:
    line = source.lines[last - 1]
    to = place.end(source, found)[1] - 1
    if first != last:
        return "|" + "_" * _width(line[:to]) + "^"
    start = place.start(source, found)[1] - 1
    before = _width(line[:start])
    return " " * before + "^" * max(1, _width(line[:to]) - before)


def _expanded(text: str) -> str:
    """The line as it is shown: tabs as spaces, control characters as a space."""
    return "".join(" " if not char.isprintable() else char for char in text.expandtabs(4))


def _width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(_columns(char) for char in text.expandtabs(4))


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def change(source: Source, edits: list[Edit], paint: Paint) -> Iterator[str]:
    """Yield what edits do to a script: lines that go with `-`, lines that come with `+`, and some around them."""
    hunks = list(_hunks(source, edits))
    shift = 0
    width = len(str(max((last + len(new) + _AROUND for _, last, new in hunks), default=1)))
    bar = paint("|", "blue")
    yield f"{' ' * width} {bar}"
    for index, (first, last, new) in enumerate(hunks):
        if index:
            yield paint("...", "blue")
        before = range(max(1, first - _AROUND), first)
        yield from (_numbered(number + shift, source.lines[number - 1], width, bar, paint) for number in before)
        for text in source.lines[first - 1 : last]:
            yield f"{' ' * width} {paint('- ' + _expanded(text), 'removed')}".rstrip()
        for number, text in enumerate(new, start=first + shift):
            yield f"{paint(str(number).rjust(width), 'blue')} {paint('+ ' + _expanded(text), 'green')}".rstrip()
        shift += len(new) - (last - first + 1)
        after = range(last + 1, min(len(source.text.rstrip("\n").split("\n")), last + _AROUND) + 1)
        yield from (_numbered(number + shift, source.lines[number - 1], width, bar, paint) for number in after)
    yield f"{' ' * width} {bar}"


def _numbered(number: int, text: str, width: int, bar: str, paint: Paint) -> str:
    return f"{paint(str(number).rjust(width), 'blue')} {bar} {_expanded(text)}".rstrip()


def _hunks(source: Source, edits: list[Edit]) -> Iterator[tuple[int, int, list[str]]]:
    """Yield, for each group of neighbouring edits, the lines from first to last that go, and those that come."""
    groups: list[list[Edit]] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if groups and source.line(edit.start) - source.line(groups[-1][-1].end) <= 2 * _AROUND:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    for group in groups:
        first, last = source.line(group[0].start), source.line(group[-1].end)
        yield _trimmed(source, first, last, _lines(source, group, first, last))


def _lines(source: Source, group: list[Edit], first: int, last: int) -> list[str]:
    start, end = source.starts[first - 1], source.starts[last] - 1
    text, at = "", start
    for edit in group:
        text += source.text[at : edit.start] + edit.text
        at = edit.end
    return (text + source.text[at:end]).split("\n")


def _trimmed(source: Source, first: int, last: int, new: list[str]) -> tuple[int, int, list[str]]:
    """Without the lines at either end that stay."""
    while first <= last and new and source.lines[first - 1] == new[0]:
        first, new = first + 1, new[1:]
    while first <= last and new and source.lines[last - 1] == new[-1]:
        last, new = last - 1, new[:-1]
    return first, last, new
