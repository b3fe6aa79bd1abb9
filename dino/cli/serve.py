"""`dino serve`: run this node's daemon in the foreground."""

import logging
import os

import click

from dino.errors import LocalPeerError

_PORT = 5321


@click.command(short_help="Run this node of the cluster until Ctrl-C.")
@click.option("--host", metavar="ADDRESS", help="Listen on this address and announce it.  [default: every interface]")
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="0: any free port.")
@click.option("--slots", type=click.IntRange(0), help="Ranks offered to jobs.  [default: one per core]")
@click.option("-v", "--verbose", is_flag=True, help="Log failed calls too.")
def command(host, port, slots, verbose):
    """Run this node until Ctrl-C or SIGTERM; then tell the others that it leaves."""
    from dino.peer import identity, lock, node
    from dino.peer.home import Home

    home = Home.of(os.environ)
    this = identity.load(home)
    home.create()
    held = lock.take(home)
    _log(verbose)
    try:
        _run(home, this, host, port, node.cores() if slots is None else slots)
    finally:
        os.close(held)


def _run(home, this, host, port, slots):
    import asyncio

    from dino.peer.daemon import Daemon
    from dino.peer.store import Store

    if host and host.count(":") == 1:
        raise LocalPeerError(f"--host takes an address without a port, got {host!r}: give the port with --port")
    with Store(home.database) as store:
        daemon = Daemon(home, this, store, host=host, port=port, slots=slots)
        asyncio.run(daemon.run())


def _log(verbose):
    logging.basicConfig(format="%(asctime)s %(levelname)-7s %(message)s", datefmt="%Y-%m-%d %H:%M:%S")
    logging.getLogger("dino").setLevel(logging.DEBUG if verbose else logging.INFO)
