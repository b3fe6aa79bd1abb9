"""Sum of all elements, with the bits of numpy.sum: NumPy's pairwise tree, cut at the ranks' boundaries.

Each rank sums the largest nodes of the tree that lie inside its block, and passes on the few raw elements of leaves
that straddle a boundary. Root replays the tree over both: about 100 values per rank, equal bits for any cut.
"""

from itertools import chain

import numpy as np

from dino.kernels import pairwise
from dino.runtime import layout, threads
from dino.runtime.layout import Call

TREE = "fdFD"
"""Type codes that NumPy sums by its tree, without conversion."""

SMALL = 2**14
"""Elements below which numpy.sum itself is fastest."""

PARALLEL = 2**19
"""Elements that make a second thread worth its start."""


def prepare(x) -> Call | None:
    """Check a call on root.

    Parameters
    ----------
    x : ndarray
        Contiguous in C or Fortran order, so that numpy.sum runs over it as over a vector.

    Returns
    -------
    Call or None
        None if NumPy must do it: not an array of plain numbers, gaps between the elements, or a dtype that NumPy
        sums through a buffer.
    """
    if type(x) not in (np.ndarray, np.memmap) or not (x.dtype.char in TREE or x.dtype.kind in "biu"):
        return None
    if not x.dtype.isnative or not x.flags.aligned or not (x.flags.c_contiguous or x.flags.f_contiguous):
        return None
    vector = np.asarray(x).reshape(-1, order="C" if x.flags.c_contiguous else "F")
    return Call((vector,), 1, (), np.add.reduce(vector[:0]).dtype, memo=x)


def local(block, start: int, total: int):
    """Sum what can be summed inside a block.

    Parameters
    ----------
    block : ndarray, shape (n,)
        This rank's elements.
    start : int
        Index of the first of them.
    total : int
        Number of elements of all ranks.

    Returns
    -------
    ndarray, shape (nodes,)
        Floating point: sums of tree nodes and raw elements, from left to right, in the dtype of `block`.
        Integers: one sum modulo 2**64, as uint64.

    Notes
    -----
    n additions; at most 4*log2(n) + 254 values are returned.
    """
    if block.dtype.char not in TREE:
        return np.array([_wrapped(block)], np.uint64)
    lanes = 2 if block.dtype.kind == "c" else 1
    reals = block.view(block.real.dtype)
    inside = range(lanes * start, lanes * start + len(reals))
    pieces = [_piece(reals, node, inside, lanes) for node in _nodes(range(lanes * total), inside)]
    return np.concatenate([reals[:0], *pieces]).view(block.dtype)


def _wrapped(block) -> int:
    if block.dtype.kind == "b":
        return pairwise.truths(block.view(np.uint8))
    return pairwise.wrapping(block)


def _piece(reals, node: range, inside: range, lanes: int):
    """Return the sum of a node that lies inside, else those of its elements that do."""
    start, stop = max(node.start, inside.start), min(node.stop, inside.stop)
    part = reals[start - inside.start : stop - inside.start]
    if stop - start < len(node):
        return part
    total = np.empty(lanes, reals.dtype)
    pairwise.tree(part, lanes, total)
    return total


def _halves(node: range) -> tuple[range, range]:
    """Cut a node where numpy.sum does."""
    half = len(node) // 2
    half -= half % 8
    return node[:half], node[half:]


def _nodes(node: range, inside: range):
    """Yield, from left to right, the largest nodes inside and the leaves that straddle a boundary."""
    if node.stop <= inside.start or inside.stop <= node.start:
        return
    if len(node) <= pairwise.LEAF or (inside.start <= node.start and node.stop <= inside.stop):
        yield node
        return
    yield from chain.from_iterable(_nodes(half, inside) for half in _halves(node))


def finish(parts, call: Call):
    """Replay the tree on root.

    Parameters
    ----------
    parts : sequence of ndarray
        What `local` returned on each rank, in rank order; blocks as `layout.blocks` cuts them.
    call : Call
        The call.

    Returns
    -------
    scalar
        What numpy.sum returns, bit for bit. Where it is not finite numpy.sum itself is called: it alone knows which
        NaN comes out, and warns or raises at the caller's line.
    """
    (vector,) = call.operands
    if vector.dtype.char not in TREE:
        return np.array(sum(int(part[0]) for part in parts) % 2**64, np.uint64).astype(call.dtype)[()]
    if not len(vector):
        return np.sum(call.memo)
    total = _replay(parts, vector.dtype, layout.blocks(len(vector), len(parts), call.grain))
    return total if np.isfinite(total) else np.sum(call.memo)


def _replay(parts, dtype, counts):
    """Combine nodes and raw elements, which come in the order of the walk, into the root of the tree."""
    lanes = 2 if dtype.kind == "c" else 1
    real = np.empty(0, dtype).real.dtype
    starts = [lanes * start for start in layout.displs(counts)]
    blocks = [range(start, start + lanes * count) for start, count in zip(starts, counts) if count]
    values = iter(np.concatenate([np.asarray(part, dtype) for part in parts]).view(real).reshape(-1, lanes))

    def total(node):
        if any(block.start <= node.start and node.stop <= block.stop for block in blocks):
            return next(values)
        if len(node) <= pairwise.LEAF:
            raw, out = np.concatenate([next(values) for _ in range(len(node) // lanes)]), np.empty(lanes, real)
            pairwise.tree(raw, lanes, out)
            return out
        left, right = _halves(node)
        return total(left) + total(right)

    with np.errstate(all="ignore"):
        # numpy.sum starts from zero: a sum of negative zeros is positive.
        return (np.zeros(lanes, real) + total(range(lanes * sum(counts)))).view(dtype)[0]


def alone(x):
    """Sum the elements of an array on this process.

    Parameters
    ----------
    x : array_like
        What numpy.sum takes.

    Returns
    -------
    scalar
        numpy.sum(x), bit for bit.
    """
    if getattr(x, "size", 0) < SMALL:
        return np.sum(x)
    call = prepare(x)
    if call is None:
        return np.sum(x)
    return finish(_parts(call.operands[0], threads.cores()), call)


def _parts(vector, cores: int):
    """Do on threads what ranks would do."""
    counts = layout.blocks(len(vector), cores if len(vector) >= PARALLEL else 1)
    parts = [None] * len(counts)

    def part(index):
        start = layout.displs(counts)[index]
        parts[index] = local(vector[start : start + counts[index]], start, len(vector))

    threads.each(part, range(len(counts)), len(counts))
    return parts
