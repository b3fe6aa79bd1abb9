"""Primitives inside callbacks of the standard library, and handed over as callbacks themselves."""

import functools
import itertools
import operator

import dino
import numpy as np

vectors = [np.arange(n, dtype=float) for n in (5, 2, 7, 3)]
print([len(v) for v in sorted(vectors, key=dino.parsum)])
print([float(s) for s in map(dino.parsum, vectors)])
print(len(min(vectors, key=lambda v: -dino.parsum(v))), max(range(4), key=lambda i: dino.parsum(vectors[i])))
step = np.array([[1, 1], [1, 0]])
print(functools.reduce(dino.matmul, [step] * 10))
print([m.tolist() for m in itertools.accumulate([step] * 4, dino.matmul)])
print(list(filter(lambda v: dino.parsum(v) > 3, vectors)))


@functools.lru_cache(maxsize=2)
def power(n):
    print("computing", n)
    return np.eye(2, dtype=int) if n == 0 else dino.matmul(power(n - 1), step)


print(power(3).tolist(), power(3).tolist(), power.cache_info())
by = functools.partial(dino.matvec, np.diag([1.0, 2.0, 3.0]))
print(by(np.ones(3)), list(map(by, np.eye(3))))
print(functools.cmp_to_key(lambda a, b: dino.parsum(a) - dino.parsum(b))(vectors[0]) > functools.cmp_to_key(
    lambda a, b: dino.parsum(a) - dino.parsum(b)
)(vectors[1]))
print({k: [float(dino.parsum(v)) for v in g] for k, g in itertools.groupby(vectors, lambda v: len(v) % 2)})
print(operator.methodcaller("sort")(type("M", (), {"sort": lambda self: dino.sort(np.array([2, 1]))})()))
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: int(dino.parsum(np.array([b, -a]))))))
