"""Scripts in which it shows when a value goes: what is held for a lifted call may live longer than in the script."""

import ast
from collections.abc import Iterable, Iterator

_TELLS = {"__del__", "weakref", "finalize", "gc", "getrefcount"}
_REFERENCES = {"resize"}  # `ndarray.resize` refuses where anybody else refers to the array
_OWNERS = {"open", "fdopen", "makefile", "FileIO", "ZipFile", "TarFile", "GzipFile", "socket", "Popen"}
_OWNERS |= {"TemporaryDirectory", "TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"}


def lifetimes(nodes: Iterable[ast.AST], identifiers: frozenset[str]) -> tuple[str, ...]:
    """Find what shows, or may show, that a value is held.

    Parameters
    ----------
    nodes : iterable of ast.AST
        All of a script.
    identifiers : frozenset of str
        Every name in it.

    Returns
    -------
    tuple of str
        Names: of who tells, and of those whose values do something when they go, as files do, where nobody else sees to
        that: no `with`, no use at once, no `close`. `yield`, in a generator that has something to do at its end.
    """
    nodes = list(nodes)
    return tuple(sorted({*identifiers & (_TELLS | _REFERENCES), *_left_open(nodes), *_unfinished(nodes)}))


def _left_open(nodes: list[ast.AST]) -> Iterator[str]:
    closed = {item.context_expr for node in nodes if isinstance(node, ast.With) for item in node.items}
    used = {node.value for node in nodes if isinstance(node, ast.Attribute)}
    names = {node.value.id for node in nodes if isinstance(node, ast.Attribute) and _closes(node)}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names:
                closed.add(value)
    for node in nodes:
        if owns(node) and node not in closed | used:
            yield getattr(node.func, "id", "") or node.func.attr


def owns(node: ast.AST) -> bool:
    """Whether a node makes what does something when it goes."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _OWNERS
    return False


def _closes(node: ast.Attribute) -> bool:
    return node.attr == "close" and isinstance(node.value, ast.Name)


def _unfinished(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and not any(
            "contextmanager" in ast.dump(one) for one in node.decorator_list
        ):
            blocks = (child for child in ast.walk(node) if isinstance(child, ast.With | ast.Try))
            if any(isinstance(child, ast.Yield | ast.YieldFrom) for block in blocks for child in ast.walk(block)):
                yield "yield"
