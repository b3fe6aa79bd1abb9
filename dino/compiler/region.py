"""The lowered form of a program: what all ranks do together, what root does alone, and the control flow around both."""

import re
from dataclasses import dataclass

from dino.compiler.program import Analysed
from dino.placement import Placement, Shard
from dino.primitives import Primitive

# Names that stand for an expression or a loop's target of the script; scaffolding assigns to no other name so formed.
STAND_IN = re.compile(r"\w+_(result|kept|item|before|shown|chosen|decided)(_\d+)?")


@dataclass(frozen=True)
class Line:
    """One line, without the indentation of its block; a `verbatim` one begins inside a string."""

    text: str
    verbatim: bool = False


@dataclass(frozen=True)
class Operand:
    """An argument of a step.

    Attributes
    ----------
    text : str
        Its expression on root.
    plan, block : str
        Names of its plan and of what each rank has of it.
    kept : bool
        Whether it was kept on the ranks.
    or_root : bool
        Whether root may have it nevertheless: an iterate, before its loop's first turn.
    """

    text: str
    plan: str
    block: str
    kept: bool = False
    or_root: bool = False


@dataclass(frozen=True)
class Step:
    """A primitive call as a statement of its own.

    `result` is the name that root's value gets; empty if the script drops the value. A `kept` one stays on the ranks.
    """

    primitive: Primitive
    line: int
    operands: tuple[Operand, ...]
    block: str
    result: str
    kept: bool = False


@dataclass(frozen=True)
class Application:
    """A call of a collective function as a statement of its own: its text, and the name that its value gets."""

    text: str
    result: str


@dataclass(frozen=True)
class Hold:
    """An expression that root evaluates before a step, as the script does: its text, and the name that holds it."""

    text: str
    result: str


@dataclass(frozen=True)
class Drop:
    """A line that lets go of a result that has been used."""

    text: str


@dataclass(frozen=True)
class Fork:
    """Steps that only root's choice leads to.

    Attributes
    ----------
    text : str
        The expression whose truth root chooses by.
    result : str
        The name that holds the choice.
    body, orelse : tuple
        What is done if it is true, and if it is not.
    """

    text: str
    result: str
    line: int
    body: tuple["Taken", ...]
    orelse: tuple["Taken", ...]


Taken = Step | Application | Hold | Drop | Fork


@dataclass(frozen=True)
class Collective:
    """Steps that all ranks take for one source statement, shown as `comment` under the user's own `lead`.

    `dropped` are lines that let go of the results that later steps have used up.
    """

    lead: tuple[Line, ...]
    comment: tuple[str, ...]
    steps: tuple[Taken, ...]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class RootOnly:
    """Lines that root alone executes, as written but for names in place of what was lifted."""

    lead: tuple[Line, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Gathering:
    """Behind a loop: names whose values have stayed on the ranks, and the loop's line."""

    names: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Everywhere:
    """`break`, `continue` or `return` in static scaffolding: every rank executes it."""

    lead: tuple[Line, ...]
    text: str


@dataclass(frozen=True)
class Clause:
    """A header of static control flow and the block under it.

    Attributes
    ----------
    keyword : str
        `if`, `elif`, `else`, `while` or `for`.
    target : str
        What a `for` binds on every rank.
    value : str
        The expression that root evaluates; empty for `else`.
    plain : bool
        Whether every rank evaluates it by itself.
    together : bool
        Whether it is a call of a collective function.
    repeated : Collective or None
        Steps before each evaluation of the condition of a `while`.
    indentation : str
        White space before each line of the block.
    tail : tuple of Line
        Comments at the end of the block.
    leaving : Clause or None
        The `else` of a `while` with such steps: what stands before the `break` that ends it.
    """

    lead: tuple[Line, ...]
    keyword: str
    target: str
    value: str
    plain: bool
    together: bool
    line: int
    comment: str
    repeated: Collective | None
    indentation: str
    regions: tuple["Region", ...]
    tail: tuple[Line, ...] = ()
    leaving: "Clause | None" = None


@dataclass(frozen=True)
class Control:
    """Static `if`, `while` or `for`: all its clauses, in order."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Twin:
    """The collective version of a function: behind the function itself, or in its place.

    Attributes
    ----------
    name, original : str
        Its name, and that of the function.
    lead : tuple of Line
        What stands before the function, if this is in its place.
    head : tuple of Line
        Its first lines, with the docstring if this is in the function's place.
    indentation : str
        White space before each line of the body.
    tail : tuple of Line
        Comments at the end of the body.
    """

    name: str
    original: str
    lead: tuple[Line, ...]
    head: tuple[Line, ...]
    indentation: str
    regions: tuple["Region", ...]
    tail: tuple[Line, ...] = ()


Region = Collective | RootOnly | Gathering | Everywhere | Control | Twin


@dataclass(frozen=True)
class Lowered:
    """A script as regions; every primitive that all ranks execute is a step of its own.

    Attributes
    ----------
    spmd : str
        Name of the runtime in the emitted program.
    tail : tuple of Line
        Comments behind the last statement.
    """

    analysed: Analysed
    spmd: str
    regions: tuple[Region, ...]
    tail: tuple[Line, ...]


def move_in(placement: Placement, kept: bool) -> str:
    """The runtime's word for the move of an operand to where a step needs it."""
    if isinstance(placement, Shard):
        return "reuse" if kept else "scatter"
    return "allgather" if kept else "bcast"
