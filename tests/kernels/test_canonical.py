"""Sorted numbers in canonical form, and the direct way of short vectors: what numpy.sort gives, in one order."""

import math

import numpy as np
import pytest
from dino.kernels.canonical import Own, settle, settle_complex

CODES = "dfbhilqBHILQ"
BITS = {"d": "u8", "f": "u4"}


def own(most=10**6, short=10**6):
    return Own(np.ndarray, tuple(map(np.dtype, CODES)), most, short).sorted


def specials(code, size, seed=0):
    """Zeros of both signs, infinities, and NaNs of several payloads and both signs, among others."""
    rng = np.random.default_rng(seed)
    values = rng.choice([0.0, -0.0, np.inf, -np.inf, np.nan, *rng.normal(size=5)], size).astype(code)
    nans = np.flatnonzero(np.isnan(values))
    values.view(BITS[code])[nans] |= rng.integers(1, 1000, len(nans)).astype(BITS[code])
    values[nans[::2]] *= -1
    return values


def canonical(values):
    """The definition: in the order of value and sign, NaNs last and all alike."""
    nans = np.isnan(values)
    numbers = values[~nans]
    ordered = numbers[np.lexsort((~np.signbit(numbers), numbers))]
    return np.concatenate([ordered, np.full(nans.sum(), np.nan, values.dtype)])


@pytest.mark.parametrize("code", "df")
@pytest.mark.parametrize("size", [0, 1, 2, 3, 17, 64, 65, 1000, 5001])
def test_whatever_sorted_them_the_bytes_are_the_same(code, size):
    x = specials(code, size)
    expected = canonical(x).tobytes()
    for order in (x, x[::-1].copy(), np.roll(x, size // 3)):
        values = np.sort(order)
        settle(values, order)
        assert values.tobytes() == expected
        assert own()(order).tobytes() == expected


@pytest.mark.parametrize("code", "df")
@pytest.mark.parametrize(
    "values",
    [[1, 2, 3], [-3, -2, -1], [-1, 1], [math.nan], [-1, math.nan], [math.inf, math.nan], [0.0], [-0.0], [-0.0, 0.0]],
    ids=str,
)
def test_what_is_in_canonical_form_stays_as_it_is(code, values):
    values = np.array(values, code)
    settled = values.copy()
    settle(settled, values)
    assert settled.tobytes() == values.tobytes()


def test_unsorted_values_that_change_meanwhile_write_nothing_outside():
    """Another thread can do that while NumPy sorts; all zeros negative is then the worst that comes of it."""
    values = np.array([-1.0, 0.0, 1.0, 2.0])
    settle(values, np.full(4, -0.0))
    assert values.tobytes() == np.array([-1, -0.0, 1, 2]).tobytes()


@pytest.mark.parametrize(
    ("values", "unsorted"),
    [(np.ones(3), np.ones(3, "f")), (np.ones(3, int), np.ones(3, int)), (np.ones(3, ">f8"), np.ones(3, ">f8"))],
    ids=["two types", "integers", "another byte order"],
)
def test_other_types_are_refused(values, unsorted):
    with pytest.raises(TypeError, match="f4 or f8"):
        settle(values, unsorted)


@pytest.mark.parametrize("code", "df")
def test_unsorted_values_may_have_gaps(code):
    x = specials(code, 2000)[::-2]
    assert own()(x).tobytes() == canonical(x).tobytes()


def complexes(code, size):
    """Numbers whose parts are equal, or zeros of both signs, or NaNs, again and again."""
    rng = np.random.default_rng(size)
    values = np.empty(size, code)
    for part in (values.real, values.imag):
        part[:] = rng.choice([0.0, -0.0, 1, -1, 2, np.nan, -np.nan, np.inf], size)
    return values


@pytest.mark.parametrize("code", "DF")
@pytest.mark.parametrize("size", [0, 1, 2, 5, 300, 3000])
def test_complex_numbers_have_the_same_bytes_whatever_sorted_them(code, size):
    x = complexes(code, size)
    results = []
    for order in (x, x[::-1], np.roll(x, size // 3)):
        results.append(np.sort(order))
        settle_complex(results[-1])
        np.testing.assert_array_equal(results[-1], np.sort(x))
    assert len({result.tobytes() for result in results}) == 1
    signs = np.signbit(np.stack([results[0].real, results[0].imag], 1)[np.isfinite(results[0])])
    before = np.signbit(np.stack([x.real, x.imag], 1)[np.isfinite(x)])
    assert sorted(map(tuple, signs)) == sorted(map(tuple, before)), "a sign is lost"


def test_equal_complex_numbers_are_ordered_by_their_signs():
    values = np.array([complex(0.0, 0.0), complex(0.0, -0.0), complex(-0.0, 0.0), complex(-0.0, -0.0)])
    settle_complex(values)
    assert np.signbit(values.real).tolist() == [True, True, False, False]
    assert np.signbit(values.imag).tolist() == [True, False, True, False]


def test_gaps_other_lengths_and_what_may_not_be_written_are_refused():
    with pytest.raises(ValueError, match="contiguous"):
        settle(np.ones(8)[::2], np.ones(4))
    with pytest.raises(ValueError, match="contiguous"):
        settle_complex(np.ones(8, complex)[::2])
    with pytest.raises(TypeError, match="c8 or c16"):
        settle_complex(np.ones(4))
    with pytest.raises(ValueError, match="sorted are .4,. values, unsorted .3,."):
        settle(np.ones(4), np.ones(3))
    fixed = np.ones(3)
    fixed.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        settle(fixed, np.ones(3))


@pytest.mark.parametrize("code", CODES)
def test_a_short_vector_is_sorted_and_left_as_it_was(code):
    x = np.random.default_rng(0).integers(0, 100, 501).astype(code)
    before = x.copy()
    result = own()(x)
    assert (result.dtype, result.base, type(result)) == (x.dtype, None, np.ndarray)
    np.testing.assert_array_equal(result, np.sort(x))
    np.testing.assert_array_equal(x, before)


def test_integers_may_have_gaps():
    x = np.arange(30)[::-3]
    np.testing.assert_array_equal(own()(x), np.sort(x))


OTHERS = {
    "a list": [3.0, 1.0],
    "a matrix": np.ones((2, 2)),
    "a scalar": np.array(1.0),
    "an empty matrix": np.ones((0, 2)),
    "a subclass": np.ones(3).view(np.matrix),
    "half": np.ones(3, "e"),
    "long double": np.ones(3, "g"),
    "complex": np.ones(3, "D"),
    "bool": np.ones(3, "?"),
    "another byte order": np.ones(3, ">f8"),
    "strings": np.array(["b", "a"]),
    "objects": np.array([2, 1], object),
    "None": None,
}


@pytest.mark.parametrize("x", OTHERS.values(), ids=OTHERS)
def test_anything_else_is_left_to_others(x):
    assert own()(x) is None


def test_what_threads_or_ranks_may_help_with_is_left_to_them():
    direct = own(most=1000, short=100 * math.log2(100))
    assert direct(np.ones(99)) is not None and direct(np.ones(100)) is None
    direct.__self__.limit = math.inf
    assert direct(np.ones(999)) is not None and direct(np.ones(1000)) is None
    assert direct.__self__.short == 100 * math.log2(100)
