"""Which collective functions stand once in the emitted program: nothing but calls in the skeleton leads to them."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping

from dino.compiler.names import BUILTINS
from dino.compiler.order import is_constant
from dino.compiler.program import Resolved, Statement

# What calls, by a name that it is given or finds, what a script defines.
_CALLERS = {"cProfile", "profile", "timeit", "trace", "pickle", "shelve", "multiprocessing", "concurrent", "runpy"}
_CALLERS |= {"code", "breakpoint", "pdb", "bdb", "set_trace", "interact", "unittest", "gc", "importlib", "__import__"}
# No module outside of these is known not to look into the script.
_TRUSTED = sys.stdlib_module_names | {"dino", "numpy", "scipy"}


def once(
    resolved: Resolved, statements: tuple[Statement, ...], functions: Mapping[str, tuple[Statement, ...]]
) -> frozenset[str]:
    """Find the functions that nobody needs as they are written.

    Parameters
    ----------
    resolved : Resolved
        The script.
    statements : tuple of Statement
        Those of the module.
    functions : Mapping
        Those of the collective functions.

    Returns
    -------
    frozenset of str
        Names of functions that are only called, and only where all ranks walk; what their definition evaluates is known
        to all ranks.
    """
    tree = resolved.parsed.tree
    if resolved.names.identifiers & _CALLERS or not set(_imported(tree)) <= _TRUSTED:
        return frozenset()
    quoted = {word for text in _strings(tree) for word in re.findall(r"\w+", text)}
    annotated = any(isinstance(node, ast.alias) and node.name == "annotations" for node in _futures(tree))
    found = {name for name in functions if name not in quoted and _is_plain(resolved, name, annotated)}
    mentions = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in found]
    while True:
        walked = set(_called(resolved, statements))
        walked = walked.union(*(_called(resolved, functions[name]) for name in found))
        elsewhere = {node.id for node in mentions if node not in walked}
        if not elsewhere & found:
            return frozenset(found)
        found -= elsewhere


def _called(resolved: Resolved, statements: tuple[Statement, ...]) -> Iterator[ast.expr]:
    """Yield the names by which all ranks call functions."""
    for statement in statements:
        yield from (call.func for call in statement.lifted if call in resolved.applications)
        yield from _called(resolved, (*statement.body, *statement.orelse))


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the top-level names of all modules that the script imports."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from (alias.name.partition(".")[0] for alias in node.names)
            case ast.ImportFrom():
                yield "." * node.level + (node.module or "").partition(".")[0]


def _futures(tree: ast.Module) -> Iterator[ast.alias]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            yield from node.names


def _strings(tree: ast.Module) -> Iterator[str]:
    """Yield the strings of a script, but its docstrings."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str) and not isinstance(node, ast.Expr):
                yield child.value


def _is_plain(resolved: Resolved, name: str, annotated: bool) -> bool:
    """Whether the definition of a function is the same to all ranks; `annotated` if no annotation is evaluated."""
    node = resolved.functions[name].node
    defaults = [default for default in (*node.args.defaults, *node.args.kw_defaults) if default]
    arguments = [part for part in ast.walk(node.args) if isinstance(part, ast.arg)]
    annotations = [part for part in (*(argument.annotation for argument in arguments), node.returns) if part]
    known = annotated or all(_is_type(resolved, annotation) for annotation in annotations)
    return known and all(map(is_constant, defaults)) and not getattr(node, "type_params", None) and _apart(node)


def _is_type(resolved: Resolved, node: ast.expr) -> bool:
    """Whether an annotation is the name of a built-in type, or a string, or nothing."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in BUILTINS - resolved.names.bound - resolved.names.volatile
    return False


def _apart(node: ast.FunctionDef) -> bool:
    """Whether a docstring, if there is one, has its lines for itself."""
    if ast.get_docstring(node, clean=False) is None:
        return True
    text, first = node.body[0], node.body[1]
    return node.lineno < text.lineno and text.end_lineno < first.lineno
