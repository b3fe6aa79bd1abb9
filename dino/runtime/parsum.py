"""Sum of all elements, with the bits of numpy.sum: NumPy's pairwise tree, cut at the ranks' boundaries.

Each rank sums the largest nodes of the tree that lie inside its block, and passes on the few raw elements of leaves
that straddle a boundary. Root replays the tree over both: about 100 values per rank, equal bits for any cut.
"""

import cmath
from itertools import chain

import numpy as np

from dino.kernels import pairwise
from dino.runtime import conditions, layout, threads
from dino.runtime import exact as exactly
from dino.runtime.layout import Call

TREE = "fdFD"
"""Type codes that NumPy sums by its tree, without conversion."""

SMALL = 2**15
"""Elements below which numpy.sum itself is fastest."""

PARALLEL = 2**22
"""Elements that make a second thread worth its start."""

WORD = 8
"""Bytes of integers that numpy.sum takes as they are; narrower ones it copies to words, which takes as long again."""


direct = pairwise.Own(np.ndarray, tuple(map(np.dtype, TREE)), np.sum, SMALL, PARALLEL, SMALL).sum


def prepare(x, *, exact=False) -> Call | None:
    """Check a call on root.

    Parameters
    ----------
    x : ndarray
        Contiguous in C or Fortran order, so that numpy.sum runs over it as over a vector; any array if `exact`.
    exact : bool, optional
        Whether the sum is rounded only once; integers are exact, but wrap around, either way.

    Returns
    -------
    Call or None
        None if NumPy must do it: not an array of plain numbers, gaps between the elements, or a dtype that NumPy
        sums through a buffer.
    """
    if exact and (x := exactly.plain(x)).dtype.kind not in "biu":
        return exactly.prepare(x)
    vector = _vector(x)
    return None if vector is None else Call((vector,), 1, (), _sum_dtype(vector), memo=x)


def _vector(x):
    """Return the elements as numpy.sum runs over them, without a copy; or None."""
    if type(x) not in (np.ndarray, np.memmap) or not (x.dtype.char in TREE or x.dtype.kind in "biu"):
        return None
    if not x.dtype.isnative or not x.flags.aligned or not (x.flags.c_contiguous or x.flags.f_contiguous):
        return None
    return np.asarray(x).reshape(-1, order="C" if x.flags.c_contiguous else "F")


def local(block, start: int, total: int, exact: bool = False):
    """Sum what can be summed inside a block.

    Parameters
    ----------
    block : ndarray, shape (n,)
        This rank's elements.
    start : int
        Index of the first of them.
    total : int
        Number of elements of all ranks.
    exact : bool, optional
        Whether to keep all digits.

    Returns
    -------
    ndarray, shape (nodes,)
        If `exact`, the digits; see `dino.runtime.exact`.
        Floating point: sums of tree nodes and raw elements, from left to right, in the dtype of `block`.
        Integers: one sum modulo 2**64, as uint64.

    Notes
    -----
    n additions; at most 4*log2(n) + 254 values are returned.
    """
    if exact:
        return exactly.local(block)
    if block.dtype.char not in TREE:
        return np.array([_wrapped(block)], np.uint64)
    reals, lanes = _reals(block)
    inside = range(lanes * start, lanes * start + len(reals))
    pieces = [_piece(reals, node, inside, lanes) for node in _nodes(range(lanes * total), inside)]
    return np.concatenate([reals[:0], *pieces]).view(block.dtype)


def _reals(block):
    """View values as reals, one or two to a value."""
    lanes = 2 if block.dtype.kind == "c" else 1
    return block.view(f"f{block.itemsize // lanes}"), lanes


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
    return _node(part, lanes)


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
    if call.options:
        return exactly.finish(parts, call)
    (vector,) = call.operands
    if vector.dtype.char not in TREE:
        return _as(call.dtype, sum(int(part[0]) for part in parts))
    if not len(vector):
        return np.sum(call.memo)
    return _settled(_replay(parts, vector.dtype, layout.blocks(len(vector), len(parts), call.grain)), call.memo)


def _as(dtype, total):
    """Return a sum of integers as it wraps around in a dtype of 64 bits."""
    return np.array(total % 2**64, np.uint64).astype(dtype)[()]


def _settled(total, x):
    """Return a sum that is finite; else ask numpy.sum, which knows which NaN it is, and warns or raises."""
    return total if cmath.isfinite(total) else np.sum(x)


def _node(reals, lanes):
    """Sum a node of the tree."""
    total = np.empty(lanes, reals.dtype)
    pairwise.tree(reals, lanes, total)
    return total


def _replay(parts, dtype, counts):
    """Combine nodes and raw elements, which come in the order of the walk, into the root of the tree."""
    values, lanes = _reals(np.concatenate([np.asarray(part, dtype) for part in parts]))
    starts = [lanes * start for start in layout.displs(counts)]
    blocks = [range(start, start + lanes * count) for start, count in zip(starts, counts) if count]
    place = 0

    def taken(count):
        nonlocal place
        place += count
        return values[place - count : place]

    def total(node):
        if any(block.start <= node.start and node.stop <= block.stop for block in blocks):
            return taken(lanes)
        if len(node) <= pairwise.LEAF:
            return _node(taken(len(node)), lanes)
        left, right = _halves(node)
        return total(left) + total(right)

    with conditions.unheard():
        return _from_zero(total(range(lanes * sum(counts))), dtype)


def _from_zero(total, dtype):
    """Add the sum to the zero that numpy.sum starts from: a sum of negative zeros is positive."""
    return (total + total.dtype.type(0)).view(dtype)[0]


def alone(x, *, exact=False):
    """Sum the elements of an array on this process.

    Parameters
    ----------
    x : array_like
        What numpy.sum takes.
    exact : bool, optional
        Whether to give the sum of the exact values, rounded once to the dtype of `x`, as math.fsum does for float64,
        in a tenth of its time. Integers are summed as by numpy.sum, which wraps around, either way.

    Returns
    -------
    scalar
        numpy.sum(x), bit for bit; if `exact`, the number nearest to the sum, which no order and no number of ranks
        can change.

    Raises
    ------
    TypeError
        If `exact`, and the elements are objects, records, of extended precision, or in an array type that is not
        NumPy's own.

    Notes
    -----
    Reads each element once, and makes no copy; but if `exact`, of float16, byte-swapped or strided arrays. A worker
    reads its part in pieces of 1 MiB from root's memory on one host, and needs a copy of its part on others.
    """
    if exact and (x := exactly.plain(x)).dtype.kind not in "biu":
        return exactly.alone(x)
    if type(x) is np.ndarray and x.size < SMALL:
        return np.sum(x)
    vector = _vector(x)
    if vector is None:
        return np.sum(x)
    if len(vector) >= PARALLEL and (cores := threads.cores()) > 1:
        return finish(_parts(vector, layout.blocks(len(vector), cores)), prepare(x))
    if vector.dtype.char in TREE:
        return _settled(_from_zero(_node(*_reals(vector)), vector.dtype), x)
    return _as(_sum_dtype(vector), _wrapped(vector)) if vector.itemsize < WORD else np.sum(x)


def _sum_dtype(vector):
    return np.add.reduce(vector[:0]).dtype


def _parts(vector, counts):
    """Do on threads what ranks would do."""
    parts, starts = [None] * len(counts), layout.displs(counts)

    def part(index):
        start = starts[index]
        parts[index] = local(vector[start : start + counts[index]], start, len(vector))

    threads.each(part, range(len(counts)), len(counts))
    return parts
