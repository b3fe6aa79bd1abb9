"""Placements: where the value of an array lives during a run, and the moves between them.

The words are those of PyTorch's DTensor and of JAX, plus `Root`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Root:
    """Whole, on rank 0 alone: where every value of the user's script starts."""

    def __str__(self):
        return "Root"


@dataclass(frozen=True)
class Replicate:
    """Whole, on every rank."""

    def __str__(self):
        return "Replicate"


@dataclass(frozen=True)
class Shard:
    """Cut into one block per rank along `axis`."""

    axis: int = 0

    def __str__(self):
        return f"Shard({self.axis})"


@dataclass(frozen=True)
class Partial:
    """One contribution per rank, to be reduced by `op`."""

    op: str

    def __str__(self):
        return f"Partial({self.op})"


Placement = Root | Replicate | Shard | Partial


def collective(source: Placement, target: Placement) -> str:
    """Return the MPI collective that moves a value from one placement to another.

    Parameters
    ----------
    source, target : Placement
        Where the value is and where it must be.

    Returns
    -------
    str
        Name of an MPI collective. A `Partial` whose `op` is no MPI operation (NumPy's
        pairwise sum depends on the order) is gathered and replayed on root.

    Raises
    ------
    ValueError
        If no single collective makes the move.
    """
    match source, target:
        case Root(), Shard():
            return "Scatterv"
        case Root(), Replicate():
            return "Bcast"
        case Shard(), Root():
            return "Gatherv"
        case Shard(), Replicate():
            return "Allgatherv"
        case Partial(op="pairwise"), Root():
            return "Gatherv"
        case Partial(), Root():
            return "Reduce"
        case Partial(), Replicate():
            return "Allreduce"
    raise ValueError(f"no collective moves {source} to {target}")
