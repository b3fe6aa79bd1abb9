"""Signals that come during a collective are raised at its end."""

import signal

import pytest

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
