"""Daemons in this process."""

import asyncio
import contextlib
import time

from dino.peer import identity
from dino.peer.address import Address
from dino.peer.daemon import Daemon
from dino.peer.home import Home
from dino.peer.store import Store

LIMIT = 10.0


def daemon_in(folder, seed, *seeds):
    home = Home.of({"DINO_HOME": str(folder)})
    node = identity.fresh(seed)
    identity.save(node, home)
    store = Store(home.database)
    for address in seeds:
        store.add_seed(Address.read(address))
    return Daemon(home, node, store, host="127.0.0.1", port=0, slots=4)


@contextlib.asynccontextmanager
async def running(*daemons):
    """Run `daemons`; stop them at the end."""
    tasks = [asyncio.create_task(daemon.run()) for daemon in daemons]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        for daemon in daemons:
            daemon.stop()
        await asyncio.wait_for(asyncio.gather(*tasks), LIMIT)
        for daemon in daemons:
            daemon.store.close()


async def until(true, limit=LIMIT):
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end, "not in time"
        await asyncio.sleep(0.01)
