"""The moves between placements: MPI collectives on the memory of arrays, never pickles.

All of them are nonblocking calls that are waited for by `Ranks.wait`, which notices lost ranks (measured: as fast as
the blocking ones from 8 bytes to 200 MB). Counts are in bytes, 64-bit. Every array is C-contiguous. What a worker
receives is on memory of its pool, and must not outlive the collective, unless it is said to stay.

On one host the same moves happen in place where they can: see `dino.runtime.inplace`.
"""

import math

import numpy as np

from dino.runtime.host import LEAST
from dino.runtime.inplace import Remote
from dino.runtime.layout import displs


def octets(array):
    """Return the memory of a C-contiguous array as a vector of bytes, without a copy."""
    return array.reshape(-1).view(np.uint8)


def scatter(ranks, array, counts, shape, dtype, stays=False):
    """Move Root to Shard(0).

    Parameters
    ----------
    ranks : Ranks
        The run.
    array : ndarray or None
        Significant on root only.
    counts : tuple of int
        Rows per rank; the same on all ranks.
    shape, dtype : tuple of int, numpy.dtype
        Of the whole array; the same on all ranks.
    stays : bool
        Whether the rows stay here when the collective is over.

    Returns
    -------
    ndarray
        This rank's rows; on root a view of `array`, elsewhere its own memory.
    """
    sizes, starts = _bytes(counts, shape[1:], dtype)
    if ranks.rank == 0:
        message = [octets(array), sizes, starts, ranks.MPI.BYTE]
        ranks.wait(ranks.comm.Iscatterv(message, ranks.MPI.IN_PLACE))
        return array[: counts[0]]
    block = _memory(ranks, (counts[ranks.rank], *shape[1:]), dtype, stays)
    ranks.wait(ranks.comm.Iscatterv(None, [octets(block), ranks.MPI.BYTE]))
    return block


def bcast(ranks, array, shape, dtype, stays=False):
    """Move Root to Replicate; root's own array is what it gets, and what is large there is once on every host."""
    size = math.prod(shape) * dtype.itemsize
    if ranks.host is not None and size >= LEAST:
        copy = ranks.host.bcast(ranks, octets(array) if ranks.rank == 0 else None, size, stays)
        return array if ranks.rank == 0 else copy.view(dtype).reshape(shape)
    copy = array if ranks.rank == 0 else _memory(ranks, shape, dtype, stays)
    ranks.wait(ranks.comm.Ibcast([octets(copy), ranks.MPI.BYTE]))
    return copy


def gather(ranks, block, counts, whole):
    """Move Shard(0) to Root.

    Parameters
    ----------
    ranks : Ranks
        The run.
    block : ndarray
        This rank's rows.
    counts : sequence of int
        Rows per rank; significant on root only.
    whole : ndarray or None
        Root's result, filled in place; significant on root only.
    """
    if ranks.rank == 0:
        sizes, starts = _bytes(counts, whole.shape[1:], whole.dtype)
        whole[: counts[0]] = block
        ranks.wait(ranks.comm.Igatherv(ranks.MPI.IN_PLACE, [octets(whole), sizes, starts, ranks.MPI.BYTE]))
    else:
        ranks.wait(ranks.comm.Igatherv([octets(block), ranks.MPI.BYTE], None))


def allgather(ranks, block, counts, shape):
    """Move Shard(0) to Replicate; the whole, on every rank, on memory of its pool."""
    whole = ranks.pool.array(shape, block.dtype)
    sizes, starts = _bytes(counts, shape[1:], block.dtype)
    ranks.wait(ranks.comm.Iallgatherv([octets(block), ranks.MPI.BYTE], [octets(whole), sizes, starts, ranks.MPI.BYTE]))
    return whole


def all_true(ranks, value):
    """Tell every rank whether a value is true on all of them."""
    found = np.empty(1, np.uint8)
    ranks.wait(ranks.comm.Iallreduce(np.array([value], np.uint8), found, ranks.MPI.MIN))
    return bool(found[0])


def gather_lengths(ranks, length):
    """Gather one integer per rank; the list on root, None elsewhere."""
    lengths = np.empty(ranks.size, np.int64) if ranks.rank == 0 else None
    ranks.wait(ranks.comm.Igather(np.array([length], np.int64), lengths))
    return None if lengths is None else lengths.tolist()


def gather_parts(ranks, part):
    """Gather one vector per rank, of any lengths and one dtype; the list on root, None elsewhere."""
    lengths = gather_lengths(ranks, len(part))
    whole = np.empty(sum(lengths), part.dtype) if ranks.rank == 0 else None
    gather(ranks, np.ascontiguousarray(part), lengths, whole)
    if whole is None:
        return None
    return [whole[start : start + length] for start, length in zip(displs(lengths), lengths)]


def _bytes(counts, row_shape, dtype):
    row = math.prod(row_shape) * dtype.itemsize
    sizes = [count * row for count in counts]
    return sizes, displs(sizes)


def rows_in_place(ranks, array, address, counts, shape, dtype):
    """Move Root to Shard(0) without MPI.

    Parameters
    ----------
    ranks, array, counts, shape, dtype
        As for `scatter`.
    address : int
        Of the array, in root's memory.

    Returns
    -------
    ndarray or Remote
        On root a view of its rows; elsewhere rows that are still to be read.
    """
    if ranks.rank == 0:
        if ranks.observed is not None:
            ranks.observed("Scatter in place", array.nbytes, 0.0)
        return array[: counts[0]]
    return _own(ranks, address, counts, shape, dtype)


def _own(ranks, address, counts, shape, dtype):
    """This rank's rows of an array in root's memory; of `shape` what follows the first length counts."""
    row = dtype.itemsize
    for length in shape[1:]:
        row *= length
    start, count = sum(counts[: ranks.rank]), counts[ranks.rank]
    return Remote(ranks.reached, address + start * row, (count, *shape[1:]), dtype)


def copy_in_place(ranks, array, address, shape, dtype):
    """Move Root to Replicate without MPI; parameters as for `rows_in_place`, but the address may be the bytes."""
    if ranks.rank == 0:
        if ranks.observed is not None:
            ranks.observed("Bcast in place", array.nbytes, 0.0)
        return array
    if type(address) is bytes:
        return np.ndarray(shape, dtype, address)
    return received(ranks, Remote(ranks.reached, address, shape, dtype))


def received(ranks, rows):
    """Return rows that may still be in root's memory as an array of this rank's."""
    return rows.received(ranks.pool) if isinstance(rows, Remote) else rows


def gather_in_place(ranks, block, counts, whole, address, dtype):
    """Move Shard(0) to Root without MPI, but for the news that it has been done.

    Parameters
    ----------
    ranks, block, counts, whole
        As for `gather`.
    address, dtype : int, numpy.dtype
        Of the result, in root's memory.
    """
    if ranks.rank == 0:
        whole[: counts[0]] = block
        if ranks.observed is not None:
            ranks.observed("Gather in place", whole.nbytes, 0.0)
    else:
        _own(ranks, address, counts, block.shape, dtype).write(block)
    ranks.meet()


def _memory(ranks, shape, dtype, stays):
    return np.empty(shape, dtype) if stays else ranks.pool.array(shape, dtype)
