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
    session : Root or Worker or None
        The ranks; None where there is only one.
    grain : int
        Rows that stay together; 0 if root does it alone.
    layouts : tuple
        Shape and dtype of each operand.
    args : tuple
        The user's arguments, kept for root to do it alone.
    call : layout.Call or None
        What was laid out; significant on root only.
    """

    step: object
    session: object
    grain: int = 0
    layouts: tuple = ()
    args: tuple = ()
    call: object = None
    counts: tuple = field(init=False, default=())

    def __post_init__(self):
        if self.grain and self.layouts:
            self.counts = layout.blocks(self.layouts[0][0][0], self.session.size, self.grain)

    @property
    def alone(self):
        """Whether root does it by itself."""
        return self.grain == 0


@dataclass
class Operand:
    """An argument on its way: what the plan says of it, and on root its array."""

    plan: Plan
    shape: tuple
    dtype: np.dtype
    array: object = None

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
