"""Patches: of an array that the workers hold, and that root has written to since, only what was written goes over.

A patch is a tuple of numbers, first byte and end of one range after the other, counted from the array's first byte.
Every rank knows it from the header, and so what of it concerns each rank.
"""

import numpy as np

from dino.runtime import collectives, host, layout

MOST = 1 << 12
"""Ranges of a patch: what lies close together is one, bytes in between included."""

WORTH = 2
"""An array is sent whole if more than one in so many of its bytes are to be."""


def of(ranges, size):
    """Make a patch of ranges.

    Parameters
    ----------
    ranges : list of tuple of (int, int)
        Bytes that were written, in any order; they may overlap.
    size : int
        Bytes of the array.

    Returns
    -------
    tuple of int or None
        None if the array should rather be sent whole.
    """
    patch = tuple(edge for one in few(ranges) for edge in one)
    return None if WORTH * length(patch) > size else patch


def few(ranges):
    """Join ranges until there are no more than `MOST`; return them in order."""
    merged, gap = _merged(sorted(ranges), 0), 1 << 12
    while len(merged) > MOST:
        merged, gap = _merged(merged, gap), 2 * gap
    return merged


def _merged(ranges, gap):
    """Join ranges with no more than `gap` bytes between them."""
    merged = []
    for start, end in ranges:
        if merged and start <= merged[-1][1] + gap:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        elif end > start:
            merged.append((start, end))
    return merged


def length(patch) -> int:
    """Bytes that a patch replaces."""
    return sum(patch[1::2]) - sum(patch[::2])


def within(patch, start, end):
    """Return the part of a patch between two bytes, counted from the first of them."""
    clipped = ((max(first, start), min(last, end)) for first, last in zip(patch[::2], patch[1::2]))
    return [(first - start, last - start) for first, last in clipped if first < last]


def scattered(ranks, array, patch, counts, row):
    """Bring the rows that every rank holds up to date.

    Parameters
    ----------
    ranks : Ranks
        The run.
    array : ndarray
        On root the whole, elsewhere this rank's rows, which are changed.
    patch : tuple of int
        Of the whole.
    counts : tuple of int
        Rows of each rank.
    row : int
        Bytes of one.
    """
    starts = [row * start for start in layout.displs(counts)]
    parts = [within(patch, start, start + row * count) for start, count in zip(starts, counts)]
    parts[0] = []  # root's own
    sizes = tuple(sum(end - start for start, end in part) for part in parts)
    if not sum(sizes):
        return
    octets = collectives.octets(array)
    packed = _packed([octets[start:] for start in starts], parts) if ranks.rank == 0 else None
    block = collectives.scatter(ranks, packed, sizes, (sum(sizes),), np.dtype(np.uint8))
    if ranks.rank:
        _unpack(block, octets, parts[ranks.rank])


def copied(ranks, array, patch):
    """Bring the copy that every rank holds up to date.

    Ranks that share one all write the same to it, but only once none of them uses it any more: one without rows may
    come late, and one with rows be ahead by a patch.
    """
    if ranks.host is not None and array.nbytes >= host.LEAST:
        ranks.wait(ranks.host.near.Ibarrier())
    octets, part = collectives.octets(array), within(patch, 0, array.nbytes)
    packed = _packed([octets], [part]) if ranks.rank == 0 else None
    received = collectives.bcast(ranks, packed, (length(patch),), np.dtype(np.uint8))
    if ranks.rank:
        _unpack(received, octets, part)


def _packed(memories, parts):
    pieces = [memory[start:end] for memory, part in zip(memories, parts) for start, end in part]
    return np.concatenate(pieces)


def _unpack(packed, octets, part):
    place = 0
    for start, end in part:
        octets[start:end] = packed[place : place + end - start]
        place += end - start
