"""The board: who sleeps wakes, who cannot see it does without, and a worker sleeps where root does not run."""

import os
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from dino.kernels.ring import Ring

from dino.kernels import ring
from dino.runtime import board, host
from dino.runtime.board import Board

WALL = 20.0


@pytest.fixture
def pair():
    """Root's end and a worker's."""
    memory = np.zeros(ring.size(1, board.CAPACITY), np.uint8)
    return Board(Ring(memory, 1), 0, 1), Board(Ring(memory, 1, 0), 0, 1)


def test_a_worker_rests_until_there_is_a_header(pair):
    root, worker = pair
    threading.Timer(0.2, root.post, [b"header"]).start()
    begun = time.monotonic()
    while worker.read() is None:
        worker.rest()
        assert time.monotonic() - begun < WALL


def test_a_worker_tells_of_a_long_sleep(pair, monkeypatch):
    root, worker = pair
    monkeypatch.setattr(board, "NAP", 0.001)
    monkeypatch.setattr(board, "LOOK_EVERY", WALL)
    assert not worker.rest()  # it had not slept for long
    threading.Timer(0.1, root.ring).start()
    assert worker.rest()  # root has ended it
    assert not worker.rest()  # and it is fresh again
    monkeypatch.setattr(board, "LOOK_EVERY", 0.001)
    assert worker.rest() and worker.rest()  # nobody has


def joined(rank, near=True, others=True, size=2):
    """A rank whose collectives give what root has, which is `root`."""
    sent = {}

    def reduced(mine, all_have, _):
        all_have[0] = mine[0] and others

    def bcast(array):
        if rank == 0:
            sent[len(sent)] = array.copy()

    comm = SimpleNamespace(Ibcast=bcast, Iallreduce=reduced)
    return SimpleNamespace(
        rank=rank, size=size, share=1, comm=comm, MPI=SimpleNamespace(LAND=None), wait=lambda _: None
    )


@pytest.mark.parametrize(("near", "others"), [(False, True), (True, False), (True, True)])
def test_there_is_a_board_only_if_every_rank_can_see_it(near, others):
    found = board.put_up(joined(0, near, others), near)
    assert (found is not None) == (near and others)


def test_a_worker_sees_what_root_posts():
    root = joined(0)
    token = np.arange(8, dtype=np.uint8)
    memory, descriptor = board._made(root, token)
    try:
        seen = board._seen(root, os.getpid(), descriptor, token)
        assert Ring(memory, 1).post(b"header") and Ring(seen, 1, 0).read() == b"header"
        assert board._seen(root, os.getpid(), descriptor, token[::-1]) is None  # another process's memory
        assert board._seen(root, 2**22 + 1, descriptor, token) is None
    finally:
        os.close(descriptor)


def test_where_there_is_no_memory_to_share_there_is_no_board(monkeypatch):
    def refused(*_):
        raise PermissionError

    monkeypatch.setattr(host, "shared", refused)
    assert board.put_up(joined(0), True) is None


def test_memory_that_cannot_be_mapped_leaves_no_descriptor_behind(monkeypatch):
    def refused(*_):
        raise MemoryError

    monkeypatch.setattr(host, "mapped", refused)
    before = os.listdir("/proc/self/fd")
    assert board.put_up(joined(0), True) is None
    assert os.listdir("/proc/self/fd") == before


@pytest.fixture
def mask():
    """The cores of this thread, which it has again afterwards."""
    before = os.sched_getaffinity(0)
    yield before
    os.sched_setaffinity(0, before)


def test_a_worker_sleeps_off_roots_core(mask):
    core = min(mask)
    os.sched_setaffinity(0, {core})
    root = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)  # runs where this thread does
    os.sched_setaffinity(0, mask)
    try:
        before = board.avoiding(root.pid)
        assert before == (mask if len(mask) > 1 else None)
        assert os.sched_getaffinity(0) == (mask - {core} or mask)
    finally:
        root.communicate(b"\n")


@pytest.mark.parametrize(("threads", "beside"), [(1, False), (2, False), (1, True)])
def test_the_cores_are_back_at_the_next_rest_and_sooner_if_that_matters(threads, beside, mask, monkeypatch):
    """Threads that start meanwhile run where this one may; and beside root it would wait for root."""
    monkeypatch.setattr(board, "NAP", 0.001)
    memory = np.zeros(ring.size(1, board.CAPACITY), np.uint8)
    worker = Board(Ring(memory, 1, 0), os.getpid(), threads)
    monkeypatch.setattr(worker, "_ring", SimpleNamespace(wait=worker._ring.wait, beside=lambda: beside))
    assert not worker.rest() and worker.rest()
    assert (os.sched_getaffinity(0) == mask) == (threads > 1 or beside or len(mask) == 1)
    Board(Ring(memory, 1), 0, 1).ring()
    worker.rest()
    worker._return()
    assert os.sched_getaffinity(0) == mask


def test_a_worker_with_one_core_or_without_root_sleeps_where_it_is(mask):
    assert board.avoiding(2**22 + 1) is None  # no process has such a number
    assert os.sched_getaffinity(0) == mask
    core = min(mask)
    os.sched_setaffinity(0, {core})
    assert board.avoiding(os.getpid()) is None
    assert os.sched_getaffinity(0) == {core}
