import numpy as np
from dino import parsum


def plain(x): return parsum(x)


def every(x, /, y: "second" = 2, *rest, scale: float = 1.0, seen=[], **more) -> float:
    seen.append(len(seen))
    return parsum(x) * scale + y, rest, more, seen


x = np.arange(4)
more = {"z": 3}
print(every(x))
print(every(x, 3, 4, 5, scale=-1, z=2))
print(every(*(x, 1), **more))
print(every(*[x], 7, scale=2.5, **more, seen=[]))
print(plain(x), plain(x=x))
every.__doc__ = "changed"
