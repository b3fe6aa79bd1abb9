# cython: language_level=3
"""Notes: headers that need no answer, and travel together: one for each iteration, and each step that root takes alone."""

cdef enum:
    MOST = 256  # that travel together


cdef class Notes:
    """Headers that wait for one that needs an answer, or until they are so many.

    Attributes
    ----------
    waiting : list of tuple
        Of each its kind, name, line and payload.
    """

    cdef public list waiting

    def __init__(self):
        self.waiting = []

    def note(self, kind, name="", line=0, payload=None):
        """Add a header that no worker is waited for to answer; `flush` is called when there are many."""
        self.waiting.append((<int>kind, name, line, payload))  # marshal takes plain integers only
        if len(self.waiting) >= MOST:
            self.flush()
