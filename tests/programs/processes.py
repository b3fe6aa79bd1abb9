"""multiprocessing by fork and by spawn, under the guard of __main__."""

import multiprocessing
import sys

import numpy as np
from dino import matmul, parsum

print("module runs as", __name__, flush=True)


def square(n):
    return int(parsum(matmul(np.full((n, n), n), np.full((n, n), n))))


def send(queue):
    queue.put((multiprocessing.current_process().name, square(2)))


if __name__ == "__main__":
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        with context.Pool(1) as pool:
            print(method, pool.map(square, range(4)), flush=True)
        queue = context.SimpleQueue()
        process = context.Process(target=send, args=(queue,), name="own name")
        process.start()
        print(queue.get(), flush=True)
        process.join()
        print(process.exitcode, square(3), flush=True)
        broken = context.Process(target=sys.exit, args=(4,))
        broken.start()
        broken.join()
        print(broken.exitcode, flush=True)
