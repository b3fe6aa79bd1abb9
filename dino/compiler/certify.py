"""The certificate of an emitted program: whether all ranks are certain to meet in the same collectives.

It is read off the text alone, as `strip` is, and knows nothing of the analysis that led to it: a step that stands under
anything but shared control flow is not proven, whoever put it there.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from dino.compiler.shared import shared
from dino.compiler.twins import twins


@dataclass(frozen=True)
class Region:
    """A step, or a choice, of the skeleton that all ranks walk.

    Attributes
    ----------
    line : int
        Line of the script.
    what : str
        The primitive, or `choice`, `each`, and `gather` behind a loop.
    proven : bool
        Whether all ranks are certain to reach it equally often, in the same order: root decides on every branch and
        loop around it, and tells all ranks, or all know it by themselves. Else the headers are compared when the
        program runs, and a mismatch is an error that names both lines.
    """

    line: int
    what: str
    proven: bool


def certify(emitted: str) -> tuple[Region, ...]:
    """Find every step and choice outside `if spmd.root`, and what decides whether it is reached.

    Parameters
    ----------
    emitted : str
        A program that the compiler emitted.

    Returns
    -------
    tuple of Region
        In the order of the text.
    """
    tree = ast.parse(emitted)
    spmd = _runtime(tree)
    walk = _Walk(spmd, shared(tree), twins(tree.body, spmd))
    if spmd:
        walk.block(tree.body)
    # What follows a branch that ranks may take differently, or stands in a function that is called there, they may
    # reach differently too.
    first = min(walk.unshared, default=None)
    return tuple(
        Region(call.args[-1].value, what, first is None or call.lineno < first and not in_function)
        for call, what, in_function in walk.headers
    )


def _runtime(tree: ast.Module) -> str:
    """Name of the runtime in the program; empty if all is root's and the ranks only serve."""
    for statement in tree.body:
        match statement:
            case ast.ImportFrom(module="dino.runtime", names=[ast.alias(name="spmd") as alias]):
                return alias.asname or "spmd"
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=called))) if name == called:
                return name
    return ""


class _Walk:
    """One walk over the skeleton: `headers` are the calls that send one, `unshared` lines of unknown conditions."""

    def __init__(self, spmd: str, known: frozenset[ast.expr], twins: Mapping[str, str]):
        self.spmd, self.known, self.twins, self.in_function = spmd, known, twins, False
        self.headers: list[tuple[ast.Call, str, bool]] = []
        self.unshared: list[int] = []

    def block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.If(test=test, orelse=[]) if ast.unparse(test) == f"{self.spmd}.root":
                pass
            case ast.If(test=header) | ast.While(test=header):
                self._control(node, header, self._is_shared(header))
            case ast.For(iter=header):
                self._control(node, header, header in self.known or self._verb(header) == "each")
            case ast.FunctionDef() if node.name in self.twins:
                self.in_function = True
                self.block(node.body)
                self.in_function = False
            case ast.FunctionDef() | ast.ClassDef():
                pass  # pasted; it does nothing by itself
            case ast.stmt(body=_):
                self.unshared.append(node.lineno)
                self.block([child for child in ast.walk(node) if isinstance(child, ast.stmt) and child is not node])
            case _:
                self._headers(node)

    def _control(self, node: ast.If | ast.While | ast.For, header: ast.expr, shared: bool) -> None:
        self._headers(header)
        if not shared:
            self.unshared.append(node.lineno)
        self.block(node.body)
        self.block(node.orelse)

    def _headers(self, node: ast.AST) -> None:
        for child in ast.walk(node):
            verb = self._verb(child)
            if verb in ("choice", "each") or verb.endswith(".plan") or (verb == "gather" and len(child.args) > 1):
                self.headers.append((child, verb.removesuffix(".plan"), self.in_function))

    def _is_shared(self, test: ast.expr) -> bool:
        """Whether a condition has the same truth on all ranks."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self._is_shared(test.operand)
        if isinstance(test, ast.NamedExpr):
            return self._is_shared(test.value)
        return test in self.known or self._verb(test) == "choice"

    def _verb(self, node: ast.AST) -> str:
        """What of the runtime a call calls: `choice`, `sort.plan`; else nothing."""
        prefix, called = f"{self.spmd}.", ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        return called.removeprefix(prefix) if called.startswith(prefix) else ""
