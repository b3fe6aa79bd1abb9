"""Modules of the standard library as scripts: their text, with the built-in functions imported as primitives."""

import ast
import importlib.util
from pathlib import Path

from dino.compiler.source import decode

MODULES = {
    "json": ("json.scanner", "json.decoder", "json.encoder", "json"),
    "textwrap": ("textwrap",),
    "argparse": ("argparse",),
    "statistics": ("statistics",),
    "fractions": ("fractions",),
    "dataclasses": ("dataclasses",),
}
"""Of each module that is tested, what it is made of, in the order in which it can be imported."""

IMPORT = "from dino import len, max, sorted"
STEP = "len((1, 2, 3))"


def source(name):
    """The text of a module, and its path."""
    spec = importlib.util.find_spec(name)
    return decode(Path(spec.origin).read_bytes(), spec.origin)[0], spec.origin


def with_primitives(text):
    """The text with the import in front of its first statement that may come second, on the same line."""
    lines = text.split("\n")
    body = ast.parse(text).body
    node = body[_head(body)]
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.Expr):
        lines[first - 1] = f"{IMPORT}; {lines[first - 1]}"
    else:
        lines.insert(first - 1, IMPORT)
    return "\n".join(lines)


def has_statements(text):
    """Whether a module has more than a docstring and imports from `__future__`."""
    body = ast.parse(text).body
    return _head(body) < len(body)


def with_steps(text, step=STEP):
    """The text with a step after each of its statements, all of them indented in the end."""
    body = ast.parse(text).body
    lines = text.split("\n")
    start = body[_head(body) - 1].end_lineno if _head(body) else 0
    ends = {node.end_lineno for node in body if node.end_lineno >= start}
    inside = {line for node in body for line in range(node.lineno, node.end_lineno)}
    for line in sorted(ends - inside, reverse=True):
        lines.insert(line, step)
    return "\n".join(lines)


def _head(body):
    """How many statements nothing may come before: the docstring, and imports from `__future__`."""
    return next(
        (
            index
            for index, node in enumerate(body)
            if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
            and not (index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ),
        len(body),
    )
