"""Whether a call is worth distributing: an operation that moves more than it gains runs on root alone.

Both ways compute the same bits, so the choice shows in the clock only.
"""

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


def pays(primitive, shapes, moved: int, size: int, cores: int, link: str = "host") -> bool:
    """Decide whether the ranks beat root alone.

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
    bool
        Whether to distribute the call.
    """
    seconds = primitive.work(shapes) / primitive.rate
    alone = seconds / (cores if primitive.threaded else 1)
    return alone > seconds / size + moved / BANDWIDTH[link] + LATENCY * len(primitive.collectives)
