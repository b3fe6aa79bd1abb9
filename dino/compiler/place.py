"""Where results live: what only steps read stays on the ranks, everything else is gathered on root."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from dino.compiler.names import binds
from dino.compiler.program import Function, Resolved, Statement
from dino.compiler.region import STAND_IN

# Who reads names that the script does not mention: a debugger, and a forked child, which is no rank.
_ONLOOKERS = {"breakpoint", "pdb", "set_trace", "interact", "fork", "forkpty", "daemon"}


def kept(
    resolved: Resolved, statements: tuple[Statement, ...], functions: Mapping[str, tuple[Statement, ...]]
) -> frozenset[ast.Call]:
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
    frozenset of ast.Call
        Lifted calls whose result is an operand of steps that can use it where it is, without a name or under one that
        is bound once and read by such steps alone: nobody can tell that root does not have it.
    """
    if resolved.names.identifiers & _ONLOOKERS:
        return frozenset()
    found = set(_module(resolved, statements))
    for name, body in functions.items():
        found |= set(_function(resolved, resolved.functions[name], body))
    return frozenset(found)


def _module(resolved: Resolved, statements) -> Iterator[ast.Call]:
    yield from _nested(resolved, statements)
    if not set(resolved.names.stars) - {"dino"}:
        local = {function.node: function.locals for function in resolved.functions.values()}
        yield from _named(resolved, statements, resolved.parsed.tree, local, resolved.names.counts)


def _function(resolved: Resolved, function: Function, statements) -> Iterator[ast.Call]:
    yield from _nested(resolved, statements)
    counts = Counter(name for node in ast.walk(function.node) for name in binds(node))
    own = {name: count for name, count in counts.items() if name in function.locals}
    yield from _named(resolved, statements, function.node, {}, own)


def _nested(resolved: Resolved, statements) -> Iterator[ast.Call]:
    """Yield the calls that are arguments of other calls."""
    for statement in _every(statements):
        mine = set(statement.lifted)
        for call in (call for call in statement.lifted if _stays(resolved, call)):
            yield from (argument for argument in call.args if argument in mine and _stays(resolved, argument))


def _named(resolved, statements, scope: ast.AST, local: Mapping, counts: Mapping[str, int]) -> Iterator[ast.Call]:
    """Yield the calls whose results get a name that nothing but steps reads."""
    for statement in _every(statements):
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=call) if call in statement.lifted:
                once = counts.get(name) == 1 and name not in resolved.names.volatile and not STAND_IN.fullmatch(name)
                if once and _stays(resolved, call) and _read_by_steps(resolved, statements, scope, local, name):
                    yield call


def _read_by_steps(resolved, statements, scope: ast.AST, local: Mapping, name: str) -> bool:
    """Whether each use of a name is as an operand of a step, where the name is certainly bound."""
    loads = {node for node in _names(scope, local, name) if isinstance(node.ctx, ast.Load)}
    operands = {
        argument
        for statement in _every(statements)
        if name in statement.bound
        for call in statement.lifted
        if _stays(resolved, call)
        for argument in call.args
    }
    return bool(loads) and loads <= operands


def _names(node: ast.AST, local: Mapping[ast.AST, frozenset[str]], name: str) -> Iterator[ast.Name]:
    """Yield each mention of a name, but for functions in which it is another."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name) and child.id == name:
            yield child
        if name not in local.get(child, ()):
            yield from _names(child, local, name)


def _stays(resolved: Resolved, call: ast.Call) -> bool:
    """Whether a call is one of a primitive whose result can stay, and whose operands may have stayed."""
    row = resolved.calls.get(call)
    return row is not None and row.keepable


def _every(statements) -> Iterator[Statement]:
    for statement in statements:
        yield statement
        yield from _every((*statement.body, *statement.orelse))
