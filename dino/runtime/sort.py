"""A sorted copy of a vector: sorted blocks, splitters from regular samples, one exchange, merged blocks.

Equal elements are told apart by rank and position, so that however many there are every rank receives its share
(Axtmann and Sanders, arXiv 1606.08766). What `==` cannot tell apart is put in one order at the end, on root: negative
zero before positive, and every NaN as NumPy's default one.
"""

import math

import numpy as np

from dino.kernels.canonical import Own, settle, settle_complex
from dino.runtime import layout, runs, threads
from dino.runtime.layout import Call

KINDS = "biufcmMSU"
"""Kinds of dtype that are distributed: numbers, bool, dates, spans of time, strings of fixed width."""

SAMPLES = 8
"""Samples of each rank, per rank: a block after the exchange exceeds its share by at most about one in this many."""

SHORT = 2**12
"""Elements that take some 50 microseconds, in which no collective ends."""


_DTYPES = tuple(map(np.dtype, "dfbhilqBHILQ"))

direct = Own(np.ndarray, _DTYPES, runs.PARALLEL, SHORT * math.log2(SHORT)).sorted


def prepare(x) -> Call | None:
    """Check a call on root.

    Parameters
    ----------
    x : ndarray, shape (n,)
        The values.

    Returns
    -------
    Call or None
        None if NumPy must do it: not a vector, or its elements are objects or records.
    """
    operand = _operand(x)
    return None if operand is None else Call((operand,), 1, x.shape, x.dtype)


def _operand(x):
    """Return the values as they are sorted, contiguous and native; or None."""
    if type(x) is not np.ndarray or x.ndim != 1 or x.dtype.kind not in KINDS or not x.dtype.itemsize:
        return None
    return np.ascontiguousarray(x, x.dtype if x.dtype.isnative else x.dtype.newbyteorder("="))


def local(block, start=0, total=0):
    """Sort a block.

    Parameters
    ----------
    block : ndarray, shape (n,)
        This rank's values.
    start, total : int
        Where the block starts, and the number of all values; not used.

    Returns
    -------
    ndarray, shape (n,)
        The same values, sorted.
    """
    return np.sort(block)


def exchange(block, comm):
    """Send each value to the rank where it belongs.

    Parameters
    ----------
    block : ndarray, shape (n,)
        This rank's values, sorted.
    comm : mpi4py.MPI.Comm
        The ranks.

    Returns
    -------
    ndarray
        Sorted; no value precedes one of the rank before. Sizes differ from those that came in.

    Notes
    -----
    One Allgather of 8*P samples of each rank, one Alltoallv of all values, a merge.
    """
    samples, counts = _gathered(block, comm)
    if not any(counts):
        return block
    cuts = _cuts(block, comm.rank, _splitters(samples, counts, comm.size))
    return runs.merged(*_exchanged(block, np.diff(cuts, prepend=0, append=len(block)), comm))


def positions(count: int, samples: int) -> np.ndarray:
    """Return the positions, in a sorted block of `count` values, that are its regular samples."""
    wanted = min(count, samples)
    return (2 * np.arange(wanted, dtype=np.int64) + 1) * count // (2 * wanted) if wanted else np.empty(0, np.int64)


def _gathered(block, comm):
    """Let every rank have the samples of every rank, and the number of values of each."""
    limit = SAMPLES * comm.size
    mine = np.zeros(8 + limit * block.dtype.itemsize, np.uint8)
    mine[:8].view(np.int64)[0] = len(block)
    keys = block[positions(len(block), limit)]
    mine[8 : 8 + keys.nbytes] = keys.view(np.uint8)
    everyone = np.empty((comm.size, len(mine)), np.uint8)
    comm.Allgather(mine, everyone)
    counts = [int(row[:8].view(np.int64)[0]) for row in everyone]
    samples = [
        row[8 : 8 + min(count, limit) * block.dtype.itemsize].view(block.dtype) for row, count in zip(everyone, counts)
    ]
    return samples, counts


def _splitters(samples, counts, size):
    """Choose the first element of every rank but the first: its key, the rank that has it, and its position there."""
    keys = np.concatenate(samples)
    owner = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples])
    place = np.concatenate([positions(count, len(sample)) for sample, count in zip(samples, counts)])
    stands_for = np.concatenate([np.full(len(s), count / max(1, len(s))) for s, count in zip(samples, counts)])
    order = np.argsort(keys, kind="stable")
    below = np.cumsum(stands_for[order]) - stands_for[order] / 2
    chosen = order[np.searchsorted(below, sum(counts) / size * np.arange(1, size)).clip(max=len(order) - 1)]
    return keys[chosen], owner[chosen], place[chosen]


def _cuts(block, rank, splitters):
    """Return where this rank's block is cut by the splitters, in the order of (key, rank, position)."""
    keys, owner, place = splitters
    left, right = np.searchsorted(block, keys, "left"), np.searchsorted(block, keys, "right")
    return np.where(rank < owner, right, np.where(rank > owner, left, place))


def _exchanged(block, counts, comm):
    """Send `counts[r]` values to each rank r, in order; return what comes, in rank order, and how many of each."""
    unit = _unit(block.dtype)
    words = block.dtype.itemsize // unit.itemsize
    incoming = np.empty(comm.size, np.int64)
    comm.Alltoall(np.ascontiguousarray(counts, np.int64), incoming)
    received = np.empty(incoming.sum(), block.dtype)
    sent, got = [words * int(n) for n in counts], [words * int(n) for n in incoming]
    comm.Alltoallv(
        [block.view(unit), (sent, layout.displs(sent))],
        [received.view(unit), (got, layout.displs(got))],
    )
    return received, incoming.tolist()


def _unit(dtype):
    """The widest unsigned integer that elements are made of: counts in MPI calls are small, and bytes stay bytes."""
    return next(np.dtype(f"u{width}") for width in (8, 4, 2, 1) if dtype.itemsize % width == 0)


def finish(values, call: Call):
    """Put what `==` cannot tell apart in one order, in place, and give back the caller's byte order.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Sorted, native.
    call : Call
        The call.

    Returns
    -------
    ndarray, shape (n,)
        The same in canonical form.
    """
    return _settled(values, *call.operands).astype(call.dtype, copy=False)


def _settled(values, unsorted):
    if values.dtype.char in "fd":
        settle(values, unsorted)
    elif values.dtype.char in "FD":
        settle_complex(values)
    elif values.dtype.kind == "f":
        _settle_reals(values, unsorted)
    elif values.dtype.kind == "c":
        _settle_complex(values)
    return values


def _settle_reals(values, unsorted):
    """What `settle` does, for the other widths."""
    if not len(values):
        return
    least, most = values.item(0), values.item(-1)
    if most != most:
        values[values.searchsorted(np.nan) :] = np.nan
    if least > 0 or most < 0:
        return
    first = values.searchsorted(0.0)
    if first < len(values) and values[first] == 0:
        zeros = values[first : values.searchsorted(0.0, "right")]
        negative = np.count_nonzero(np.signbit(unsorted) & (unsorted == 0))
        zeros[:negative], zeros[negative:] = -0.0, 0.0


def _settle_complex(values):
    """The same for both parts: among equals, by the sign of the real part, then of the imaginary part."""
    for part in (values.real, values.imag):
        part[np.isnan(part)] = np.nan
    where = np.flatnonzero((values.real == 0) | (values.imag == 0))
    some = values[where]
    # Without the signs of zeros, equal elements have equal bytes: the runs among neighbours can be numbered.
    bare = np.ascontiguousarray(np.stack([some.real, some.imag], 1) + 0.0)
    bare[bare == 0] = 0.0
    runs = np.cumsum(np.r_[False, ((bare[1:] != bare[:-1]) & ~(np.isnan(bare[1:]) & np.isnan(bare[:-1]))).any(1)])
    signs = ~np.signbit(some.imag), ~np.signbit(some.real)
    values[where] = some[np.lexsort((*signs, runs[: len(some)]))]


def alone(x):
    """Sort on this process.

    Parameters
    ----------
    x : array_like
        What numpy.sort takes.

    Returns
    -------
    ndarray
        What numpy.sort returns; of a vector of numbers, in canonical form, the bytes that any number of ranks gives.

    Notes
    -----
    Large vectors of real numbers, dates and spans of time, and arrays of many rows, are sorted on all cores; vectors
    need the memory of two copies for the time, where numpy.sort needs one. On P ranks each needs up to 4.5 times its
    share for the time: what it sorts, what it sends and receives (at most (1 + 1/8) n/P each), and what it merges into.
    """
    operand = _operand(x)
    if operand is not None:
        values = np.sort(operand) if len(operand) < runs.PARALLEL else runs.sort(operand, threads.cores())
        return _settled(values, operand).astype(x.dtype, copy=False)
    return _rows(x) if _has_rows(x) else np.sort(x)


def _has_rows(x):
    """Whether the last axis of an array is to be sorted row by row on several threads."""
    return type(x) is np.ndarray and x.dtype.kind in KINDS and x.ndim > 1 and len(x) > 1 and x.size >= runs.PARALLEL


def _rows(x):
    """Sort along the last axis: as numpy.sort does, a copy that is sorted in place, some rows on each thread."""
    result, count = x.copy(order="K"), 4 * threads.cores()
    pieces = np.array_split(result, min(len(result), count))
    threads.each(lambda piece: piece.sort(), pieces, threads.cores())
    return result
