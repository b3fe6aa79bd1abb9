"""integers: numpy.matmul's numbers for every integer dtype, wrap-around included, by every way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dino.runtime import blas, integers, matmul
from tests.runtime.ranks_in_threads import in_blocks

DTYPES = "?bBhHiIlLqQ"


def extreme(shape, dtype, seed=0):
    """Values over the whole range, its ends among them."""
    rng = np.random.default_rng([seed, *shape])
    if dtype == "?":
        return rng.random(shape) < 0.2
    limits = np.iinfo(dtype)
    array = rng.integers(limits.min, limits.max, shape, dtype, endpoint=True)
    array.flat[0], array.flat[-1] = limits.min, limits.max
    return array


def small(shape, dtype, seed=0):
    """Values whose sums are exact in floating point."""
    return (extreme(shape, "b", seed) // 32).astype(dtype)


def product(left, right, workers=1):
    result = np.empty((len(left), right.shape[1]), left.dtype)
    integers.product(left, right, result, workers)
    return result


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("values", [extreme, small])
@pytest.mark.parametrize(("m", "k", "n"), [(4, 1, 1), (5, 3, 7), (64, 600, 33), (67, 1025, 16), (130, 512, 15)])
@pytest.mark.parametrize("workers", [1, 3])
def test_numbers_of_numpy(dtype, values, m, k, n, workers):
    """Tails of rows, columns and depth."""
    left, right = values((m, k), dtype), values((k, n), dtype, 1)
    np.testing.assert_array_equal(product(left, right, workers), np.matmul(left, right))


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_way_gives_the_same(dtype, monkeypatch):
    """In single, in double, by the kernel, without a BLAS of known addresses."""
    left, right = small((40, 30), dtype), small((30, 20), dtype, 1)
    expected = np.matmul(left, right)
    for ways in ({np.dtype("f"): 2**24}, {np.dtype("d"): 2**53}, {}):
        monkeypatch.setattr(integers, "EXACT", ways)
        np.testing.assert_array_equal(product(left, right), expected)
    monkeypatch.undo()
    monkeypatch.setattr(blas, "library", lambda: None)
    np.testing.assert_array_equal(product(left, right), expected)


@pytest.mark.parametrize(
    ("bound", "expected"), [(0, "f"), (2**24 - 1, "f"), (2**24, "d"), (2**53 - 1, "d"), (2**53, None), (2**130, None)]
)
def test_range(bound, expected):
    """Just below the limit is exact, the limit is not trusted."""
    assert integers._floating(bound) == (expected and np.dtype(expected))


def test_at_the_edge_of_the_range():
    """The largest sums that floating point holds, odd ones."""
    left, right = np.full((4, 1), 2**26 - 1), np.full((1, 3), 2**27 - 1)
    assert (product(left, right) == (2**26 - 1) * (2**27 - 1)).all()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DTYPES), st.integers(4, 40), st.integers(1, 40), st.integers(1, 40), st.data())
def test_whatever_the_magnitude(dtype, m, k, n, data):
    """Shifts move the values through all ways."""
    left, right = extreme((m, k), dtype), extreme((k, n), dtype, 1)
    if dtype != "?":
        left >>= np.dtype(dtype).type(data.draw(st.integers(0, left.itemsize * 8 - 1)))
    np.testing.assert_array_equal(product(left, right), np.matmul(left, right))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("values", [extreme, small])
def test_primitive(dtype, values):
    """Alone and on ranks, in numpy.matmul's dtype."""
    left, right = values((150, 90), dtype), values((90, 40), dtype, 1)
    expected = np.matmul(left, right)
    for result in (matmul.alone(left, right), *(in_blocks(matmul, ranks, left, right) for ranks in (1, 2, 3, 7))):
        assert (type(result), result.dtype, result.base) == (np.ndarray, expected.dtype, None)
        np.testing.assert_array_equal(result, expected)


def test_mixed_dtypes():
    """Promoted as NumPy does."""
    left, right = extreme((60, 50), "h"), extreme((50, 40), "L")
    assert matmul.alone(left, right).dtype == np.matmul(left, right).dtype == np.float64
    left, right = extreme((60, 50), "h"), extreme((50, 40), "I")
    np.testing.assert_array_equal(matmul.alone(left, right), np.matmul(left, right))


@pytest.mark.parametrize(
    "shapes", [((3, 4), (4, 4), (3, 4)), ((4, 4), (3, 4), (4, 4)), ((4, 4), (4, 4), (5, 4)), ((4, 0), (0, 4), (4, 4))]
)
def test_the_kernel_refuses_what_does_not_fit(shapes):
    """An error, not a walk through foreign memory."""
    from dino.kernels import integers as kernel

    with pytest.raises(ValueError, match="fit|rows"):
        kernel.product(*(np.zeros(shape, np.uint64) for shape in shapes), 8, 1)
    with pytest.raises(ValueError, match="fit"):
        kernel.product(*(np.zeros((4, 4), np.uint32) for _ in range(3)), 0, 1)
