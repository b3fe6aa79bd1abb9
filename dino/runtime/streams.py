"""Computing on rows that are in root's memory without a copy of them: in pieces that stay in the cache.

A piece is read into the same small memory over and over, so that main memory is read once and never written.
"""

from functools import partial

import numpy as np

from dino.runtime import parsum

PIECE = 1 << 20
"""Bytes of a piece: about what one core keeps to itself."""


def rowwise(local, remote, *others, pool, grain, start, total):
    """Compute a block whose rows depend on nothing but themselves and what every rank has.

    Parameters
    ----------
    local : callable
        The primitive's `local`.
    remote : Remote
        This rank's rows.
    *others : ndarray
        The other operands.
    pool : Pool
        Where pieces are read to.
    grain : int
        Rows that stay together.
    start, total : int
        Index of the first row, and the number of rows of all ranks.
    """
    step = max(1, PIECE // (grain * remote.row or 1)) * grain
    if len(remote) <= step:
        return local(remote.received(pool), *others, start=start, total=total)
    memory = pool.take(step * remote.row)
    first = local(remote[:step].read(memory), *others, start=start, total=total)
    result = np.empty((len(remote), *first.shape[1:]), first.dtype)
    result[: len(first)] = first
    for row in range(step, len(remote), step):
        piece = remote[row : row + step].read(memory)
        result[row : row + step] = local(piece, *others, start=start + row, total=total)
    return result


def summed(local, remote, *, pool, grain, start, total, exact=False):
    """Sum a block as `parsum.local` does, node by node of NumPy's tree or exactly; parameters as for `rowwise`."""
    local = partial(local, exact=exact)
    if remote.nbytes <= PIECE:
        return local(remote.received(pool), start, total)
    memory = pool.take(PIECE)
    if exact or remote.dtype.char not in parsum.TREE:
        step = PIECE // remote.row
        pieces = (local(remote[row : row + step].read(memory), 0, 0) for row in range(0, len(remote), step))
        return sum(pieces)  # digits, or integers that wrap around
    return _Nodes(remote, memory).between(start, total)


class _Nodes:
    """The nodes of NumPy's tree in rows that are read piece by piece."""

    def __init__(self, remote, memory):
        self.remote, self.memory = remote, memory
        self.lanes = 2 if remote.dtype.kind == "c" else 1

    def between(self, start, total):
        """Return sums of nodes, and raw elements where a node straddles the block's edges, from left to right."""
        inside = range(self.lanes * start, self.lanes * (start + len(self.remote)))
        pieces = []
        for node in parsum._nodes(range(self.lanes * total), inside):
            first, last = max(node.start, inside.start) - inside.start, min(node.stop, inside.stop) - inside.start
            pieces.append(self.node(first, last) if last - first == len(node) else self.raw(first, last))
        return np.concatenate(pieces).view(self.remote.dtype)

    def raw(self, start, stop):
        """Return a copy of some reals."""
        return self._reals(start, stop).copy()

    def node(self, start, stop):
        """Sum a node of the tree."""
        if (stop - start) * self.remote.row <= PIECE * self.lanes:
            return parsum._node(self._reals(start, stop), self.lanes)
        left, right = parsum._halves(range(start, stop))
        return self.node(left.start, left.stop) + self.node(right.start, right.stop)

    def _reals(self, start, stop):
        values = self.remote[start // self.lanes : stop // self.lanes].read(self.memory)
        return values.view(f"f{self.remote.dtype.itemsize // self.lanes}")


STREAMS = {"matvec": rowwise, "parsum": summed}
"""How the rows of these primitives are computed without being received whole: they read each element once."""
