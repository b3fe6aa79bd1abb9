"""Memory of another process."""

import errno
import os
import signal
from contextlib import contextmanager

import numpy as np
import pytest
from dino.kernels.reach import address

from dino.kernels import reach


@contextmanager
def child():
    """A copy of this process that does nothing."""
    pid = os.fork()
    if pid == 0:
        signal.pause()
        os._exit(0)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 1_000_003])
def test_what_another_process_has_is_read(size):
    theirs = np.random.default_rng(size).integers(0, 256, size, np.uint8)
    with child() as pid:
        expected, ours = theirs.copy(), np.zeros(size, np.uint8)
        theirs[:] = 0  # ours only: the child has its own since the fork
        reach.read(pid, address(theirs), ours)
    assert (ours == expected).all()


def test_what_is_written_arrives_there_and_not_here():
    theirs = np.zeros(10_000, np.uint8)
    with child() as pid:
        reach.write(pid, address(theirs) + 5, np.full(9_000, 7, np.uint8))
        seen = np.empty_like(theirs)
        reach.read(pid, address(theirs), seen)
    assert seen.sum() == 7 * 9_000 and (seen[5:9005] == 7).all() and not theirs.any()


def test_missing_memory_and_a_missing_process_are_errors():
    ours = np.zeros(100, np.uint8)
    with child() as pid:
        with pytest.raises(OSError) as caught:
            reach.read(pid, 64, ours)
        assert caught.value.errno == errno.EFAULT
    with pytest.raises(OSError) as caught:
        reach.read(pid, address(ours), ours)
    assert caught.value.errno == errno.ESRCH


def test_a_range_that_ends_in_missing_memory_is_an_error_too():
    """The kernel moves what it can and says how much."""
    page = np.empty(1 << 20, np.uint8)
    with child() as pid, pytest.raises(OSError):
        reach.read(pid, address(page), np.empty(1 << 27, np.uint8))


@pytest.mark.parametrize("code", ["f8", "c16", "?", ">i4", "S5", "U3", "M8[s]", "m8[ns]", "f2", "g"])
def test_the_address_is_that_of_the_first_element(code):
    for array in (np.zeros(6, code), np.zeros((2, 3), code)[1:], np.zeros((0, 3), code)):
        array.flags.writeable = False
        assert address(array) == array.__array_interface__["data"][0]
