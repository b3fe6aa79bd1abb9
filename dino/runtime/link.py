"""What lies between root and the workers, measured when they have met: 20 ms on 1 Gbit/s, one on one host."""

import time

import numpy as np

from dino.cost import Link

ROUNDS = 5
SIZE = 1 << 20
"""Bytes of the broadcast that tells the bandwidth: 9 ms on 1 Gbit/s."""


def measured(ranks, hosts, clock=time.perf_counter):
    """Measure the link; all ranks call it.

    Parameters
    ----------
    ranks : Ranks
        The run.
    hosts : int
        That the ranks are on. Significant on root only, as is the result.
    clock : callable
        Seconds.

    Returns
    -------
    Link
        Seconds of two barriers; bytes per second of a broadcast, counted once for each other host (see `cost.traffic`).

    Notes
    -----
    `2 * ROUNDS` barriers and two broadcasts.
    """
    data = np.zeros(SIZE, np.uint8)
    latency = min(_seconds(ranks, ranks.comm.Ibarrier, clock) for _ in range(ROUNDS))
    carried = min(_seconds(ranks, lambda: ranks.comm.Ibcast(data), clock) for _ in range(2))
    return Link(latency, max(1, hosts - 1) * SIZE / carried)


def _seconds(ranks, begin, clock):
    """Time a collective until it has ended on all ranks."""
    start = clock()
    ranks.wait(begin())
    ranks.wait(ranks.comm.Ibarrier())
    return clock() - start
