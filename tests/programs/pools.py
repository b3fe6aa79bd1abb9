"""ThreadPoolExecutor: primitives mapped, submitted, failing."""

from concurrent.futures import ThreadPoolExecutor, as_completed, wait

import numpy as np

import dino

with ThreadPoolExecutor(4) as pool:
    print(list(pool.map(dino.parsum, [np.arange(n) for n in range(8)])))
    futures = {pool.submit(dino.sort, np.arange(n)[::-1]): n for n in range(5)}
    print(sorted((futures[f], f.result().tolist()) for f in as_completed(futures)))
    bad = pool.submit(dino.matmul, np.ones((2, 3)), np.ones((2, 3)))
    good = pool.submit(lambda: dino.matvec(np.eye(2), np.ones(2)))
    wait([bad, good])
    print(type(bad.exception()).__name__, good.result())
    nested = pool.submit(lambda: [dino.parsum(np.ones(n)) for n in range(3)])
    print(dino.parsum(np.array(nested.result())))
print(dino.sort(np.array([3, 2])))
