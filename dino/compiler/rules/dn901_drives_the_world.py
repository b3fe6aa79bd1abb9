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
    "from mpi4py import MPI as M\nfrom dino import sort\ndef f():\n    return «M.COMM_WORLD».rank\ny = sort(x)\n": None,
    "from mpi4py import *\nfrom dino import sort\ny = sort(«MPI.COMM_WORLD».bcast(x))\n": None,
    "from mpi4py.MPI import *\nfrom dino import sort\ny = sort(«COMM_WORLD».bcast(x))\n": None,
    "try:\n    from mpi4py import MPI\nexcept ImportError:\n    MPI = None\nfrom dino import sort\ny = sort(x)\n"
    "if MPI:\n    «MPI.COMM_WORLD».Barrier()\n": None,
}
GOOD = [
    "from mpi4py import MPI\nfrom dino import sort\nprint(MPI.Get_version(), sort(x))\n",
    "from dino import sort\nx.COMM_WORLD = sort(y)\n",
    "from mpi4py import MPI\ncomm = MPI.COMM_WORLD\n",
    "from dino import sort\nclass MPI:\n    COMM_WORLD = 3\nprint(MPI.COMM_WORLD, sort(x))\n",
    "from mpi import MPI\nfrom dino import sort\nprint(MPI.COMM_WORLD, sort(x))\n",
    "from mpi4py import MPI\nfrom dino import sort\ndef f(MPI):\n    return MPI.COMM_WORLD\ny = sort(x)\n",
]

_WORLD = "mpi4py.MPI.COMM_WORLD"
_MESSAGE = "the script talks over mpi4py's COMM_WORLD itself; run it with mpiexec instead, or use DiNo's primitives"


def check(script):
    """Find each use of the world of all ranks."""
    if "COMM_WORLD" in script.source.text:
        for node in script.scopes.parents:
            if _is_world(script, node):
                yield script.report(node, _MESSAGE)


def _is_world(script, node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module="mpi4py.MPI", level=0):
            return any(alias.name == "COMM_WORLD" for alias in node.names)
        case ast.Attribute(attr="COMM_WORLD"):
            return _WORLD in _meanings(script, node)
        case ast.Name(id="COMM_WORLD"):
            return _WORLD in _by_star(script, node)
    return False


def _meanings(script, node: ast.AST) -> set[str]:
    """All that an expression may name by the script's imports, in full."""
    match node:
        case ast.Attribute():
            return {f"{module}.{node.attr}" for module in _meanings(script, node.value)}
        case ast.Name():
            owner = script.scopes.around[node].owner(node.id)
            return {_imported(*pair) for pair in owner.bindings[node.id]} if owner else _by_star(script, node)
    return set()


def _imported(alias, statement) -> str:
    match statement:
        case ast.ImportFrom(module=str(module), level=0):
            return f"{module}.{alias.name}"
        case ast.Import():
            return alias.name if alias.asname else alias.name.partition(".")[0]
    return ""


def _by_star(script, node: ast.Name) -> set[str]:
    """What a name that nothing binds may mean by star imports."""
    bound = script.scopes.around[node].owner(node.id)
    return set() if bound else {f"{module}.{node.id}" for module in script.scopes.every[0].stars}
