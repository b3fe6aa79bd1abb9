"""Whether a call is worth distributing."""

import pytest

from dino import cost
from dino.errors import LaunchError
from dino.primitives import BY_NAME


def pays(name, shapes, moved, size, cores=1, link="host"):
    return cost.price(BY_NAME[name], shapes, moved, size, cores, link).pays


def test_a_tiny_product_stays_on_root():
    """5 x 10 times 10 x 2, the README's: moving it costs more than computing it."""
    assert not pays("matmul", [(5, 10), (10, 2)], 640, 4)


def test_a_large_product_goes_over_a_network():
    """facts.md: from about n = 7,800 on 1 Gbit/s; well beyond it, certainly."""
    n = 30_000
    assert pays("matmul", [(n, n), (n, n)], 3 * 8 * n * n, 8, link="network")
    assert not pays("matmul", [(1000, 1000), (1000, 1000)], 24 * 10**6, 8, link="network")


@pytest.mark.parametrize("name", ["parsum", "matvec"])
def test_what_reads_each_element_once_never_leaves_root_by_ethernet(name):
    """It computes faster than a wire carries."""
    shapes = [(10**8,)] if name == "parsum" else [(10**4, 10**4), (10**4,)]
    assert not pays(name, shapes, 8 * 10**8, 16, link="network")


def test_an_empty_call_costs_nothing_to_decide():
    """No logarithm of zero."""
    assert not pays("sort", [(0,)], 0, 2)


def test_the_path_can_be_forced_and_is_checked():
    """An unknown word is an error that lists the known ones."""
    assert (cost.path({}), cost.path({"DINO_PATH": ""}), cost.path({"DINO_PATH": "ranks"})) == ("auto", "auto", "ranks")
    with pytest.raises(LaunchError, match="auto, ranks, alone"):
        cost.path({"DINO_PATH": "everywhere"})
