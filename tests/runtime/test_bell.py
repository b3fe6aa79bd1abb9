"""The bell wakes who sleeps and who is about to, and costs nothing else."""

import os
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from dino.runtime import bell
from dino.runtime.bell import Bell

WALL = 20.0


@pytest.fixture
def pair(request):
    """Root's end and a worker's."""
    names = [f"\0dino-test-{id(request)}-{rank}" for rank in range(2)]
    return Bell(bell._bound(names[0]), names[1:]), Bell(bell._bound(names[1]), [])


def test_a_sleeper_wakes(pair):
    root, worker = pair
    threading.Timer(0.1, root.ring).start()
    begun = time.monotonic()
    assert worker.sleep(WALL)
    assert time.monotonic() - begun < WALL / 2


def test_a_ring_before_the_sleep_is_not_lost_and_wakes_once(pair):
    root, worker = pair
    root.ring()
    assert worker.sleep(WALL)
    assert not worker.sleep(0)


def test_headers_that_follow_each_other_ring_once(pair, monkeypatch):
    root, worker = pair
    now = [0.0]
    monkeypatch.setattr(bell, "time", SimpleNamespace(monotonic=lambda: now[0]))
    for now[0] in (0.0, bell.PAUSE / 2, bell.PAUSE, bell.PAUSE * 3 / 2):  # each soon after the one before
        root.ring()
    assert worker.sleep(0) and not worker.sleep(0)
    now[0] += bell.PAUSE * 2
    root.ring()
    assert worker.sleep(0)


def test_a_worker_that_does_not_listen_or_is_gone_keeps_nobody(pair, monkeypatch):
    root, worker = pair
    monkeypatch.setattr(bell, "PAUSE", -1)
    for _ in range(1000):
        root.ring()
    assert worker.sleep(0) and not worker.sleep(0)
    worker._socket.close()
    root.ring()


def test_a_worker_is_not_deep_asleep_before_root_rings_for_it():
    assert 5 * bell.PAUSE <= bell.PATIENCE


@pytest.mark.parametrize(("near", "others"), [(False, True), (True, False), (True, True)])
def test_there_is_a_bell_only_if_every_rank_can_hear_it(near, others):
    def reduced(mine, all_have, _):
        all_have[0] = mine[0] and others

    comm = SimpleNamespace(Ibcast=lambda token: None, Iallreduce=reduced)
    ranks = SimpleNamespace(rank=0, size=3, comm=comm, MPI=SimpleNamespace(LAND=None), wait=lambda _: None)
    hung = bell.hung(ranks, near)
    assert (hung is not None) == (near and others)
    assert hung is None or len(hung._names) == 2


def test_a_name_that_is_taken_is_no_bell(pair):
    assert bell._bound(pair[0]._socket.getsockname().decode()) is None


@pytest.fixture
def mask():
    """The cores of this thread, which it has again afterwards."""
    before = os.sched_getaffinity(0)
    yield before
    os.sched_setaffinity(0, before)


def test_a_worker_sleeps_off_roots_core_and_then_has_all_its_cores_again(mask):
    core = min(mask)
    os.sched_setaffinity(0, {core})
    root = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)  # runs where this thread does
    os.sched_setaffinity(0, mask)
    try:
        before = bell.avoiding(root.pid)
        assert before == (mask if len(mask) > 1 else None)
        assert os.sched_getaffinity(0) == (mask - {core} or mask)
    finally:
        root.communicate(b"\n")


def test_the_cores_are_back_after_a_sleep(pair, mask):
    root, _ = pair
    worker = Bell(bell._bound(f"\0dino-test-{id(pair)}-2"), [], os.getpid())
    assert not worker.sleep(bell.LOOK_EVERY)
    assert os.sched_getaffinity(0) == mask


def test_a_worker_with_one_core_or_without_root_sleeps_where_it_is(mask):
    assert bell.avoiding(2**22 + 1) is None  # no process has such a number
    assert os.sched_getaffinity(0) == mask
    core = min(mask)
    os.sched_setaffinity(0, {core})
    assert bell.avoiding(os.getpid()) is None
    assert os.sched_getaffinity(0) == {core}
