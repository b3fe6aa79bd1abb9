"""Whether a call is worth distributing: an operation that moves more than it gains runs on root alone.

Both ways compute the same bits, so the choice shows in the clock only. The figures are those of `Machine`: measured by
`dino calibrate`, else those of the table of primitives.
"""

import math
from dataclasses import dataclass, field

from dino.placement import Shard

JOIN = 0.15
"""Seconds that root takes to join MPI, at the first call that goes over the ranks."""

LOOK = 5e-5
"""Seconds that it takes to find out what a call would cost either way; less than that is not worth looking for."""


@dataclass(frozen=True)
class Rate:
    """What a primitive costs on one host.

    Parameters
    ----------
    one, all : float
        Flops per second on one thread, and on all cores of one process.
    call : float
        Seconds that a call takes however little there is to compute.
    """

    one: float
    all: float
    call: float = 3e-6


@dataclass(frozen=True)
class Machine:
    """What a host can do.

    Parameters
    ----------
    cores : int
        Of the host, as far as this user may use them.
    threads : int
        That one process may use; fewer than cores if the user said so.
    reach : float
        Bytes per second that a rank reads of root's memory, on the same host.
    rates : dict of str to Rate
        Measured, by primitive; the table's rate, times the cores if the row is threaded, where there is none.
    """

    cores: int
    threads: int
    reach: float = 7e9
    rates: dict = field(default_factory=dict)

    def rate(self, row, workers):
        """Return the flops per second of `workers` threads or ranks of this host together, measured or interpolated."""
        known = self.known(row)
        workers = min(workers, self.cores)
        if workers == 1 or self.cores == 1:
            return known.one
        return known.one + (known.all - known.one) * (workers - 1) / (self.cores - 1)

    def known(self, row):
        """Return what has been measured of a row, or what the table says."""
        return self.rates.get(row.name) or Rate(row.rate, row.rate * self.cores)


@dataclass(frozen=True)
class Link:
    """What lies between root and the workers.

    Parameters
    ----------
    latency : float
        Seconds for each collective, waking the workers included.
    bandwidth : float
        Bytes per second from root.
    """

    latency: float
    bandwidth: float


LINKS = {"host": Link(2e-5, 6e9), "network": Link(5e-5, 1.1e9)}
"""Until root has joined and measured it: one host's shared memory; 10 Gbit/s Ethernet. Many do not have that, but root
finds out only by joining, which it does when that would have paid on a good network."""


@dataclass(frozen=True)
class Place:
    """Where a run runs: its ranks, their hosts, and what lies between."""

    size: int
    hosts: int
    link: Link

    @property
    def per_host(self):
        """Ranks of the fullest host."""
        return -(-self.size // self.hosts)


@dataclass(frozen=True)
class Price:
    """Predicted seconds of one call: on root alone, and over the ranks."""

    alone: float
    ranks: float

    @property
    def pays(self) -> bool:
        """Whether the ranks beat root alone."""
        return self.alone > self.ranks


def price(row, work: float, moved: float, place: Place, machine: Machine) -> Price:
    """Predict what a call costs either way.

    Parameters
    ----------
    row : Primitive
        The row.
    work : float
        Flops of the call.
    moved : float
        Bytes that one after another leave or reach root; see `traffic`.
    place : Place
        The run.
    machine : Machine
        Root's host; the others are taken to be like it.

    Returns
    -------
    Price
        Whether to distribute the call, and by how much it pays.
    """
    alone, ranks = _speeds(row, place, machine)
    moves = moved / place.link.bandwidth + place.link.latency * len(row.collectives)
    call = machine.known(row).call
    return Price(call + work / alone, call + row.conducted + work / ranks + moves)


@dataclass(frozen=True)
class Bound:
    """What the ranks cannot beat: they save at most `saved` seconds per flop, and lose what is to be set up and moved.

    Parameters
    ----------
    saved : float
        Seconds per flop; not positive where ranks are no faster than root.
    fixed : float
        Seconds that a call over the ranks takes at least, and those of a closer look.
    moved : float
        Seconds per byte of the operands, at least.
    """

    saved: float
    fixed: float
    moved: float

    def hopeless(self, work, size) -> bool:
        """Whether root does so many flops, on operands of so many bytes, faster than the ranks possibly could."""
        return work * self.saved < self.fixed + size * self.moved or self.saved <= 0


def bound(row, place: Place, machine: Machine, bandwidth: float = math.inf) -> Bound:
    """Return what can be said of a row from the shapes alone.

    Parameters
    ----------
    row, place, machine
        As for `price`.
    bandwidth : float
        Bytes per second at which operands go over; infinite if workers may have them already.
    """
    alone, ranks = _speeds(row, place, machine)
    saved = 1 / alone - 1 / ranks
    fixed = LOOK + row.conducted + place.link.latency * len(row.collectives)
    return Bound(saved if saved * alone > 1e-9 else 0.0, fixed, 1 / place.size / bandwidth)


def _speeds(row, place, machine):
    """Flops per second of root alone, and of all ranks."""
    share = max(1, min(machine.threads, machine.cores // place.per_host)) if row.threaded else 1
    alone = machine.rate(row, machine.threads if row.threaded else 1)
    return alone, machine.rate(row, place.per_host * share) * place.hosts


def traffic(row, operands, result: int, place: Place, in_place: bool) -> float:
    """Return the bytes that a call moves one after another.

    Parameters
    ----------
    row : Primitive
        The row.
    operands : sequence of int
        Bytes of each operand that workers do not have yet.
    result : int
        Bytes of the result.
    place : Place
        The run.
    in_place : bool
        Whether ranks read root's memory themselves, all at once, and write into it.

    Notes
    -----
    A divided operand crosses once but for root's share, a copied one once for each other host (once on one host:
    MPI's ranks share it on the way); an exchange moves everything once more.
    """
    outside = (place.hosts - 1) / place.hosts if place.hosts > 1 else (place.size - 1) / place.size
    divided = 1 / place.size if in_place else outside
    copied = 1 if in_place or place.hosts == 1 else place.hosts - 1
    shares = (divided if isinstance(placement, Shard) else copied for placement in row.arguments)
    moved = sum(size * share for size, share in zip(operands, shares))
    return moved + result * divided + (sum(operands) * outside if row.exchange else 0)
