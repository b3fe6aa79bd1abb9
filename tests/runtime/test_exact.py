"""parsum(exact=True): the number nearest to the sum, whoever computes it."""

import math
import os
import warnings
from fractions import Fraction

import numpy as np
import pytest
from dino.kernels.reach import address
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import dino
from dino.kernels import exact as kernel
from dino.runtime import exact, layout, parsum, streams, threads
from dino.runtime.inplace import Remote
from dino.runtime.pool import Pool

RANKS = [1, 2, 3, 7]


def in_blocks(size, x):
    """The sum as `size` ranks compute it."""
    call = parsum.prepare(x, exact=True)
    (vector,) = call.operands
    counts = layout.blocks(len(vector), size)
    parts = [
        parsum.local(vector[start : start + count].copy(), start, len(vector), **call.options)
        for start, count in zip(layout.displs(counts), counts)
    ]
    return parsum.finish(parts, call)


def nearest(x):
    """Round the exact sum by rational arithmetic: no float between the two neighbours is nearer, and ties are even."""
    total = sum(map(Fraction, np.asarray(x, np.float64).reshape(-1).tolist()), Fraction(0))
    dtype = np.dtype(x.dtype)
    guess = dtype.type(float(total))
    with np.errstate(over="ignore"):
        near = [np.nextafter(guess, dtype.type(-np.inf)), guess, np.nextafter(guess, dtype.type(np.inf))]
    candidates = {float(value) for value in near if np.isfinite(value)}
    bits = dtype.str.replace("f", "u")
    return dtype.type(
        min(
            candidates,
            key=lambda value: (abs(Fraction(value) - total), int(np.array(value, dtype).view(bits)) & 1),
        )
    )


def same(result, expected):
    assert type(result) is type(expected)
    assert result.tobytes() == expected.tobytes() or (np.isnan(result) and np.isnan(expected))


SUMMANDS = [
    [0.1] * 10,
    [1e100, 1.0, -1e100],
    [1e308, 1e308, -1e308],
    [2.0**53, 1.0, 1.0],
    [2.0**53, 1.0, 2.0**-1000],
    [5e-324] * 3,
    [5e-324, -2.2250738585072014e-308, 1.0, -1.0],
    [-0.0, -0.0],
    [1.7976931348623157e308, 2.0**969],
    [-1.0, 2.0**-53, 2.0**-200],
    [],
]


@pytest.mark.parametrize("summands", SUMMANDS)
def test_known_sums(summands):
    """As math.fsum has them, intermediate overflow apart; zeros are positive, as in numpy.sum."""
    x = np.array(summands, float)
    expected = np.float64(0.0) if not x.any() else nearest(x)
    for ranks in RANKS:
        same(in_blocks(ranks, x), expected)
    same(dino.parsum(x, exact=True), expected)
    if summands and abs(x).max() < 1e300:
        assert expected == math.fsum(x)


@settings(max_examples=150, deadline=None)
@given(
    arrays.arrays(
        st.sampled_from(["f8", "f4", "f2"]),
        st.integers(0, 40),
        elements={"allow_nan": False, "allow_infinity": False, "allow_subnormal": True},
    ),
    st.integers(1, 5),
)
def test_the_nearest_number(x, ranks):
    """Of every dtype, at any cut, whatever the order; an overflow is infinite."""
    total = sum(map(Fraction, x.astype(float).tolist()), Fraction(0))
    with np.errstate(all="ignore"):
        result, other = in_blocks(ranks, x), parsum.alone(x[::-1], exact=True)
    same(other, result)
    if abs(total) < Fraction(float(np.finfo(x.dtype).max)):
        same(result, nearest(x) if total else x.dtype.type(0))
    elif abs(total) > Fraction(float(np.finfo(x.dtype).max)) * 2:
        assert np.isinf(result) and (result > 0) == (total > 0)


@pytest.mark.parametrize("dtype", "efdFD")
def test_many_values_on_threads_and_ranks(dtype, monkeypatch):
    """Over a hundred orders of magnitude, and cancelling: the small rest is right."""
    rng = np.random.default_rng(1)
    real = rng.normal(size=4001) * 2.0 ** rng.integers(*((-8, 4) if dtype == "e" else (-100, 100)), 4001)
    x = np.concatenate([real, -real, [2.0**-3]]).astype(dtype)
    if dtype in "FD":
        x = (x + 1j * np.roll(x, 5)).astype(dtype)
    expected = x.dtype.type(2.0**-3 * (1 + 1j) if dtype in "FD" else 2.0**-3)
    monkeypatch.setattr(exact, "PARALLEL", 0)
    for count in RANKS:
        same(in_blocks(count, x), expected)
        monkeypatch.setattr(threads, "cores", lambda count=count: count)
        same(parsum.alone(x, exact=True), expected)


@pytest.mark.parametrize("x", [np.float64(2.5), [0.1, 0.2], np.arange(6.0).reshape(2, 3)[:, ::-2], np.ones(3, ">f4")])
def test_whatever_can_be_an_array(x):
    same(parsum.alone(x, exact=True), nearest(np.asarray(x, np.asarray(x).dtype.newbyteorder("="))))


@pytest.mark.parametrize("dtype", "?bBhHiIlLqQ")
def test_integers_are_numpys(dtype):
    x = np.frombuffer(np.random.default_rng(2).bytes(8000), np.uint8).astype(dtype)
    same(parsum.alone(x, exact=True), np.sum(x))
    call = parsum.prepare(x, exact=True)
    assert not call.options and call.dtype == np.sum(x).dtype


@pytest.mark.parametrize(
    "x",
    [
        np.ones(3, object),
        np.ones(3, np.longdouble),
        np.ones(2, "f8,f8"),
        np.array(["a"]),
        np.ma.ones(3),
        np.ones(2, "m8[s]"),
    ],
)
def test_what_has_no_exact_sum_is_refused_alone_and_on_ranks(x):
    for call in (parsum.alone, parsum.prepare):
        with pytest.raises(TypeError, match="exact=True"):
            call(x, exact=True)


NOT_FINITE = {
    "NaN": [1.0, np.nan, np.inf],
    "infinity": [1e308, 1e308, -np.inf, 1e308],
    "both infinities": [np.inf, 1.0, -np.inf],
    "overflow": [1e308, 1e308],
    "negative overflow": [-1e308, -1e308],
}


@pytest.mark.parametrize("name", NOT_FINITE)
@pytest.mark.parametrize("ranks", [0, 1, 2])
@pytest.mark.parametrize("state", ["warn", "raise", "ignore"])
def test_what_is_not_finite_is_reported_as_by_numpy(name, ranks, state):
    """The value, the words and whether they are raised; 0 ranks: alone."""
    x = np.array(NOT_FINITE[name])
    heard = {"NaN": np.array([np.nan, 1]), "infinity": np.array([-np.inf, 1])}.get(name, x)

    def outcome(compute, values):
        with warnings.catch_warnings(record=True) as caught, np.errstate(all=state):
            warnings.simplefilter("always")
            try:
                result = str(compute(values))
            except FloatingPointError as error:
                result = str(error)
        return result, [(w.category, str(w.message)) for w in caught]

    compute = (lambda x: in_blocks(ranks, x)) if ranks else lambda x: dino.parsum(x, exact=True)
    assert outcome(compute, x) == outcome(np.sum, heard)


@pytest.mark.parametrize("dtype", "fdFD")
def test_a_part_that_is_read_in_pieces_has_the_same_digits(dtype, monkeypatch):
    monkeypatch.setattr(streams, "PIECE", 1 << 12)
    x = (np.random.default_rng(3).normal(size=10_007) * 1e9).astype(dtype)
    remote = Remote(os.getpid(), address(x), x.shape, x.dtype)
    digits = streams.summed(parsum.local, remote, pool=Pool(), grain=1, start=0, total=len(x), exact=True)
    call = parsum.prepare(x, exact=True)
    same(parsum.finish([digits], call), parsum.alone(x, exact=True))


def test_the_kernel_refuses_digits_that_do_not_fit():
    with pytest.raises(ValueError, match="lanes"):
        kernel.add(np.ones(3), np.zeros((2, kernel.LENGTH), np.int64))
    with pytest.raises(ValueError, match="digits"):
        kernel.add(np.ones(3), np.zeros((1, kernel.LENGTH - 1), np.int64))


def test_the_option_has_a_name_and_no_other_does():
    with pytest.raises(TypeError, match="positional"):
        dino.parsum([1.0], True)
    with pytest.raises(TypeError, match="inexact"):
        dino.parsum([1.0], inexact=True)
    assert dino.parsum([1.0], exact=False) == 1.0
