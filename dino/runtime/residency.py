"""Residency: what the workers have received stays with them; of what root has written to since, they get that part.

The kernel tells where that is (`dino.kernels.pages`), so nothing need be known of aliases, views or libraries: what
counts is memory, not objects. Where the kernel cannot tell, everything is sent again. Values that ranks reach in place
need no residency.
"""

from dino.kernels import pages, reach
from dino.placement import Shard
from dino.runtime import patch
from dino.runtime.pieces import Pieces
from dino.runtime.resident import Resident

SMALL = 1 << 16
"""Bytes below which sending again costs less than asking."""

SPOILT = 3
"""Times in a row that an array may change, so that it must be sent whole, before it is watched no longer: the first
write to a page costs 2 us."""

_REMEMBERED = 1000  # arrays whose changes are counted


NOTHING = (), (), ()
"""What a header says where nothing stays."""


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
        self._known = {}  # by memory, shape, dtype and laid; what was used last comes last
        self._spoilt = {}
        self._dropped = []
        self._last = 0

    def lacks(self, array, laid) -> int:
        """Bytes of an array, as it is now, that the workers do not have.

        Parameters
        ----------
        array : ndarray
            C-contiguous.
        laid : hashable
            How it is divided among them.
        """
        known = self._asked(array, laid)
        return patch.length(known.patch) if known is not None and known.number else array.nbytes

    def credit(self, array, laid, seconds) -> float:
        """Add to the seconds that an array's residency would have saved since it last changed, and return them."""
        known = self._asked(array, laid) or self._watched(array, laid)
        if known is None:
            return 0.0
        known.credit += seconds
        return known.credit

    def announced(self, array, laid, size) -> tuple[int, tuple[int, ...]]:
        """Decide what a header says of an operand.

        Parameters
        ----------
        array, laid
            See `lacks`.
        size : int
            Bytes of it that a worker holds.

        Returns
        -------
        number : int
            0: it is sent and not kept. Positive: it is sent, to be kept by this number. Negative: it is not sent,
            because workers have it by this number.
        patch : tuple of int
            What is sent of it in that case; see `patch.of`.
        """
        known = self._asked(array, laid)
        if known is not None and known.number:
            if self._renewed(_key(array, laid), known):
                self._spoilt.pop(_key(array, laid), None)
                return -known.number, known.patch
            known = None
        known = known or (self._watched(array, laid) if size <= self.limit else None)
        if known is None or size > self.limit:
            return 0, ()
        self._last += 1
        known.number, known.held = self._last, size
        self._make_room()
        return known.number, ()

    def dropped(self) -> tuple[int, ...]:
        """Return the numbers that workers may forget, once."""
        dropped, self._dropped = tuple(self._dropped), []
        return dropped

    def _asked(self, array, laid):
        """What is known of an array, if that has changed little since workers received it, or not at all."""
        key = _key(array, laid)
        known = self._known.pop(key, None)
        if known is None:
            return None
        if not known.ask(array) or (known.patch and not known.number):
            self._forget(key, known)
            return None
        self._known[key] = known
        return known

    def _renewed(self, key, known):
        """Whether an array that is to be patched is watched on; others that lie there note what was written."""
        for start, end in known.regions():
            for other in self._known.values():
                if other is not known and other.overlaps(start, end):
                    other.note(start, end)
        if known.renew():
            return True
        self._forget(key, known)
        return False

    def _protected(self, new):
        """Watch the memory of a new array; False if that cannot be.

        Where others are watched already, it is asked in one step what was written to, and that is protected again.
        """
        others = [(other.start, other.end) for other in self._known.values() if other.overlaps(new.start, new.end)]
        place = new.start
        for start, end in (*patch.few(others), (new.end, new.end)):
            start, end = max(start, new.start), min(end, new.end)
            if place < start and not self.watch.protect(place, start):
                return False
            if start < end and not self._taken(start, end) and not self.watch.protect(start, end):
                return False
            place = end
        return True

    def _taken(self, start, end):
        """Whether nothing was written there; else all that lies there is forgotten: it may have been freed."""
        if self.watch.written(start, end, 0, True) == []:
            return True
        for key, other in [(key, other) for key, other in self._known.items() if other.overlaps(start, end)]:
            self._forget(key, other)
        return False

    def forget_all(self):
        """Begin anew: no worker has heard of what was announced last."""
        self._dropped += [known.number for known in self._known.values() if known.number]
        self._known.clear()

    def _watched(self, array, laid):
        """Begin to watch an array, if that can be and promises something."""
        key = _key(array, laid)
        if self.watch is None or array.nbytes < SMALL or self._spoilt.get(key, 0) >= SPOILT:
            return None
        new = Resident(self.watch, array)
        if not self._protected(new):
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
        if self._spoilt[key] >= SPOILT and not any(
            other.overlaps(known.start, known.end) for other in self._known.values()
        ):
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


def _key(array, laid):
    return reach.address(array), array.shape, array.dtype.str, laid


def watch():
    """Return what tells of writes to memory, or None where nothing does."""
    try:
        return pages.Watch()
    except OSError:
        return None


def lies(row, operands, counts):
    """Return each operand with how it is laid out, and the bytes of it that the fullest worker holds."""
    copied = ((array, "copy", array.nbytes) for array in operands)
    divided = ((array, counts, max(counts) * (array.nbytes // max(1, len(array)))) for array in operands)
    either = zip(row.arguments, copied, divided)
    return [rows if isinstance(placement, Shard) else whole for placement, whole, rows in either]


def told(plan):
    """Return, on root, what a header says of residents: operands' numbers and patches, and numbers to forget.

    Parameters
    ----------
    plan : Plan
        Of what goes by MPI.
    """
    residents, about = plan.session.residents, lies(plan.step.row, plan.call.operands, plan.counts)
    try:
        said = [(0, ()) if index in plan.kept else residents.announced(*one) for index, one in enumerate(about)]
    except BaseException:  # no memory
        residents.forget_all()
        raise
    numbers = [number for number, _ in said]
    dropped = residents.dropped()  # perhaps the first operand, to make room for the second
    plan.numbers = tuple(0 if number in dropped else number for number in numbers)
    plan.patches = tuple(changes for _, changes in said)
    return plan.numbers, plan.patches, tuple(number for number in dropped if number not in numbers)


def heard(plan, numbers, patches, dropped):
    """Give a worker's plan the operands that it has, then forget what it need not have."""
    held = plan.session.held
    plan.numbers, plan.patches, plan.held = numbers, patches, tuple(held.get(-number) for number in numbers)
    for number in dropped:
        held.pop(number, None)  # of some it has never heard: see `told`


def moved(operand, move, *about, patched, held=lambda whole: whole):
    """Move an operand, unless it is there; keep it, if root said so.

    Parameters
    ----------
    operand : Operand
        What is to be moved.
    move : callable
        `collectives.scatter` or `collectives.bcast`, or `Pieces`; called with `about`.
    patched : callable
        Brings what is there up to date: `patched(ranks, array, patch)`.
    held : callable
        On root, what of an array that is not moved is its own part.
    """
    here, array = operand.plan.session, operand.take()
    if operand.number < 0:
        if operand.patch:
            patched(here.ranks, array, operand.patch)
        return held(array) if here.is_root else array
    part = move(here.ranks, array, *about, stays=operand.number > 0)
    if operand.number > 0 and not here.is_root:
        here.held[operand.number] = part.block if isinstance(part, Pieces) else part
    return part
