"""pairwise: numpy.sum's bits, and sums modulo 2**64."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dino.kernels import pairwise

LEAF = pairwise.LEAF
SIZES = [
    *range(20),
    *range(60, 70),
    *range(LEAF - 9, LEAF + 10),
    *range(2 * LEAF - 9, 2 * LEAF + 20),
    1009,
    4099,
    70001,
]


def tree(values):
    """Sum by the kernel; numpy.sum starts from zero."""
    lanes = 2 if values.dtype.kind == "c" else 1
    total = np.empty(lanes, values.real.dtype)
    pairwise.tree(values.view(values.real.dtype), lanes, total)
    return (total + 0.0).view(values.dtype)[0]


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("size", SIZES)
def test_bits_of_numpy_sum(dtype, size):
    """At every size around those where the tree changes its shape."""
    rng = np.random.default_rng(size)
    values = rng.normal(size=size) * 10.0 ** rng.integers(-9, 9, size)
    values = (values + 1j * rng.normal(size=size)).astype(dtype) if dtype in "FD" else values.astype(dtype)
    assert tree(values).tobytes() == np.sum(values).tobytes()


FINITE = {"allow_nan": False, "min_value": -(2.0**100), "max_value": 2.0**100}


@given(arrays.arrays(st.sampled_from([np.float32, np.float64]), st.integers(0, 600), elements=FINITE))
def test_bits_of_numpy_sum_whatever_the_values(values):
    """Subnormal numbers, signed zeros, cancellation."""
    assert tree(values).tobytes() == np.sum(values).tobytes()


@pytest.mark.parametrize("offset", range(9))
def test_alignment_does_not_matter(offset):
    """Vectors may start at any element."""
    values = np.random.default_rng(0).normal(size=1009)[offset:]
    assert tree(values).tobytes() == np.sum(values).tobytes()


def test_read_only_values_are_summed():
    """The kernel does not ask for memory that it may write."""
    values = np.arange(300.0)
    values.flags.writeable = False
    assert tree(values) == 44850


@pytest.mark.parametrize("dtype", "bhilqBHILQ")
@pytest.mark.parametrize("size", [0, 1, 7, 65, 1009])
def test_integers_wrap_around(dtype, size):
    """The sum modulo 2**64 of the exact integers."""
    limits = np.iinfo(dtype)
    values = np.random.default_rng(size).integers(limits.min, limits.max, size, dtype, endpoint=True)
    assert pairwise.wrapping(values) == sum(values.tolist()) % 2**64


@pytest.mark.parametrize("size", [0, 1, 7, 65, 1009])
def test_truths_are_counted(size):
    """Any byte but zero is true."""
    flags = np.random.default_rng(size).choice(np.array([0, 1, 2, 255], np.uint8), size)
    assert pairwise.truths(flags) == np.count_nonzero(flags)


@pytest.mark.parametrize("values", [np.ones(3, np.float16), np.ones((2, 2)), np.ones(6)[::2], "text"])
def test_other_buffers_are_refused(values):
    """Other dtypes, shapes and strides are errors, not wrong sums."""
    with pytest.raises((ValueError, TypeError)):
        pairwise.tree(values, 1, np.empty(1))
