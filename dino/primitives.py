"""The table of primitives: the one place where a primitive is declared.

Read by the compiler, the linter, the runtime, the tests, the manual, the benchmarks and
`dino primitives`. Standard library only, so that everyone may read it.

To add a primitive: a row here, `dino/runtime/<name>.py`, an export in `dino/__init__.py`.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from dino.placement import Partial, Placement, Replicate, Root, Shard, collective


@dataclass(frozen=True)
class Primitive:
    """One row: an operation that all ranks share.

    Parameters
    ----------
    name : str
        Name of the function that users call.
    summary : str
        One sentence for the manual.
    parameters : tuple of str
        Names of the parameters, in order, all of them arrays.
    signature : str
        Core dimensions in NumPy's generalised-ufunc notation (NEP 5).
    divided : str
        The dimension that is shared out among the ranks; empty if none is.
    alias : str
        The NumPy function that does the same; empty if there is none.
    flops : str
        Floating-point operations or comparisons, an expression in the core dimensions.
    rate : float
        Flops per second of one core, measured on float64 (an order of magnitude is enough).
    threaded : bool
        Whether root alone does it on all its cores.
    conducted : float
        Seconds that a call over the ranks takes however little there is to do, beside the latency of its collectives
        (an order of magnitude is enough).
    options : tuple of str
        Names of keyword-only parameters, False unless given.
    op : str
        How contributions are reduced when the result lacks the divided dimension.
    exchange : tuple of str
        Collectives among the ranks between the moves in and out.
    bare : bool
        Whether the name may be used without any import (the original style).
    """

    name: str
    summary: str
    parameters: tuple[str, ...]
    signature: str
    divided: str
    alias: str
    flops: str
    rate: float = 1e9
    threaded: bool = False
    conducted: float = 6e-5
    options: tuple[str, ...] = ()
    op: str = "sum"
    exchange: tuple[str, ...] = ()
    bare: bool = False

    @cached_property
    def dimensions(self) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
        """Core dimensions of each argument, and of the result."""
        left, right = self.signature.split("->")
        arguments = tuple(_letters(part) for part in left.strip("()").split("),(")) if self.parameters else ()
        return arguments, _letters(right)

    @property
    def form(self) -> str:
        """How it is called."""
        options = ("*", *(f"{name}=False" for name in self.options)) if self.options else ()
        return f"{self.name}({', '.join((*self.parameters, *options))})"

    @cached_property
    def arguments(self) -> tuple[Placement, ...]:
        """Placement that each argument needs before the ranks compute."""
        return tuple(
            Shard(letters.index(self.divided)) if self.divided in letters else Replicate()
            for letters in self.dimensions[0]
        )

    @cached_property
    def result(self) -> Placement:
        """Placement of the result as the ranks leave it."""
        letters = self.dimensions[1]
        if not self.divided or self.divided in letters:
            return Shard(letters.index(self.divided) if self.divided else 0)
        return Partial(self.op)

    @cached_property
    def keepable(self) -> bool:
        """Whether the ranks leave the result as the next call may take it: each rank's rows, as the layout has them."""
        return isinstance(self.result, Shard) and bool(self.parameters) and not self.exchange

    @cached_property
    def collectives(self) -> tuple[str, ...]:
        """The collectives of a call from root to root, in order; what has no known length is preceded by its length."""
        moves_in = tuple(collective(Root(), placement) for placement in self.arguments)
        lengths = () if self.keepable else ("Gather",)
        return (*moves_in, *self.exchange, *lengths, collective(self.result, Root()))

    @cached_property
    def work(self):
        """A function of the arguments, arrays or anything with a `shape`: flops of a call.

        Of more axes than the row has, a vector's count as one. It is called for every call of the primitive.

        Raises
        ------
        IndexError
            If an argument has too few axes.
        """
        lengths = {}
        for name, letters in zip(self.parameters, self.dimensions[0]):
            if len(letters) == 1:
                lengths.setdefault(letters[0], f"prod({name}.shape)")
            lengths |= {letter: f"{name}.shape[{axis}]" for axis, letter in enumerate(letters) if letter not in lengths}
        source = f"lambda {', '.join(self.parameters)}: (lambda {', '.join(lengths)}: {self.flops})"
        return eval(
            f"{source}({', '.join(lengths.values())})", {"log2": lambda n: math.log2(max(n, 1)), "prod": math.prod}
        )


def _letters(part: str) -> tuple[str, ...]:
    return tuple(letter for letter in part.strip("()").split(",") if letter)


TABLE = (
    Primitive(
        name="matmul",
        summary="Product of two matrices.",
        parameters=("a", "b"),
        signature="(m,k),(k,n)->(m,n)",
        divided="m",
        alias="numpy.matmul",
        flops="2*m*k*n",
        rate=4e10,
        threaded=True,
        bare=True,
    ),
    Primitive(
        name="matvec",
        summary="Product of a matrix and a vector.",
        parameters=("a", "x"),
        signature="(m,k),(k)->(m)",
        divided="m",
        alias="numpy.matvec",
        flops="2*m*k",
        rate=4e9,
        threaded=True,
        bare=True,
    ),
    Primitive(
        name="parsum",
        summary="Sum of all elements, with the bits of numpy.sum.",
        parameters=("x",),
        signature="(n)->()",
        divided="n",
        alias="numpy.sum",
        flops="n",
        rate=3e9,
        threaded=True,
        conducted=1.2e-4,
        options=("exact",),
        op="pairwise",
        bare=True,
    ),
    Primitive(
        name="sort",
        summary="A sorted copy of an array, along its last axis.",
        parameters=("x",),
        signature="(n)->(n)",
        divided="n",
        alias="numpy.sort",
        flops="n*log2(n)",
        rate=3e9,
        threaded=True,
        conducted=6e-4,
        exchange=("Allgather", "Alltoall", "Alltoallv"),
        bare=True,
    ),
    Primitive(
        name="hello",
        summary="A greeting from every rank with its host name, in rank order.",
        parameters=(),
        signature="->()",
        divided="",
        alias="",
        flops="0",
        bare=True,
    ),
)

BY_NAME = {row.name: row for row in TABLE}
