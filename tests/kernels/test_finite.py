"""Whether all numbers are finite is what numpy.isfinite says of each."""

import numpy as np
import pytest
from dino.kernels.finite import all_finite

BAD = [np.inf, -np.inf, np.nan]


@pytest.mark.parametrize("code", "fdFD")
@pytest.mark.parametrize("count", [0, 1, 7, 4095, 4096, 4097, 20_000])
def test_finite_numbers_of_any_size_are_finite(code, count):
    limits = np.finfo(code)
    values = np.resize(np.array([limits.max, limits.min, limits.tiny, limits.smallest_subnormal, -0.0], code), count)
    assert all_finite(values)


@pytest.mark.parametrize("code", "fdFD")
@pytest.mark.parametrize("bad", BAD)
def test_one_that_is_not_is_found_wherever_it_is(code, bad):
    for count in (1, 7, 4097, 20_000):
        for place in {0, count // 2, count - 1}:
            values = np.ones(count, code)
            values[place] = bad
            assert not all_finite(values)


@pytest.mark.parametrize("bad", BAD)
def test_an_imaginary_part_counts(bad):
    values = np.ones((3, 5), complex)
    values.imag[1, 2] = bad
    assert not all_finite(values)


def test_gaps_are_refused():
    with pytest.raises(ValueError, match="contiguous"):
        all_finite(np.ones((4, 4))[:, ::2])
