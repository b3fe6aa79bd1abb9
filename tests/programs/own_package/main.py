# status: 1
"""A package of the program's own: relative imports, state, data, every way to import, tracebacks through it."""

import importlib
import importlib.resources
import importlib.util
import inspect
import os
import pkgutil
import runpy
import sys
import traceback

import numpy as np
from dino import parsum

import flow
import json
import json.decoder
from flow import *
from flow.inner import deep
from loose import part

HERE = os.path.dirname(os.path.abspath(__file__))


def told(module):
    """What a module says of itself, its folder apart."""
    file = module.__file__.replace(HERE, "<here>")
    origin = module.__spec__.origin.replace(HERE, "<here>")
    return module.__name__, module.__package__, file, origin, module.__doc__, type(module.__loader__).__name__


for module in (flow, deep, part, json, json.decoder):
    print(told(module))
print(total([1, 2, 3]), deep.twice([4, 5]), part.ordered([3, 1, 2]), json.decoder.decode("[6]"), json.NAME)

# The state of a module is one, whoever changes it.
for name in ("flow.state", "flow.inner.deep"):
    importlib.import_module(name).count()
print(flow.state.CALLS, sys.modules["flow.state"] is flow.state, importlib.import_module(".state", "flow").CALLS)

# Data beside the code, and the code as text.
print(pkgutil.get_data("flow", "numbers.txt"), importlib.resources.files("flow").joinpath("numbers.txt").read_text())
print(inspect.getsource(deep.twice), end="")
print(inspect.getsourcelines(flow.steps.Steps.total)[1], os.path.basename(inspect.getfile(flow.steps.Steps)))

# A module from a file of any name, run anew each time.
spec = importlib.util.spec_from_file_location("another", os.path.join(HERE, "loose", "part.py"))
another = importlib.util.module_from_spec(spec)
spec.loader.exec_module(another)
print(another is part, another.ordered([2, 1]), importlib.reload(part) is part)
print(runpy.run_module("flow", run_name="__main__", alter_sys=True)["RESULT"])
print(runpy.run_path(os.path.join(HERE, "loose", "part.py"))["ordered"]([9, 8]))

try:
    deep.broken(np.ones((2, 3)))
except ValueError:
    print(traceback.format_exc().replace(HERE, "<here>"))
try:
    from flow import missing
except ImportError as error:
    print(error.name, str(error).replace(HERE, "<here>"))
print(sorted(name for name in sys.modules if name.partition(".")[0] in ("flow", "loose", "another")))
print(parsum(np.array(flow.state.CALLS)))
flow.inner.deep.broken(np.ones((4, 5)))
