"""A resident: an array of root's whose memory is watched, so that it is known what workers that received it lack."""

import numpy as np

from dino.kernels import pages, reach
from dino.runtime import patch

_REGIONS = 1 << 15  # that may be written to; more are taken for all of the array


class Resident:
    """An array whose memory is watched.

    Attributes
    ----------
    number : int
        By which workers hold it; 0 while they do not.
    credit : float
        Seconds that the calls so far would have saved, had it been on the workers.
    patch : tuple of int
        What was written, when that was asked last, since workers received it.
    """

    def __init__(self, watch, array):
        self.address, self.size = reach.address(array), array.nbytes
        self.start, self.end = pages.inside(self.address, self.size)
        self.number, self.credit, self.watch, self.patch = 0, 0.0, watch, ()
        self._noted = []  # regions written to that the kernel was told to forget, for another array's sake
        # Other objects share the pages at the edges, so these bytes are compared.
        self._edges_sent = self._edges_asked = self._edges(array)

    def _edges(self, array):
        """The bytes at the edges, as they are now: another thread may write to them."""
        octets = array.reshape(-1).view(np.uint8)
        return octets[: self.start - self.address].copy(), octets[self.end - self.address :].copy()

    def overlaps(self, start, end):
        """Whether a page of it lies there."""
        return self.start < end and start < self.end

    def ask(self, array) -> bool:
        """Ask what has been written since workers received it; False if that is too much, or cannot be told."""
        regions = self.watch.written(self.start, self.end, _REGIONS)
        if regions is None:
            return False
        ranges = [(start - self.address, end - self.address) for start, end in (*self._noted, *regions)]
        ends = (0, self.start - self.address), (self.end - self.address, self.size)
        self._edges_asked = self._edges(array)
        edges = zip(ends, self._edges_sent, self._edges_asked)
        ranges += [where for where, old, new in edges if (old != new).any()]
        self.patch = patch.of(ranges, self.size) if ranges else ()
        return self.patch is not None

    def note(self, start, end):
        """Remember that a region was written to: the kernel will not."""
        self._noted.append((max(start, self.start), min(end, self.end)))
        if len(self._noted) > 2 * patch.MOST:
            self._noted = patch.few(self._noted)

    def renew(self) -> bool:
        """Take the array for received as it was when that was asked; False if the kernel does not watch it any more.

        What is written from now on is told of when that is asked next, though it may be sent already.
        """
        self._noted, self._edges_sent = [], self._edges_asked
        return all(self.watch.protect(*region) for region in self.regions())

    def regions(self):
        """Whole pages that the patch replaces."""
        edges = zip(self.patch[::2], self.patch[1::2])
        clipped = ((max(self.address + start, self.start), min(self.address + end, self.end)) for start, end in edges)
        return [(start, end) for start, end in clipped if start < end]
