import asyncio

import numpy as np
from dino import parsum


async def total(x):
    await asyncio.sleep(0)
    return parsum(x)


async def main():
    print(await asyncio.gather(total(np.arange(3)), total(np.arange(4))))


asyncio.run(main())
