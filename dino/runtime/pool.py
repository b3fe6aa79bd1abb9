"""Memory for what a rank receives, kept from one collective to the next: fresh memory is slow to touch first."""

import sys

import numpy as np

_KEPT = 4  # buffers: two operands, and those of the call before
_SMALL = 1 << 16  # bytes that the allocator has at hand sooner than a look at the buffers takes


def _references(buffers):
    return [sys.getrefcount(buffer) for buffer in buffers]


(_IDLE,) = _references([np.empty(0)])  # of a buffer that nobody uses; it depends on CPython's version


class Pool:
    """Buffers that are lent for as long as an array on them lives."""

    def __init__(self):
        self._buffers = []

    def take(self, size):
        """Return `size` bytes of memory, of any content, that nobody uses.

        Parameters
        ----------
        size : int
            Bytes.

        Returns
        -------
        ndarray of uint8
        """
        if size <= _SMALL:
            return np.empty(size, np.uint8)
        uses = _references(self._buffers)
        free = [buffer for buffer, count in zip(self._buffers, uses) if count == _IDLE]
        fitting = [buffer for buffer in free if size <= len(buffer)]
        if fitting:
            return min(fitting, key=len)[:size]
        dropped = {id(buffer) for buffer in free if len(buffer) < size}
        kept = [buffer for buffer in self._buffers if id(buffer) not in dropped]
        del free, fitting
        made = np.empty(size, np.uint8)
        self._buffers = [*kept[-_KEPT + 1 :], made]
        return made[:]

    def array(self, shape, dtype):
        """Return an uninitialised array on memory of the pool."""
        size = dtype.itemsize
        for length in shape:
            size *= length
        if size <= _SMALL:
            return np.empty(shape, dtype)
        return self.take(size).view(dtype).reshape(shape)
