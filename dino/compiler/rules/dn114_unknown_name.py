"""A name that DiNo does not have.

## What it does
Finds imports from `dino`, and attributes of it, that are neither primitives nor modules of the package. In a script
that uses DiNo, it finds calls of a name, too, that nothing binds and that is nearly a primitive's.

## Why is this bad?
The import raises `ImportError`, the attribute `AttributeError`, the name `NameError`, when that line is reached.

## Example
    from dino import matmull
    C = matmull(A, B)

## Use instead
    from dino import matmul
    C = matmul(A, B)
"""

import ast
import builtins
import difflib
import pkgutil

import dino
from dino.compiler.names import names
from dino.compiler.survey.handled import handled

MENTIONS = b"dino"
BAD = {
    "from dino import sort, «matmull»\n": None,
    "from dino import «mean as m»\ny = m(x)\n": None,
    "import dino as d\ny = «d.summ»(x)\n": None,
    "def f(x):\n    import dino\n    return «dino.Sort»(x)\n": None,
    "C = «matmull»(np.ones((2, 2)), B)\nprint(sort(C[0]))\n": None,
    "from dino import matmul\nC = «matmull»(A, B)\n": None,
    "from dino import matmul, hello\nprint(matmul(A, B))\nprint(«Matvec»(A, x))\n": None,
}
GOOD = [
    "from dino import hello, matmul, matvec, parsum, sort, errors, __version__\n",
    "from dino import *\ny = matmull(x)\n",
    "import dino\nprint(dino.__version__, dino.sort([2, 1]), dino.errors, dino.__name__)\n",
    "import dino\ndino.mine = 3\nprint(dino.mine)\n",
    "import dino\nif hasattr(dino, 'mean'):\n    y = dino.mean(x)\n",
    "try:\n    from dino import mean\nexcept ImportError:\n    from numpy import mean\n",
    "from .dino import mean\nfrom dino.errors import DinoError\n",
    "dino = load()\ny = dino.mean(x)\n",
    "def f(dino):\n    return dino.mean\n",
    "from mine import *\nfrom dino import sort\ny = matmull(sort(x))\n",
    "import numpy as np\ny = matmull(np.ones(3))\n",
    "def psum(x): return parsum(x)\nprint(psum(x))\n",
    "from dino import sort\nprint(sorted(sort(x)), unheard_of(x))\n",
    "from dino import sort\ntry:\n    y = psum(sort(x))\nexcept NameError:\n    y = 0\n",
    "globals().update(psum=sum)\nprint(psum(sort(x)))\n",
    "import sys\nsys.modules['__main__'].__dict__.update(dict(psum=sum))\nprint(psum(sort(x)))\n",
    "globals()['psum'] = sum\nprint(psum(sort(x)))\n",
]


def check(script):
    """Find names that are asked of the package and that it lacks, and calls of what is nearly a primitive."""
    for node, name in _asked(script):
        if not _known(name) and not handled(script, node) and not _mentioned(script, name):
            yield script.report(node, f"`dino` has no `{name}`", _advice(name))
    misspelt = [node for node in script.unbound if _misspelt(script, node)] if script.calls or _imports(script) else []
    for node in misspelt if misspelt and not names(script.tree).dynamic else ():
        if not handled(script, node) and not _mentioned(script, node.id):
            yield script.report(node, f"`{node.id}` is neither bound nor a primitive", _advice(node.id))


def _asked(script):
    for node in script.scopes.parents:
        match node:
            case ast.ImportFrom(module="dino", level=0) if not handled(script, node):
                yield from ((alias, alias.name) for alias in node.names if alias.name != "*")
            case ast.Attribute(attr=name, value=ast.Name() as value) if script.qualified(value) == "dino":
                yield node, name


def _imports(script) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == "dino" for node in script.scopes.parents)


def _misspelt(script, node: ast.Name) -> bool:
    called = getattr(script.scopes.parents[node], "func", None) is node
    return called and not hasattr(builtins, node.id) and node.id not in dino.__all__ and bool(_close(node.id))


def _known(name: str) -> bool:
    return name in dino.__all__ or name.startswith("__") or name in _modules()


def _modules() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(dino.__path__)}


def _mentioned(script, name: str) -> bool:
    """Whether the script sets the name, or asks for it by a text, as `hasattr` does."""
    for node in ast.walk(script.tree):
        match node:
            case ast.Attribute(attr=attribute, ctx=ast.Store()) if attribute == name:
                return True
            case ast.Constant(value=value) if value == name:
                return True
    return False


def _advice(name: str) -> str:
    close = _close(name)
    return f"did you mean `{close[0]}`?" if close else f"its primitives are {', '.join(dino.__all__)}"


def _close(name: str) -> list[str]:
    return difflib.get_close_matches(name.lower(), dino.__all__, 1)
