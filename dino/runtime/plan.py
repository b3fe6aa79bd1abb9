"""Plans: who computes what in one call of a primitive, and what each rank holds of it on the way."""

import math
from dataclasses import dataclass, field

import numpy as np

from dino.runtime import layout


class Form:
    """What calls of a primitive have in common whose arrays are alike: all but the arrays; the same on all ranks.

    Parameters
    ----------
    grain : int
        Rows that stay together.
    layouts : tuple
        Shape and dtype of each operand.
    result : dtype
        Of what comes back to root.
    options : dict
        Keyword arguments of the primitive's `local`.
    size : int
        Number of ranks.

    Attributes
    ----------
    counts : tuple of int
        Rows of each rank.
    """

    def __init__(self, grain, layouts, result, options, size):
        self.grain, self.layouts, self.result, self.options = grain, layouts, result, options
        self.counts = layout.blocks(layouts[0][0][0], size, grain) if layouts else ()

    @property
    def nbytes(self) -> int:
        """Bytes of all operands."""
        return sum(math.prod(shape) * dtype.itemsize for shape, dtype in self.layouts)

    def is_of(self, grain, layouts, result, options) -> bool:
        """Whether a call of these is one of this form."""
        return (self.layouts, self.grain, self.result, self.options) == (layouts, grain, result, options)

    def told(self):
        """What a header says of it."""
        layouts = tuple((shape, dtype.str) for shape, dtype in self.layouts)
        return self.grain, layouts, self.result.str, self.options

    @classmethod
    def heard(cls, told, size):
        """The form that a header tells of."""
        grain, layouts, result, options = told
        layouts = tuple((shape, np.dtype(dtype)) for shape, dtype in layouts)
        return cls(grain, layouts, np.dtype(result), options, size)


@dataclass
class Plan:
    """Who computes what; the same on all ranks, but for what only root has.

    Parameters
    ----------
    step : Step
        The primitive.
    session : Root or Worker
        The ranks.
    form : Form
        What this call has in common with others.
    call : layout.Call or None
        What was laid out; significant on root only.
    addresses : tuple of (int or bytes)
        Where in root's memory each operand is, for workers that read it there, or what is there; empty if all goes by
        MPI.
    target : int
        Where in root's memory the result belongs, for workers that write it there; 0 if it goes by MPI.

    Attributes
    ----------
    counts : tuple of int
        Rows of each rank; others than the form's, if operands are on the ranks in other parts.
    whole : ndarray or None
        Root's result, whose memory is taken before the header.
    piece : int
        Rows of the divided operand that go to a rank at a time; 0 if all of them.
    kept : dict
        By their index, operands that are on the ranks already: products that never left them.
    numbers : tuple of int
        What `Residents.announced` says of each operand; empty if nothing stays.
    patches : tuple of tuple of int
        What of operands that workers hold is sent; see `patch.of`.
    held : tuple
        On a worker, the operands that it has from before.

    Notes
    -----
    Workers that read in place may do so until root has heard of the end of their part: what ends a collective
    (`Root.end`) must come after that.
    """

    step: object
    session: object
    form: Form
    call: object = None
    addresses: tuple = ()
    target: int = 0
    counts: tuple = field(init=False)
    whole: np.ndarray | None = field(init=False, default=None)
    piece: int = field(init=False, default=0)
    kept: dict = field(init=False, default_factory=dict)
    numbers: tuple = field(init=False, default=())
    patches: tuple = field(init=False, default=())
    held: tuple = field(init=False, default=())
    alone = False

    def __post_init__(self):
        self.counts = self.form.counts


@dataclass
class Operand:
    """An argument on its way: what the plan says of it, and on root its array, unless it is on the ranks already."""

    plan: Plan
    shape: tuple
    dtype: np.dtype
    array: object = None
    address: int | bytes = 0
    number: int = 0
    patch: tuple = ()
    kept: object = None

    @property
    def lazy(self):
        """Whether it is moved only when it is computed with: workers find it themselves."""
        return bool(self.address) and self.kept is None

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
