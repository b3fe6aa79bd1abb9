"""Signals that come during a collective are raised at its end."""

import os
import signal
from types import SimpleNamespace

import pytest

from dino.runtime import interrupts
from dino.runtime.interrupts import Deferral


class Insisted(Exception):
    """What the test's `on_insistence` raises."""


def insist():
    raise Insisted


@pytest.fixture
def deferral():
    """A deferral that gives the handlers back whatever the test does."""
    handler = signal.getsignal(signal.SIGINT)
    yield Deferral(insist)
    signal.signal(signal.SIGINT, handler)


def test_a_signal_is_held_back_until_the_end(deferral):
    """KeyboardInterrupt comes when the ranks are in step again."""
    deferral.begin()
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        deferral.end()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_nothing_happens_without_a_signal(deferral):
    """The user's handlers are the same objects before and after."""
    deferral.begin()
    deferral.end()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_interrupt_insists(deferral):
    """Within one collective; the first of the next one is a first again."""
    deferral.begin()
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(Insisted):
        signal.raise_signal(signal.SIGINT)


def test_an_ignored_signal_stays_ignored(deferral):
    """Only Python's handlers are exchanged."""
    before = signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    try:
        deferral.begin()
        signal.raise_signal(signal.SIGUSR1)
        deferral.end()
        assert signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGUSR1, before)


class Alarm(Exception):
    """What the test's handlers raise."""


def raising(number, frame):
    raise Alarm(number)


@pytest.fixture
def handled():
    """Two raising handlers and SIGINT's own; given back whatever the test does."""
    numbers = signal.SIGUSR1, signal.SIGUSR2
    before = [signal.signal(number, raising) for number in numbers]
    yield {signal.SIGINT: signal.default_int_handler, **dict.fromkeys(numbers, raising)}
    for number, handler in zip(numbers, before):
        signal.signal(number, handler)


def interrupting(monkeypatch, turn, number):
    """Let a signal come just before the handler of the `turn`-th is exchanged or put back."""
    turns = iter(range(turn + 1))

    def exchanged(*args):
        if next(turns, None) == turn:
            signal.raise_signal(number)
        return signal.signal(*args)

    names = {name: getattr(signal, name) for name in ("getsignal", "raise_signal")}
    monkeypatch.setattr(interrupts, "_signal", SimpleNamespace(signal=exchanged, **names))


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2])
@pytest.mark.parametrize("turn", range(6))
def test_a_handler_that_raises_while_handlers_are_exchanged_leaves_all_in_place(
    deferral, handled, turn, number, monkeypatch
):
    """Wherever it comes, it is raised once, and the user's handlers are the user's again."""
    interrupting(monkeypatch, turn, number)
    with pytest.raises(Alarm):
        deferral.begin()
        deferral.end()
    assert {number: signal.getsignal(number) for number in handled} == handled
    deferral.begin()
    deferral.end()
    assert {number: signal.getsignal(number) for number in handled} == handled


def test_a_handler_that_comes_while_it_is_exchanged_may_set_another_one(deferral, handled, monkeypatch):
    """That one is the script's from then on."""
    last = []
    signal.signal(signal.SIGUSR1, lambda *_: signal.signal(signal.SIGUSR1, lambda *_: last.append(True)))
    interrupting(monkeypatch, 1, signal.SIGUSR1)
    deferral.begin()
    deferral.end()
    signal.raise_signal(signal.SIGUSR1)
    assert last == [True]


def test_a_handler_that_comes_while_handlers_are_exchanged_may_set_one_for_a_later_signal(deferral, monkeypatch):
    """That one is held back, too."""
    called = []
    numbers = signal.SIGUSR1, signal.SIGUSR2
    before = [signal.getsignal(number) for number in numbers]
    signal.signal(signal.SIGUSR2, signal.SIG_DFL)
    signal.signal(signal.SIGUSR1, lambda *_: signal.signal(signal.SIGUSR2, lambda *_: called.append(True)))
    interrupting(monkeypatch, 0, signal.SIGUSR1)  # before that of SIGINT is
    try:
        deferral.begin()
        signal.raise_signal(signal.SIGUSR2)
        assert not called
        deferral.end()
        assert called
    finally:
        for number, handler in zip(numbers, before):
            signal.signal(number, handler)


def test_a_wakeup_descriptor_is_told_once(deferral, handled):
    """As asyncio's is, which calls back for each byte."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        signal.set_wakeup_fd(writing)
        deferral.begin()
        signal.raise_signal(signal.SIGUSR1)
        with pytest.raises(Alarm):
            deferral.end()
    finally:
        signal.set_wakeup_fd(-1)
    assert os.read(reading, 10) == bytes([signal.SIGUSR1])
    os.close(reading)
    os.close(writing)


def test_real_time_signals_are_held_back_too(deferral):
    """A handler that raised inside a collective would break the run."""
    called = []
    before = signal.signal(signal.SIGRTMIN + 3, lambda *_: called.append(True))
    try:
        deferral.begin()
        signal.raise_signal(signal.SIGRTMIN + 3)
        assert not called
        deferral.end()
        assert called
    finally:
        signal.signal(signal.SIGRTMIN + 3, before)


def test_what_came_after_a_signal_whose_handler_raises_is_not_lost(deferral, handled):
    """As in plain Python, where the second handler runs while the first one's exception is on its way."""
    deferral.begin()
    signal.raise_signal(signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR2)
    with pytest.raises(Alarm, match=str(int(signal.SIGUSR2))) as caught:
        deferral.end()
    assert isinstance(caught.value.__context__, Alarm)


def test_a_handler_set_during_a_collective_stays(deferral, handled):
    """By a `__del__` that runs in it."""
    deferral.begin()
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    deferral.end()
    assert signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN


def test_what_came_when_nothing_of_the_script_runs_any_more_is_dropped(deferral):
    deferral.begin()
    signal.raise_signal(signal.SIGINT)
    deferral.drop()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    deferral.begin()
    deferral.end()
