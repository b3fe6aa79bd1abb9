"""sort: equal to numpy.sort, in one canonical form, for any number of ranks."""

import numpy as np
import pytest

from dino.runtime import layout, sort
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


DTYPES = "? b B h H i I l L q e f d g F D G m8[ns] M8[s] S3 U2 S16".split()


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
