"""Which functions of a script can have a collective version: those that nothing but their name leads to."""

import ast
import symtable
from collections.abc import Iterator, Mapping

from dino.compiler.program import Function, Names
from dino.primitives import BY_NAME

SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
# A generator runs when it is asked; a class knows the name of the function around it.
_EXCLUDED = ast.Yield | ast.YieldFrom | ast.Await | ast.AsyncFor | ast.AsyncWith | ast.ClassDef | ast.AsyncFunctionDef
_REDEFINES = {"__code__", "__defaults__", "__kwdefaults__", "setattr", "__setattr__"}


def functions(tree: ast.Module, scope: symtable.SymbolTable, names: Names) -> Mapping[str, Function]:
    """Find the functions that all ranks can walk, instead of root alone or besides.

    Parameters
    ----------
    tree : ast.Module
        The script.
    scope : symtable.SymbolTable
        Its symbols.
    names : Names
        What it does with names.

    Returns
    -------
    Mapping
        By name. Neither the name nor what it means changes once the definition has been executed.
    """
    if names.dynamic or names.identifiers & _REDEFINES or set(names.stars) - {"dino"}:
        return {}
    tables = {(table.get_name(), table.get_lineno()): table for table in scope.get_children()}
    return {
        node.name: Function(node, _locals(tables[node.name, node.lineno]))
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and _is_settled(node, names) and not _is_excluded(node)
    }


def own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below one, but what is inside functions, classes and lambdas."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, SCOPES):
            yield from own(child)


def around(node: ast.FunctionDef) -> list[ast.expr]:
    """What the definition of a function evaluates in the scope around it."""
    arguments = [part.annotation for part in ast.walk(node.args) if isinstance(part, ast.arg)]
    parts = (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults, *arguments, node.returns)
    return [part for part in parts if part]


def _is_settled(node: ast.FunctionDef, names: Names) -> bool:
    starred = bool(names.stars) and node.name in BY_NAME
    return names.counts[node.name] == 1 and node.name not in names.volatile and not starred


def _is_excluded(node: ast.FunctionDef) -> bool:
    return bool(node.decorator_list) or any(
        isinstance(child, _EXCLUDED) for part in node.body for child in own_of(part)
    )


def own_of(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node, and the nodes below it as `own` does; of a definition only itself."""
    yield node
    if not isinstance(node, SCOPES):
        yield from own(node)


def _locals(table: symtable.SymbolTable) -> frozenset[str]:
    return frozenset(symbol.get_name() for symbol in table.get_symbols() if not symbol.is_global())
