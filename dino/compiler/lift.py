"""What is evaluated before a statement: calls that all ranks take part in, and whatever comes before them in it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from dino.compiler.formatted import located
from dino.compiler.lifetimes import owns
from dino.compiler.names import BUILTINS
from dino.compiler.order import Order, is_constant
from dino.compiler.program import Branch, Resolved
from dino.compiler.truth import DEFINES


@dataclass(frozen=True)
class Scope:
    """Where a statement stands.

    Attributes
    ----------
    locals : frozenset of str
        Names of the function; empty in the module.
    lists : frozenset of str
        Names that mean one list, once they are bound.
    collective : frozenset of str
        Functions that all ranks may call.
    in_function : bool
        Whether `return` is legal.
    met : list
        Takes the names that are bound where the module calls functions.
    """

    resolved: Resolved
    locals: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    collective: frozenset[str] = frozenset()
    in_function: bool = False
    met: list = field(default_factory=list)

    @property
    def volatile(self) -> frozenset[str]:
        return self.resolved.names.volatile


def taken_out(
    scope: Scope, node: ast.stmt, bound: frozenset
) -> tuple[tuple[ast.Call, ...], tuple[ast.expr | Branch, ...]]:
    """Calls that all ranks may execute before a statement, and all that is then evaluated before it, in order.

    Of a block only the header counts.
    """
    resolved, expressions = scope.resolved, _evaluated_first(node)
    every = {child for expression in expressions for child in ast.walk(expression)}
    if resolved.applications.keys() & every:
        scope.met.append(bound)
    if any(isinstance(child, ast.NamedExpr) for child in every):
        return (), ()
    inexact = {child for expression in expressions for child in _inexact(resolved, expression)}
    kept, watched = set(applied_in(resolved, node)), bool(resolved.names.lifetimes)
    certain = (bound | ((BUILTINS | ({"np"} if resolved.numpy else set())) - scope.locals)) - scope.volatile

    def liftable(call: ast.Call) -> bool:
        if call in resolved.calls:
            return call not in inexact
        name = resolved.applications.get(call) if call not in inexact else None
        return name in scope.collective & certain & bound and (call in kept or not watched)

    target = node.target if isinstance(node, ast.AugAssign) and certain.issuperset(_names_in(node.target)) else None
    order = Order(
        liftable=liftable,
        settled=certain.__contains__,
        modules={name: module for name, module in resolved.modules.items() if name not in scope.locals},
        lists=scope.lists & bound,
        holdable=None if watched else lambda child: child is target or _is_holdable(resolved, child, inexact),
        counted=bool(resolved.names.identifiers & DEFINES),
    )
    for expression in expressions:
        order.visit(expression, truth=isinstance(node, ast.If | ast.While))
    return order.lifted, tuple(order.taken)


def _is_holdable(resolved: Resolved, node: ast.AST, inexact: set) -> bool:
    if isinstance(node, ast.FormattedValue):
        return node.value not in inexact and located(resolved.parsed.source, node) is not None
    method = isinstance(node, ast.Attribute) and owns(node.value)  # of a file that goes with it
    return is_value(node) and node not in inexact and not method


def is_value(node: ast.AST) -> bool:
    """Whether root can give a name to what a node evaluates to, and CPython reports the same positions then."""
    if not isinstance(node, ast.expr) or isinstance(node, ast.Starred | ast.FormattedValue | ast.Slice):
        return False
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    return not isinstance(node, ast.Attribute) or node.lineno == node.end_lineno


def is_repeatable(target: ast.expr) -> bool:
    """Whether what an item or attribute is named by may be evaluated twice: names, numbers and strings on one line."""
    match target:
        case ast.Attribute(value=ast.Name()):
            return target.lineno == target.end_lineno
        case ast.Subscript(value=ast.Name(), slice=index):
            parts = index.elts if isinstance(index, ast.Tuple) else [index]
            plain = all(isinstance(part, ast.Name) or is_constant(part) for part in parts)
            return plain and target.lineno == target.end_lineno
    return False


def _names_in(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def applied_in(resolved: Resolved, node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of functions whose values go where they go in the script, as soon as they do there."""
    match node:
        case ast.Expr(value=call) | ast.Return(value=call) | ast.Assign(targets=[ast.Name()], value=call):
            yield from applied_in(resolved, call)
        case ast.If(test=call) | ast.While(test=call) | ast.For(iter=call):
            yield from applied_in(resolved, call)
        case ast.Call() if node in resolved.applications:
            yield node
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from applied_in(resolved, argument)


def _evaluated_first(node: ast.stmt) -> tuple[ast.expr, ...]:
    """Expressions that a statement evaluates before it does anything else, in this order."""
    match node:
        case ast.Expr() | ast.Assign():
            return (node.value,)
        case ast.AnnAssign() | ast.Return() if node.value:
            return (node.value,)
        case ast.AugAssign() if isinstance(node.target, ast.Name) or is_repeatable(node.target):
            return (node.target, node.value)
        case ast.If() | ast.While():
            return (node.test,)
        case ast.For():
            return (node.iter,)
        case ast.Raise() if node.exc:
            return (node.exc,)
    return ()


def _inexact(resolved: Resolved, expression: ast.expr) -> Iterator[ast.expr]:
    """Yield what is inside f-strings and does not stand where it is said to (Python before 3.12), or is also quoted."""
    for string in ast.walk(expression):
        if isinstance(string, ast.FormattedValue):
            quoted = _is_quoted(resolved, string.value)
            for node in ast.walk(string.value):
                if isinstance(node, ast.expr) and (quoted or not _is_exact(resolved, node)):
                    yield node


def _is_quoted(resolved: Resolved, node: ast.expr) -> bool:
    """Whether an f-string shows the text of an expression too: `{x=}`."""
    source = resolved.parsed.source
    after = source.text[source.end(node) : source.line_end(source.end(node))].lstrip(" )")
    return after.startswith("=") and not after.startswith("==")


def _is_exact(resolved: Resolved, node: ast.expr) -> bool:
    try:
        again = ast.parse(resolved.parsed.source.segment(node), mode="eval")
    except (SyntaxError, ValueError, IndexError):
        return False
    return ast.dump(again.body) == ast.dump(node)
