"""Names of scaffolding in what is executed: CPython must not suggest them ("Did you mean ...?") to anybody."""

import ast

_TAIL = " of DiNo" * 6
"""Of more than 40 characters, so that CPython does not compare the name with another (`Python/suggestions.c`)."""


def unseen(program: ast.Module, known: frozenset[str]) -> ast.Module:
    """Give scaffolding names that CPython never suggests.

    Parameters
    ----------
    program : ast.Module
        A static program; it is changed.
    known : frozenset of str
        Names that the script has, or would have under plain `python`.

    Returns
    -------
    ast.Module
        The same, where whatever scaffolding binds has a name that no script can write.
    """
    nodes = list(ast.walk(program))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)} - known
    bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)} - known
    bound |= {_runtime(node) for node in nodes if isinstance(node, ast.ImportFrom)} - known - {""}
    for node in nodes:
        match node:
            case ast.Name(id=name) if name in bound:
                node.id = name + _TAIL
            case ast.FunctionDef(name=name) if name in bound:
                node.name = name + _TAIL
            case ast.ImportFrom() if (name := _runtime(node)) in bound:
                node.names[0].asname = name + _TAIL
    return program


def _runtime(node: ast.ImportFrom) -> str:
    """The name that an import gives to the runtime, if it is that import."""
    if node.module != "dino.runtime" or node.names[0].name != "spmd":
        return ""
    return node.names[0].asname or "spmd"
