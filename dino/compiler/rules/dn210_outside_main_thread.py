"""A primitive in a thread, in another process, in a signal handler or in `__del__`.

## What it does
Finds primitive calls in functions that the script hands to `threading.Thread`, an executor, `multiprocessing`,
`signal.signal` or `weakref.finalize`, or that are a `__del__` method.

## Why is this bad?
Ranks can only follow one thread of one process. In any other thread or process root computes alone, without the
workers: correctly, but no faster than NumPy. A signal handler or `__del__` runs between any two steps of the script,
even inside another primitive, so whether the ranks take part is a matter of chance.

## Example
    import threading
    from dino import matmul
    def multiply():
        results.append(matmul(A, B))
    threading.Thread(target=multiply).start()

## Use instead
    import threading
    from dino import matmul
    results.append(matmul(A, B))
    threading.Thread(target=results.report).start()
"""

from dino.compiler.survey.entry import entries, reached

BAD = {
    "import threading\nfrom dino import sort\ndef f():\n    use(«sort(x)»)\nthreading.Thread(target=f).start()\n": None,
    "from threading import Thread\nfrom dino import sort\nThread(target=«sort», args=(x,)).start()\n": None,
    "import signal\nfrom dino import parsum\nsignal.signal(2, lambda *_: print(«parsum(x)»))\n": None,
    "from dino import parsum\nclass C:\n    def __del__(self):\n        print(«parsum(self.x)»)\n": None,
    (
        "from concurrent.futures import ThreadPoolExecutor\nfrom dino import sort\ndef g(x):\n    return «sort(x)»\n"
        "def f(x):\n    return g(x)\nwith ThreadPoolExecutor() as pool:\n    print(list(pool.map(f, xs)))\n"
    ): None,
    "import multiprocessing as mp\nfrom dino import sort\nmp.Process(target=«sort», args=(x,)).start()\n": None,
    (
        "import threading\nfrom dino import sort\nclass T(threading.Thread):\n    def run(self):\n"
        "        self.y = «sort(self.x)»\n"
    ): None,
}
GOOD = [
    "import threading\nfrom dino import sort\ndef f():\n    use(x)\nthreading.Thread(target=f).start()\ny = sort(x)\n",
    "from dino import sort\nprint(list(map(sort, xs)))\n",
    "from dino import sort\nclass T:\n    def run(self):\n        return sort(self.x)\n",
    "import atexit\nfrom dino import hello\natexit.register(hello)\n",
    "from dino import sort\npool.map(sort, xs)\n",
]

_MEANS = {
    "thread": "in a thread root computes it alone, without the other ranks",
    "process": "in another process it is computed alone, without the other ranks",
    "handler": "a signal handler may interrupt another primitive: then root computes it alone",
    "finalizer": "a finalizer may run anywhere, even in another primitive: then root computes it alone",
}
_HELP = "call it from the script's own flow, and hand over the result"


def check(script):
    """Find primitives that run outside of the script's own flow."""
    found = {}
    for entry in entries(script):
        if script.qualified(entry.function).startswith("dino.") and entry.primitive:
            found[entry.function] = entry.kind
        for call in reached(script, entry):
            found.setdefault(call.node, entry.kind)
    for node, kind in found.items():
        yield script.report(node, _MEANS[kind], _HELP)
