"""What an emitted program says of its names: collective functions, arguments of their calls, results that are kept."""

import ast
from collections.abc import Iterator, Mapping

from dino.compiler.functions import around, own_of
from dino.compiler.names import binds


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
    """The function of which one is the collective version, maybe itself; empty if it is none."""
    match node.decorator_list:
        case [ast.Call(func=function, args=[ast.BoolOp(values=[root, ast.Name(id=original)])], keywords=[])]:
            named = ast.unparse(function) == f"{spmd}.collective_of" and ast.unparse(root) == f"{spmd}.root"
            return original if named else ""
        case [ast.Attribute() as decorator] if ast.unparse(decorator) == f"{spmd}.collective":
            return node.name
    return ""


def reached_alone(tree: ast.Module, twins: Mapping[str, str], called: set[ast.Name]) -> ast.Name | None:
    """Find what mentions a function that stands once and is none of the calls of all ranks."""
    once = {name for name, original in twins.items() if name == original}
    mentions = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in once)
    return next((node for node in mentions if node not in called), None)


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


def kept_names(body: list[ast.stmt], spmd: str) -> frozenset[str]:
    """Find the names of results that stay on the ranks: nothing but plans of steps reads them.

    Parameters
    ----------
    body : list of ast.stmt
        The statements of one scope of an emitted program.
    spmd : str
        Name of the runtime in it.
    """
    nodes = [node for statement in body for node in own_of(statement)]
    kept = {
        node.targets[0].id
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name)
        if getattr(node.value.func, "attr", "") == "keep" and ast.unparse(node.value.func) == f"{spmd}.keep"
    }
    if not kept:
        return frozenset()
    plans = [node.args[0] for node in nodes if isinstance(node, ast.Call) and _is_plan(node, spmd)]
    operands = {operand for plan in plans if isinstance(plan, ast.BoolOp) for operand in _elements(plan.values[-1])}
    reads = [node for statement in body for node in _reads(statement, frozenset())]
    return frozenset(kept - {node.id for node in reads if node not in operands})


def gathered(node: ast.stmt, spmd: str) -> str:
    """The name that a statement gathers behind a loop, as `x = spmd.gather(spmd.root and x, LINE)`; else nothing."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[_, ast.Constant(value=line)])):
            return name if ast.unparse(node.value) == f"{spmd}.gather({spmd}.root and {name}, {line})" else ""
    return ""


def _reads(node: ast.AST, hidden: frozenset[str]) -> Iterator[ast.Name]:
    """Yield where names are read, but for those that a function has of its own."""
    if isinstance(node, ast.FunctionDef):
        for part in around(node):
            yield from _reads(part, hidden)
        own = [part for part in own_of(node.args)] + [part for child in node.body for part in own_of(child)]
        shared = {name for part in own if isinstance(part, ast.Global | ast.Nonlocal) for name in part.names}
        hidden |= {name for part in own for name in binds(part)} - shared
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in hidden:
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _reads(child, hidden)


def _is_plan(node: ast.Call, spmd: str) -> bool:
    match node.func:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=name)), attr="plan"):
            return name == spmd and bool(node.args)
    return False


def _elements(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else []
