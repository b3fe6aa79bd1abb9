"""What root does alone in a static program goes by C functions, and is in nothing different."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from dino.runtime.boundary import Tail, seal

from dino.runtime import alone, session
from dino.runtime.leader import Kind
from tests.programs.harness import dino, run


class Kept:
    """Stands for an argument that is on the ranks."""


@pytest.fixture
def step():
    """A step with a direct way: for what is shorter than ten."""
    row = SimpleNamespace(name="halved")
    return SimpleNamespace(row=row, direct=lambda x, *_: None if len(x) >= 10 else x / 2)


@pytest.fixture
def root(monkeypatch):
    """Root's session, whose judge takes all but thirteen elements for hopeless, and what it has noted."""
    noted = []
    judge = SimpleNamespace(hopeless=lambda row, args: len(args[0]) != 13)
    here = SimpleNamespace(is_root=True, judge=judge, leader=SimpleNamespace(note=lambda *told: noted.append(told)))
    monkeypatch.setattr(session, "_session", here)
    here.noted = noted
    return here


def test_a_plan_tells_the_workers_and_is_its_own_operand(step, root):
    plan = alone.Brief(step, Kind.STEP, Kept).plan((np.ones(4),), 7)
    assert type(plan) is alone.Alone and plan.plan is plan and plan.alone
    assert plan.session is root
    assert root.noted == [(Kind.STEP, "halved", 7)]


def test_there_is_one_operand_for_each_argument(step, root):
    first, second = alone.Brief(step, Kind.STEP, Kept).plan((np.ones(4), np.ones(4)), 7)
    assert first is second


@pytest.mark.parametrize("args", [(np.ones(13),), (Kept(),), (np.ones(4), Kept())])
def test_what_ranks_may_do_or_have_is_not_brief(step, root, args):
    assert alone.Brief(step, Kind.STEP, Kept).plan(args, 7) is None
    assert root.noted == []


def test_a_worker_plans_nothing(step, root):
    root.is_root = False
    assert alone.Brief(step, Kind.STEP, Kept).plan(False, 7) is None


def test_without_ranks_all_is_brief(step, monkeypatch):
    """But for what ranks have kept before this process was forked."""
    monkeypatch.setattr(session, "_session", None)
    brief = alone.Brief(step, Kind.STEP, Kept)
    assert brief.plan((np.ones(13),), 7).session is None
    assert brief.plan((Kept(),), 7) is None


def test_what_is_small_is_computed_and_given_away(step, root):
    brief = alone.Brief(step, Kind.STEP, Kept)
    plan = brief.plan((np.ones(4),), 7)
    assert alone.passed(plan) is plan
    assert brief.local(plan) is plan and plan.args == ()
    assert alone.taken(plan).tolist() == [0.5] * 4
    assert alone.taken(plan) is None  # nothing is left that would keep the array alive


def test_what_is_not_small_is_left_as_it_is(step, root):
    brief = alone.Brief(step, Kind.STEP, Kept)
    plan = brief.plan((np.ones(10),), 7)
    assert brief.local(plan) is None
    assert len(plan.args[0]) == 10


def test_a_last_act_is_left_to_the_boundary(step, root):
    """Which holds the value then."""
    step.direct = lambda x: Tail(abs, (-3,), None, 5)
    brief = alone.Brief(step, Kind.STEP, Kept)
    plan = brief.plan((np.ones(4),), 7)
    assert seal(lambda: brief.local(plan), "local", "", "")() is plan
    assert alone.taken(plan) == 5


def test_no_worker_hears_of_what_fails_at_once(step, root):
    """Root leaves the step as it would leave the evaluation of an argument."""
    with pytest.raises(TypeError):
        alone.Brief(step, Kind.STEP, Kept).plan(("text",), 7)
    assert root.noted == []


def test_blocks_of_ranks_are_not_passed():
    block = SimpleNamespace(plan=None)
    assert (alone.passed(block), alone.taken(block), alone.passed(None)) == (None, None, None)


SCRIPTS = {
    "values": """
        for n in (1, 4, 200):
            a = np.arange(float(n * n)).reshape(n, n)
            b = matmul(a, a)
            x = sort(matvec(a, a[0])[::-1])
            total = parsum(x)
            print(b.sum(), x[-1], total, b.flags.owndata, b.dtype, b.shape)
    """,
    "shapes": """
        a = np.ones((2, 3))
        b = matmul(a, a)
        print("not reached")
    """,
    "warning": """
        a = np.full((2, 2), 1e200)
        b = matmul(a, a)
        print(b)
        c = parsum(np.full(3, 1.7e308))
        print(c)
    """,
    "large and warned of": """
        a = np.full((300, 300), 1e200)
        b = matmul(a, a)
        x = matvec(np.full((1000, 1000), 1e200), np.full(1000, 1e200))
        f = matvec
        y = f(np.full((1000, 1000), 1e200), np.full(1000, 1e200))
        print(b[0, 0], x[0], y[0])
    """,
    "raised": """
        np.seterr(all="raise")
        a = np.full((2, 2), 1e200)
        try:
            b = matmul(a, a)
        except FloatingPointError as error:
            print(error)
        c = parsum(np.full(3, 1.7e308))
    """,
    "alive": """
        import weakref
        a = np.ones((3, 3))
        seen = weakref.ref(a)
        b = matmul(a, np.ones((3, 3)))
        del a
        print(seen())
    """,
    "kinds": """
        class Mine(np.ndarray):
            pass
        a = np.arange(9).reshape(3, 3)
        for one in (a, a.T, a[::-1], a.astype(object), a.astype(bool), a.view(Mine), a.astype("f2"), a.tolist()):
            b = matmul(one, one)
            x = sort(b)
            print(type(b), b.dtype, x, sep="\\n")
    """,
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_means_the_same(name, tmp_path):
    """With small calls in static lines, decided by cost: output, warnings, traceback, what is left alive."""
    lines = [line[8:] for line in SCRIPTS[name].splitlines()]
    script = tmp_path / "script.py"
    script.write_text("\n".join(["import numpy as np", "from dino import matmul, matvec, parsum, sort", *lines]))
    plain = run([sys.executable, str(script)], tmp_path, DINO_PATH=None, DINO_PANEL_ROWS=None)
    assert run(dino(2, script), tmp_path, DINO_PATH=None, DINO_PANEL_ROWS=None) == plain
    assert plain.status == (1 if name in ("shapes", "raised") else 0)


def test_the_short_ways_are_taken(tmp_path):
    """By a static program whose calls are small, and by no other."""
    asked = "from dino.runtime import spmd; print(*(type(spmd.matmul.plan.__self__).__name__ for _ in '1'))"
    for path, expected in (("auto", "Shortcut"), ("ranks", "method")):
        told = run([sys.executable, "-c", asked], tmp_path, DINO_PATH=path, DINO_PANEL_ROWS=None)
        assert told.stdout.split() == [expected]
