"""Where CPython says that the truth of a condition is asked: the place of an error of `__bool__`.

`if x and y:` asks twice. CPython 3.11 puts both questions at the whole statement, or at a comparison that comes before;
others put each at its operand. What this one does is read off what it compiles.
"""

import ast
import dis
from functools import cache


def asked(tree: ast.AST) -> dict[ast.expr, ast.AST]:
    """Find whose truth is asked, and where.

    Parameters
    ----------
    tree : ast.AST
        Any part of a program.

    Returns
    -------
    dict of ast.expr to ast.AST
        Of each expression whose truth decides an `if`, a `while` or a conditional expression, and of each part that has
        a say in it, the node that has the position of the question.
    """
    found: dict[ast.expr, ast.AST] = {}
    for node in ast.walk(tree):  # outer nodes first: what is inside a condition belongs to it
        if isinstance(node, ast.If | ast.While | ast.IfExp) and node not in found:
            _ask(node.test, node, found)
    return found


def _ask(test: ast.expr, place: ast.AST, found: dict) -> ast.AST:
    """Note the questions of a condition in CPython's order; return the place of those behind it."""
    for part in parts(test):
        place = _ask(part, place, found)
    if isinstance(test, ast.Compare) and _habit() == "comparison":
        place = test
    found[test] = test if _habit() == "itself" else place
    return place


def parts(test: ast.expr) -> list[ast.expr]:
    """Return the parts of a condition whose truth is asked instead of its own; none if it is one by itself."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return [operand]
        case ast.BoolOp(values=values):
            return values
        case ast.IfExp():
            return [test.test, test.body, test.orelse]
    return []


@cache
def _habit() -> str:
    """Where this CPython asks: at the `statement`, at a `comparison` before it if there is one, or at `itself`."""
    places = {0: "statement", 3: "comparison", 13: "itself"}
    code = compile("if a < b and c:\n d", "", "exec")
    asks = [one for one in dis.get_instructions(code) if one.opname.startswith(("POP_JUMP", "TO_BOOL"))]
    truths = [one for one in asks if one.opname == "TO_BOOL"] or asks
    return places.get(truths[-1].positions.col_offset, "itself")
