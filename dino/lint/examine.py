"""One file: what the rules find in it."""

import ast
from dataclasses import dataclass, field

from dino.compiler.depth import deep
from dino.compiler.diagnostics import Diagnostic
from dino.compiler.rule import Rule, rule
from dino.compiler.source import Source, decode
from dino.compiler.survey.script import Script
from dino.errors import CompileError, LintError
from dino.lint.suppress import suppressed
from dino.primitives import BY_NAME

SYNTAX, DEPTH = "DN100", "DN201"


@dataclass(frozen=True)
class Examined:
    """A file and what was found in it.

    Attributes
    ----------
    path : str
        As messages name it.
    source : Source
        Its text, with fixes if they were applied.
    encoding : str
        Codec that makes the file's bytes of the text.
    findings : tuple of Diagnostic
        What is left, in the order of the text.
    fixed : dict
        How many findings of each rule were fixed.
    original : str
        The text as it was read.
    """

    path: str
    source: Source
    encoding: str = "utf-8"
    findings: tuple[Diagnostic, ...] = ()
    fixed: dict[str, int] = field(default_factory=dict)
    original: str = ""


def examine(content: bytes, path: str, codes: frozenset[str]) -> Examined:
    """Apply rules to a file.

    Parameters
    ----------
    content : bytes
        The file.
    path : str
        Its name, for messages.
    codes : frozenset of str
        Rules to apply.

    Returns
    -------
    Examined
        Bytes that are not text in the encoding that they claim are a finding too.
    """
    try:
        text, encoding = decode(content, path)
    except CompileError as error:
        source = Source(path, content.decode("utf-8", "replace"))
        message = str(error).removeprefix(f"{path}: ")
        return Examined(path, source, findings=_chosen([Diagnostic(SYNTAX, 1, message, 0, 0)], codes))
    source = Source(path, text)
    return Examined(path, source, encoding, findings(source, codes), {}, text)


def findings(source: Source, codes: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Apply rules to a text, in which a script that has nothing to do with DiNo is in order."""
    with deep():
        try:
            tree = ast.parse(source.original, source.path)
            found = _found(Script(source, tree), codes)
        except (SyntaxError, ValueError) as error:
            return _chosen([_refused(source, error)], codes)
        except (RecursionError, MemoryError):
            message = "nested too deeply to be analysed: no rule looked at it"
            return _chosen([Diagnostic(DEPTH, 1, message, 0, 0)], codes)
    shown, _ = suppressed(found, source, codes)
    return tuple(sorted(shown, key=lambda found: (found.start, found.end, found.code)))


def _found(script: Script, codes: frozenset[str]) -> list[Diagnostic]:
    """Findings of the rules; of a script without primitives only the rules that mention more have anything to say."""
    rules = [rule(code) for code in sorted(codes)]
    if not _uses_dino(script):
        rules = [rule for rule in rules if hasattr(rule.module, "MENTIONS")]
    return [found for rule in rules for found in _applied(rule, script)]


def _applied(rule: Rule, script: Script) -> list[Diagnostic]:
    try:
        return list(rule.findings(script))
    except (RecursionError, MemoryError):
        raise
    except Exception as error:
        where = f"{script.source.path}: {rule.code} ({rule.name}) failed"
        raise LintError(f"{where}: {type(error).__name__}: {error}; please report it") from error


def _uses_dino(script: Script) -> bool:
    if script.calls or script.bare:
        return True
    imports = (node for node in script.scopes.parents if isinstance(node, ast.ImportFrom))
    names = (alias.name for node in imports if node.module == "dino" and not node.level for alias in node.names)
    return any(name == "*" or name in BY_NAME for name in names)


def _refused(source: Source, error: SyntaxError | ValueError) -> Diagnostic:
    line = min(getattr(error, "lineno", None) or 1, len(source.lines))
    column = min((getattr(error, "offset", None) or 1) - 1, len(source.lines[line - 1]))
    start = source.starts[line - 1] + max(column, 0)
    end = start
    if getattr(error, "end_lineno", None) == line and (error.end_offset or 0) > column:
        end = source.starts[line - 1] + min(error.end_offset - 1, len(source.lines[line - 1]))
    message = getattr(error, "msg", None) or str(error)
    return Diagnostic(SYNTAX, line, message, start, max(start, end))


def _chosen(found: list[Diagnostic], codes: frozenset[str]) -> tuple[Diagnostic, ...]:
    return tuple(each for each in found if each.code in codes)
