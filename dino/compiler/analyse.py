"""Third pass: who executes each statement."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from dino.compiler.functions import own_of
from dino.compiler.names import BUILTINS, binds
from dino.compiler.order import Order
from dino.compiler.pace import paced
from dino.compiler.place import kept
from dino.compiler.program import Analysed, Execution, Resolved, Statement

_CONTROL = ast.Break | ast.Continue
_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# Where one of these is at work it shows when a value goes; that of a lifted call may live until its statement ends.
_LIFETIMES = {"__del__", "weakref", "finalize", "gc", "getrefcount"}


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
    _block(_Scope(resolved, met=met), body, frozenset(), False)
    known = frozenset.intersection(*met) if met else frozenset()
    bodies = _functions(resolved, known)
    statements, _ = _block(_Scope(resolved, collective=frozenset(bodies)), body, frozenset(), False)
    reached = _reached(resolved, statements, bodies)
    known = paced(resolved, statements, reached)
    return Analysed(resolved, statements, reached, kept(resolved, statements, reached), known)


@dataclass(frozen=True)
class _Scope:
    """Where a statement stands.

    Attributes
    ----------
    locals : frozenset of str
        Names of the function; empty in the module.
    collective : frozenset of str
        Functions that all ranks may call.
    in_function : bool
        Whether `return` is legal.
    met : list
        Takes the names that are bound where the module calls functions.
    """

    resolved: Resolved
    locals: frozenset[str] = frozenset()
    collective: frozenset[str] = frozenset()
    in_function: bool = False
    met: list = field(default_factory=list)

    @property
    def volatile(self) -> frozenset[str]:
        return self.resolved.names.volatile


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
    scope = _Scope(resolved, function.locals, collective, True)
    parameters = {node.arg for node in ast.walk(function.node.args) if isinstance(node, ast.arg)}
    bound = (known - function.locals) | (parameters - scope.volatile)
    nodes = function.node.body[ast.get_docstring(function.node, clean=False) is not None :]
    statements, _ = _block(scope, nodes, bound, False)
    walked = any(statement.collective for statement in statements) and not any(map(_hides_return, statements))
    return statements if walked else ()


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


def _block(scope: _Scope, nodes, bound: frozenset, in_loop: bool) -> tuple[tuple[Statement, ...], frozenset]:
    """Analyse a block, and say which names are certainly bound after it."""
    statements = []
    for node in nodes:
        statement, after = _statement(scope, node, bound, in_loop)
        statements.append(replace(statement, bound=bound))
        bound = after
    return tuple(statements), bound


def _statement(scope: _Scope, node, bound: frozenset, in_loop: bool) -> tuple[Statement, frozenset]:
    match node:
        case ast.If():
            return _if(scope, node, bound, in_loop)
        case ast.For() | ast.While():
            return _loop(scope, node, bound), bound
        case ast.Return() if scope.in_function:
            return Statement(node, Execution.EVERYWHERE, _lifted(scope, node, bound)), bound
        case ast.Break() | ast.Continue() if in_loop:
            return Statement(node, Execution.EVERYWHERE), bound
    return Statement(node, Execution.ROOT, _lifted(scope, node, bound)), bound | _binds(scope, node)


def _if(scope: _Scope, node: ast.If, bound, in_loop) -> tuple[Statement, frozenset]:
    lifted = _lifted(scope, node, bound)
    if _is_elif(scope.resolved, node) and not _in_place(scope, node, lifted):
        lifted = ()
    body, bound_by_body = _block(scope, node.body, bound, in_loop)
    orelse, bound_by_orelse = _block(scope, node.orelse, bound, in_loop)
    static = Statement(node, Execution.EVERYWHERE, lifted, body, orelse)
    decides = (in_loop and any(_controls(node))) or (scope.in_function and _returns(node))
    if not (decides or _applied(scope, static) or any(child.collective for child in (*body, *orelse))):
        static = Statement(node, Execution.ROOT, () if _is_elif(scope.resolved, node) else lifted)
    return static, bound_by_body & bound_by_orelse


def _loop(scope: _Scope, node: ast.For | ast.While, bound) -> Statement:
    in_header = _lifted(scope, node, bound)
    repeats = isinstance(node, ast.While)
    target = node.target if isinstance(node, ast.For) else None
    bound_in_body = bound | ({target.id} - scope.volatile if isinstance(target, ast.Name) else set())
    body, _ = _block(scope, node.body, bound_in_body, True)
    orelse, _ = _block(scope, node.orelse, bound, False)
    static = Statement(node, Execution.EVERYWHERE, in_header, body, orelse)
    as_written = Statement(node, Execution.ROOT, () if repeats or _applied(scope, static) else in_header)
    if any(_hidden(node.body)):
        return as_written
    if repeats and node.orelse and not _in_place(scope, node, in_header):
        static = replace(static, lifted=())
    inner = any(child.collective for child in (*body, *orelse))
    return static if inner or (repeats and static.lifted) else as_written


def _in_place(scope: _Scope, node: ast.stmt, lifted: tuple[ast.Call, ...]) -> bool:
    """Whether all that is lifted out of a header is calls that all ranks can evaluate where they are."""
    return set(lifted) <= set(_kept(scope.resolved, node))


def _applied(scope: _Scope, statement: Statement) -> bool:
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


def _is_elif(resolved, node: ast.If) -> bool:
    source = resolved.parsed.source
    return source.text.startswith("elif", source.start(node))


def _lifted(scope: _Scope, node: ast.stmt, bound: frozenset) -> tuple[ast.Call, ...]:
    """Calls that all ranks may execute before a statement; of a block only the header counts."""
    resolved, expressions = scope.resolved, _evaluated_first(node)
    every = {child: expression for expression in expressions for child in ast.walk(expression)}
    if resolved.applications.keys() & every.keys():
        scope.met.append(bound)
    if any(isinstance(child, ast.NamedExpr) for child in every):
        return ()
    inexact = {call for expression in expressions for call in _inexact(resolved, expression)}
    kept, watched = set(_kept(resolved, node)), bool(resolved.names.identifiers & _LIFETIMES)
    certain = (bound | ((BUILTINS | ({"np"} if resolved.numpy else set())) - scope.locals)) - scope.volatile

    def liftable(call: ast.Call) -> bool:
        if call in resolved.calls:
            return call not in inexact
        name = resolved.applications.get(call) if call not in inexact else None
        return name in scope.collective & certain & bound and (call in kept or not watched)

    modules = {name: module for name, module in resolved.modules.items() if name not in scope.locals}
    order = Order(liftable=liftable, settled=certain.__contains__, modules=modules)
    for expression in expressions:
        order.visit(expression)
    return tuple(order.lifted)


def _kept(resolved: Resolved, node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of functions whose values go where they go in the script, as soon as they do there."""
    match node:
        case ast.Expr(value=call) | ast.Return(value=call) | ast.Assign(targets=[ast.Name()], value=call):
            yield from _kept(resolved, call)
        case ast.If(test=call) | ast.While(test=call) | ast.For(iter=call):
            yield from _kept(resolved, call)
        case ast.Call() if node in resolved.applications:
            yield node
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from _kept(resolved, argument)


def _evaluated_first(node: ast.stmt) -> tuple[ast.expr, ...]:
    """Expressions that a statement evaluates before it does anything else, in this order."""
    match node:
        case ast.Expr() | ast.Assign():
            return (node.value,)
        case ast.AnnAssign() | ast.Return() if node.value:
            return (node.value,)
        case ast.AugAssign(target=ast.Name()):
            return (node.target, node.value)
        case ast.If() | ast.While():
            return (node.test,)
        case ast.For():
            return (node.iter,)
    return ()


def _inexact(resolved: Resolved, expression: ast.expr) -> Iterator[ast.Call]:
    """Yield calls inside f-strings whose positions are not those of the text (Python before 3.12)."""
    for string in ast.walk(expression):
        if isinstance(string, ast.JoinedStr):
            for call in ast.walk(string):
                if isinstance(call, ast.Call) and not _is_exact(resolved, call):
                    yield call


def _is_exact(resolved: Resolved, call: ast.Call) -> bool:
    try:
        again = ast.parse(resolved.parsed.source.segment(call), mode="eval")
    except (SyntaxError, ValueError, IndexError):
        return False
    return ast.dump(again.body) == ast.dump(call)


def _binds(scope: _Scope, node: ast.stmt) -> frozenset:
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
