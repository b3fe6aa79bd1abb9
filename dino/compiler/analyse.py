"""Third pass: who executes each statement."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dino.compiler.functions import own, own_of
from dino.compiler.lift import Scope, applied_in, taken_out
from dino.compiler.names import binds
from dino.compiler.once import once
from dino.compiler.pace import paced
from dino.compiler.place import place
from dino.compiler.program import Analysed, Execution, Resolved, Statement

_CONTROL = ast.Break | ast.Continue
_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def analyse(resolved: Resolved) -> Analysed:
    """Say of each statement who executes it, and which calls are lifted out of it.

    Parameters
    ----------
    resolved : Resolved
        The script with its primitive calls.

    Returns
    -------
    Analysed
        All ranks execute an `if`, `for` or `while` only if some step is in it, or if it decides over a `break` or
        `return` that they execute; everything else is root's, as written. All ranks call a function only if some
        step is in it.
    """
    body, met = resolved.parsed.tree.body, []
    lists = _lists(resolved.parsed.tree, resolved.names.counts) - resolved.names.volatile
    _block(Scope(resolved, lists=lists, met=met), body, frozenset(), False)
    known = frozenset.intersection(*met) if met else frozenset()
    bodies = _functions(resolved, known)
    statements, _ = _block(Scope(resolved, lists=lists, collective=frozenset(bodies)), body, frozenset(), False)
    reached = _reached(resolved, statements, bodies)
    known = paced(resolved, statements, reached)
    placed, alone = place(resolved, statements, reached), once(resolved, statements, reached)
    return Analysed(resolved, statements, reached, placed, known, alone)


def _functions(resolved: Resolved, known: frozenset) -> Mapping[str, tuple[Statement, ...]]:
    """Find the collective functions, whose calls make others collective; `known` is bound wherever one is called."""
    found: dict[str, tuple[Statement, ...]] = {}
    while True:
        bodies = {name: _function(resolved, name, known, frozenset(found)) for name in resolved.functions}
        more = {name: body for name, body in bodies.items() if body}
        if more.keys() == found.keys():
            return more
        found = more


def _function(resolved, name: str, known: frozenset, collective: frozenset) -> tuple[Statement, ...]:
    """Analyse the body of a function, without its docstring; empty if the function is to stay as it is."""
    function = resolved.functions[name]
    counts = Counter(name for child in ast.walk(function.node) for name in binds(child))
    own_lists = _lists(function.node, counts) & function.locals
    scope = Scope(resolved, function.locals, own_lists, collective, True)
    parameters = {node.arg for node in ast.walk(function.node.args) if isinstance(node, ast.arg)}
    bound = (known - function.locals) | (parameters - scope.volatile)
    nodes = function.node.body[ast.get_docstring(function.node, clean=False) is not None :]
    statements, _ = _block(scope, nodes, bound, False)
    walked = any(statement.collective for statement in statements) and not any(map(_hides_return, statements))
    return statements if walked else ()


def _lists(scope: ast.AST, counts: Mapping[str, int]) -> frozenset[str]:
    """Names that one statement binds, to a list, and nothing else does."""
    made = {
        node.targets[0].id
        for node in own(scope)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.ListComp)
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    }
    return frozenset(name for name in made if counts[name] == 1)


def _hides_return(statement: Statement) -> bool:
    """Whether root could return from inside a statement that the other ranks do not execute."""
    if statement.execution is Execution.ROOT:
        return _returns(statement.node)
    return any(map(_hides_return, (*statement.body, *statement.orelse)))


def _returns(node: ast.stmt) -> bool:
    return any(isinstance(child, ast.Return) for child in own_of(node))


def _reached(resolved, statements, bodies: Mapping) -> Mapping[str, tuple[Statement, ...]]:
    """The functions that static statements call, themselves or by way of others, in the script's order."""
    reached, waiting = set(), [resolved.applications.get(call) for call in _all_lifted(statements)]
    while waiting:
        name = waiting.pop()
        if name and name not in reached:
            reached.add(name)
            waiting += [resolved.applications.get(call) for call in _all_lifted(bodies[name])]
    return {name: bodies[name] for name in resolved.functions if name in reached}


def _all_lifted(statements: tuple[Statement, ...]) -> Iterator[ast.Call]:
    for statement in statements:
        yield from statement.lifted
        yield from _all_lifted((*statement.body, *statement.orelse))


def _block(scope: Scope, nodes, bound: frozenset, in_loop: bool) -> tuple[tuple[Statement, ...], frozenset]:
    """Analyse a block, and say which names are certainly bound after it."""
    statements = []
    for node in nodes:
        statement, after = _statement(scope, node, bound, in_loop)
        statements.append(replace(statement, bound=bound))
        bound = after
    return tuple(statements), bound


def _statement(scope: Scope, node, bound: frozenset, in_loop: bool) -> tuple[Statement, frozenset]:
    match node:
        case ast.If():
            return _if(scope, node, bound, in_loop)
        case ast.For() | ast.While():
            return _loop(scope, node, bound), bound
        case ast.Return() if scope.in_function:
            return _with(Statement(node, Execution.EVERYWHERE), *taken_out(scope, node, bound)), bound
        case ast.Break() | ast.Continue() if in_loop:
            return Statement(node, Execution.EVERYWHERE), bound
    return _with(Statement(node, Execution.ROOT), *taken_out(scope, node, bound)), bound | _binds(scope, node)


def _if(scope: Scope, node: ast.If, bound, in_loop) -> tuple[Statement, frozenset]:
    lifted, taken = taken_out(scope, node, bound)
    body, bound_by_body = _block(scope, node.body, bound, in_loop)
    orelse, bound_by_orelse = _block(scope, node.orelse, bound, in_loop)
    static = Statement(node, Execution.EVERYWHERE, lifted, body, orelse, taken=taken)
    decides = (in_loop and any(_controls(node))) or (scope.in_function and _returns(node))
    if not (decides or _applied(scope, static) or any(child.collective for child in (*body, *orelse))):
        static = _with(Statement(node, Execution.ROOT), lifted, taken)
    return static, bound_by_body & bound_by_orelse


def _loop(scope: Scope, node: ast.For | ast.While, bound) -> Statement:
    in_header, taken = taken_out(scope, node, bound)
    repeats = isinstance(node, ast.While)
    target = node.target if isinstance(node, ast.For) else None
    bound_in_body = bound | ({target.id} - scope.volatile if isinstance(target, ast.Name) else set())
    body, _ = _block(scope, node.body, bound_in_body, True)
    orelse, _ = _block(scope, node.orelse, bound, False)
    static = Statement(node, Execution.EVERYWHERE, in_header, body, orelse, taken=taken)
    as_written = Statement(node, Execution.ROOT)
    if not (repeats or _applied(scope, static)):
        as_written = _with(as_written, in_header, taken)
    if any(_hidden(node.body)):
        return as_written
    inner = any(child.collective for child in (*body, *orelse))
    return static if inner or (repeats and static.lifted) else as_written


def _with(statement: Statement, lifted: tuple[ast.Call, ...], taken: tuple) -> Statement:
    return replace(statement, lifted=lifted, taken=taken)


def _in_place(scope: Scope, node: ast.stmt, lifted: tuple[ast.Call, ...]) -> bool:
    """Whether all that is lifted out of a header is calls that all ranks can evaluate where they are."""
    return set(lifted) <= set(applied_in(scope.resolved, node))


def _applied(scope: Scope, statement: Statement) -> bool:
    """Whether the value in a statement's header is that of a collective function."""
    return bool(statement.lifted) and _in_place(scope, statement.node, statement.lifted[-1:])


def _controls(node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield each `break` and `continue` below a statement that belongs to a loop around it."""
    if isinstance(node, _CONTROL):
        yield node
    elif not isinstance(node, _SCOPES):
        children = node.orelse if isinstance(node, ast.For | ast.While) else ast.iter_child_nodes(node)
        for child in children:
            yield from _controls(child)


def _hidden(nodes: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the `break` and `continue` of a loop that stand where all ranks cannot follow."""
    for node in nodes:
        if isinstance(node, ast.If):
            yield from _hidden([*node.body, *node.orelse])
        elif not isinstance(node, _CONTROL):
            yield from _controls(node)


def _binds(scope: Scope, node: ast.stmt) -> frozenset:
    """Names that are certainly bound once a simple statement or a definition is over."""
    match node:
        case ast.Assign():
            targets = [target for parent in node.targets for target in ast.walk(parent)]
        case ast.AnnAssign() if node.value:
            targets = [node.target]
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            targets = [node]
        case _:
            targets = []
    return frozenset(name for target in targets for name in binds(target)) - scope.volatile
