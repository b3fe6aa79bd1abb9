"""Fixes: applied until none is left, one round after the other, since one may make room for the next."""

import ast
from collections import Counter
from dataclasses import replace

from dino.compiler.depth import deep
from dino.compiler.diagnostics import Diagnostic, Edit
from dino.compiler.source import Source
from dino.errors import LintError
from dino.lint.examine import Examined, findings
from dino.lint.imports import added

_ROUNDS = 100


def fixed(examined: Examined, codes: frozenset[str], unsafe: bool) -> Examined:
    """Fix what can be fixed.

    Parameters
    ----------
    examined : Examined
        A file and its findings.
    codes : frozenset of str
        Rules that are applied.
    unsafe : bool
        Whether to apply fixes that may change what the script means.

    Returns
    -------
    Examined
        With the new text, the findings that are left in it, and how many were fixed.

    Raises
    ------
    LintError
        If a fix does not give a script that parses; it is a fault of the rule.
    """
    counts: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        round_ = [found for found in examined.findings if applies(found, unsafe)]
        text, done = apply(examined.source, round_)
        if not done:
            break
        source = Source(examined.path, text)
        counts.update(found.code for found in done)
        examined = replace(examined, source=source, findings=findings(source, codes), fixed=dict(counts))
    return examined


def applies(found: Diagnostic, unsafe: bool) -> bool:
    """Whether the fix of a finding may be applied."""
    return found.fix is not None and (found.fix.safe or unsafe)


def apply(source: Source, round_: list[Diagnostic]) -> tuple[str, list[Diagnostic]]:
    """Apply fixes that do not touch one another, and add what they import.

    Returns
    -------
    text, done : str, list of Diagnostic
        The new text with the script's own line ends, and the findings whose fixes are in it.
    """
    if not round_:
        return source.original, []
    tree = _parsed(source.text, source.path)
    chosen: list[Edit] = []
    done: list[Diagnostic] = []
    imports: tuple[str, ...] = ()
    for found in round_:
        if any(_touch(edit, other) for edit in found.fix.edits for other in chosen):
            continue
        more = added(source, tree, (*imports, *found.fix.imports))
        if more is None:
            continue
        imports += found.fix.imports
        chosen += found.fix.edits
        done.append(found)
    chosen += added(source, tree, imports) or []
    text = edited(source, chosen)
    _parsed(text, source.path)
    return text, done


def _touch(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def edited(source: Source, edits: list[Edit]) -> str:
    """The original text with edits, whose offsets count each line end as one character."""
    crossings = [index for index in range(len(source.original)) if source.original.startswith("\r\n", index)]
    text = source.original
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        start, end = (_original(offset, crossings) for offset in (edit.start, edit.end))
        text = text[:start] + edit.text.replace("\n", source.newline) + text[end:]
    return text


def _original(offset: int, crossings: list[int]) -> int:
    """Offset in the original text; the n-th `\\r\\n` in it makes every later offset one larger."""
    for index in crossings:
        if index >= offset:
            break
        offset += 1
    return offset


def _parsed(text: str, path: str) -> ast.Module:
    with deep():
        try:
            return ast.parse(text, path)
        except SyntaxError as error:
            raise LintError(f"{path}: a fix made line {error.lineno} no Python; nothing was written") from error


def edits_of(found: Diagnostic, source: Source) -> list[Edit]:
    """All edits of one fix, those of its imports included, in the order of the text."""
    imports = added(source, _parsed(source.text, source.path), found.fix.imports) if found.fix.imports else []
    return sorted((*found.fix.edits, *(imports or ())), key=lambda edit: (edit.start, edit.end))
