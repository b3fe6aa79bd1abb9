"""Root's memory in the workers' hands; this process plays both."""

import os
from types import SimpleNamespace

import numpy as np
import pytest
from dino.kernels.reach import address

from dino.errors import LaunchError
from dino.runtime import inplace, layout, matvec, parsum, streams
from dino.runtime.inplace import Remote
from dino.runtime.pool import Pool


def remote(array):
    return Remote(os.getpid(), address(array), array.shape, array.dtype)


def part(array, rank, size, grain=1):
    """The rows of one rank, as they are told to it, with where they start."""
    counts = layout.blocks(len(array), size, grain)
    start = sum(counts[:rank])
    return remote(array)[start : start + counts[rank]], array[start : start + counts[rank]], start


class Lonely:
    """A communicator of one rank, of which all answers are its own."""

    def Ibcast(self, array):
        return None

    def Iallreduce(self, sent, received, op):
        received[:] = sent


@pytest.fixture
def ranks():
    return SimpleNamespace(rank=0, comm=Lonely(), MPI=SimpleNamespace(LAND=None), wait=lambda request: None)


def test_who_can_read_roots_memory_is_found_by_trying(ranks, monkeypatch):
    assert inplace.found(ranks) == os.getpid()
    assert inplace.found(ranks, hosts=2) == 0

    def forbidden(*_):
        raise PermissionError

    monkeypatch.setattr(inplace.reach, "read", forbidden)
    assert inplace.found(ranks) == 0


def test_the_way_can_be_forced_and_is_checked(ranks, monkeypatch):
    monkeypatch.setenv("DINO_MOVES", "mpi")
    assert inplace.found(ranks) == 0
    monkeypatch.setenv("DINO_MOVES", "in-place")
    assert inplace.found(ranks) == os.getpid()
    with pytest.raises(LaunchError, match="DINO_MOVES=in-place, but"):
        inplace.found(ranks, hosts=2)


def test_another_process_at_the_same_address_is_not_taken_for_root(ranks, monkeypatch):
    """A process id of another container's: the memory there lacks the token."""
    monkeypatch.setattr(inplace.reach, "read", lambda pid, where, into: into.fill(0))
    assert inplace.found(ranks) == 0


def test_rows_are_read_and_written_where_they_are():
    array = np.arange(60.0).reshape(12, 5)
    rows = remote(array)[3:9]
    assert len(rows) == 6 and rows.nbytes == 240
    assert (rows.read(np.empty(1000, np.uint8)) == array[3:9]).all()
    rows[1:3].write(np.zeros((2, 5)))
    assert not array[4:6].any() and array[6:].all()
    with pytest.raises(ValueError, match="room for"):
        rows.write(np.zeros((6, 5), np.float32))


@pytest.mark.parametrize("dtype", "fdFDbBhHiIlLqQ?")
@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_streamed_sum_has_the_parts_of_a_received_one(dtype, size, monkeypatch):
    monkeypatch.setattr(streams, "PIECE", 1 << 12)
    array = (np.random.default_rng(1).normal(size=20_011) * 100).astype(dtype)
    for rank in range(size):
        rows, block, start = part(array, rank, size)
        streamed = streams.summed(parsum.local, rows, pool=Pool(), grain=1, start=start, total=len(array))
        received = parsum.local(block, start, len(array))
        assert streamed.dtype == received.dtype and streamed.tobytes() == received.tobytes()


@pytest.mark.parametrize("rows", [0, 1, 1000, 1037])
def test_streamed_rows_have_the_values_of_received_ones(rows, monkeypatch):
    monkeypatch.setattr(streams, "PIECE", 1 << 12)
    rng = np.random.default_rng(2)
    a, x = rng.normal(size=(rows, 300)), rng.normal(size=300)
    grain = matvec.height(*a.shape)
    for rank in range(2):
        far, block, start = part(a, rank, 2, grain)
        streamed = streams.rowwise(matvec.local, far, x, pool=Pool(), grain=grain, start=start, total=rows)
        assert streamed.tobytes() == matvec.local(block, x, start=start, total=rows).tobytes()


def test_memory_is_lent_again_once_nobody_uses_it():
    pool = Pool()
    first, second = (pool.array((10_000,), np.dtype(float)) for _ in range(2))
    places = {address(first), address(second)}
    assert len(places) == 2
    view = first[3:]
    del first
    third = pool.take(80_000)
    assert address(third) not in places  # a view still needs it
    del view, second
    assert address(pool.array((20_000,), np.dtype("f4"))) in places


def test_a_pool_keeps_no_more_than_a_few_buffers():
    pool = Pool()
    for size in range(100_000, 100_100):
        pool.take(size)
    assert 0 < len(pool._buffers) <= 4


def test_what_is_small_is_not_kept():
    pool = Pool()
    assert pool.take(100).nbytes == 100
    assert not pool._buffers
