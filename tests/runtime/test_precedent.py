"""A precedent covers what is laid out alike, and nothing else; what it lays out is what preparing would."""

from types import SimpleNamespace

import numpy as np
import pytest

from dino.runtime import conditions
from dino.runtime.precedent import Precedent, sets_one
from dino.runtime.primitives import STEPS
from dino.runtime.step import Step

FORM = object()


def precedent(name, *args):
    """That of a call; None if it sets none."""
    call = STEPS[name].module.prepare(*args)
    return Precedent(args, call, FORM) if sets_one(args, call) else None


def matrix(rows, columns, dtype="d"):
    return np.arange(rows * columns).reshape(rows, columns).astype(dtype)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [("matmul", [(5, 3), (3, 4)]), ("matmul", [(5, 1), (1, 4)]), ("matvec", [(5, 3), (3,)]), ("sort", [(9,)])],
)
@pytest.mark.parametrize("dtype", ["d", "f", "D", "l", "?"])
def test_what_is_laid_out_alike_is_laid_out_as_by_preparing(name, shapes, dtype):
    first, second = ([np.ones(shape, dtype) * number for shape in shapes] for number in (1, 2))
    known, expected = precedent(name, *first), STEPS[name].module.prepare(*second)
    assert known.form is FORM and known.covers(second)
    found = known.call(tuple(second))
    assert all(mine is given for mine, given in zip(found.operands, expected.operands, strict=True))
    assert found[1:] == expected[1:]


def test_it_keeps_no_array_alive():
    a, x = matrix(4, 4), np.ones(4)
    known = precedent("matvec", a, x)
    assert not known.covers((None, None))
    assert not any(isinstance(value, np.ndarray) for value in (*known._layouts, *known._about))


class Own(np.ndarray):
    """An array that somebody else defines."""


def shifted(array):
    """The same values, where no number of their size may be."""
    memory = np.zeros(array.nbytes + 1, np.uint8)
    moved = memory[1:].view(array.dtype).reshape(array.shape)
    moved[:] = array
    return moved


@pytest.mark.parametrize(
    "other",
    [
        lambda a: a[:3],
        lambda a: a.astype("f"),
        lambda a: a.astype(">f8"),
        lambda a: a.view("M8[s]"),
        lambda a: np.asfortranarray(a),
        lambda a: np.ones((8, 8))[::2, ::2],
        lambda a: np.ones((4, 8))[:, :4],
        lambda a: a.view(Own),
        lambda a: np.ma.array(a),
        lambda a: a.tolist(),
        lambda a: a[None],
        lambda a: shifted(a),
        lambda a: None,
    ],
)
def test_what_is_laid_out_otherwise_is_not_covered(other):
    a, x = matrix(4, 4), np.ones(4)
    known = precedent("matvec", a, x)
    assert known.covers((a + 1, x + 1))
    assert not known.covers((other(a), x))


def test_whoever_wants_to_hear_of_underflow_is_not_covered():
    a, x = matrix(4, 4), np.ones(4)
    known = precedent("matvec", a, x)
    with np.errstate(under="warn"):
        assert conditions.underflow_heard() and not known.covers((a, x))
    assert known.covers((a, x))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("matvec", (matrix(4, 4), np.ones(4, "f"))),  # a copy is laid out
        ("matmul", (np.asfortranarray(matrix(4, 5)), matrix(5, 2))),  # as it is stored
        ("matmul", (matrix(4, 4), matrix(4, 4).T)),  # turned
        ("matvec", (matrix(4, 4).astype(">f8"), np.ones(4))),
        ("matvec", (matrix(4, 4), np.ones((4, 2)))),  # none
        ("matvec", (shifted(matrix(4, 4)), np.ones(4))),
        ("sort", (np.ones(8)[::2],)),
        ("parsum", (np.ones(8),)),  # the end of it needs the caller's array
    ],
)
def test_what_is_not_laid_out_as_it_is_sets_none(name, args):
    assert precedent(name, *args) is None


def judge(consistent, pays):
    """One who counts."""
    told = SimpleNamespace(consistent=consistent, asked=0)

    def asked(*_):
        told.asked += 1
        return pays

    told.pays = asked
    return told


@pytest.fixture
def step():
    return Step(STEPS["matvec"].row, STEPS["matvec"].module)


def root(told):
    return SimpleNamespace(judge=told, forms={}, precedents={}, size=2, ranks=None, distributes=None)


@pytest.mark.parametrize("pays", [True, False])
def test_a_consistent_judge_is_asked_once(step, pays):
    here = root(judge(True, pays))
    for factor in (1, 2, 3):
        plan = step._weighed(here, (matrix(4, 4) * factor, np.ones(4)))
        assert plan.alone is not pays and here.distributes is pays
    assert here.judge.asked == 1
    assert step._weighed(here, (matrix(5, 4), np.ones(4))).alone is not pays
    assert here.judge.asked == 2


def test_one_who_is_not_is_asked_each_time(step):
    here = root(judge(False, True))
    for _ in range(3):
        step._weighed(here, (matrix(4, 4), np.ones(4)))
    assert here.judge.asked == 3


def test_another_session_judges_for_itself(step):
    """It may have another number of ranks."""
    one, other = root(judge(True, True)), root(judge(True, True))
    other.size = 3
    plans = [step._weighed(here, (matrix(4, 4), np.ones(4))) for here in (one, other)]
    assert [len(plan.counts) for plan in plans] == [2, 3]


def test_alike_calls_have_one_form(step):
    here = root(judge(True, True))
    first, second = (step._weighed(here, (matrix(4, 4), np.ones(4))) for _ in range(2))
    assert first.form is second.form and first.call.operands[0] is not second.call.operands[0]


@pytest.mark.parametrize("pays", [True, False])
def test_what_root_does_alone_goes_the_direct_way_next_time(step, pays):
    claimed = []
    own = type("Own", (), {"claim": lambda self, *args: claimed.append(args), "product": lambda self, *args: None})()
    own.short = 0.0
    step.direct = own.product
    here, args = root(judge(True, pays)), (matrix(4, 4), np.ones(4))
    for _ in range(2):
        step._weighed(here, args)
    assert claimed == ([] if pays else [args])
