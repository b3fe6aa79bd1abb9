"""Third pass: who executes each statement."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from dino.compiler.names import BUILTINS, binds
from dino.compiler.order import Order
from dino.compiler.program import Analysed, Execution, Resolved, Statement

_CONTROL = ast.Break | ast.Continue
_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def analyse(resolved: Resolved) -> Analysed:
    """Say of each statement who executes it, and which primitive calls are lifted out of it.

    Parameters
    ----------
    resolved : Resolved
        The script with its primitive calls.

    Returns
    -------
    Analysed
        All ranks execute an `if`, `for` or `while` only if some step is in it, or if it decides
        over the `break` of a loop that they execute; everything else is root's, as written.
    """
    statements, _ = _block(resolved, resolved.parsed.tree.body, frozenset(), False)
    return Analysed(resolved, statements)


def _block(resolved, nodes, bound: frozenset, in_loop: bool) -> tuple[tuple[Statement, ...], frozenset]:
    """Analyse a block, and say which names are certainly bound after it."""
    statements = []
    for node in nodes:
        statement, bound = _statement(resolved, node, bound, in_loop)
        statements.append(statement)
    return tuple(statements), bound


def _statement(resolved, node, bound: frozenset, in_loop: bool) -> tuple[Statement, frozenset]:
    match node:
        case ast.If():
            return _if(resolved, node, bound, in_loop)
        case ast.For() | ast.While():
            return _loop(resolved, node, bound), bound
        case ast.Break() | ast.Continue() if in_loop:
            return Statement(node, Execution.EVERYWHERE), bound
    return Statement(node, Execution.ROOT, _lifted(resolved, node, bound)), bound | _binds(resolved, node)


def _if(resolved, node: ast.If, bound, in_loop) -> tuple[Statement, frozenset]:
    lifted = () if _is_elif(resolved, node) else _lifted(resolved, node, bound)
    body, bound_by_body = _block(resolved, node.body, bound, in_loop)
    orelse, bound_by_orelse = _block(resolved, node.orelse, bound, in_loop)
    static = Statement(node, Execution.EVERYWHERE, lifted, body, orelse)
    inner = any(child.collective for child in (*body, *orelse))
    if not inner and not (in_loop and any(_controls(node))):
        static = Statement(node, Execution.ROOT, lifted)
    return static, bound_by_body & bound_by_orelse


def _loop(resolved, node: ast.For | ast.While, bound) -> Statement:
    in_header = _lifted(resolved, node, bound)
    repeats = isinstance(node, ast.While)
    as_written = Statement(node, Execution.ROOT, () if repeats else in_header)
    if any(_hidden(node.body)):
        return as_written
    target = node.target if isinstance(node, ast.For) else None
    bound_in_body = bound | ({target.id} - resolved.names.volatile if isinstance(target, ast.Name) else set())
    body, _ = _block(resolved, node.body, bound_in_body, True)
    orelse, _ = _block(resolved, node.orelse, bound, False)
    static = Statement(node, Execution.EVERYWHERE, in_header, body, orelse)
    if repeats and node.orelse:
        static = replace(static, lifted=())
    inner = any(child.collective for child in (*body, *orelse))
    return static if inner or (repeats and static.lifted) else as_written


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


def _lifted(resolved: Resolved, node: ast.stmt, bound: frozenset) -> tuple[ast.Call, ...]:
    """Calls that all ranks may execute before a statement; of a block only the header counts."""
    expressions = _evaluated_first(node)
    if any(isinstance(child, ast.NamedExpr) for expression in expressions for child in ast.walk(expression)):
        return ()
    inexact = {call for expression in expressions for call in _inexact(resolved, expression)}
    certain = (bound | BUILTINS | ({"np"} if resolved.numpy else set())) - resolved.names.volatile
    order = Order(
        liftable=lambda call: call in resolved.calls and call not in inexact,
        settled=certain.__contains__,
        modules=resolved.modules,
    )
    for expression in expressions:
        order.visit(expression)
    return tuple(order.lifted)


def _evaluated_first(node: ast.stmt) -> tuple[ast.expr, ...]:
    """Expressions that a statement evaluates before it does anything else, in this order."""
    match node:
        case ast.Expr() | ast.Assign():
            return (node.value,)
        case ast.AnnAssign() if node.value:
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


def _binds(resolved: Resolved, node: ast.stmt) -> frozenset:
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
    return frozenset(name for target in targets for name in binds(target)) - resolved.names.volatile
