"""Looking at oneself: source, signatures, frames, code objects, documentation."""

import inspect
import sys

import numpy as np
from dino import parsum, sort


def where():
    caller = inspect.currentframe().f_back
    return caller.f_code.co_name, caller.f_lineno


def computes(x, *, scale: float = 2.0) -> float:
    """Scale a sum."""
    total = parsum(x)  # a comment that getsource shows
    line = sys._getframe().f_lineno
    return total * scale, line, sorted(locals())


class Holder:
    """Holds."""

    def method(self, x):
        return sort(x), where()


print(inspect.getsource(computes))
print(inspect.signature(computes), inspect.getdoc(computes), computes.__code__.co_firstlineno)
print(computes(np.arange(4)), where())
print(Holder().method(np.array([2, 1])), inspect.getsourcelines(Holder)[1], Holder.__qualname__, Holder.__module__)
print(computes.__code__.co_varnames, computes.__code__.co_names, computes.__code__.co_consts)
print([frame.function for frame in inspect.stack()], __doc__, inspect.getmodule(computes).__name__)
print((lambda: parsum(np.arange(3))).__code__.co_name, computes.__annotations__)
print(callable(parsum), parsum.__name__, inspect.isclass(parsum), type(sort(np.array([1]))).__name__)
print(list(computes.__code__.co_positions())[5:9])
