"""What root tells of a call: its form once, what is small in the header itself, and all that a worker needs."""

import marshal
from types import SimpleNamespace

import numpy as np
import pytest

from dino.kernels import reach
from dino.primitives import TABLE
from dino.runtime import announcement, inplace
from dino.runtime.layout import Call
from dino.runtime.plan import Form, Plan
from dino.runtime.primitives import STEPS

ROW = {row.name: row for row in TABLE}


@pytest.fixture
def root():
    ranks = SimpleNamespace(reached=1, size=2, rank=0, share=1)
    return SimpleNamespace(ranks=ranks, size=2, is_root=True, forms={}, residents=None)


@pytest.fixture
def worker():
    ranks = SimpleNamespace(reached=1, size=2, rank=1)
    return SimpleNamespace(ranks=ranks, size=2, is_root=False, forms={}, held={})


def planned(root, rows=64, columns=64, name="matvec"):
    """Root's plan of a product."""
    a, x = np.ones((rows, columns)), np.arange(float(columns))
    step = STEPS[name]
    call = step.module.prepare(a, x)
    return Plan(step, root, step._form(root, call), call)


def told(plan):
    return marshal.loads(marshal.dumps(announcement._told(plan)))


def test_the_form_is_told_once_and_again_when_it_is_another(root, worker):
    forms = []
    for rows in (64, 64, 32, 32, 64):
        plan = planned(root, rows)
        payload = told(plan)
        forms.append(payload[0] is not None)
        heard = announcement.heard(plan.step, worker, payload)
        assert (heard.form.layouts, heard.form.grain) == (plan.form.layouts, plan.form.grain)
        assert (heard.form.result, heard.form.options) == (plan.form.result, plan.form.options)
        assert heard.counts == plan.counts and heard.target == reach.address(plan.whole)
    assert forms == [True, False, True, False, True]


@pytest.mark.parametrize("columns", [1, 128, 129])
def test_what_is_small_and_goes_to_all_is_in_the_header(root, worker, columns):
    plan = planned(root, 200, columns)
    heard = announcement.heard(plan.step, worker, told(plan))
    matrix, vector = heard.addresses
    assert matrix == reach.address(plan.call.operands[0])
    small = columns * 8 <= announcement.INLINE
    assert vector == (plan.call.operands[1].tobytes() if small else reach.address(plan.call.operands[1]))


def test_an_operand_without_bytes_has_an_address(root):
    plan = planned(root, 5, 0)
    assert all(type(address) is int for address in told(plan)[1])


def test_by_mpi_nothing_is_said_of_roots_memory(root, worker):
    root.ranks.reached = 0
    root.residents = SimpleNamespace(announced=lambda *_: (0, ()), dropped=lambda: ())
    heard = announcement.heard(STEPS["matvec"], worker, told(planned(root)))
    assert not heard.addresses and not heard.target and heard.numbers == (0, 0)


@pytest.mark.parametrize("reached", [0, 1])
def test_only_by_mpi_rows_go_in_pieces_and_something_may_stay(root, worker, monkeypatch, reached):
    asked = []
    root.ranks.reached = reached
    root.residents = SimpleNamespace(announced=lambda *_: asked.append(1) or (7, ()), dropped=lambda: (4,))
    monkeypatch.setattr(announcement.pieces, "LEAST", 1)
    monkeypatch.setattr(announcement.pieces, "MOST", 1 << 16)
    step, a = STEPS["matmul"], np.ones((700, 100))
    call = step.module.prepare(a, np.ones((100, 100)))
    plan = Plan(step, root, step._form(root, call), call)
    worker.held[4] = a
    heard = announcement.heard(step, worker, told(plan))
    assert heard.piece == plan.piece and heard.numbers == plan.numbers
    assert (bool(plan.piece), plan.numbers, len(asked), 4 in worker.held) == (
        (False, (), 0, True) if reached else (True, (7, 7), 2, False)
    )


@pytest.mark.parametrize("change", ["grain", "layouts", "result", "options"])
def test_forms_differ_in_any_of_their_parts(change):
    double, single = np.dtype("f8"), np.dtype("f4")
    parts = {"grain": 8, "layouts": (((64, 64), double), ((64,), double)), "result": double, "options": {}}
    form = Form(**parts, size=2)
    assert form.is_of(**parts)
    others = {"grain": 16, "layouts": (((64, 64), double), ((64,), single)), "result": single, "options": {"turned": 1}}
    assert not form.is_of(**parts | {change: others[change]})
    heard = Form.heard(form.told(), 2)
    assert heard.is_of(**parts) and heard.counts == form.counts == (32, 32)


def test_a_form_without_operands_has_no_rows():
    call = Call((), 1, (), np.dtype(np.uint8))
    form = STEPS["hello"]._form(SimpleNamespace(forms={}, size=3), call)
    assert form.counts == () and Form.heard(form.told(), 3).counts == ()


def test_rows_that_are_not_what_root_has_room_for_are_refused():
    whole = np.zeros((4, 2))
    with pytest.raises(ValueError, match="float32"):
        inplace.Remote(1, reach.address(whole), (2, 2), whole.dtype).write(np.zeros((2, 2), "f4"))
