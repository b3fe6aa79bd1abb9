"""Where code of a script runs outside of its own flow: what it hands to threads, processes, signals and finalizers."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dino.primitives import BY_NAME

_TAKES = {  # kind, keyword, position
    "threading.Thread": ("thread", "target", 1),
    "threading.Timer": ("thread", "function", 1),
    "_thread.start_new_thread": ("thread", "function", 0),
    "asyncio.to_thread": ("thread", "func", 0),
    "multiprocessing.Process": ("process", "target", 1),
    "signal.signal": ("handler", "handler", 1),
    "weakref.finalize": ("finalizer", "func", 1),
}
_POOLS = {
    "concurrent.futures.ThreadPoolExecutor": "thread",
    "concurrent.futures.ProcessPoolExecutor": "process",
    "multiprocessing.Pool": "process",
    "multiprocessing.pool.Pool": "process",
    "multiprocessing.pool.ThreadPool": "thread",
}
_SUBMITS = {"submit", "map", "starmap", "apply", "apply_async", "map_async", "imap", "imap_unordered", "starmap_async"}
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, eq=False)
class Entry:
    """A function that something else than the script's own flow calls.

    Attributes
    ----------
    kind : str
        `thread`, `process`, `handler` or `finalizer`.
    function : ast.expr or ast.FunctionDef
        How the script names it, or the function itself.
    primitive : bool
        Whether it is a primitive itself.
    """

    kind: str
    function: ast.AST
    primitive: bool = False


def entries(script) -> Iterator[Entry]:
    """Find the functions that a script hands over, and methods that are called by themselves."""
    for node in script.scopes.parents:
        if isinstance(node, ast.Call):
            kind, function = _handed(script, node)
            if function is not None:
                yield _entry(script, kind, function)
        elif isinstance(node, ast.FunctionDef):
            kind = _method(script, node)
            if kind:
                yield Entry(kind, node)


def _entry(script, kind, function) -> Entry:
    if isinstance(function, ast.Call) and script.qualified(function.func) == "functools.partial" and function.args:
        function = function.args[0]
    name = script.qualified(function)
    return Entry(kind, function, name.startswith("dino.") and name[5:] in BY_NAME)


def _handed(script, node: ast.Call) -> tuple[str, ast.expr | None]:
    name = script.qualified(node.func)
    if name in _TAKES:
        kind, keyword, position = _TAKES[name]
        named = [given.value for given in node.keywords if given.arg == keyword]
        return kind, named[0] if named else node.args[position] if len(node.args) > position else None
    match node.func:
        case ast.Attribute(value=ast.Name() as pool, attr=attribute) if attribute in _SUBMITS and node.args:
            return _pool(script, pool), node.args[0] if _pool(script, pool) else None
    return "", None


def _pool(script, name: ast.Name) -> str:
    """Kind of the pool that a name means, if it is bound to one and nothing else."""
    owner = script.scopes.around[name].owner(name.id)
    if owner is None or len(owner.bindings[name.id]) != 1:
        return ""
    target = owner.bindings[name.id][0][0]
    parent = script.scopes.parents[target]
    made = getattr(parent, "context_expr", None) or getattr(parent, "value", None)
    return _POOLS.get(script.qualified(made.func), "") if isinstance(made, ast.Call) else ""


def _method(script, node: ast.FunctionDef) -> str:
    owner = script.scopes.parents[node]
    if not isinstance(owner, ast.ClassDef):
        return ""
    if node.name == "__del__":
        return "finalizer"
    threads = any(script.qualified(base) == "threading.Thread" for base in owner.bases)
    return "thread" if node.name == "run" and threads else ""


def reached(script, entry: Entry) -> Iterator:
    """Yield the primitive calls that a function makes, by itself or through functions that it calls by name."""
    seen, waiting = set(), [_defined(script, entry.function)]
    while waiting:
        function = waiting.pop()
        if function is None or function in seen:
            continue
        seen.add(function)
        for node in script.scopes.around:
            if isinstance(node, ast.Call) and _within(script, node, function):
                waiting.append(_defined(script, node.func))
        yield from (call for call in script.calls if _within(script, call.node, function))


def _within(script, node, function) -> bool:
    """Whether a node is evaluated when a function is called."""
    return next((above for above in script.scopes.above(node) if isinstance(above, _FUNCTIONS)), None) is function


def _defined(script, node) -> ast.AST | None:
    """The function that an expression means, if that is certain."""
    if isinstance(node, _FUNCTIONS):
        return node
    if not isinstance(node, ast.Name):
        return None
    owner = script.scopes.around[node].owner(node.id)
    bound = owner.bindings[node.id] if owner else ()
    return bound[0][0] if len(bound) == 1 and isinstance(bound[0][0], _FUNCTIONS) else None
