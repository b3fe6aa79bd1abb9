# Compiled by DiNo VERSION from coroutine_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import asyncio

import numpy as np
from dino import parsum


async def total(x):
    await asyncio.sleep(0)
    return parsum(x)


async def main():
    print(await asyncio.gather(total(np.arange(3)), total(np.arange(4))))


asyncio.run(main())
