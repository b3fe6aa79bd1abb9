"""What a script does with names: one walk over its syntax tree."""

import ast
import builtins
from collections import Counter
from collections.abc import Iterator

from dino.compiler.diagnostics import Diagnostic
from dino.compiler.lifetimes import lifetimes
from dino.compiler.program import Names

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# `doctest` looks at all that a module holds, `dill` stores it.
_NAMESPACE_NAMES = {"globals", "locals", "eval", "exec", "__main__", "__dict__", "doctest", "dill", "breakpoint"}
_NAMESPACE_ATTRIBUTES = {"modules", "__globals__", "f_globals", "f_locals", "f_back", "_getframe", "currentframe"}
_NAMESPACE_ATTRIBUTES |= {"settrace", "setprofile", "walk_stack", "StackSummary", "TracebackException", "resolve_name"}
_NAMESPACE_ATTRIBUTES |= {"bmat"}  # reads the names in a string
# Debuggers and profilers show frames and names; a mock takes the place of what a string names.
_ONLOOKERS = {"pdb", "bdb", "cProfile", "profile", "mock"}

# Without `python -S` more names are there; these are there always.
BUILTINS = frozenset(dir(builtins)) - {"exit", "quit", "copyright", "credits", "license", "help", "_", "__doc__"}


def names(tree: ast.Module) -> Names:
    """Collect the names of a script; O(nodes)."""
    every = list(_scoped(tree, True))
    bindings = [(name, in_module) for node, in_module in every for name in binds(node)]
    identifiers = frozenset(name for node, _ in every for name in _mentions(node))
    return Names(
        identifiers=identifiers,
        bound=frozenset(name for name, _ in bindings),
        counts=Counter(name for name, in_module in bindings if in_module),
        volatile=frozenset(name for node, _ in every for name in _unsettles(node)),
        stars=tuple(_module(node) for node, _ in every if isinstance(node, ast.ImportFrom) and _is_star(node)),
        dynamic=_dynamic([node for node, _ in every]),
        lifetimes=lifetimes([node for node, _ in every], identifiers),
    )


def binds(node: ast.AST) -> tuple[str, ...]:
    """Names that a node itself binds or unbinds, not what is below it."""
    match node:
        case ast.Name(ctx=ast.Store() | ast.Del()):
            return (node.id,)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return (node.name,)
        case ast.ImportFrom() if _is_star(node):
            return ()
        case ast.Import() | ast.ImportFrom():
            return tuple(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        case ast.arg():
            return (node.arg,)
        case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() if node.name:
            return (node.name,)
        case ast.MatchMapping() if node.rest:
            return (node.rest,)
    return ()


def _scoped(node: ast.AST, in_module: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Yield each node and whether what it binds belongs to the module's own scope."""
    for child in ast.iter_child_nodes(node):
        yield child, in_module
        yield from _scoped(child, in_module and not isinstance(child, (*_SCOPES, *_COMPREHENSIONS)))


def _mentions(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Name():
            return (node.id,)
        case ast.Attribute():
            return (node.attr,)
        case ast.Global() | ast.Nonlocal():
            return tuple(node.names)
        case ast.alias():
            return (*node.name.split("."), *((node.asname,) if node.asname else ()))
    return binds(node)


def _unsettles(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Global() | ast.Nonlocal():
            return tuple(node.names)
        case ast.Name(ctx=ast.Del()):
            return (node.id,)
        case ast.ExceptHandler() if node.name:
            return (node.name,)
        case ast.NamedExpr():
            return (node.target.id,)
    return ()


def _is_star(node: ast.ImportFrom) -> bool:
    return node.names[0].name == "*"


def _module(node: ast.ImportFrom) -> str:
    return "." * node.level + (node.module or "")


def _dynamic(nodes: list[ast.AST]) -> Diagnostic | None:
    """Find the first access to the module's namespace that does not go by plain names.

    `vars(x)` and `dir(x)` look at `x`; without arguments they look at the namespace.
    """
    looks = {
        node.func for node in nodes if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name)
    }
    guards = {id(part) for node in nodes if isinstance(node, ast.Compare) for part in _guard(node)}
    guards |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
    for node in nodes:
        name = _mentions(node)[:1] if isinstance(node, ast.Name | ast.Attribute | ast.alias) else ()
        if isinstance(node, ast.Constant) and _names_main(node.value) and id(node) not in guards:
            name = ("__main__",)
        if onlookers := _ONLOOKERS.intersection(_imports(node)):
            name = tuple(onlookers)
        if name and (
            name[0] in _NAMESPACE_NAMES | onlookers
            or (isinstance(node, ast.Attribute) and name[0] in _NAMESPACE_ATTRIBUTES)
            or (isinstance(node, ast.Name) and name[0] in {"vars", "dir"} and node not in looks)
        ):
            return Diagnostic(
                "DN101", node.lineno, f"'{name[0]}' may reach any name of the script: root runs it as written"
            )
    return None


def _guard(node: ast.Compare) -> tuple[ast.expr, ...]:
    """The operands of `__name__ == "__main__"`, which looks at no name of the script."""
    parts = (node.left, *node.comparators)
    return parts if any(isinstance(part, ast.Name) and part.id == "__name__" for part in parts) else ()


def _names_main(value: object) -> bool:
    return "__main__" in value if isinstance(value, str) else isinstance(value, bytes) and b"__main__" in value


def _imports(node: ast.AST) -> list[str]:
    """The parts of the names of what an import imports, and of where it is from."""
    match node:
        case ast.alias(name=name) | ast.ImportFrom(module=str(name)):
            return name.split(".")
    return []
