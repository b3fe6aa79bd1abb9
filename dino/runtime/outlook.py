"""What a call over the ranks would still have to send, which decides whether it pays."""

from functools import cached_property

from dino.runtime import layout
from dino.runtime.residency import lies


class Outlook:
    """What residency means for one call that root is about to decide.

    Parameters
    ----------
    here : Root
        The session.
    row : Primitive
        The row.
    call : layout.Call
        The call.
    """

    def __init__(self, here, row, call):
        self.here, self.row, self.call = here, row, call

    @cached_property
    def sizes(self) -> list[int]:
        """Bytes of each operand that workers lack."""
        sizes = [operand.nbytes for operand in self.call.operands]
        if self.here.ranks is None or self.here.ranks.reached:
            return sizes
        return [self.here.residents.lacks(array, where) for array, where, _ in self._lies]

    @property
    def sizes_without_largest(self) -> list[int]:
        """The same, if workers had the largest operand."""
        largest = max(self.sizes)
        return [0 if size == largest else size for size in self.sizes]

    def credit(self, seconds) -> float:
        """Seconds that the calls so far would have saved, this one included, had workers had the largest operand."""
        if self.here.hosts == 1:
            return 0.0  # there ranks read in place
        array, where, _ = self._lies[self.sizes.index(max(self.sizes))]
        return self.here.residents.credit(array, where, seconds)

    @cached_property
    def _lies(self):
        counts = layout.blocks(len(self.call.operands[0]), self.here.size, self.call.grain)
        return lies(self.row, self.call.operands, counts)
