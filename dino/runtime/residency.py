"""Residency: what the workers have received stays with them, for as long as root's memory has not changed since.

The kernel tells whether it has (`dino.kernels.pages`), so nothing need be known of aliases, views or libraries: what
counts is memory, not objects. Where the kernel cannot tell, everything is sent again. Values that ranks reach in place
need no residency.
"""

import numpy as np

from dino.kernels import pages

SMALL = 1 << 16
"""Bytes below which sending again costs less than asking."""

SPOILT = 3
"""Times that an array may have changed before its memory is watched no longer: each write to a page costs a little."""

_REMEMBERED = 1000  # arrays whose changes are counted


class Resident:
    """An array whose memory is watched.

    Attributes
    ----------
    number : int
        By which workers hold it; 0 while they do not.
    credit : float
        Seconds that the calls so far would have saved, had it been on the workers.
    """

    def __init__(self, watch, array):
        self.address, self.size = array.__array_interface__["data"][0], array.nbytes
        self.start, self.end = pages.inside(self.address, self.size)
        self.number, self.credit, self.watch = 0, 0.0, watch
        # Other objects share the pages at the edges, so these bytes are compared.
        self.edges = [edge.copy() for edge in self._edges(array)]

    def _edges(self, array):
        octets = array.reshape(-1).view(np.uint8)
        return octets[: self.start - self.address], octets[self.end - self.address :]

    def overlaps(self, other):
        """Whether the two share a page."""
        return self.start < other.end and other.start < self.end

    def changed(self, array):
        """Whether the array differs from what it was; None for `array` asks for the pages inside only."""
        if self.watch.changed(self.start, self.end):
            return True
        return array is not None and any((old != new).any() for old, new in zip(self.edges, self._edges(array)))


class Residents:
    """Root's account of what the workers hold.

    Parameters
    ----------
    watch : pages.Watch or None
        None if the kernel does not tell of writes: then nothing is ever held.
    limit : int
        Bytes that a worker may hold.
    """

    def __init__(self, watch, limit=0):
        self.watch, self.limit = watch, limit
        self._known = {}  # by memory, shape, dtype and layout; what was used last comes last
        self._spoilt = {}
        self._dropped = []
        self._last = 0

    def holds(self, array, layout) -> bool:
        """Whether the workers have an array as it is now.

        Parameters
        ----------
        array : ndarray
            C-contiguous.
        layout : hashable
            How it is divided among them.
        """
        known = self._unchanged(array, layout)
        return known is not None and known.number > 0

    def credit(self, array, layout, seconds) -> float:
        """Add to the seconds that an array's residency would have saved since it last changed, and return them."""
        known = self._unchanged(array, layout) or self._watched(array, layout)
        if known is None:
            return 0.0
        known.credit += seconds
        return known.credit

    def announced(self, array, layout, size) -> int:
        """Decide what a header says of an operand.

        Parameters
        ----------
        array, layout
            See `holds`.
        size : int
            Bytes of it that a worker holds.

        Returns
        -------
        int
            0: it is sent and not kept. Positive: it is sent, to be kept by this number. Negative: it is not sent,
            because workers have it by this number.
        """
        known = self._unchanged(array, layout)
        if known is not None and known.number:
            return -known.number
        known = known or (self._watched(array, layout) if size <= self.limit else None)
        if known is None or size > self.limit:
            return 0
        self._last += 1
        known.number, known.held = self._last, size
        self._make_room()
        return known.number

    def dropped(self) -> tuple[int, ...]:
        """Return the numbers that workers may forget, once."""
        dropped, self._dropped = tuple(self._dropped), []
        return dropped

    def _unchanged(self, array, layout):
        key = _key(array, layout)
        known = self._known.pop(key, None)
        if known is None:
            return None
        if known.changed(array):
            self._forget(key, known)
            return None
        self._known[key] = known
        return known

    def _watched(self, array, layout):
        """Begin to watch an array, if that can be and promises something."""
        key = _key(array, layout)
        if self.watch is None or array.nbytes < SMALL or self._spoilt.get(key, 0) >= SPOILT:
            return None
        new = Resident(self.watch, array)
        # Protecting a page again forgets what was written to it.
        for other_key, other in list(self._known.items()):
            if other.overlaps(new) and other.changed(None):
                self._forget(other_key, other)
        if not self.watch.protect(new.start, new.end):
            self._spoilt[key] = SPOILT
            return None
        self._known[key] = new
        return new

    def _forget(self, key, known):
        self._known.pop(key, None)
        if known.number:
            self._dropped.append(known.number)
        self._spoilt[key] = self._spoilt.pop(key, 0) + 1
        if len(self._spoilt) > _REMEMBERED:
            del self._spoilt[next(iter(self._spoilt))]
        if self._spoilt[key] >= SPOILT and not any(known.overlaps(other) for other in self._known.values()):
            self.watch.release(known.start, known.end)

    def _make_room(self):
        held = {key: known for key, known in self._known.items() if known.number}
        excess = sum(known.held for known in held.values()) - self.limit
        for key, known in held.items():
            if excess <= 0:
                return
            excess -= known.held
            self._dropped.append(known.number)
            del self._known[key]


def _key(array, layout):
    return array.__array_interface__["data"][0], array.shape, array.dtype.str, layout


def watch():
    """Return what tells of writes to memory, or None where nothing does."""
    try:
        return pages.Watch()
    except OSError:
        return None
