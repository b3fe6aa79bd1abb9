"""The operands are too small for the ranks to help, time after time.

## What it does
Follows what can be known of shapes and finds calls in loops that root computes faster than the ranks could even agree
to begin, however many there are.

## Why is this bad?
Such a call never leaves root: DiNo's cost model sees to that, so one does no harm. In a loop whoever wrote it expects
the other ranks to help, and they never do. Give the primitive the whole data at once, or let NumPy do it.

## Example
    import numpy as np
    from dino import matmul
    total = np.zeros((3, 3))
    for left, right in pairs:
        total += matmul(np.eye(3), np.ones((3, 3)))

## Use instead
    import numpy as np
    total = np.zeros((3, 3))
    for left, right in pairs:
        total += np.matmul(np.eye(3), np.ones((3, 3)))
"""

from dino.compiler.survey.operands import known_shapes, too_small

_IN = "import numpy as np\nfrom dino import *\n"
BAD = {
    _IN + "A = np.ones((3, 4))\nfor i in range(9):\n    C = «matmul(A, A.T)»\n": None,
    _IN + "while True:\n    print(«parsum(np.arange(1000))»)\n": None,
    _IN + "def f():\n    return [«sort([3, 1, 2])» for i in range(9)]\n": None,
    "A = np.round(np.random.rand(5, 10) * 100)\nfor x in A:\n    y = «matvec(A, np.ones(10))»\n": None,
}
GOOD = [
    _IN + "A = np.ones((3, 4))\nC = matmul(A, A.T)\n",
    _IN + "A = np.ones((3000, 4000))\nfor i in range(9):\n    C = matmul(A, A.T)\n",
    _IN + "for i in range(9):\n    print(parsum(np.arange(10_000_000)), sort(x))\n",
    _IN + "for n in range(9):\n    C = matmul(np.ones((3, n)), np.ones((n, 3)))\n",
    "import numpy as np\nfor i in range(9):\n    C = np.matmul(np.ones((3, 3)), np.ones((3, 3)))\n",
    "from dino import hello\nfor i in range(9):\n    hello()\n",
    _IN + "A = np.ones((3, 4))\nfor i in range(9):\n    C = matmul(A, np.ones((3, 4)))\n",
    _IN + "A = np.ones((3, 4))\nfor i in matmul(A, A.T):\n    print(i)\n",
]


def check(script):
    """Find calls that no number of ranks makes faster."""
    for call in script.calls:
        if any(script.loops(call.node)) and too_small(script, call):
            shapes = " and ".join(map(str, known_shapes(script, call)))
            message = f"`{call.primitive.name}` of {shapes} is too small for the ranks to help: root computes it alone"
            yield script.report(call.node, message, f"`{call.primitive.alias}` does the same here")
