"""What the caller has told NumPy about floating-point conditions, as `numpy.geterr` and `numpy.errstate` have it."""

import threading
import warnings

import numpy as np
import pytest

from dino.runtime import conditions


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("wanted", ["ignore", "warn", "raise", "print"])
def test_underflow_is_heard_of_if_it_is_not_ignored(wanted, private, monkeypatch):
    if not private:
        monkeypatch.setattr(conditions, "_settings", None)
    assert not conditions.underflow_heard()
    with np.errstate(under=wanted):
        for _ in range(2):
            assert conditions.underflow_heard() == (wanted != "ignore")
        with np.errstate(over="raise"):
            assert conditions.underflow_heard() == (wanted != "ignore")
    assert not conditions.underflow_heard()


def test_settings_for_good_count_and_each_thread_has_its_own():
    before, heard = np.seterr(under="warn"), []
    try:
        assert conditions.underflow_heard()
        thread = threading.Thread(target=lambda: heard.append(conditions.underflow_heard()))
        thread.start()
        thread.join()
        assert conditions.underflow_heard()
    finally:
        np.seterr(**before)
    assert heard == [False] and not conditions.underflow_heard()


def test_nothing_is_heard_of_inside_and_all_as_before_afterwards():
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        with conditions.unheard():
            with conditions.unheard():
                assert np.isinf(np.float64(1e308) * 10)
            assert np.isnan(np.array([np.inf]) - np.inf).all()
        with pytest.raises(FloatingPointError):
            np.float64(1e308) * 10


def test_an_exception_leaves_the_settings_as_they_were():
    before = np.geterr()
    with pytest.raises(KeyError), conditions.unheard():
        raise KeyError
    assert np.geterr() == before
