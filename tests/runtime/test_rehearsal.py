"""What a worker does again while it waits: nothing that shows."""

import marshal
import os
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from dino.runtime import announcement, panels, rehearsal
from dino.runtime.plan import Plan
from dino.runtime.pool import Pool
from dino.runtime.primitives import STEPS


@pytest.fixture
def root():
    ranks = SimpleNamespace(reached=os.getpid(), size=2, rank=0, share=1, observed=None)
    return SimpleNamespace(ranks=ranks, size=2, is_root=True, forms={}, residents=None)


@pytest.fixture
def worker():
    ranks = SimpleNamespace(reached=os.getpid(), size=2, rank=1, share=1, pool=Pool(), observed=None)
    return SimpleNamespace(ranks=ranks, size=2, is_root=False, forms={}, held={})


def planned(root, a, x):
    """Root's plan of a product."""
    step = STEPS["matvec"]
    call = step.module.prepare(a, x)
    return Plan(step, root, step._form(root, call), call)


def told(plan):
    return marshal.loads(marshal.dumps(announcement._told(plan)))


@pytest.fixture
def step(monkeypatch):
    monkeypatch.setattr(panels, "OVERRIDE", 8)  # so that a worker has rows
    return STEPS["matvec"]


@pytest.fixture
def parts(step, monkeypatch):
    """What the step has computed."""
    found, computed = [], step.computed
    monkeypatch.setattr(step, "computed", lambda *given: found.append(computed(*given)))
    return found


def rehearse(step, here, payload):
    """Do all of it; how often it might have been left."""
    return len(list(rehearsal.of(step, here, payload)))


def test_a_small_call_is_computed_again_and_nobody_gets_the_result(root, worker, step, parts):
    a, x = np.ones((64, 64)), np.arange(64.0)
    plan = planned(root, a, x)
    payload = told(plan)
    plan.whole[:] = -1
    for factor in (1, 2):
        a[:] = factor
        rehearse(step, worker, payload)
        assert parts.pop().tolist() == [factor * x.sum()] * 32
    assert (plan.whole == -1).all() and not worker.held


def test_a_large_call_is_planned_only(root, worker, step, parts):
    rehearse(step, worker, told(planned(root, np.ones((100, 100)), np.ones(100))))
    assert not parts and worker.forms


def test_memory_that_root_has_given_back_does_not_matter(root, worker, step, parts):
    payload = told(planned(root, np.ones((64, 64)), np.ones(64)))
    worker.ranks.reached = 2**22 + 1  # no process has such a number
    rehearse(step, worker, payload)
    assert not parts


def test_what_is_there_by_now_is_not_warned_of(root, worker, step, parts):
    a, x = np.ones((64, 64)), np.ones(64)
    payload = told(planned(root, a, x))
    a[:] = np.inf
    a[:, ::2] = -np.inf
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rehearse(step, worker, payload)
    assert len(parts[0]) and np.isnan(parts).all()


def test_only_what_changes_nothing_is_done_again(root, worker, step, parts):
    a, x = np.ones((64, 64)), np.ones(64)
    plan = planned(root, a, x)
    assert rehearsal.repeatable(told(plan))
    plan.kept = {0: SimpleNamespace(number=3)}
    assert not rehearsal.repeatable(told(plan))
    root.ranks.reached = 0
    root.residents = SimpleNamespace(announced=lambda *_: (5, ()), dropped=lambda: (4,))
    by_mpi = told(planned(root, a, x))
    assert not rehearsal.repeatable(by_mpi)
    rehearse(step, worker, by_mpi)
    rehearse(step, worker, None)  # what root has done alone
    assert not parts


def test_it_may_be_left_before_each_of_its_longer_parts(root, worker, step, parts):
    payload = told(planned(root, np.ones((64, 64)), np.ones(64)))
    times = rehearse(step, worker, payload)
    assert times == 3 and len(parts) == 1
    for left in range(times):
        for _, _ in zip(range(left + 1), rehearsal.of(step, worker, payload)):
            pass
    assert len(parts) == 1
