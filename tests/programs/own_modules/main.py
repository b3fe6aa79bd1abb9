# status: 1
"""A package of the program's own beside it: primitives at import, in submodules, behind lazy attributes."""

import importlib
import runpy
import sys

print("main first", __name__)

import algebra
from algebra import products
from algebra.sums import total as whole
import settings


def main():
    print(algebra.LOADED, algebra.lazy, whole([1, 2, 3]))
    print(products.chain([[1, 1], [0, 1]], 4).tolist())
    from algebra.sums import broken

    try:
        broken()
    except ValueError as error:
        trace = error.__traceback__.tb_next
        print(trace.tb_frame.f_code.co_name, trace.tb_lineno, trace.tb_frame.f_globals["__name__"])
    print(importlib.reload(settings).SORTED, settings.__file__.rpartition("/")[2])
    print(sorted(name for name in sys.modules if name.startswith(("algebra", "settings"))))
    print(runpy.run_module("settings", run_name="run")["SORTED"], sys.path[0] == __file__.rpartition("/")[0])


if __name__ == "__main__":
    main()
    algebra.sums.broken()
