"""threads: pieces of work on several threads, none of which outlives the call."""

import _thread
import os
import signal
import threading
import time

import pytest

from dino import cores
from dino.kernels import crew
from dino.runtime import threads


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100])
@pytest.mark.parametrize("workers", [0, 1, 2, 5])
def test_every_item_is_done_once(count, workers):
    """Whatever the number of threads."""
    done = []
    threads.each(done.append, range(count), workers)
    assert sorted(done) == list(range(count))


def test_threads_work_at_the_same_time():
    """Two items that wait for each other end only if two threads work."""
    meeting = threading.Barrier(2, timeout=10)
    threads.each(lambda _: meeting.wait(), range(2), 2)


def test_no_thread_outlives_the_call():
    """A fork after the call finds no helper."""
    before = _thread._count()
    threads.each(lambda _: time.sleep(0.01), range(8), 4)
    deadline = time.monotonic() + 5
    while _thread._count() > before and time.monotonic() < deadline:
        time.sleep(0.001)
    assert _thread._count() == before


@pytest.mark.parametrize("workers", [1, 3])
def test_a_failure_is_raised_and_stops_the_rest(workers):
    """Items that were not started are dropped."""
    done = []

    def work(item):
        done.append(item)
        time.sleep(0.001)
        if item == 2:
            raise LookupError("item 2")

    with pytest.raises(LookupError, match="item 2"):
        threads.each(work, range(1000), workers)
    assert len(done) < 100


def test_a_failing_helper_is_heard():
    """The exception may come from a thread that is not the caller's."""
    caller = threading.get_ident()
    both = threading.Barrier(2, timeout=10)

    def work(_):
        both.wait()
        if threading.get_ident() != caller:
            raise LookupError("helper")

    with pytest.raises(LookupError, match="helper"):
        threads.each(work, range(2), 2)


def test_work_goes_on_without_helpers(monkeypatch):
    """Where the system allows no more threads the caller does all."""

    def refuse(*_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(_thread, "start_new_thread", refuse)
    done = []
    threads.each(done.append, range(5), 4)
    assert done == list(range(5))


def test_an_interrupted_caller_waits_for_its_helpers():
    """A signal handler that raises is heard after the helpers have ended."""
    finished, caller, both = [], threading.get_ident(), threading.Barrier(2, timeout=10)

    def work(item):
        both.wait()
        if threading.get_ident() == caller:
            signal.raise_signal(signal.SIGINT)
        time.sleep(0.2)
        finished.append(item)

    with pytest.raises(KeyboardInterrupt):
        threads.each(work, range(2), 2)
    assert len(finished) == 1


def test_cores():
    """At least one core is there."""
    assert threads.cores() >= 1


def test_cores_are_those_of_the_affinity_mask():
    """As it is at each call."""
    before = os.sched_getaffinity(0)
    try:
        assert crew.cores() == len(before) and threads.cores() == cores.threads()
        os.sched_setaffinity(0, {min(before)})
        assert crew.cores() == threads.cores() == 1
    finally:
        os.sched_setaffinity(0, before)
