"""Large operands by MPI in pieces: while a rank computes one, the next is on its way to it, the last on its way back.

What a rank computes is the same, panel by panel, and so are the bits.
"""

import _thread
from collections import deque
from functools import partial

import numpy as np

from dino.runtime import collectives

PIECED = {"matmul"}
"""Primitives that compute for longer than it takes to bring their rows."""

LEAST = 1 << 20
"""Bytes of a rank's rows that make it worth while."""

MOST = 1 << 24
"""Bytes of a piece, unless a panel, or one for each thread, has more."""

ROUNDS = 3
"""Pieces of a rank's rows, at least: with fewer, little is on its way while something is computed."""

_LOOK_EVERY = 5e-4  # seconds between two looks at what is on its way


def rows(plan) -> int:
    """Decide, on root, how many rows of the divided operand go to a rank at a time; 0 if all of them.

    Parameters
    ----------
    plan : Plan
        Of what goes by MPI, of which is known what stays on the workers.
    """
    if plan.step.row.name not in PIECED or 0 in plan.kept or min(plan.numbers, default=0) < 0:
        return 0
    shape, dtype = plan.form.layouts[0]
    row = dtype.itemsize * int(np.prod(shape[1:], dtype=np.int64))
    panels, panel = -(-max(plan.counts) // plan.form.grain), plan.form.grain * row
    if max(plan.counts) * row < LEAST:
        return 0
    each = max(plan.session.ranks.share, min(MOST // panel, -(-panels // ROUNDS)))
    return each * plan.form.grain if each < panels else 0


class Pieces:
    """Rows that are still to come; what `collectives.scatter` returns, piece by piece.

    Parameters
    ----------
    ranks, array, counts, shape, dtype, stays
        As for `collectives.scatter`.
    length : int
        Rows of a piece; the same on all ranks.

    Attributes
    ----------
    block : ndarray or None
        Memory for all rows of this rank, if they stay here, or are root's own.
    """

    def __init__(self, ranks, array, counts, shape, dtype, stays=False, *, length):
        self.ranks, self.array, self.counts, self.shape, self.dtype = ranks, array, counts, shape, dtype
        self.length, self.rounds = length, -(-max(counts) // length)
        self.block = None
        if array is not None:
            self.block = array[: counts[0]]
        elif stays:
            self.block = np.empty((counts[ranks.rank], *shape[1:]), dtype)

    def counts_of(self, number):
        """Rows of each rank in a piece."""
        return [max(0, min(self.length, count - number * self.length)) for count in self.counts]

    def starts_of(self, number):
        """First row, of the whole, of each rank's part of a piece."""
        starts = [sum(self.counts[:rank]) for rank in range(len(self.counts))]
        return [start + min(number * self.length, count) for start, count in zip(starts, self.counts)]

    def mine(self, number):
        """This rank's rows of a piece, counted from its first."""
        start = min(number * self.length, self.counts[self.ranks.rank])
        return slice(start, start + self.counts_of(number)[self.ranks.rank])

    def send(self, number):
        """Start to move a piece, Root -> Shard(0); the request, and where this rank's rows will be."""
        ranks, mine = self.ranks, self.mine(number)
        if self.block is None:
            part = ranks.pool.array((mine.stop - mine.start, *self.shape[1:]), self.dtype)
        else:
            part = self.block[mine]
        if ranks.rank == 0:
            message = self.message(self.array, number)
            return ranks.comm.Iscatterv(message, ranks.MPI.IN_PLACE), part
        return ranks.comm.Iscatterv(None, [collectives.octets(part), ranks.MPI.BYTE]), part

    def message(self, whole, number):
        """A piece of an array on root, as MPI takes it."""
        row = whole.dtype.itemsize * int(np.prod(whole.shape[1:], dtype=np.int64))
        sizes = [row * length for length in self.counts_of(number)]
        starts = [row * start for start in self.starts_of(number)]
        return [collectives.octets(whole), sizes, starts, self.ranks.MPI.BYTE]


class Result:
    """A rank's rows of a result that is still to be computed, piece by piece.

    Parameters
    ----------
    pieces : Pieces
        Of the divided operand.
    compute : callable
        Takes rows of it, and as `start` the first row's index in the whole.
    """

    def __init__(self, pieces, compute):
        self.pieces, self.compute = pieces, compute

    def gathered(self, whole):
        """Compute, Shard(0) -> Root; a collective, like `collectives.gather`."""
        ranks = self.pieces.ranks

        def give(number, part):
            if ranks.rank == 0:
                whole[self.pieces.mine(number)] = part
                message = self.pieces.message(whole, number)
                return ranks.comm.Igatherv(ranks.MPI.IN_PLACE, message)
            return ranks.comm.Igatherv([collectives.octets(part), ranks.MPI.BYTE], None)

        self._computed(give)

    def block(self):
        """Compute, Shard(0) stays; a collective. This rank's rows."""
        parts = []
        self._computed(lambda number, part: parts.append(part))
        return np.concatenate(parts)

    def _computed(self, give):
        """Let pieces come, compute and `give` them, which may return a request."""
        coming, leaving = deque([self.pieces.send(0)]), deque()
        for number in range(self.pieces.rounds):
            self._piece(number, coming, leaving, give)
        while leaving:
            self.pieces.ranks.wait(leaving.popleft()[0])

    def _piece(self, number, coming, leaving, give):
        """Compute a piece when it is there, while the next comes and the last leaves; two of each have memory."""
        pieces, ranks = self.pieces, self.pieces.ranks
        request, part = coming.popleft()
        ranks.wait(request)
        if number + 1 < pieces.rounds:
            coming.append(pieces.send(number + 1))
        if len(leaving) > 1:
            ranks.wait(leaving.popleft()[0])
        start = sum(pieces.counts[: ranks.rank]) + pieces.mine(number).start
        moving = [request for request, _ in (*coming, *leaving)]
        result = _meanwhile(partial(self.compute, part, start=start), partial(ranks.push, moving))
        if (request := give(number, result)) is not None:
            leaving.append((request, result))


def _meanwhile(work, push):
    """Do some work on a thread of its own, and push what is on its way meanwhile.

    Like those of `threads`, the thread is bare and gone afterwards; only this one calls MPI.
    """
    done, outcome = _thread.allocate_lock(), []

    def run():
        try:
            outcome.append((work(), None))
        except BaseException as error:
            outcome.append((None, error))
        finally:
            done.release()

    done.acquire()
    try:
        _thread.start_new_thread(run, ())
    except RuntimeError:  # the system allows no more threads
        return work()
    failure = None
    while not done.acquire(timeout=_LOOK_EVERY):
        try:
            push()
        except BaseException as error:
            failure, push = error, lambda: None  # the work must end before its memory goes
    result, error = outcome[0]
    if failure or error:
        raise failure or error
    return result
