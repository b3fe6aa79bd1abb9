"""Comments that suppress findings: `# dino: ignore[DN110, DN2]`, `# dino: ignore`, `# dino: ignore-file`."""

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dino.codes import names
from dino.compiler.diagnostics import Diagnostic, Edit, Fix
from dino.compiler.source import Source

UNUSED = "DN199"
_COMMENT = re.compile(r"#\s*dino:\s*(ignore-file|ignore)\b(?:\[([^]]*)\])?")


@dataclass(frozen=True)
class Suppression:
    """One such comment.

    Attributes
    ----------
    start, end : int
        Where it stands in the text.
    line : int
        Its line.
    codes : tuple of (str, int)
        Codes, or beginnings of codes, with their offsets; none if it suppresses all.
    whole : bool
        Whether it is about the whole file.
    """

    start: int
    end: int
    line: int
    codes: tuple[tuple[str, int], ...]
    whole: bool

    def covers(self, found: Diagnostic, source: Source) -> bool:
        """Whether a finding is on this line; one of several lines may be suppressed at its last line as well."""
        last = source.line(found.end) if found.end >= 0 else found.line
        return self.whole or self.line in (found.line, last)


def suppressions(source: Source) -> list[Suppression]:
    """Find the comments of a script; what looks like one inside a string is none."""
    if "dino:" not in source.text:
        return []
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            match = token.type == tokenize.COMMENT and _COMMENT.search(token.string)
            if match:
                start = source.starts[token.start[0] - 1] + token.start[1]
                found.append(_suppression(match, start, token.start[0]))
    except (tokenize.TokenError, SyntaxError):
        pass  # not Python: that is a finding of its own
    return found


def _suppression(match, start: int, line: int) -> Suppression:
    codes = [] if match[2] is None else [code for code in re.finditer(r"[^\s,]+", match[2])]
    offset = start + match.start(2)
    pairs = tuple((code[0], offset + code.start()) for code in codes)
    return Suppression(start + match.start(), start + match.end(), line, pairs, match[1] == "ignore-file")


def suppressed(
    findings: Iterable[Diagnostic], source: Source, codes: frozenset[str]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Part findings from those that a comment suppresses, and add one for each suppression that is not used.

    Parameters
    ----------
    findings : iterable of Diagnostic
        All that the rules found.
    source : Source
        The text.
    codes : frozenset of str
        Rules that are applied.

    Returns
    -------
    shown, hidden : list of Diagnostic
        What is left, and what is suppressed.
    """
    comments = suppressions(source)
    used: set[tuple[Suppression, str]] = set()
    shown, hidden = [], []
    for found in findings:
        uses = [
            (comment, code) for comment in comments if comment.covers(found, source) for code in _used(comment, found)
        ]
        used.update(uses)
        (hidden if uses else shown).append(found)
    if UNUSED in codes:
        shown += [found for comment in comments for found in _unused(comment, used, source, codes)]
    return shown, hidden


def _used(comment: Suppression, found: Diagnostic) -> list[str]:
    if not comment.codes:
        return [""]
    return [code for code, _ in comment.codes if found.code.startswith(code)]


def _unused(comment: Suppression, used, source: Source, applied: frozenset[str]) -> Iterator[Diagnostic]:
    if not comment.codes:
        if (comment, "") not in used:
            yield _finding(source, comment.start, comment.end, "this suppresses nothing", _without(comment, source))
        return
    idle = [(code, at) for code, at in comment.codes if (comment, code) not in used]
    unknown = [(code, at) for code, at in idle if not any(known.startswith(code) for known in names())]
    for code, at in unknown:
        yield _finding(source, at, at + len(code), f"there is no rule `{code}`", None)
    idle = [(code, at) for code, at in idle if any(known.startswith(code) for known in applied)]
    if idle and len(idle) == len(comment.codes):
        message = f"nothing to suppress: {', '.join(f'`{code}`' for code, _ in idle)}"
        yield _finding(source, comment.start, comment.end, message, _without(comment, source))
    else:
        for code, at in idle:
            kept = ", ".join(other for other, _ in comment.codes if (other, at) not in idle and other != code)
            first, last = comment.codes[0][1], comment.codes[-1][1] + len(comment.codes[-1][0])
            fix = Fix(f"Remove `{code}`", (Edit(first, last, kept),))
            yield _finding(source, at, at + len(code), f"nothing to suppress: `{code}`", fix)


def _without(comment: Suppression, source: Source) -> Fix:
    """Take the comment away: with its line if nothing else is on it, else with the white space before it."""
    start, end = comment.start, comment.end
    line_start, line_end = source.starts[comment.line - 1], source.line_end(comment.start)
    before = source.text[line_start:start]
    if source.text[end:line_end].strip():
        return Fix("Remove the suppression", (Edit(start, end, "#"),))
    if not before.strip():
        return Fix("Remove the suppression", (Edit(line_start, min(line_end + 1, len(source.text)), ""),))
    return Fix("Remove the suppression", (Edit(line_start + len(before.rstrip()), line_end, ""),))


def _finding(source: Source, start: int, end: int, message: str, fix: Fix | None) -> Diagnostic:
    return Diagnostic(UNUSED, source.line(start), message, start, end, "", fix)
