"""The script talks over mpi4py's COMM_WORLD itself.

## What it does
Finds uses of `MPI.COMM_WORLD` in a script that also calls primitives.

## Why is this bad?
Under `dino mpirun` that communicator is DiNo's own. The script runs on root alone, and the other ranks wait for root's
primitives: a message of the script's would never arrive. So the compiler refuses it.

## Example
    from mpi4py import MPI
    from dino import parsum
    total = MPI.COMM_WORLD.allreduce(parsum(x))

## Use instead
    from dino import parsum
    total = parsum(x)
"""

import ast

REFUSES = True
BAD = {
    "from mpi4py import MPI\nfrom dino import sort\ncomm = «MPI.COMM_WORLD»\ny = sort(x)\n": None,
    "import mpi4py.MPI\nimport dino\n«mpi4py.MPI.COMM_WORLD».Barrier()\ndino.hello()\n": None,
    "«from mpi4py.MPI import COMM_WORLD»\nfrom dino import hello\nhello()\n": None,
}
GOOD = [
    "from mpi4py import MPI\nfrom dino import sort\nprint(MPI.Get_version(), sort(x))\n",
    "from dino import sort\nx.COMM_WORLD = sort(y)\n",
    "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\n",
]


def check(script):
    """Find each use of the world of all ranks."""
    world = [node for node in ast.walk(script.tree) if _world(node)]
    for node in world:
        yield script.report(node, _MESSAGE)


_MESSAGE = "the script talks over mpi4py's COMM_WORLD itself; run it with mpiexec instead, or use DiNo's primitives"


def _world(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module="mpi4py.MPI"):
            return any(alias.name == "COMM_WORLD" for alias in node.names)
        case ast.Attribute(attr="COMM_WORLD", value=ast.Name(id="MPI") | ast.Attribute(attr="MPI")):
            return True
    return False
