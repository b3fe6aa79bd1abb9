"""The moves of a step's operands: from the ranks themselves, out of root's memory, by MPI, whole or in pieces."""

import math
from functools import partial

from dino.placement import Replicate
from dino.runtime import collectives, kept, patch, pieces, residency
from dino.runtime.plan import Operand


def moved(row, blocks):
    """Return the arrays of what has been moved, and of operands that are moved now."""
    return [
        (copied if isinstance(placement, Replicate) else scattered)(block) if type(block) is Operand else block.take()
        for placement, block in zip(row.arguments, blocks)
    ]


def scattered(operand):
    """Root -> Shard(0): this rank's rows, or what they will be read from or come in."""
    if operand.kept:
        return kept.rows(operand)
    plan = operand.plan
    if operand.address:
        about = operand.address, plan.counts, operand.shape, operand.dtype
        rows = collectives.rows_in_place(plan.session.ranks, operand.take(), *about)
        return rows if plan.step._stream else collectives.received(plan.session.ranks, rows)
    about = plan.counts, operand.shape, operand.dtype
    move = partial(pieces.Pieces, length=plan.piece) if plan.piece else collectives.scatter
    row = operand.dtype.itemsize * math.prod(operand.shape[1:])
    patched = partial(patch.scattered, counts=plan.counts, row=row)
    return residency.moved(operand, move, *about, patched=patched, held=lambda whole: whole[: plan.counts[0]])


def copied(operand):
    """Root -> Replicate: a copy, or root's own array."""
    if operand.kept:
        return kept.copy(operand)
    if operand.address:
        about = operand.address, operand.shape, operand.dtype
        return collectives.copy_in_place(operand.plan.session.ranks, operand.take(), *about)
    return residency.moved(operand, collectives.bcast, operand.shape, operand.dtype, patched=patch.copied)
