"""blas: one thread inside, the user's setting outside."""

import os
import threading

import numpy as np
import pytest

from dino.runtime import blas

BIG = 10**9


@pytest.fixture
def library():
    """NumPy's BLAS, set to three threads."""
    np.ones((2, 2)) @ np.ones((2, 2))
    if not blas._libraries():
        pytest.skip("threadpoolctl knows no control of this NumPy's BLAS")
    found = blas._libraries()[0]
    before = found.get()
    found.set(3)
    yield found
    found.set(before)


def serial():
    return blas.serial(np.dtype(float), BIG)


def test_setting_is_put_back(library):
    """One thread inside, three outside, also after an exception."""
    with pytest.raises(LookupError), serial():
        assert library.get() == 1
        raise LookupError
    assert library.get() == 3


def test_setting_is_put_back_by_the_last_of_several_threads(library):
    """Threads that overlap do not save each other's setting for the user's."""
    entered, leave = threading.Event(), threading.Event()

    def other():
        with serial():
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with serial():
        thread.start()
        assert entered.wait(10)
    assert library.get() == 1
    leave.set()
    thread.join(10)
    assert library.get() == 3


def test_nothing_is_done_for_other_dtypes_and_small_products(library):
    """Integers and long doubles never reach BLAS; small products never use a second thread."""
    for dtype, work in [(np.int64, BIG), (np.longdouble, BIG), (np.float16, BIG), (np.float64, 100)]:
        with blas.serial(np.dtype(dtype), work):
            assert library.get() == 3


def test_forked_child_has_the_users_setting(library):
    """A child forked while another thread computes is not left on one thread, or locked out."""
    with serial():
        child = os.fork()
        if not child:
            with serial():
                inside = library.get()
            os._exit(0 if (inside, library.get()) == (1, 3) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
