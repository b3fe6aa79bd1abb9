"""The program runs itself and other texts through runpy and __main__."""

import runpy
import sys
import types

import numpy as np
from dino import matmul, parsum, sort

if __name__ == "__main__":
    print("main", parsum(np.ones(3)))
    space = runpy.run_path(__file__, run_name="again")
    print(space["__name__"], space["made"].tolist(), sys.modules["__main__"].__dict__ is globals())
    import __main__

    print(__main__.parsum is parsum, hasattr(__main__, "made"))
    module = types.ModuleType("made_up")
    exec("from dino import *\nimport numpy as np\nx = sort(np.array([4, 3]))", module.__dict__)
    print(module.x)
else:
    print("not main:", __name__)
    made = matmul(np.full((2, 2), 2), np.eye(2, dtype=int))
