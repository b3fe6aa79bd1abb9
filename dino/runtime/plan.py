"""Plans: who computes what in one call of a primitive, and what each rank holds of it on the way."""

from dataclasses import dataclass, field

import numpy as np

from dino.runtime import layout


@dataclass
class Plan:
    """Who computes what; the same on all ranks, but for what only root has.

    Parameters
    ----------
    step : Step
        The primitive.
    session : Root or Worker
        The ranks.
    grain : int
        Rows that stay together.
    layouts : tuple
        Shape and dtype of each operand.
    call : layout.Call or None
        What was laid out; significant on root only.
    addresses : tuple of int
        Where in root's memory each operand is, for workers that read it there; empty if all goes by MPI.
    target : tuple of (int, str)
        Where in root's memory the result belongs, and its dtype, for workers that write it there; empty if it goes by
        MPI.
    options : dict
        Keyword arguments of the primitive's `local`.

    Attributes
    ----------
    counts : tuple of int
        Rows of each rank.
    whole : ndarray or None
        Root's result, whose memory is taken before the header.
    piece : int
        Rows of the divided operand that go to a rank at a time; 0 if all of them.
    kept : dict
        By their index, operands that are on the ranks already: products that never left them.
    numbers : tuple of int
        What `Residents.announced` says of each operand; empty if nothing stays.
    held : list
        On a worker, the operands that it has from before.

    Notes
    -----
    Workers that read in place may do so until root has heard of the end of their part: what ends a collective
    (`Root.end`) must come after that.
    """

    step: object
    session: object
    grain: int
    layouts: tuple
    call: object = None
    addresses: tuple = ()
    target: tuple = ()
    options: dict = field(default_factory=dict)
    counts: tuple = field(init=False, default=())
    whole: np.ndarray | None = field(init=False, default=None)
    piece: int = field(init=False, default=0)
    kept: dict = field(init=False, default_factory=dict)
    numbers: tuple = field(init=False, default=())
    held: list = field(init=False, default_factory=list)
    alone = False

    def __post_init__(self):
        if self.layouts:
            self.counts = layout.blocks(self.layouts[0][0][0], self.session.size, self.grain)


@dataclass
class Operand:
    """An argument on its way: what the plan says of it, and on root its array, unless it is on the ranks already."""

    plan: Plan
    shape: tuple
    dtype: np.dtype
    array: object = None
    address: int = 0
    number: int = 0
    kept: object = None

    def take(self):
        """Give the array away."""
        array, self.array = self.array, None
        return array


@dataclass
class Block:
    """What a rank has of an argument or of a result."""

    plan: Plan
    array: object = None

    take = Operand.take
