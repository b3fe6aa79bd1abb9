"""Whether a call is worth distributing: an operation that moves more than it gains runs on root alone.

Both ways compute the same bits, so the choice shows in the clock only.
"""

from dataclasses import dataclass

from dino.errors import LaunchError

BANDWIDTH = {"host": 6e9, "network": 1.1e8}
"""Bytes per second from root: shared memory of one host (measured), 1 Gbit/s Ethernet."""

LATENCY = 2e-5
"""Seconds for each collective, waking the workers included."""

PATHS = ("auto", "ranks", "alone")


def path(environment) -> str:
    """Return which way all calls go, from the variable `DINO_PATH`: by cost, over the ranks, on root alone.

    Raises
    ------
    LaunchError
        If the variable has another value.
    """
    chosen = environment.get("DINO_PATH") or "auto"
    if chosen not in PATHS:
        raise LaunchError(f"DINO_PATH is {chosen!r}; it can be {', '.join(PATHS)}")
    return chosen


@dataclass(frozen=True)
class Price:
    """Predicted seconds of one call: on root alone, and over the ranks."""

    alone: float
    ranks: float

    @property
    def pays(self) -> bool:
        """Whether the ranks beat root alone."""
        return self.alone > self.ranks


def price(primitive, shapes, moved: int, size: int, cores: int, link: str = "host") -> Price:
    """Predict what a call costs either way.

    Parameters
    ----------
    primitive : Primitive
        The row.
    shapes : sequence of tuple of int
        Shapes of the operands.
    moved : int
        Bytes that leave or reach root.
    size : int
        Ranks of the run.
    cores : int
        Cores of root's host, for primitives that root alone does on all of them.
    link : {"host", "network"}
        What the bytes cross.

    Returns
    -------
    Price
        Whether to distribute the call, and by how much it pays.
    """
    seconds = primitive.work(shapes) / primitive.rate
    alone = seconds / (cores if primitive.threaded else 1)
    return Price(alone, seconds / size + moved / BANDWIDTH[link] + LATENCY * len(primitive.collectives))
