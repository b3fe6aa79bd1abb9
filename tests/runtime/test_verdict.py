"""The verdict on a call: who computes it, and how soon that is clear."""

import json
import os

import numpy as np
import pytest

from dino import cost
from dino.primitives import BY_NAME
from dino.runtime import matmul, sort, verdict
from dino.runtime.verdict import Judge

DUAL = cost.Machine(2, 2)


@pytest.fixture(autouse=True)
def by_cost(monkeypatch):
    monkeypatch.setattr(verdict, "PATH", "auto")


def test_on_one_host_products_are_hopeless_whatever_their_size():
    a = np.empty((3, 10**6))
    assert Judge(2, 1, DUAL).hopeless(BY_NAME["matmul"], (a, a.T))


def test_a_small_call_is_hopeless_on_a_network_and_a_large_one_is_not():
    judge = Judge(2, 2, DUAL)
    small, large = np.empty((10, 10)), np.empty((3000, 3000))
    assert judge.hopeless(BY_NAME["matmul"], (small, small))
    assert not judge.hopeless(BY_NAME["matmul"], (large, large))


def test_no_shape_is_needed_to_know_what_is_hopeless_by_its_work_alone():
    """Whatever its operands: all below that is hopeless for any of them, and all is where ranks are no faster."""
    row, network = BY_NAME["matmul"], Judge(2, 2, DUAL)
    assert Judge(2, 1, DUAL).hopeless_below(row) == float("inf")
    length = int((network.hopeless_below(row) / 2) ** (1 / 3))
    a, b = np.empty((length, length)), np.empty((8 * length, 8 * length))
    assert network.hopeless(row, (a, a)) and not network.hopeless(row, (b, b))


def test_nothing_is_worth_a_look_where_root_is_to_be_alone(monkeypatch):
    monkeypatch.setattr(verdict, "PATH", "alone")
    assert Judge(2, 2, DUAL).hopeless_below(BY_NAME["matmul"]) == float("inf")


@pytest.mark.parametrize("hosts", [1, 2])
def test_every_rank_greets_however_little_work_that_is(hosts):
    judge = Judge(3, hosts, DUAL)
    assert not judge.hopeless(BY_NAME["hello"], ())
    assert judge.pays(BY_NAME["hello"], None)


@pytest.mark.parametrize("args", [([1.0], [2.0]), (np.ones(3), np.ones((3, 3))), (None, None)])
def test_what_is_no_plain_call_is_left_to_a_closer_look(args):
    assert not Judge(2, 2, DUAL).hopeless(BY_NAME["matmul"], args)


@pytest.mark.parametrize(("path", "way"), [("ranks", True), ("alone", False)])
def test_a_forced_path_needs_no_price(monkeypatch, path, way):
    monkeypatch.setattr(verdict, "PATH", path)
    judge, a = Judge(2, 1, DUAL), np.ones((2, 2))
    assert not judge.hopeless(BY_NAME["matmul"], (a, a))
    assert judge.pays(BY_NAME["matmul"], matmul.prepare(a, a)) is way
    assert judge.reason == f"DINO_PATH={path}"


def test_joining_must_pay_too(monkeypatch):
    """Gains that are let go add up, until joining would have paid; then each call counts by itself."""
    judge, row = Judge(2, 1, cost.Machine(2, 2, rates={"sort": cost.Rate(1e9, 2e9)})), BY_NAME["sort"]
    monkeypatch.setattr(verdict.cost, "price", lambda *_: cost.Price(alone=0.06, ranks=0.0))
    call = sort.prepare(np.ones(5))
    assert [judge.pays(row, call) for _ in range(4)] == [False, False, True, True]
    judge.measured(cost.LINKS["host"], True)
    monkeypatch.setattr(verdict.cost, "price", lambda *_: cost.Price(alone=2e-6, ranks=1e-6))
    assert judge.pays(row, call)


def test_figures_are_read_from_the_file_of_this_machine(tmp_path):
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    assert verdict.load(environment).rates == {}
    with open(verdict.file(environment), "w") as file:
        json.dump({"reach": 5e9, "rates": {"sort": [1e9, 2e9, 2e-6]}}, file)
    assert verdict.load(environment).rates == {"sort": cost.Rate(1e9, 2e9, 2e-6)}
    assert verdict.load(environment).reach == 5e9
    other = {**environment, "OPENBLAS_CORETYPE": "Haswell"}
    assert verdict.file(other) != verdict.file(environment) and verdict.load(other).rates == {}
    fewer = {**environment, "OMP_NUM_THREADS": "1"}  # what a rate is on one thread, and on all cores, stays the same
    assert verdict.file(fewer) == verdict.file(environment)


def test_a_damaged_file_is_as_good_as_none(tmp_path):
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    os.makedirs(tmp_path / "dino")
    for text in ("", "[]", '{"rates": {"sort": [1]}, "reach": 1}', '{"rates": {}}'):
        with open(verdict.file(environment), "w") as file:
            file.write(text)
        assert verdict.load(environment) == cost.Machine(verdict.cores.available(), verdict.cores.threads())


def test_calls_laid_out_alike_are_decided_alike_where_neither_joining_nor_residency_counts(monkeypatch):
    near, far = Judge(2, 1, DUAL), Judge(2, 2, DUAL)
    assert not near.consistent and not far.consistent
    near.measured(cost.LINKS["host"], in_place=True)
    far.measured(cost.LINKS["network"], in_place=False)
    assert near.consistent and not far.consistent
    monkeypatch.setattr(verdict, "PATH", "ranks")
    assert far.consistent
