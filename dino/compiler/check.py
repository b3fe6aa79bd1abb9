"""Fourth pass: rules over the analysed script."""

import ast

from dino.compiler.diagnostics import Diagnostic
from dino.compiler.program import Analysed


def check(analysed: Analysed) -> tuple[Diagnostic, ...]:
    """Find what no run of DiNo can do right.

    Returns
    -------
    tuple of Diagnostic
        DN901 for each use of mpi4py's world: it is DiNo's own, in which workers wait for root, so a
        message of the script's would never arrive.
    """
    world = [_world(node) for node in ast.walk(analysed.resolved.parsed.tree)]
    return tuple(Diagnostic("DN901", line, _MESSAGE) for line in world if line)


_MESSAGE = "the script talks over mpi4py's COMM_WORLD itself; run it with mpiexec instead, or use DiNo's primitives"


def _world(node: ast.AST) -> int:
    """Line on which a node names the world of all ranks, else 0."""
    match node:
        case ast.ImportFrom(module="mpi4py.MPI") if any(alias.name == "COMM_WORLD" for alias in node.names):
            return node.lineno
        case ast.Attribute(attr="COMM_WORLD", value=ast.Name(id="MPI") | ast.Attribute(attr="MPI")):
            return node.lineno
    return 0
