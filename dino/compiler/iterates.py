"""Iterates: names that a loop binds to results which only its own steps read, and that root reads after it."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dino.compiler.functions import SCOPES, around, own
from dino.compiler.names import binds
from dino.compiler.program import Statement
from dino.compiler.region import STAND_IN


@dataclass(frozen=True)
class Iterate:
    """A name whose values stay on the ranks as long as a loop runs.

    Attributes
    ----------
    name : str
        The name; it is certainly bound before the loop.
    loop : ast.For or ast.While
        The outermost loop in which all that reads it is steps; behind the loop root has the last value.
    calls : frozenset of ast.Call
        The steps in the loop that bind it.
    operands : frozenset of ast.Name
        Where steps in the loop read it.
    """

    name: str
    loop: ast.For | ast.While
    calls: frozenset[ast.Call]
    operands: frozenset[ast.Name]


def iterates(
    statements: tuple[Statement, ...], names: frozenset[str], stays: Callable[[ast.Call], bool]
) -> Iterator[Iterate]:
    """Find the iterates of a scope.

    Parameters
    ----------
    statements : tuple of Statement
        Those of the module or of one function.
    names : frozenset of str
        Names that nothing binds or reads but what is written in this scope.
    stays : callable
        Whether a call's result can stay on the ranks, and its operands may have stayed there.
    """
    for loop in _loops(statements):
        yield from _of(loop, names, stays)


def captured(scope: ast.AST, local: Mapping[ast.AST, frozenset[str]]) -> frozenset[str]:
    """Names that the functions and classes in a scope mention, but for those that are `local` to them."""
    inner = [node for node in own(scope) if isinstance(node, SCOPES)]
    inside = (
        name for node in inner for part in ast.walk(node) for name in _mentions(part) if name not in local.get(node, ())
    )
    parts = (part for node in inner if node in local for expression in around(node) for part in ast.walk(expression))
    return frozenset(inside).union(*map(_mentions, parts))


def _loops(statements: tuple[Statement, ...]) -> Iterator[Statement]:
    """Yield the outermost static loops."""
    for statement in statements:
        if statement.body and isinstance(statement.node, ast.For | ast.While):
            yield statement
        else:
            yield from _loops((*statement.body, *statement.orelse))


def _of(loop: Statement, names: frozenset[str], stays: Callable[[ast.Call], bool]) -> Iterator[Iterate]:
    """Yield the iterates of a loop, and for the other names those of the loops inside."""
    inside = list(_every((*loop.body, *loop.orelse)))
    bound = {name: [] for name in names & loop.bound}
    for statement in inside:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=call) if call in statement.lifted and stays(call):
                bound.get(name, []).append(call)
    tried = [_iterate(loop, inside, name, calls, stays) for name, calls in bound.items() if calls]
    found = [iterate for iterate in tried if iterate]
    yield from found
    rest = names - {iterate.name for iterate in found}
    for inner in _loops((*loop.body, *loop.orelse)):
        yield from _of(inner, rest, stays)


def _iterate(loop: Statement, inside: list[Statement], name: str, calls: list[ast.Call], stays) -> Iterate | None:
    """The iterate of a name, if all that a loop does with it is to bind it and to read it in steps.

    What a `for` iterates over is evaluated before it.
    """
    once = {loop.node.iter} if isinstance(loop.node, ast.For) else set()
    nodes = [node for part in ast.iter_child_nodes(loop.node) if part not in once for node in ast.walk(part)]
    statements = inside if once else (loop, *inside)
    steps = [call for statement in statements for call in statement.lifted if stays(call)]
    operands = {part for call in steps for part in call.args if isinstance(part, ast.Name) and part.id == name}
    targets = {node.targets[0] for node in nodes if isinstance(node, ast.Assign) and len(node.targets) == 1}
    mentions = [node for node in nodes if name in _mentions(node)]
    if STAND_IN.fullmatch(name) or not operands or any(node not in operands | targets for node in mentions):
        return None
    return Iterate(name, loop.node, frozenset(calls), frozenset(operands))


def _mentions(node: ast.AST) -> tuple[str, ...]:
    return (node.id,) if isinstance(node, ast.Name) else binds(node)


def _every(statements: tuple[Statement, ...]) -> Iterator[Statement]:
    for statement in statements:
        yield statement
        yield from _every((*statement.body, *statement.orelse))


def by_loop(found: list[Iterate]) -> Mapping[ast.stmt, tuple[str, ...]]:
    """The names of iterates by their loops, in the order of the alphabet."""
    loops = dict.fromkeys(iterate.loop for iterate in found)
    return {loop: tuple(sorted(one.name for one in found if one.loop is loop)) for loop in loops}
