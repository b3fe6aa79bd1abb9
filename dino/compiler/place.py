"""Where results live: what only steps read stays on the ranks, everything else is gathered on root."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

from dino.compiler.functions import around
from dino.compiler.iterates import by_loop, captured, iterates
from dino.compiler.names import binds
from dino.compiler.program import Function, Placed, Resolved, Statement
from dino.compiler.region import STAND_IN

# Who reads names that the script does not mention: a debugger, and a forked child, which is no rank.
_ONLOOKERS = {"set_trace", "interact", "fork", "forkpty", "daemon"}


def place(
    resolved: Resolved, statements: tuple[Statement, ...], functions: Mapping[str, tuple[Statement, ...]]
) -> Placed:
    """Find the results that need not be gathered.

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
    Placed
        A result stays if it is an operand of steps that can use it where it is, without a name, under one that is
        bound once and read by such steps alone, or as the iterate of a loop: nobody can tell that root does not have
        it.
    """
    if resolved.names.identifiers & _ONLOOKERS:
        return Placed()
    parts = [_module(resolved, statements)]
    parts += [_function(resolved, resolved.functions[name], body) for name, body in functions.items()]
    return Placed(
        *(frozenset().union(*sets) for sets in zip(*((part.calls, part.operands, part.iterated) for part in parts))),
        {loop: names for part in parts for loop, names in part.iterates.items()},
    )


def _module(resolved: Resolved, statements) -> Placed:
    if set(resolved.names.stars) - {"dino"}:
        return Placed(frozenset(_nested(resolved, statements)))
    local = {function.node: function.locals for function in resolved.functions.values()}
    tree, counts = resolved.parsed.tree, resolved.names.counts
    return _placed(resolved, statements, tree, local, counts)


def _function(resolved: Resolved, function: Function, statements) -> Placed:
    counts = Counter(name for node in ast.walk(function.node) for name in binds(node))
    own = {name: count for name, count in counts.items() if name in function.locals}
    return _placed(resolved, statements, function.node, {}, own)


def _placed(resolved, statements, scope: ast.AST, local: Mapping, counts: Mapping[str, int]) -> Placed:
    """Find what stays in one scope: `counts` tells how often it binds each of its names."""
    named = dict(_named(resolved, statements, scope, local, counts))
    names = frozenset(counts) - resolved.names.volatile - captured(scope, local)
    found = list(iterates(statements, names, partial(_stays, resolved)))
    calls = {*_nested(resolved, statements), *named, *(call for one in found for call in one.calls)}
    iterated = frozenset().union(*(one.operands for one in found))
    return Placed(frozenset(calls), frozenset().union(*named.values()), iterated, by_loop(found))


def _nested(resolved: Resolved, statements) -> Iterator[ast.Call]:
    """Yield the calls that are arguments of other calls."""
    for statement in _every(statements):
        mine = set(statement.lifted)
        for call in (call for call in statement.lifted if _stays(resolved, call)):
            yield from (argument for argument in call.args if argument in mine and _stays(resolved, argument))


def _named(
    resolved, statements, scope: ast.AST, local: Mapping, counts: Mapping[str, int]
) -> Iterator[tuple[ast.Call, set[ast.Name]]]:
    """Yield the calls whose results get a name that nothing but steps reads, with where they do."""
    for statement in _every(statements):
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=call) if call in statement.lifted:
                once = counts.get(name) == 1 and name not in resolved.names.volatile and not STAND_IN.fullmatch(name)
                if once and _stays(resolved, call):
                    loads = {node for node in _names(scope, local, name) if isinstance(node.ctx, ast.Load)}
                    if loads and loads <= _operands(resolved, statements, name):
                        yield call, loads


def _operands(resolved, statements, name: str) -> set[ast.expr]:
    """Operands of steps where a name is certainly bound."""
    return {
        argument
        for statement in _every(statements)
        if name in statement.bound
        for call in statement.lifted
        if _stays(resolved, call)
        for argument in call.args
    }


def _names(node: ast.AST, local: Mapping[ast.AST, frozenset[str]], name: str) -> Iterator[ast.Name]:
    """Yield each mention of a name, but for functions in which it is another."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name) and child.id == name:
            yield child
        hidden = name in local.get(child, ())
        yield from _names(ast.Tuple(around(child), ast.Load()) if hidden else child, local, name)


def _stays(resolved: Resolved, call: ast.Call) -> bool:
    """Whether a call is one of a primitive whose result can stay, and whose operands may have stayed."""
    row = resolved.calls.get(call)
    return row is not None and row.keepable


def _every(statements) -> Iterator[Statement]:
    for statement in statements:
        yield statement
        yield from _every((*statement.body, *statement.orelse))
