"""Whether a call is worth distributing."""

import math
from types import SimpleNamespace

import pytest

from dino import cost
from dino.primitives import BY_NAME

ONE_CORE = cost.Machine(1, 1)
DUAL = cost.Machine(2, 2)
SINGLE_THREADED = cost.Machine(2, 1)  # OMP_NUM_THREADS=1


ETHERNET = cost.Link(2e-4, 1.1e8)  # 1 Gbit/s


def place(size, hosts):
    return cost.Place(size, hosts, ETHERNET if hosts > 1 else cost.LINKS["host"])


def work(name, *shapes):
    return BY_NAME[name].work(*(SimpleNamespace(shape=shape) for shape in shapes))


def pays(name, shapes, result, size, hosts=1, machine=ONE_CORE):
    sizes = [8 * math.prod(shape) for shape in shapes]
    row, run = BY_NAME[name], place(size, hosts)
    moved = cost.traffic(row, sizes, result, run, in_place=False)
    return cost.price(row, work(name, *shapes), moved, run, machine).pays


def test_work_is_counted_from_shapes():
    assert work("matmul", (2, 3), (3, 5)) == 60
    assert work("matvec", (2, 3), (3,)) == 12
    assert work("parsum", (4, 5)) == work("parsum", (20,)) == 20
    assert work("sort", (8,)) == 24 and work("sort", (0,)) == 0
    with pytest.raises(IndexError):
        work("matmul", (2, 3), (3,))


def test_a_tiny_product_stays_on_root():
    """5 x 10 times 10 x 2, the README's: moving it costs more than computing it."""
    assert not pays("matmul", [(5, 10), (10, 2)], 80, 4)


def test_a_large_product_goes_over_a_network():
    """facts.md: from about n = 7,800 on 1 Gbit/s and two hosts; well beyond it, certainly."""
    n = 30_000
    assert pays("matmul", [(n, n), (n, n)], 8 * n * n, 2, hosts=2)
    assert not pays("matmul", [(1000, 1000), (1000, 1000)], 8 * 10**6, 2, hosts=2)


@pytest.mark.parametrize("name", ["parsum", "matvec"])
def test_what_reads_each_element_once_never_leaves_root_by_ethernet(name):
    """It computes faster than a wire carries."""
    shapes = [(10**8,)] if name == "parsum" else [(10**4, 10**4), (10**4,)]
    assert not pays(name, shapes, 8 * 10**8, 16, hosts=16)


def test_what_is_on_the_workers_already_needs_no_wire():
    """A resident matrix makes even its product with a vector worth a network."""
    row, run = BY_NAME["matvec"], place(4, 4)
    moved = cost.traffic(row, [0, 8 * 10**4], 8 * 10**4, run, in_place=False)
    assert cost.price(row, work("matvec", (10**4, 10**4), (10**4,)), moved, run, ONE_CORE).pays


def test_on_one_host_nothing_beats_the_threads_of_root():
    """They use the same cores, and move nothing."""
    assert cost.bound(BY_NAME["matmul"], place(2, 1), DUAL).hopeless(1e20, 0)


def test_ranks_pay_where_the_user_keeps_root_to_one_thread_and_where_a_row_has_no_threads():
    assert not cost.bound(BY_NAME["matmul"], place(2, 1), SINGLE_THREADED).hopeless(1e20, 0)
    unthreaded = SimpleNamespace(
        name="x", rate=1e9, threaded=False, conducted=1e-4, collectives=("Scatterv", "Gatherv")
    )
    bound = cost.bound(unthreaded, place(2, 1), DUAL)
    floor = bound.fixed / bound.saved
    assert bound.hopeless(floor * 0.99, 0) and not bound.hopeless(floor * 1.01, 0)
    assert not gains(cost.price(unthreaded, floor * 0.99, 0, place(2, 1), DUAL))
    assert gains(cost.price(unthreaded, floor * 1.01, 0, place(2, 1), DUAL))


def gains(price):
    """Whether the ranks save more than a closer look at the call costs."""
    return price.alone - price.ranks > cost.LOOK


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("name", ["matmul", "matvec", "parsum", "sort"])
def test_what_is_hopeless_never_pays(name, in_place):
    """The bound, from shapes alone, against the price: at any size, where operands have to move."""
    row = BY_NAME[name]
    for size in (2, 3, 7):
        for length in (10, 100, 1000, 10_000):
            run, machine = place(size, 1), cost.Machine(8, 1)
            shapes = [(length,) * len(argument) for argument in row.dimensions[0]]
            sizes = [8 * math.prod(shape) for shape in shapes]
            moved = cost.traffic(row, sizes, 0, run, in_place)
            if cost.bound(row, run, machine, run.link.bandwidth).hopeless(work(name, *shapes), sum(sizes)):
                assert not gains(cost.price(row, work(name, *shapes), moved, run, machine))


def test_what_reads_each_element_once_is_hopeless_where_moving_takes_as_long():
    machine, size = cost.Machine(2, 1), 8 * 10**8
    assert cost.bound(BY_NAME["parsum"], place(2, 1), machine, 1e9).hopeless(10**8, size)
    assert not cost.bound(BY_NAME["parsum"], place(2, 1), machine).hopeless(10**8, size)


def test_measured_rates_replace_those_of_the_table():
    """Between one thread and all cores it is interpolated; more workers than cores gain nothing."""
    row = BY_NAME["parsum"]
    machine = cost.Machine(5, 5, rates={"parsum": cost.Rate(1e9, 3e9)})
    assert [machine.rate(row, workers) for workers in (1, 3, 5, 50)] == [1e9, 2e9, 3e9, 3e9]


def test_ranks_that_read_in_place_move_at_once():
    """Each its share of what is divided, all of what is copied."""
    row, run = BY_NAME["matvec"], place(4, 1)
    assert cost.traffic(row, [800, 80], 40, run, in_place=True) == 200 + 80 + 10
    assert cost.traffic(row, [800, 80], 40, run, in_place=False) == 600 + 80 + 30


def test_an_exchange_moves_everything_once_more():
    assert cost.traffic(BY_NAME["sort"], [800], 800, place(2, 2), in_place=False) == 400 + 400 + 400


def test_a_call_costs_something_however_small_it_is():
    """Either way; over the ranks it has to be conducted, too."""
    row, run = BY_NAME["sort"], place(2, 1)
    machine = cost.Machine(2, 2, rates={"sort": cost.Rate(1e9, 1e9, call=5e-6)})
    price = cost.price(row, 0, 0, run, machine)
    assert price.alone == 5e-6 and price.ranks == pytest.approx(5e-6 + row.conducted + 6 * run.link.latency)
