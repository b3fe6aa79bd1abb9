"""A ring carries every message to every reader, in order, once; who sleeps is woken; nothing is overwritten."""

import os
import threading
import time

import numpy as np
import pytest
from dino.kernels.ring import Ring

from dino.kernels import ring

WALL = 20.0


def ends(readers=1, capacity=256):
    """The writer's end, and each reader's."""
    memory = np.zeros(ring.size(readers, capacity), np.uint8)
    return Ring(memory, readers), [Ring(memory, readers, reader) for reader in range(readers)]


def test_messages_come_whole_and_in_order():
    writer, (reader,) = ends()
    assert reader.read() is None
    for message in (b"one", b"", b"three" * 9):
        assert writer.post(message)
    assert [reader.read() for _ in range(4)] == [b"one", b"", b"three" * 9, None]


@pytest.mark.parametrize("length", [0, 1, 7, 8, 100, 248])
def test_messages_go_around_the_end_of_the_memory(length):
    writer, (reader,) = ends()
    for number in range(100):
        message = bytes([number] * length)
        assert writer.post(message) and reader.read() == message
    assert reader.read() is None


def test_what_somebody_has_not_read_is_not_overwritten():
    writer, (quick, slow) = ends(2, capacity=64)
    posted = 0
    while writer.post(b"%3d" % posted):
        assert quick.read() == b"%3d" % posted
        posted += 1
    assert posted == 64 // (8 + 3) and quick.read() is None
    assert slow.read() == b"  0"
    assert writer.post(b"new") and not writer.post(b"new")
    assert [slow.read() for _ in range(posted)] == [b"%3d" % number for number in range(1, posted)] + [b"new"]
    assert quick.read() == b"new" and quick.read() is None


def test_a_message_longer_than_the_ring_is_refused():
    writer, (reader,) = ends()
    assert writer.most == 256 - 8
    assert writer.post(b"x" * writer.most) and len(reader.read()) == writer.most
    with pytest.raises(ValueError, match="249 bytes, where 248 are the most"):
        writer.post(b"x" * 249)
    with pytest.raises(ValueError, match="no ring for 3 readers"):
        Ring(np.zeros(64, np.uint8), 3)


def test_a_sleeper_wakes_at_a_message_and_at_a_call():
    for wake in (lambda writer: writer.post(b"up"), Ring.call):
        writer, (reader,) = ends()
        threading.Timer(0.1, wake, [writer]).start()
        begun = time.monotonic()
        assert reader.wait(0, WALL)
        assert time.monotonic() - begun < WALL / 2


def test_a_call_before_the_sleep_is_not_lost_and_wakes_once():
    writer, (reader,) = ends()
    writer.call()
    assert reader.wait(0, WALL)
    assert not reader.wait(0, 0.001) and not reader.wait(1000, 0.0)


def test_a_message_that_is_there_is_not_waited_for():
    writer, (reader,) = ends()
    assert writer.post(b"1") and writer.post(b"2")
    begun = time.monotonic()
    for message in (b"1", b"2"):
        assert reader.wait(0, WALL) and reader.wait(1000, WALL)
        assert reader.read() == message
    assert time.monotonic() - begun < WALL / 2


@pytest.mark.parametrize(("readers", "looks"), [(1, 0), (2, 0), (3, 50)])
def test_no_message_is_slept_through(readers, looks):
    """Writer and readers race: a wake-up that is lost costs a second, so a thousand rounds would show it."""
    writer, others = ends(readers, capacity=512)
    count, found, slept = 3000, [[] for _ in others], []

    def read(reader, messages):
        while len(messages) < count:
            if (message := reader.read()) is not None:
                messages.append(message)
            elif not reader.wait(looks, 1.0):
                slept.append(len(messages))

    threads = [threading.Thread(target=read, args=pair, daemon=True) for pair in zip(others, found)]
    for thread in threads:
        thread.start()
    for number in range(count):
        while not writer.post(b"%d" % number):
            time.sleep(0)
        if number % 3 == 0:
            time.sleep(1e-5)  # until they sleep
    for thread in threads:
        thread.join(WALL)
    assert found == [[b"%d" % number for number in range(count)]] * readers
    assert not slept


def test_all_are_done_when_the_last_is_and_each_time_anew():
    writer, readers = ends(3)
    for _ in range(3):
        for reader in readers:
            assert not writer.all_done(10)
            reader.done()
        assert writer.all_done(10)
        assert not writer.all_done(10)


def test_who_is_ahead_counts_once_for_each_turn():
    writer, (quick, slow) = ends(2)
    quick.done(), quick.done()
    assert not writer.all_done(1)
    slow.done()
    assert writer.all_done(1) and not writer.all_done(1)
    slow.done()
    assert writer.all_done(1)


def test_a_reader_tells_whether_it_runs_where_the_writer_has_called():
    writer, (reader,) = ends()
    mask = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(mask)})
        writer.call()
        assert reader.beside()
        os.sched_setaffinity(0, {max(mask)})
        assert reader.beside() == (len(mask) == 1)
    finally:
        os.sched_setaffinity(0, mask)


def test_a_reader_can_look_whether_a_message_waits():
    writer, (reader,) = ends()
    assert not reader.waits()
    writer.post(b"")
    assert reader.waits() and reader.waits()
    reader.read()
    assert not reader.waits()
