"""The order in which Python evaluates an expression, and which primitive calls may be taken out of it."""

import ast
from collections.abc import Callable, Mapping

# Functions that every NumPy from 2.0 on and every Python have: to look them up runs no code and cannot fail.
STABLE = {
    "numpy": frozenset(
        [
            "abs",
            "all",
            "allclose",
            "any",
            "arange",
            "argmax",
            "argmin",
            "array",
            "array_equal",
            "array_str",
            "asarray",
            "clip",
            "concatenate",
            "cos",
            "cumsum",
            "diag",
            "dot",
            "exp",
            "eye",
            "float64",
            "full",
            "hstack",
            "int64",
            "isclose",
            "log",
            "max",
            "maximum",
            "mean",
            "median",
            "min",
            "minimum",
            "ones",
            "outer",
            "prod",
            "repr",
            "reshape",
            "round",
            "sin",
            "sqrt",
            "squeeze",
            "std",
            "stack",
            "sum",
            "trace",
            "transpose",
            "unique",
            "var",
            "vstack",
            "where",
            "zeros",
        ]
    ),
    "math": frozenset(
        [
            "ceil",
            "cos",
            "exp",
            "fabs",
            "floor",
            "fsum",
            "hypot",
            "isclose",
            "isfinite",
            "isnan",
            "log",
            "log10",
            "log2",
            "pow",
            "sin",
            "sqrt",
        ]
    ),
}


class Order:
    """Walk one expression as CPython evaluates it, and collect the calls that may be lifted.

    A call may be lifted if all that is evaluated before it gives the same value after it: constants
    and settled names. What is evaluated conditionally or more than once is left alone.

    Parameters
    ----------
    liftable : callable
        Whether a call is one that all ranks may take part in.
    settled : callable
        Whether a name is bound here and stays so while the statement runs.
    modules : Mapping
        Names that mean one module for the whole program.
    """

    def __init__(self, liftable: Callable, settled: Callable, modules: Mapping[str, str]):
        self.liftable, self.settled, self.modules = liftable, settled, modules
        self.clean = True
        self.lifted: list[ast.Call] = []

    def visit(self, node: ast.AST | None) -> None:
        """Walk a node; afterwards `clean` says whether all evaluated so far may be evaluated later."""
        match node:
            case None | ast.Constant():
                pass
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() | complex())):
                pass
            case ast.Name():
                self.clean &= self.settled(node.id)
            case ast.Call() if self.clean and self.liftable(node):
                self._all((*node.args, *node.keywords))
                self.clean = True
                self.lifted.append(node)
            case ast.keyword():
                self.visit(node.value)
                self.clean &= node.arg is not None
            case ast.Tuple() | ast.List() | ast.JoinedStr():
                self._all(getattr(node, "elts", None) or getattr(node, "values", ()))
            case _:
                self._all(self._operands(node))
                self.clean &= self._is_stable(node)

    def _all(self, nodes) -> None:
        for node in nodes:
            self.visit(node)

    def _is_stable(self, node: ast.AST) -> bool:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                return attribute in STABLE.get(self.modules.get(name, ""), ())
        return False

    def _operands(self, node: ast.AST) -> tuple:  # noqa: C901  (one case for each kind of node)
        """What an operation certainly evaluates, once and in this order, before it acts."""
        match node:
            case ast.BinOp():
                return (node.left, node.right)
            case ast.Compare():
                return (node.left, node.comparators[0])
            case ast.Call():
                return (node.func, *node.args, *node.keywords)
            case ast.Subscript():
                return (node.value, node.slice)
            case ast.Slice():
                return (node.lower, node.upper, node.step)
            case ast.Attribute() | ast.Starred():
                return (node.value,)
            case ast.FormattedValue():
                return (node.value, node.format_spec)
            case ast.UnaryOp():
                return (node.operand,)
            case ast.BoolOp():
                return (node.values[0],)
            case ast.IfExp():
                return (node.test,)
        return ()
