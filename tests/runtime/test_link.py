"""What is measured between the ranks; the clock is this test's."""

from types import SimpleNamespace

import pytest

from dino.runtime import link


class Network:
    """A communicator whose collectives take as long as a network would."""

    def __init__(self, latency, bandwidth):
        self.now, self.latency, self.bandwidth = 0.0, latency, bandwidth

    def Ibcast(self, array):
        self.now += array.nbytes / self.bandwidth

    def Ibarrier(self):
        self.now += self.latency / 2


def between(network, hosts):
    ranks = SimpleNamespace(comm=network, wait=lambda request: None)
    return link.measured(ranks, hosts, clock=lambda: network.now)


@pytest.mark.parametrize(("latency", "bandwidth"), [(1e-4, 1.1e8), (2e-5, 1.1e9)])
def test_latency_and_bandwidth_are_those_of_the_network(latency, bandwidth):
    found = between(Network(latency, bandwidth), hosts=2)
    assert found.latency == pytest.approx(latency)
    assert found.bandwidth == pytest.approx(bandwidth, rel=0.1)


def test_a_broadcast_to_three_other_hosts_counts_three_times():
    assert between(Network(0, 1e9), hosts=4).bandwidth == pytest.approx(3e9)


def test_one_host_is_measured_as_one_link():
    assert between(Network(0, 6e9), hosts=1).bandwidth == pytest.approx(6e9)
