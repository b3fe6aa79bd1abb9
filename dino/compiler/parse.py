"""First pass: text to syntax tree."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from dino.compiler.program import Parsed
from dino.compiler.source import Source

_ENCODING = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")
_LAYOUT = {tokenize.NL, tokenize.COMMENT, tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT}


def parse(text: str, path: str) -> Parsed:
    """Parse a script.

    Parameters
    ----------
    text : str
        The script, which `compile` accepts, line ends as they are in the file.
    path : str
        Its name for messages.

    Returns
    -------
    Parsed
        At its `prologue` statements may be inserted.
    """
    source = Source(path, text)
    tree = ast.parse(text, path)
    return Parsed(source, tree, prologue(source), _verbatim(source, tree), _indent(source, tree))


def prologue(source: Source) -> int:
    """Offset behind all that must stay first: docstring, `__future__` imports, else the first lines' magic."""
    end = 0
    for index, statement in enumerate(_statements(source)):
        if not (_is_future(statement) or (index == 0 and _is_docstring(statement))):
            break
        row, column = statement[-1].end
        end = source.starts[row - 1] + column
    if end == 0:
        return _magic(source)
    rest = source.text[end : source.line_end(end)]
    return end + len(rest) if rest.lstrip().startswith("#") else end


def _magic(source: Source) -> int:
    """Offset behind the lines that count only at the top of a file: `#!` and the encoding (PEP 263)."""
    end = 0
    for number, line in enumerate(source.lines[:2]):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        if (number == 0 and line.startswith("#!")) or _ENCODING.match(line):
            end = source.starts[number] + len(line)
    return end


def _statements(source: Source) -> Iterator[list[tokenize.TokenInfo]]:
    """Yield the tokens of one simple statement after another."""
    statement = []
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.NEWLINE or token.string == ";" or token.type == tokenize.ENDMARKER:
            if statement:
                yield statement
            statement = []
        elif token.type not in _LAYOUT:
            statement.append(token)


def _is_docstring(statement: list[tokenize.TokenInfo]) -> bool:
    parts = [token for token in statement if token.string not in "()"]
    return bool(parts) and all(
        token.type == tokenize.STRING and not set(token.string.split(token.string[-1])[0].lower()) & set("bf")
        for token in parts
    )


def _is_future(statement: list[tokenize.TokenInfo]) -> bool:
    return [token.string for token in statement[:2]] == ["from", "__future__"]


def _verbatim(source: Source, tree: ast.Module) -> frozenset[int]:
    """Lines that begin inside a string: those of a string that spans lines by itself."""
    return frozenset(
        line
        for node in _strings(tree)
        if node.end_lineno > node.lineno
        if any(mark in source.segment(node) for mark in ("'''", '"""', "\\\n"))
        for line in range(node.lineno + 1, node.end_lineno + 1)
    )


def _strings(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the strings below a node; what is inside an f-string has unreliable positions before 3.12."""
    if isinstance(node, ast.JoinedStr | ast.Constant):
        yield node
    else:
        for child in ast.iter_child_nodes(node):
            yield from _strings(child)


def _indent(source: Source, tree: ast.Module) -> str:
    """White space of the first block that stands on lines of its own."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(node, ast.stmt) and isinstance(body, list) and body[0].lineno > node.lineno:
            outer, inner = (source.indentation(source.start(which)) for which in (node, body[0]))
            if inner.startswith(outer) and inner != outer and "\f" not in inner:
                return inner[len(outer) :]
    return "    "
