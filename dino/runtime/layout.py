"""Layout: how the first axis of an array is divided among the ranks, and what a primitive asks to be laid out."""

from typing import Any, NamedTuple

import numpy as np

_NONE = {}


class Call(NamedTuple):
    """One call of a primitive, checked and ready to be distributed; significant on root only.

    Parameters
    ----------
    operands : tuple of ndarray
        The arrays as they are to be laid out: C-contiguous, native byte order.
    grain : int
        Rows of a divided operand that must stay together.
    shape : tuple of int
        Shape of the gathered result.
    dtype : dtype
        What the user gets in the end.
    memo : object, optional
        What the primitive's `finish` needs to know besides.
    options : dict, optional
        Keyword arguments of the primitive's `local`, on every rank. `turned` if the second operand, a matrix that was
        stored by columns, is laid out transposed.
    """

    operands: tuple[np.ndarray, ...]
    grain: int
    shape: tuple[int, ...]
    dtype: np.dtype
    memo: Any = None
    options: dict = _NONE

    @property
    def given(self) -> tuple[np.ndarray, ...]:
        """The operands as the primitive's signature has them."""
        return (self.operands[0], self.operands[1].T) if self.options.get("turned") else self.operands


def blocks(total: int, size: int, grain: int = 1) -> tuple[int, ...]:
    """Divide rows among ranks, as evenly as whole grains allow.

    Parameters
    ----------
    total : int
        Number of rows.
    size : int
        Number of ranks.
    grain : int, optional
        Rows that must stay together, counted from the first row.

    Returns
    -------
    counts : tuple of int
        Rows of each rank, in order; zeros when there are more ranks than grains. Every count is a multiple of
        `grain`, but for the last that is not zero.
    """
    share, extra = divmod(-(-total // grain), size)
    edges = [min((rank * share + min(rank, extra)) * grain, total) for rank in range(size + 1)]
    return tuple(after - before for before, after in zip(edges, edges[1:]))


def displs(counts) -> tuple[int, ...]:
    """Return the first row of each rank's block, from the rows of each."""
    starts = [0]
    for count in counts[:-1]:
        starts.append(starts[-1] + count)
    return tuple(starts)
