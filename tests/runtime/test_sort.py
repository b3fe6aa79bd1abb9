"""sort: equal to numpy.sort, in one canonical form, for any number of ranks."""

import numpy as np
import pytest

from dino.runtime import layout, runs, sort, threads
from tests.runtime import ranks_in_threads

SIZES = [0, 1, 2, 7, 63, 64, 65, 127, 129, 1009]
RANKS = [1, 2, 3, 4, 5, 7]


def on_ranks(x, size):
    """Sort as ranks do, and return the result and the sizes of their blocks after the exchange."""
    call = sort.prepare(x)
    (operand,) = call.operands
    counts = layout.blocks(len(operand), size, call.grain)

    def rank(comm):
        start = layout.displs(counts)[comm.rank]
        block = operand[start : start + counts[comm.rank]].copy()
        return sort.exchange(sort.local(block, start, len(operand)), comm)

    blocks, _ = ranks_in_threads.run(size, rank)
    return sort.finish(np.concatenate(blocks), call), [len(block) for block in blocks]


def values(kind, size):
    """Make `size` values of a kind, full of what is hard to sort."""
    rng = np.random.default_rng(size)
    reals = rng.choice([0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, *rng.normal(size=9)], size)
    match kind:
        case "?" | "b" | "B" | "h" | "H" | "i" | "I" | "l" | "L" | "q":
            return rng.integers(0, 2**16, size).astype(kind)
        case "e" | "f" | "d" | "g":
            return reals.astype(kind)
        case "F" | "D" | "G":
            return (reals + 0j).astype(kind) if size < 2 else _complex(reals, rng.permutation(reals), kind)
        case "m8[ns]" | "M8[s]":
            return rng.choice([*rng.integers(-99, 99, 9), np.iinfo(np.int64).min], size).view(kind)
        case "S3" | "U2" | "S16":
            return rng.choice(np.array(["", "a", "ab", "b", "zz"]), size).astype(kind)


def _complex(real, imag, kind):
    result = np.empty(len(real), kind)
    result.real, result.imag = real, imag
    return result


DTYPES = [
    "?",
    "b",
    "B",
    "h",
    "H",
    "i",
    "I",
    "l",
    "L",
    "q",
    "e",
    "f",
    "d",
    "g",
    "F",
    "D",
    "G",
    "m8[ns]",
    "M8[s]",
    "S3",
    "U2",
    "S16",
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", SIZES)
def test_equals_numpy_sort(dtype, size):
    """Alone and on ranks: the values of numpy.sort, and its dtype."""
    x = values(dtype, size)
    expected = np.sort(x)
    for result in [sort.alone(x), *(on_ranks(x, ranks)[0] for ranks in RANKS)]:
        assert (result.dtype, result.shape, type(result)) == (expected.dtype, expected.shape, np.ndarray)
        np.testing.assert_array_equal(result, expected)
        assert result.flags.writeable and result.base is None


@pytest.mark.parametrize("dtype", [dtype for dtype in DTYPES if dtype not in "gG"])
@pytest.mark.parametrize("size", SIZES)
def test_bytes_do_not_depend_on_ranks(dtype, size):
    """Zeros of both signs and NaNs of all payloads come out in one order."""
    x = values(dtype, size)
    expected = sort.alone(x).tobytes()
    for ranks in RANKS:
        assert on_ranks(x, ranks)[0].tobytes() == expected
        assert on_ranks(x[::-1], ranks)[0].tobytes() == expected


def test_exchange_calls_the_declared_collectives():
    """One Allgather of samples, then the counts and the values."""
    x = values("d", 100)
    _, calls = ranks_in_threads.run(3, lambda comm: sort.exchange(np.sort(x[comm.rank :: 3]), comm))
    assert calls == ["Allgather", "Alltoall", "Alltoallv"]


SHAPES = {
    "all equal": lambda n, rng: np.ones(n),
    "all NaN": lambda n, rng: np.full(n, np.nan),
    "sorted": lambda n, rng: np.arange(n, dtype=float),
    "reversed": lambda n, rng: np.arange(n, dtype=float)[::-1],
    "two values": lambda n, rng: rng.integers(0, 2, n).astype(float),
    "one in a thousand differs": lambda n, rng: (rng.random(n) < 0.001).astype(float),
    "normal": lambda n, rng: rng.normal(size=n),
    "heavy tail": lambda n, rng: rng.zipf(1.5, n).astype(float),
    "half sorted, half constant": lambda n, rng: np.r_[np.arange(n // 2), np.zeros(n - n // 2)],
}


@pytest.mark.parametrize("ranks", [2, 3, 7])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_blocks_are_balanced(shape, ranks):
    """No rank gets more than its share and an eighth, however many values are equal."""
    x = shape(20_000, np.random.default_rng(0))
    result, sizes = on_ranks(x, ranks)
    np.testing.assert_array_equal(result, np.sort(x))
    assert max(sizes) <= len(x) / ranks * 1.125 + 1


def test_blocks_of_very_different_sizes():
    """Samples count for as many values as they stand for."""
    x = np.random.default_rng(0).normal(size=20_000)
    cuts = [0, 0, 12_000, 12_001, 20_000]

    def rank(comm):
        return sort.exchange(np.sort(x[cuts[comm.rank] : cuts[comm.rank + 1]]), comm)

    blocks, _ = ranks_in_threads.run(4, rank)
    np.testing.assert_array_equal(np.concatenate(blocks), np.sort(x))
    assert max(map(len, blocks)) <= 5000 * 1.25


@pytest.mark.parametrize(
    ("count", "samples", "expected"),
    [(0, 8, []), (1, 8, [0]), (3, 3, [0, 1, 2]), (4, 2, [1, 3]), (100, 4, [12, 37, 62, 87])],
)
def test_positions(count, samples, expected):
    """Samples stand in the middle of equal parts; short blocks are sampled whole."""
    assert sort.positions(count, samples).tolist() == expected


@pytest.mark.parametrize(
    "stored", [lambda x: x[::2], lambda x: x[::-1], lambda x: x.astype(">f8"), lambda x: x.astype(">M8[s]")]
)
def test_storage(stored):
    """Strided, reversed and byte-swapped vectors; the result is as numpy.sort's, also in byte order."""
    x = stored(np.random.default_rng(0).normal(size=101) * 50)
    before = x.tobytes()
    for result in [sort.alone(x), on_ranks(x, 3)[0]]:
        assert result.dtype == np.sort(x).dtype and result.dtype.byteorder == np.sort(x).dtype.byteorder
        np.testing.assert_array_equal(result, np.sort(x))
    assert x.tobytes() == before


def test_negative_zeros_are_all_there():
    """numpy.sort's vector code may change the sign of a zero; sort does not."""
    x = np.random.default_rng(0).choice([0.0, -0.0, 1.0, -1.0], 1000)
    for result in [sort.alone(x), on_ranks(x, 3)[0]]:
        assert np.count_nonzero(np.signbit(result) & (result == 0)) == np.count_nonzero(np.signbit(x) & (x == 0))
        assert not np.signbit(result[result == 0])[np.count_nonzero(np.signbit(x) & (x == 0)) :].any()


NOT_DISTRIBUTED = {
    "matrix": np.array([[3, 1, 2], [9, 8, 7]]),
    "list": [3, 1, 2],
    "scalar": 3,
    "objects": np.array([3, 1, 2], object),
    "records": np.array([(2, 1), (1, 2)], "i4,i4"),
    "masked": np.ma.array([3, 1, 2], mask=[0, 1, 0]),
    "np.matrix": np.ones((1, 2)).view(np.matrix),
    "incomparable": ["a", None],
    "strings of no width": np.empty(2, [("s", "U0")])["s"],
    "StringDType": np.array(["b", "a"], np.dtypes.StringDType()),
}


@pytest.mark.parametrize("x", NOT_DISTRIBUTED.values(), ids=NOT_DISTRIBUTED)
def test_root_lets_numpy_answer(x):
    """What cannot be distributed gives NumPy's own result, or NumPy's own error."""
    assert sort.prepare(x) is None
    try:
        expected = np.sort(x)
    except Exception as error:
        with pytest.raises(type(error)) as caught:
            sort.alone(x)
        assert str(caught.value) == str(error)
        return
    result = sort.alone(x)
    assert type(result) is type(expected) and result.dtype == expected.dtype
    assert result.tolist() == expected.tolist()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(40, 30), (2, 600), (600, 2), (7, 11, 13)])
@pytest.mark.parametrize("order", ["C", "F", "reversed", "strided"])
def test_rows_are_sorted_on_threads(dtype, shape, order, monkeypatch):
    """The last axis, as numpy.sort does it: bytes, and memory order."""
    monkeypatch.setattr(runs, "PARALLEL", 0)
    monkeypatch.setattr(threads, "cores", lambda: 3)
    x = values(dtype, int(np.prod(shape))).reshape(shape)
    x = {"C": x, "F": np.asfortranarray(x), "reversed": x[::-1, ::-1], "strided": np.repeat(x, 2, 0)[::2]}[order]
    before, result, expected = x.tobytes(), sort.alone(x), np.sort(x)
    assert (type(result), result.dtype, result.strides) == (np.ndarray, expected.dtype, expected.strides)
    np.testing.assert_array_equal(result, expected)
    assert x.tobytes() == before and result.flags.writeable


@pytest.mark.parametrize("dtype", [dtype for dtype in DTYPES if dtype not in "gG"])
def test_bytes_do_not_depend_on_threads(dtype, monkeypatch):
    """One thread or several."""
    x = values(dtype, 1009)
    expected = sort.alone(x).tobytes()
    monkeypatch.setattr(runs, "PARALLEL", 0)
    monkeypatch.setattr(runs, "SLOW", 0)
    for cores in (2, 3, 8):
        monkeypatch.setattr(threads, "cores", lambda cores=cores: cores)
        assert sort.alone(x).tobytes() == expected


@pytest.mark.parametrize("dtype", [*DTYPES, ">f8", "O"])
@pytest.mark.parametrize("size", SIZES)
def test_the_direct_way_gives_the_same_or_nothing(dtype, size):
    """Of short vectors the same bytes in an array of its own, with gaps too; nothing of halves and long doubles."""
    x = values(dtype, size) if dtype in DTYPES else values("d", size).astype(dtype)
    for one in (x, np.repeat(x, 2)[::2]):
        result = sort.direct(one)
        taken = one.dtype.isnative and (one.dtype.kind in "iu" or one.dtype.char in "fd")
        assert (result is not None) == taken
        if result is not None:
            expected = sort.alone(one)
            assert (result.dtype, result.strides, result.tobytes()) == (one.dtype, expected.strides, expected.tobytes())
            assert result.flags.owndata and result.flags.writeable
    assert sort.direct(values("d", runs.PARALLEL)) is sort.direct(np.ones((3, 3))) is sort.direct([2, 1]) is None
