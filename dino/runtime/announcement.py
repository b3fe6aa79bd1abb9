"""What root tells the workers of a call, and what they make of it."""

from functools import partial

import numpy as np

from dino.kernels import reach
from dino.placement import Partial, Replicate
from dino.runtime import kept, pieces, residency
from dino.runtime.plan import Form, Plan

INLINE = 1 << 10
"""Bytes that are read sooner from a header than from root's memory."""


def made(plan, kind, line):
    """Tell every rank of a plan; the memory of its result is taken first: if there is none, nobody has heard of it."""
    plan.session.begin(kind, plan.step.row.name, line, partial(_told, plan))


def _told(plan):
    """Return what a header says of a plan: its form, if that is not the last one; addresses, if workers use them."""
    row, form, here = plan.step.row, plan.form, plan.session
    whole = form.layouts and not isinstance(row.result, Partial)
    if whole:
        plan.whole = np.empty(plan.call.shape, form.result)
    if here.ranks.reached and form.layouts:
        plan.addresses = tuple(map(_where, plan.call.operands, row.arguments))
        plan.target = reach.address(plan.whole) if row.keepable else 0
    resident, plan.piece = residency.NOTHING, 0
    if form.layouts and not plan.addresses:
        resident, plan.piece = residency.told(plan), pieces.rows(plan)
    news = None if here.forms.get(row.name) is form else form.told()
    here.forms[row.name] = form
    told = news, plan.addresses, plan.target, resident, plan.piece
    return *told, *(kept.told(plan) if plan.kept else ())


def _where(array, placement):
    """Where workers find an operand: its address, or the bytes themselves of what is small and goes to all of them."""
    if 0 < array.nbytes <= INLINE and isinstance(placement, Replicate):
        return array.tobytes()
    return reach.address(array)


def heard(step, here, payload):
    """Return, on a worker, the plan that root has told of."""
    news, addresses, target, resident, piece, *more = payload
    if news is not None:
        here.forms[step.row.name] = Form.heard(news, here.size)
    plan = Plan(step, here, here.forms[step.row.name], None, addresses, target)
    if not addresses:
        residency.heard(plan, *resident)
    plan.piece = piece
    if more:
        kept.heard(plan, more)
    return plan
