"""parsum: numpy.sum's bits, dtype and type, for any number of ranks."""

import os
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dino.kernels import pairwise
from dino.runtime import layout, parsum, threads
from tests.runtime.ranks_in_threads import in_blocks

DTYPES = "?bBhHiIlLqQfdFD"
SIZES = [0, 1, 2, 7, 63, 64, 65, 127, 128, 129, 255, 257, 1009, 20011]
RANKS = [1, 2, 3, 4, 5, 7, 64]


def values(size, dtype, seed=0):
    """Values of many magnitudes, or of all integers."""
    rng = np.random.default_rng([seed, size])
    if np.dtype(dtype).kind == "b":
        return rng.random(size) < 0.5
    if np.dtype(dtype).kind in "iu":
        return rng.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, size, dtype, endpoint=True)
    reals = rng.normal(size=size) * 10.0 ** rng.integers(-9, 9, size)
    return (reals + 1j * rng.normal(size=size)).astype(dtype) if dtype in "FD" else reals.astype(dtype)


def same(result, expected):
    """Whether a sum is what numpy.sum returned, to the bit."""
    assert (type(result), result.dtype) == (type(expected), expected.dtype)
    assert result.tobytes() == expected.tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", SIZES)
def test_bits_of_numpy_sum(dtype, size, monkeypatch):
    """Alone, on several threads, and on ranks, more of them than values among others."""
    x = values(size, dtype)
    expected = np.sum(x)
    for ranks in RANKS:
        same(in_blocks(parsum, ranks, x), expected)
    monkeypatch.setattr(parsum, "SMALL", 0)
    monkeypatch.setattr(parsum, "PARALLEL", 0)
    for cores in (1, 2, 3, 8):
        monkeypatch.setattr(threads, "cores", lambda cores=cores: cores)
        same(parsum.alone(x), expected)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3000), st.sampled_from("fdFD"), st.integers(1, 9))
def test_bits_at_any_cut(size, dtype, ranks):
    """Wherever the boundaries fall in the tree."""
    x = values(size, dtype)
    same(in_blocks(parsum, ranks, x), np.sum(x))


def test_what_a_rank_sends_is_small():
    """About a hundred values per boundary, however long the block is."""
    x = values(300_001, "d")
    counts = layout.blocks(len(x), 3)
    for start, count in zip(layout.displs(counts), counts):
        assert len(parsum.local(x[start : start + count], start, len(x))) < 4 * np.log2(len(x)) + 2 * 127


@pytest.mark.parametrize("dtype", "fDh")
@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 300), (300, 1), (7, 31), (2, 3, 4, 5), (5, 1, 130), (129, 2, 1)])
def test_arrays_of_more_dimensions(shape, dtype):
    """Stored without gaps in either order numpy.sum runs over them as over a vector."""
    x = values(int(np.prod(shape)), dtype).reshape(shape)
    for stored in (x, np.asfortranarray(x), x.T):
        for ranks in (1, 2, 5):
            same(in_blocks(parsum, ranks, stored), np.sum(stored))
        same(parsum.alone(stored), np.sum(stored))


def test_memory_mapped_arrays_are_distributed(tmp_path):
    """A file larger than memory is what people map."""
    x = np.memmap(tmp_path / "x", float, "w+", shape=40_000)
    x[:] = values(40_000, "d")
    for result in (parsum.alone(x), in_blocks(parsum, 3, x)):
        same(result, np.sum(np.array(x)))


SPECIAL = {
    "negative zeros": np.full(1000, -0.0),
    "NaN with a payload": np.r_[np.ones(500), np.array([0x7FF8DEADBEEF0001], np.uint64).view(float), np.ones(500)],
    "two NaNs": np.r_[np.ones(300), np.array([0xFFF8000000000007, 0x7FF8000000000009], np.uint64).view(float)],
    "signalling NaN": np.r_[np.ones(500), np.array([0x7FF0000000000001], np.uint64).view(float)],
    "infinity": np.r_[np.ones(500), np.inf],
    "infinities of both signs": np.r_[np.inf, np.ones(500), -np.inf],
    "overflow": np.full(1000, 1e308),
    "overflow that does not stay": np.r_[np.full(500, 1e308), np.full(500, -1e308)],
    "subnormal": np.full(1000, 5e-324),
    "complex overflow": np.full(1000, 1e308 + 1j),
    "float32 overflow": np.full(1000, 3e38, np.float32),
}


@pytest.mark.parametrize("ranks", ["directly", 0, 1, 3])
@pytest.mark.parametrize("x", SPECIAL.values(), ids=SPECIAL)
def test_special_values(x, ranks, monkeypatch):
    """Bits, warnings and FloatingPointError as numpy.sum has them; 0 ranks: alone; directly what is not finite is its own."""
    monkeypatch.setattr(parsum, "SMALL", 0)

    def outcome(compute, **state):
        with warnings.catch_warnings(record=True) as caught, np.errstate(**state):
            warnings.simplefilter("always")
            try:
                result = compute(x).tobytes()
            except FloatingPointError as error:
                result = str(error)
        return result, [(w.category, str(w.message)) for w in caught]

    compute = (lambda x: in_blocks(parsum, ranks, x)) if ranks else parsum.alone
    if ranks == "directly":
        compute = pairwise.Own(np.ndarray, tuple(map(np.dtype, parsum.TREE)), np.sum, 2000, 2000, 2000).sum
    for state in ("warn", "ignore", "raise"):
        assert outcome(compute, all=state) == outcome(np.sum, all=state)


class Overrider:
    def size(self):
        """A method, as tensors of other libraries have it."""

    def __array_function__(self, *_):
        return "mine"


NOT_DISTRIBUTED = {
    "list": [1, 2, 3],
    "nested list": [[1.5, 2], [3, 4]],
    "scalar": 2.5,
    "float16": np.ones(40_000, np.float16),
    "longdouble": np.ones(40_000, np.longdouble),
    "strided": (np.arange(80_000.0) / 7)[::2],
    "reversed": (np.arange(40_000.0) / 7)[::-1],
    "part of a matrix": (np.arange(80_000.0) / 7).reshape(200, 400)[:, 1:399],
    "axes permuted": np.moveaxis((np.arange(80_000.0) / 7).reshape(20, 40, 100), 0, 1),
    "byte-swapped": (np.arange(40_000.0) / 7).astype(">f8"),
    "unaligned": np.zeros(80_001, np.uint8)[1:].view(float),
    "objects": np.array([1, 2], object),
    "masked": np.ma.array([1, 2, 3], mask=[0, 1, 0]),
    "np.matrix": np.ones((2, 2)).view(np.matrix),
    "time spans": np.ones(40_000, "m8[s]"),
    "dates": np.ones(3, "M8[s]"),
    "strings": np.array(["a", "b"]),
    "records": np.ones(2, "f8,f8"),
    "overrider": Overrider(),
    "nonsense": object(),
    "ragged": [[1, 2], [3]],
    "generator": (n for n in ()),
}


@pytest.mark.parametrize("x", NOT_DISTRIBUTED.values(), ids=NOT_DISTRIBUTED)
def test_root_lets_numpy_answer(x):
    """What cannot be distributed gives NumPy's own result, or NumPy's own error."""
    assert parsum.prepare(x) is None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            expected = np.sum(x)
        except Exception as error:
            with pytest.raises(type(error)) as caught:
                parsum.alone(x)
            assert str(caught.value) == str(error)
            return
        result = parsum.alone(x)
    assert type(result) is type(expected)
    assert np.asarray(result).tobytes() == np.asarray(expected).tobytes() or result is expected


def test_zero_dimensional_arrays():
    """numpy.sum returns a scalar for them."""
    for x in (np.array(2.5), np.array(3, np.int8)):
        same(parsum.alone(x), np.sum(x))
        same(in_blocks(parsum, 2, x), np.sum(x))


def test_buffer_size_has_no_say():
    """What goes through NumPy's casting buffer depends on its size; what is distributed does not."""
    x = values(40_000, "d")
    before = np.getbufsize()
    try:
        np.setbufsize(16)
        same(parsum.alone(x), np.sum(x))
    finally:
        np.setbufsize(before)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_thread_is_left(monkeypatch):
    """A fork after a sum finds no helper."""
    monkeypatch.setattr(parsum, "PARALLEL", 0)
    monkeypatch.setattr(threads, "cores", lambda: 4)
    before = set(os.listdir("/proc/self/task"))
    parsum.alone(values(100_000, "d"))
    leftover = set(os.listdir("/proc/self/task")) - before
    for _ in range(1000):
        leftover &= set(os.listdir("/proc/self/task"))
    assert not leftover


def outright(limit=float("inf"), most=2**20):
    """A direct way of its own, for so many numbers, of which so few go to numpy.sum as soon."""
    dtypes = tuple(map(np.dtype, parsum.TREE))
    return pairwise.Own(np.ndarray, dtypes, np.sum, 100, most, limit).sum


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", SIZES)
def test_bits_of_the_direct_way(dtype, size):
    """Of vectors and matrices in either order, at any address; what it does not take gives None, or numpy.sum's."""
    x = values(size, dtype)
    octets = np.frombuffer(b"." + x.tobytes(), np.uint8)[1:]
    for one in (
        x,
        x[: size // 6 * 6].reshape(3, -1, 2),
        x[: size // 6 * 6].reshape(2, -1).T,
        x[::-2],
        octets.view(dtype),
    ):
        result = outright()(one)
        if dtype in parsum.TREE and one is x and size:
            assert result is not None
        if result is not None:
            same(result, np.sum(one))


@pytest.mark.parametrize("x", NOT_DISTRIBUTED.values(), ids=NOT_DISTRIBUTED)
def test_what_else_the_direct_way_is_given(x):
    """None, or what numpy.sum makes of a few numbers."""
    result = outright()(x)
    assert result is None or result.tobytes() == np.sum(x).tobytes()


def test_the_direct_way_has_limits():
    """Ranks might help with more flops, threads with more elements."""
    assert outright(limit=1000)(np.ones(999)) == outright(most=1000)(np.ones(999)) == 999
    assert outright(limit=1000)(np.ones(1000)) is outright(most=1000)(np.ones(1000)) is None


def test_the_direct_way_is_for_a_few_numbers():
    """numpy.sum of them, in its own type; what might give None, or is no array, is left to others."""
    for dtype in DTYPES:
        for x in (values(1009, dtype), values(1008, dtype).reshape(2, 252, 2)[:, ::2]):
            result = parsum.direct(x)
            assert type(result) is type(np.sum(x)) and result.tobytes() == np.sum(x).tobytes()
    assert parsum.direct(np.array([1, None][:1], object)) is parsum.direct([1, 2]) is None
    assert parsum.direct(np.ones(parsum.PARALLEL)) is parsum.direct(np.ones((2, 2)).view(np.matrix)) is None
