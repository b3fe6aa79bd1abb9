"""Collective functions in an emitted program: their definitions, and the arguments of their calls."""

import ast
from collections.abc import Mapping


def twins(body: list[ast.stmt], spmd: str) -> Mapping[str, str]:
    """Find the collective functions.

    Parameters
    ----------
    body : list of ast.stmt
        The statements of an emitted program.
    spmd : str
        Name of the runtime in it.

    Returns
    -------
    Mapping
        Their names, with those of the functions as written.
    """
    pairs = ((node.name, _original(node, spmd)) for node in body if isinstance(node, ast.FunctionDef))
    return {name: original for name, original in pairs if original}


def _original(node: ast.FunctionDef, spmd: str) -> str:
    """The function of which one is the collective version, empty if it is none."""
    match node.decorator_list:
        case [ast.Call(func=function, args=[ast.BoolOp(values=[root, ast.Name(id=original)])], keywords=[])]:
            named = ast.unparse(function) == f"{spmd}.collective" and ast.unparse(root) == f"{spmd}.root"
            return original if named else ""
    return ""


def unpacked(node: ast.expr, spmd: str) -> ast.expr | None:
    """The expression that root alone unpacks into arguments in `(... if spmd.root else ())`, or with `{}`."""
    match node:
        case ast.IfExp(test=test, body=value, orelse=ast.Tuple(elts=[]) | ast.Dict(keys=[])):
            return value if ast.unparse(test) == f"{spmd}.root" else None
    return None


def parameters(node: ast.FunctionDef) -> tuple:
    """Names of a function's parameters, by kind."""
    arguments = node.args
    groups = (arguments.posonlyargs, arguments.args, arguments.kwonlyargs)
    rest = (arguments.vararg, arguments.kwarg)
    return (*(tuple(one.arg for one in group) for group in groups), *(one and one.arg for one in rest))
