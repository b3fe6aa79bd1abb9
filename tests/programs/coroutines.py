"""async and await: tasks, async iteration and contexts, exceptions out of a task group."""

import asyncio

import numpy as np
from dino import matmul, matvec, parsum, sort


class Source:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        self.i = 0
        return self

    async def __anext__(self):
        if self.i == self.n:
            raise StopAsyncIteration
        self.i += 1
        await asyncio.sleep(0)
        return sort(np.arange(self.i)[::-1])

    async def __aenter__(self):
        print("enter", int(parsum(np.arange(self.n))))
        return self

    async def __aexit__(self, *info):
        print("exit", info[0])


async def work(n):
    await asyncio.sleep(0)
    square = np.full((n, n), n)
    await asyncio.sleep(0)
    return matmul(square, square)[0, 0]


async def failing():
    return matvec(np.ones((2, 3)), np.ones(2))


async def main():
    print(*await asyncio.gather(*(work(n) for n in range(1, 5))))
    async with Source(3) as source:
        print([x.tolist() async for x in source])
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(failing())
            kept = group.create_task(work(2))
    except* ValueError as caught:
        print(len(caught.exceptions), type(caught.exceptions[0]).__name__, kept.done())
    print(await asyncio.to_thread(parsum, np.arange(10)))
    print(await asyncio.wait_for(work(3), 30))


asyncio.run(main())
