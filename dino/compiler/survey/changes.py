"""What a loop may change, and which expressions make new arrays; whatever is not known to be harmless is not."""

import ast

from dino.compiler.names import binds

_NEW_METHODS = {"copy", "astype", "dot", "round", "conj", "clip"}
_HARMLESS_METHODS = _NEW_METHODS | {
    "sum",
    "mean",
    "max",
    "min",
    "std",
    "var",
    "any",
    "all",
    "reshape",
    "ravel",
    "append",
}
_HARMLESS = {"print", "len", "float", "int", "abs", "range", "max", "min", "enumerate", "zip", "str", "round", "sum"}
_NEW = {
    f"numpy.{name}"
    for name in "array zeros ones full eye outer concatenate vstack hstack stack tile repeat where diag abs "
    "sqrt exp log sin cos tan tanh maximum minimum add subtract multiply divide round dot matmul arange".split()
}
_PURE = _NEW | {
    f"numpy.{name}"
    for name in "sum mean max min std var any all allclose isclose linalg.norm asarray reshape transpose argmax".split()
}


def fresh(script, node: ast.expr, of_constants=False) -> bool:
    """Whether an expression makes a new array each time, without any other effect.

    Only the outermost operation must make one; below it nothing may be random or have effects, and something must be a
    variable: what is made of constants is small, unless the caller knows better.
    """
    match node:
        case ast.BinOp():
            makes = True
        case ast.Call(func=ast.Attribute(attr=attribute)) if not script.qualified(node.func):
            makes = attribute in _NEW_METHODS
        case ast.Call():
            makes = script.qualified(node.func) in _NEW
        case _:
            makes = False
    parts = [child for child in ast.walk(node) if isinstance(child, ast.expr)]
    variables = any(isinstance(part, ast.Name) and not script.qualified(part) for part in parts)
    return makes and (variables or of_constants) and all(_is_plain(script, part) for part in parts)


def _is_plain(script, node: ast.expr) -> bool:
    match node:
        case ast.Call():
            return is_pure(script, node)
        case ast.Lambda() | ast.NamedExpr() | ast.Await() | ast.Yield() | ast.YieldFrom() | ast.Starred():
            return False
    return True


def is_pure(script, node: ast.Call) -> bool:
    """Whether a call changes none of its arguments and nothing else that a loop could see."""
    name = script.qualified(node.func)
    if any(keyword.arg in (None, "out") for keyword in node.keywords):
        return False
    if name:
        return name in _PURE or name.startswith("dino.")
    match node.func:
        case ast.Attribute(attr=attribute):
            return attribute in _HARMLESS_METHODS
        case ast.Name(id=name):
            return name in _HARMLESS and script.scopes.around[node.func].owner(name) is None
    return False


def changed(script, loop: ast.AST, names: set[str]) -> bool:
    """Whether a loop may bind one of these names anew, or change what it means in place."""
    for node in ast.walk(loop):
        if names & set(binds(node)) or (isinstance(node, ast.Call) and not is_pure(script, node)):
            return True
        stores = isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load)
        if stores and root(node) in (None, *names):
            return True
        if isinstance(node, ast.Yield | ast.YieldFrom | ast.Await):
            return True
    return False


def root(node: ast.expr) -> str | None:
    """The name at the left end of `a.b[c]`."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
