"""Where an import that a fix needs is added, as a person would add it."""

import ast
import sys

from dino.compiler.diagnostics import Edit
from dino.compiler.parse import prologue
from dino.compiler.source import Source


def added(source: Source, tree: ast.Module, wanted: tuple[str, ...]) -> list[Edit] | None:
    """Return the edits that add imports to a script.

    Parameters
    ----------
    source : Source
        The text.
    tree : ast.Module
        Its syntax tree.
    wanted : tuple of str
        `numpy as np`, or `dino.NAME`.

    Returns
    -------
    list of Edit, or None
        None if there is no line of its own for them.
    """
    present = _present(tree)
    missing = sorted(set(wanted) - present)
    names = [name.removeprefix("dino.") for name in missing if name.startswith("dino.")]
    modules = [name for name in missing if not name.startswith("dino.")]
    edits = []
    existing = _from_dino(tree)
    if existing and names:
        at = source.end(existing.names[-1])
        edits.append(Edit(at, at, "".join(f", {name}" for name in names)))
        names = []
    lines = [f"import {name}" for name in modules] + ([f"from dino import {', '.join(names)}"] if names else [])
    if not lines:
        return edits
    place = _place(source, tree, "\n".join(lines))
    return None if place is None else [*edits, place]


def _present(tree: ast.Module) -> set[str]:
    found = set()
    for node in tree.body:
        match node:
            case ast.Import():
                found |= {f"{alias.name} as {alias.asname or alias.name}" for alias in node.names}
            case ast.ImportFrom(module="dino", level=0):
                found |= {f"dino.{alias.name}" for alias in node.names if alias.asname in (None, alias.name)}
    return found


def _from_dino(tree: ast.Module) -> ast.ImportFrom | None:
    return next(
        (
            node
            for node in _leading(tree)
            if isinstance(node, ast.ImportFrom)
            and node.module == "dino"
            and not node.level
            and node.names[0].name != "*"
        ),
        None,
    )


def _leading(tree: ast.Module) -> list[ast.stmt]:
    """The imports before all other statements but a docstring."""
    body = tree.body[1:] if ast.get_docstring(tree, clean=False) is not None else tree.body
    leading = []
    for node in body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            break
        leading.append(node)
    return leading


def _place(source: Source, tree: ast.Module, lines: str) -> Edit | None:
    leading = _leading(tree)
    if leading and any(_is_alone(source, node) for node in leading[-1:]):
        at = source.line_end(source.end(leading[-1]))
        return Edit(at, at, ("\n\n" if _is_standard(leading[-1]) else "\n") + lines)
    at = _before_code(source, tree)
    return None if leading or at is None else Edit(at, at, lines + "\n\n")


def _is_alone(source: Source, node: ast.stmt) -> bool:
    rest = source.text[source.end(node) : source.line_end(source.end(node))].strip()
    return not rest or rest.startswith("#")


def _is_standard(node: ast.Import | ast.ImportFrom) -> bool:
    module = node.names[0].name if isinstance(node, ast.Import) else node.module or ""
    return module.partition(".")[0] in sys.stdlib_module_names | {"__future__"}


def _before_code(source: Source, tree: ast.Module) -> int | None:
    """Beginning of the first statement's line, or of the comment above it; not above the docstring or `#!`."""
    first = tree.body[1:] if ast.get_docstring(tree, clean=False) is not None else tree.body
    if not first:
        return None
    number = source.line(source.start(first[0]))
    while number > 1 and source.lines[number - 2].startswith("#"):
        number -= 1
    at = max(source.starts[number - 1], _next_line(source, prologue(source)))
    return at if at <= source.start(first[0]) else None


def _next_line(source: Source, offset: int) -> int:
    return offset if offset == 0 or source.text[offset - 1] == "\n" else source.line_end(offset) + 1
