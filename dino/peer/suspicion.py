"""The numbers of SWIM and Lifeguard: how long, how often, how many. Pure functions of numbers.

Sources: Das, Gupta and Motivala, SWIM (DSN 2002); Dadgar, Phillips and Currey, Lifeguard (arXiv 1707.00788);
the defaults are those of hashicorp/memberlist.
"""

import math

PERIOD = 1.0  # seconds between probes
PATIENCE = 0.5  # seconds to wait for an answer before asking others
PROXIES = 3  # members asked to probe in our place
WORST_HEALTH = 7  # Lifeguard's local health score: 0 is well
_SUSPICION = 4  # memberlist's SuspicionMult: shortest suspicion in periods at 10 nodes
_LONGEST = 6  # longest suspicion, in shortest ones


def timeout(nodes: int, confirmations: int) -> float:
    """Return for how many seconds a member of `nodes` may refute a suspicion.

    Starts long and shrinks, logarithmically, with each independent confirmation: so one sick accuser
    harms nobody, and a real death is agreed on quickly. With too few nodes to confirm it is short at once.
    """
    shortest = _SUSPICION * max(1.0, math.log10(max(1, nodes))) * PERIOD
    expected = _SUSPICION - 2
    if nodes - 2 < expected:
        return shortest
    longest = _LONGEST * shortest
    shrunk = longest - (longest - shortest) * math.log(confirmations + 1) / math.log(expected + 1)
    return max(shortest, shrunk)


def retransmissions(nodes: int) -> int:
    """Return how often each node repeats an update, so that all of `nodes` hear it: ceil(ln(1000 n)).

    Told r times each to nodes chosen at random, an update misses a node with probability e^-r: with this r
    one update in a thousand misses anybody. (memberlist's 4 ceil(log10(n + 1)) misses one of 8 nodes at every
    seventh update, which then waits for a probe.)
    """
    return math.ceil(math.log(1000 * nodes))


def healthier(health: int, change: int) -> int:
    """Return the local health score `health` after `change`, kept within 0 (well) and 7."""
    return min(WORST_HEALTH, max(0, health + change))


def stretched(seconds: float, health: int) -> float:
    """Return `seconds` as a node of this local health should take it: a sick node blames others later."""
    return seconds * (health + 1)
