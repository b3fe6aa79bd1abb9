"""Sorted runs: a vector sorted in blocks on several threads, and blocks that are merged instead of sorted again."""

import math
import time

import numpy as np

from dino.kernels import merge
from dino.runtime import layout, threads

PARALLEL = 2**18
"""Elements with which a second thread may be worth its start, and the merge."""

PROBE = 2**12
"""Elements that are sorted by themselves first, to see how fast it goes."""

SLOW = 12e-9
"""Seconds to sort an element on one thread, times threads, from which on several are faster: to merge takes one thread
0.7 to 1.1 ns an element, to start and meet again a quarter of a millisecond in all."""

LONG, WIDE, QUICK = 2**20, 4, 5e-9
"""The same of so many elements of so many bytes. Narrower ones are often equal, which makes sorting faster than what is
foretold: two threads took 1.4 times as long for 2*10^7 of 14 bits."""

SEGMENT = 2**15
"""Elements that one thread merges at a time: what it reads and writes stays in the second cache."""

KINDS = {"b": "u1", "m": "i8", "M": "i8"}


def mergeable(dtype) -> bool:
    """Whether runs of a dtype, native in byte order, can be merged here."""
    return dtype.kind in "biumM" or dtype.char in "fd"


def sort(vector, workers: int):
    """Return a sorted copy.

    Parameters
    ----------
    vector : ndarray, shape (n,)
        Contiguous, native.
    workers : int
        Threads that may work at once.

    Returns
    -------
    ndarray, shape (n,)
        Equal to numpy.sort's under ==. Where threads pay, another n elements of memory are needed for the time.
    """
    if workers < 2 or len(vector) < PARALLEL or not mergeable(vector.dtype):
        return np.sort(vector)
    values = vector.copy()
    if _pays(values, workers):
        return _by_threads(values, workers)
    values.sort()
    return values


def _pays(values, workers):
    """Whether several threads are faster than one."""
    limit = QUICK if len(values) >= LONG and values.itemsize >= WIDE else SLOW
    return _seconds(values) * workers >= limit


def _seconds(values):
    """Foretell the seconds for each element: sort some, in place; the first of them to have the code in the caches."""
    values[: PROBE // 8].sort()
    some = values[PROBE // 8 :][:PROBE]
    start = time.perf_counter()
    some.sort()
    return (time.perf_counter() - start) / PROBE * math.log(max(PROBE, len(values)), PROBE)


def _by_threads(values, workers):
    """Sort blocks, in place, and merge them."""
    counts = layout.blocks(len(values), workers)
    threads.each(lambda block: block.sort(), np.split(values, np.cumsum(counts[:-1])), workers)
    return merged(values, counts, workers)


def merged(blocks, counts, workers: int = 1):
    """Return the elements of sorted runs as one.

    Parameters
    ----------
    blocks : ndarray, shape (n,)
        The runs, one after the other; used up.
    counts : sequence of int
        Elements of each.
    workers : int, optional
        Threads that may work at once.

    Returns
    -------
    ndarray, shape (n,)
        Sorted; what numpy.sort puts last, NaN and NaT, is last.

    Notes
    -----
    n*ceil(log2(runs)) comparisons, about 1 ns each on one thread.
    """
    if not mergeable(blocks.dtype):
        return np.sort(blocks, kind="stable")
    edges = np.cumsum([0, *counts])
    runs = [blocks[start:stop] for start, stop in zip(edges, edges[1:]) if start < stop]
    if len(runs) < 2:
        return blocks
    sizes = [_numbers(run) for run in runs]
    last = [run[size:].copy() for run, size in zip(runs, sizes)]
    result = _cascade([run[:size] for run, size in zip(runs, sizes)], [np.empty_like(blocks), blocks], workers)
    np.concatenate(last, out=result[sum(sizes) :])
    return result


def _comparable(dtype):
    """Return the dtype by which elements are compared."""
    return np.dtype(KINDS.get(dtype.kind, f"{dtype.kind}{dtype.itemsize}"))


def _numbers(run) -> int:
    """Count what is no NaN or NaT in a sorted run: these stand at its end."""
    if run.dtype.kind not in "fmM" or run[-1] == run[-1]:
        return len(run)
    return int(run.searchsorted(np.array("NaN", run.dtype) if run.dtype.kind == "f" else np.array("NaT", run.dtype)))


def _cascade(runs, memories, workers):
    """Merge neighbours until one run is left, to and fro between two memories; return the one that has it."""
    comparable = _comparable(memories[0].dtype)
    while len(runs) > 1:
        made, start = [], 0
        for index in range(0, len(runs), 2):
            first, second = runs[index], runs[index + 1] if index + 1 < len(runs) else runs[index][:0]
            into = memories[0][start : start + len(first) + len(second)]
            merge.runs(*(part.view(comparable) for part in (first, second, into)), SEGMENT, workers)
            made.append(into)
            start += len(into)
        runs, memories = made, memories[::-1]
    return memories[1]
