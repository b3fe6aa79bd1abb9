"""Why a primitive is conducted instead of being a step that all ranks walk to: the first reason that holds."""

import ast
from collections.abc import Iterator

from dino.compiler.diagnostics import Diagnostic
from dino.compiler.lift import is_repeatable, is_value
from dino.compiler.order import Order
from dino.compiler.program import Analysed
from dino.compiler.survey.script import Call, Script

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_BLOCKS = {
    ast.With: "with",
    ast.AsyncWith: "async with",
    ast.Try: "try",
    ast.TryStar: "try",
    ast.Match: "match",
    ast.AsyncFor: "async for",
}


def reason(call: Call, script: Script, analysed: Analysed) -> Diagnostic:
    """Say why a call is not static.

    Parameters
    ----------
    call : Call
        A primitive call that no statement lifts.
    script, analysed : Script, Analysed
        Two views of one tree.

    Returns
    -------
    Diagnostic
        Of DN101 or DN220 to DN226, about the call's line.
    """
    code, message = next(_because(call, script, analysed))
    return Diagnostic(code, call.node.lineno, f"{call.primitive.name}: {message}")


def passed_on(script: Script) -> Iterator[Diagnostic]:
    """Find primitives that are not called where they are named: whoever calls them conducts."""
    for node in script.scopes.around:
        if isinstance(node, ast.Name):
            parent = script.scopes.parents[node]
            used = parent if isinstance(parent, ast.Attribute) and script.qualified(node) == "dino" else node
            name = script.qualified(used).removeprefix("dino.")
            if name != script.qualified(used) and not _is_called(used, script):
                yield Diagnostic("DN226", node.lineno, f"{name}: passed on as a function: whoever calls it conducts")


def _above(node: ast.AST, script: Script) -> Iterator[ast.AST]:
    """Yield all nodes around one, the innermost first."""
    while (node := script.scopes.parents.get(node)) is not None:
        yield node


def _is_called(node: ast.AST, script: Script) -> bool:
    return getattr(script.scopes.parents[node], "func", None) is node


def _because(call: Call, script: Script, analysed: Analysed) -> Iterator[tuple[str, str]]:
    resolved, node = analysed.resolved, call.node
    if resolved.names.dynamic:
        yield "DN101", resolved.names.dynamic.message
    yield from _by_scope(call, analysed)
    if node not in resolved.calls:
        yield _by_form(node)
    yield from _by_block(node, script)
    yield from _by_place(node, script)
    if resolved.names.lifetimes:
        yield "DN222", f"`{resolved.names.lifetimes[0]}` may show when a value that is held for it goes"
    before = _before(node, script, analysed)
    if before:
        yield "DN222", f"`{ast.unparse(before)}` is evaluated before it, and is no value that a name could hold"
    if any(isinstance(above, ast.For | ast.While) for above in _above(node, script)):
        yield "DN223", "in a loop that root executes as written: it is left where not all ranks can follow"
    yield "DN222", "what its statement adds to may not be bound yet"


def _by_scope(call: Call, analysed: Analysed) -> Iterator[tuple[str, str]]:
    scope = call.scope
    while isinstance(scope.node, _COMPREHENSIONS):
        scope = scope.parent
    match scope.node:
        case ast.Module():
            return
        case ast.Lambda():
            yield "DN225", "in a lambda, which may be called from anywhere"
        case ast.ClassDef():
            yield "DN225", "in the body of a class"
        case function if not isinstance(scope.parent.node, ast.Module):
            yield "DN225", f"in `{function.name}`, which is no function of the top level"
        case function if function.name not in analysed.resolved.functions:
            yield "DN225", f"in `{function.name}`, which is a generator or coroutine, decorated, or bound again"
        case function if function.name not in analysed.functions:
            yield "DN225", f"in `{function.name}`, which no statement of the skeleton calls by its name"


def _by_form(node: ast.Call) -> tuple[str, str]:
    if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
        return "DN220", "called with keywords or stars"
    return "DN224", "its name, or its number of arguments, is not certain for the whole run"


def _by_block(node: ast.Call, script: Script) -> Iterator[tuple[str, str]]:
    """Blocks around a call that only root executes."""
    for above in _above(node, script):
        if isinstance(above, _SCOPES):
            return
        if type(above) in _BLOCKS:
            yield "DN223", f"inside `{_BLOCKS[type(above)]}` (line {above.lineno}), which root executes as written"


def _by_place(node: ast.Call, script: Script) -> Iterator[tuple[str, str]]:
    """Where in its statement a call stands."""
    child: ast.AST = node
    for above in _above(node, script):
        if isinstance(above, _COMPREHENSIONS):
            yield "DN221", "in a comprehension, evaluated many times or never"
        if _is_optional(above, child):
            yield "DN221", "evaluated only if the rest of its expression asks for it"
        if isinstance(above, ast.stmt):
            yield from _by_statement(above, child)
            return
        child = above


def _is_optional(above: ast.AST, child: ast.AST) -> bool:
    match above:
        case ast.BoolOp(values=[first, *_]):
            return child is not first
        case ast.IfExp(test=test):
            return child is not test
        case ast.Compare(left=left, comparators=[second, *_]):
            return child not in (left, second)
    return False


def _by_statement(statement: ast.stmt, child: ast.AST) -> Iterator[tuple[str, str]]:
    if any(isinstance(node, ast.NamedExpr) for node in ast.walk(child)):
        yield "DN222", "its statement binds a name by `:=`"
    match statement:
        case ast.Expr() | ast.Assign() | ast.AnnAssign() | ast.Return() if child is statement.value:
            return
        case ast.AugAssign(target=target) if isinstance(target, ast.Name) or is_repeatable(target):
            return
        case ast.For() | ast.While() | ast.If():
            return
    yield "DN223", "its statement is one that root executes as written"


def _before(node: ast.Call, script: Script, analysed: Analysed) -> ast.expr | None:
    """What is evaluated before a call in its statement, and gives another value, or has another effect, after it."""
    statement = next(above for above in _above(node, script) if isinstance(above, ast.stmt))
    order = _Search(node, analysed)
    for expression in ast.iter_child_nodes(statement):
        if isinstance(expression, ast.expr):
            order.visit(expression)
    return order.found


class _Search(Order):
    """Finds the first expression whose value root cannot hold until a call has been made."""

    def __init__(self, node: ast.Call, analysed: Analysed):
        resolved = analysed.resolved
        super().__init__(
            liftable=resolved.calls.__contains__,
            settled=lambda name: name not in resolved.names.volatile,
            modules=resolved.modules,
            holdable=is_value,
        )
        self.node, self.found = node, None

    def visit(self, node: ast.AST | None, depth: int = 0, truth: bool = False) -> None:
        if node is self.node:
            self.found = next((child for _, child in self.pending if not is_value(child)), None)
        super().visit(node, depth, truth)
