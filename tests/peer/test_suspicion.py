"""The formulas of suspicion, against memberlist's."""

import pytest

from dino.peer.suspicion import healthier, retransmissions, stretched, timeout


@pytest.mark.parametrize(
    ("nodes", "confirmations", "seconds"),
    [(2, 0, 4.0), (3, 0, 4.0), (4, 0, 24.0), (4, 2, 4.0), (4, 9, 4.0), (100, 0, 48.0), (100, 2, 8.0), (1000, 2, 12.0)],
)
def test_a_suspicion_shrinks_from_six_times_its_shortest(nodes, confirmations, seconds):
    assert timeout(nodes, confirmations) == pytest.approx(seconds)


def test_one_confirmation_is_between():
    assert timeout(4, 2) < timeout(4, 1) < timeout(4, 0)


@pytest.mark.parametrize(("nodes", "times"), [(1, 7), (8, 9), (1000, 14)])
def test_repeats_grow_with_the_logarithm(nodes, times):
    assert retransmissions(nodes) == times


def test_health_stays_within_its_scale():
    assert [healthier(0, -1), healthier(3, 2), healthier(6, 5)] == [0, 5, 7]
    assert [stretched(0.5, 0), stretched(0.5, 7)] == [0.5, 4.0]
