"""What every rank knows by itself: conditions and loops that need no word from root."""

import ast
from collections.abc import Iterator

from dino.compiler.functions import own_of
from dino.compiler.names import binds, names
from dino.compiler.program import Names
from dino.compiler.region import STAND_IN

_ORDERED = ast.Eq | ast.NotEq | ast.Lt | ast.LtE | ast.Gt | ast.GtE


def shared(tree: ast.Module, guarded: frozenset[ast.expr] = frozenset()) -> frozenset[ast.expr]:
    """Find the headers of `if`, `while` and `for` that are the same on all ranks.

    Parameters
    ----------
    tree : ast.Module
        A script.
    guarded : frozenset of ast.expr
        Headers that root decides nevertheless.

    Returns
    -------
    frozenset of ast.expr
        Conditions and iterables made of literals, of `range`, of whether this is `__main__`, and of variables of loops
        over such a range that nothing in the loop binds. No rank can fail in one alone.
    """
    headers = _Headers(names(tree), guarded)
    scopes = [tree, *(node for node in tree.body if isinstance(node, ast.FunctionDef))]
    return frozenset(header for scope in scopes for header in headers.block(scope.body, frozenset()))


class _Headers:
    """The headers of one script, a scope at a time."""

    def __init__(self, known: Names, guarded: frozenset[ast.expr]):
        self.guarded = guarded
        self.volatile = known.volatile
        self.ranges = not {"range"} & (known.bound | known.volatile) and not set(known.stars) - {"dino"}
        self.named = not {"__name__"} & (known.bound | known.volatile)

    def block(self, nodes: list[ast.stmt], variables: frozenset[str]) -> Iterator[ast.expr]:
        """Yield the shared headers in a block, where `variables` are the same on all ranks."""
        for node in nodes:
            inner = variables
            match node:
                case ast.If(test=header) | ast.While(test=header):
                    if header not in self.guarded and self.is_condition(header, variables):
                        yield header
                case ast.For(target=ast.Name(id=name), iter=header):
                    if header not in self.guarded and self.is_range(header, variables):
                        yield header
                        inner |= {name} if self.is_constant(name, node) and not STAND_IN.fullmatch(name) else set()
                case ast.For():
                    pass
                case _:
                    continue
            yield from self.block(node.body, inner)
            yield from self.block(node.orelse, variables)

    def is_constant(self, name: str, node: ast.For) -> bool:
        """Whether nothing but a loop itself binds its variable while its body runs."""
        return name not in self.volatile and sum(binds(child).count(name) for child in own_of(node)) == 1

    def is_range(self, node: ast.expr, variables: frozenset[str]) -> bool:
        """Whether an iterable is a `range` of numbers that all ranks know."""
        match node:
            case ast.Call(func=ast.Name(id="range"), args=[_, *rest] as arguments, keywords=[]):
                step = rest[1:] and not (isinstance(rest[1], ast.Constant) and rest[1].value)
                numbers = all(self.is_number(argument, variables) for argument in arguments)
                return self.ranges and len(arguments) <= 3 and not step and numbers
        return False

    def is_number(self, node: ast.expr, variables: frozenset[str]) -> bool:
        """Whether an expression is a whole number that all ranks know."""
        match node:
            case ast.Constant(value=int()):
                return True
            case ast.Name(id=name):
                return name in variables
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.is_number(operand, variables)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
                return self.is_number(left, variables) and self.is_number(right, variables)
            case ast.BinOp(left=left, op=ast.Mod() | ast.FloorDiv(), right=ast.Constant(value=int() as divisor)):
                return bool(divisor) and self.is_number(left, variables)
        return False

    def is_condition(self, node: ast.expr, variables: frozenset[str]) -> bool:
        """Whether the truth of an expression is known to all ranks."""
        match node:
            case ast.Constant():
                return True
            case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Constant()]):
                return self.named
            case ast.Compare(left=left, ops=[order], comparators=[right]) if isinstance(order, _ORDERED):
                return self.is_number(left, variables) and self.is_number(right, variables)
            case ast.BoolOp(values=values):
                return all(self.is_condition(value, variables) for value in values)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.is_condition(operand, variables)
        return self.is_number(node, variables)
