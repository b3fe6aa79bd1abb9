"""Primitives that no reader of the text can see: looked up by name, stored in containers, passed around."""

import importlib
import operator

import numpy as np

library = importlib.import_module("di" + "no")
table = {name: getattr(library, name) for name in ("matmul", "matvec", "parsum", "sort")}
a = np.arange(4).reshape(2, 2)
print(table["matmul"](a, a).tolist(), operator.attrgetter("parsum")(library)(a))
for name, arguments in [("matvec", (a, a[1])), ("sort", (a[::-1],)), ("parsum", (a,))]:
    print(name, table[name](*arguments).tolist())
print([f.__name__ for f in table.values()], sorted(library.__all__))


class Proxy:
    def __getattr__(self, name):
        return getattr(library, name)


print(Proxy().sort(np.array([2, 1])), (lambda f, *x: f(*x))(library.parsum, a))
try:
    library.nothing
except AttributeError as error:
    print(error)
try:
    from dino import nothing
except ImportError as error:
    print(type(error).__name__, str(error).partition(" (")[0])
print(len({table["sort"], library.sort}), table["sort"] == library.sort, library.sort is not library.parsum)
