"""The world of ranks is as unkind as MPI may be, and says who waits for whom."""

import numpy as np
import pytest

pytest.importorskip("greenlet", reason="the world of ranks needs greenlet: pip install '.[dev]'")

from tests.generator.world import MPI, Channel, Comm, DeadlockError, World  # noqa: E402


def run(size, body, seed=0):
    world = World(size, seed)
    channel = Channel(world)

    def work(rank):
        comm = Comm(channel, rank)

        def wait(request):
            while not request.Test():
                pass

        return body(comm, wait)

    return world.run(work)


def test_ranks_meet():
    def body(comm, wait):
        found = np.empty(1, np.uint8)
        wait(comm.Iallreduce(np.array([comm.rank + 3], np.uint8), found, MPI.MIN))
        return int(found[0])

    assert run(5, body) == [3] * 5


def test_deadlock_is_an_error_that_names_the_ranks():
    def body(comm, wait):
        if comm.rank != 1:
            wait(comm.Ibarrier())

    with pytest.raises(DeadlockError, match="rank 0 waits for the others in Ibarrier.*rank 1 has ended"):
        run(3, body)


def test_different_collectives_do_not_match():
    def body(comm, wait):
        wait(comm.Ibarrier() if comm.rank else comm.Ibcast([np.zeros(1, np.uint8), MPI.BYTE]))

    assert any(isinstance(one, AssertionError) for one in run(2, body))


def test_a_collective_ends_on_no_rank_before_all_have_come():
    order = []

    def body(comm, wait):
        order.append(("in", comm.rank))
        wait(comm.Ibarrier())
        order.append(("out", comm.rank))

    for seed in range(10):
        order.clear()
        run(3, body, seed)
        assert [way for way, _ in order] == ["in"] * 3 + ["out"] * 3
