"""The truth of a condition: asked for once, as CPython asks, where somebody could tell."""

import ast

# Functions that give numbers or bools, whose truth nobody has defined.
_PLAIN = {"all", "any", "bool", "callable", "hasattr", "isinstance", "issubclass", "len"}

DEFINES = {"__bool__", "__len__"}
"""What a script has in it that says what is true."""


def is_asked_twice(test: ast.expr) -> bool:
    """Whether a condition that is passed on as a value has the truth of an operand asked for a second time.

    Of `a or b`, CPython's `if` asks `a`, and `b` only if need be. As a value it is `a` or `b`: whoever wants its truth
    asks again. So it is with `a < b < c`, which is `a < b` or `b < c`. What compares once, negates or calls a function
    that gives a number is plain.
    """
    match test:
        case ast.BoolOp(values=[*before, last]):
            return not all(map(_is_plain, before)) or is_asked_twice(last)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return is_asked_twice(operand)
        case ast.IfExp(body=body, orelse=orelse):
            return is_asked_twice(body) or is_asked_twice(orelse)
        case ast.Compare(ops=[_, _, *_]):
            return True
    return False


def is_spelled_out(test: ast.expr) -> bool:
    """Whether an expression is `True if ... else False`."""
    match test:
        case ast.IfExp(body=ast.Constant(value=True), orelse=ast.Constant(value=False)):
            return True
    return False


def _is_plain(operand: ast.expr) -> bool:
    match operand:
        case ast.Constant() | ast.Compare(ops=[_]):
            return True
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return not is_asked_twice(inner)
        case ast.BoolOp(values=values):
            return all(map(_is_plain, values))
        case ast.Call(func=ast.Name(id=name)):
            return name in _PLAIN
    return False
