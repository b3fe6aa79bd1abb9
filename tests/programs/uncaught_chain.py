# status: 1
"""An uncaught exception with a cause, raised inside a callback of sorted()."""

import numpy as np
from dino import matvec as mv


def key(x):
    try:
        return mv(np.ones((1, 2)), x)[0]
    except ValueError as error:
        raise RuntimeError(f"no key for {x.tolist()}") from error


print([x.tolist() for x in sorted([np.array([3, 1]), np.array([1, 1])], key=key)])
print(
    sorted(
        [np.array([3, 1]), np.array([1, 1, 5])],
        key=key,
    )
)
