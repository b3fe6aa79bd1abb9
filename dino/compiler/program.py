"""The forms of a program between the passes; each contains the one before."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from dino.compiler.diagnostics import Diagnostic
from dino.compiler.source import Source
from dino.primitives import Primitive

# Names that stand for an expression or a loop's target of the script; scaffolding assigns to no other name so formed.
STAND_IN = re.compile(r"\w+_(result|item)(_\d+)?")


@dataclass(frozen=True)
class Parsed:
    """A script that CPython accepts.

    Attributes
    ----------
    source : Source
        The text.
    tree : ast.Module
        Its syntax tree.
    prologue : int
        Offset behind the docstring and the `__future__` imports: nothing may come before them.
    verbatim : frozenset of int
        Lines that begin inside a string, whose white space is part of the program.
    indent : str
        White space by which the script indents a block.
    """

    source: Source
    tree: ast.Module
    prologue: int
    verbatim: frozenset[int]
    indent: str


@dataclass(frozen=True)
class Names:
    """The names of a script.

    Attributes
    ----------
    identifiers : frozenset of str
        Every name that occurs, whatever it means.
    bound : frozenset of str
        Names bound in any scope.
    counts : Mapping
        How often the module's own scope binds each name.
    volatile : frozenset of str
        Names of the module that code other than the present statement may bind or unbind: declared
        `global` in a function, deleted, bound by `except` or by `:=`.
    stars : tuple of str
        Modules that are star-imported.
    dynamic : Diagnostic or None
        Access to the module's namespace by other means than names; then nothing is known of names.
    """

    identifiers: frozenset[str]
    bound: frozenset[str]
    counts: Mapping[str, int]
    volatile: frozenset[str]
    stars: tuple[str, ...]
    dynamic: Diagnostic | None


@dataclass(frozen=True)
class Resolved:
    """A script whose calls of primitives are known.

    Attributes
    ----------
    calls : Mapping
        Calls in the module's own scope that are certain to call a primitive with as many plain
        positional arguments as its row has parameters.
    bare : tuple of str
        Primitives that the script uses without any import, in alphabetical order.
    numpy : bool
        Whether the script, being of that style, uses `np` without any import.
    modules : Mapping
        Names that mean one module for the whole program, with the module's name.
    """

    parsed: Parsed
    names: Names
    calls: Mapping[ast.Call, Primitive]
    bare: tuple[str, ...]
    numpy: bool
    modules: Mapping[str, str]


class Execution(Enum):
    """Which ranks execute a statement."""

    ROOT = "root"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Statement:
    """A statement and who executes it.

    Attributes
    ----------
    node : ast.stmt
        The statement.
    execution : Execution
        Who executes it, without what is lifted out of it.
    lifted : tuple of ast.Call
        Primitive calls that all ranks execute before it, in the order of evaluation.
    body, orelse : tuple of Statement
        The blocks of a statement that all ranks execute; empty for any other.
    """

    node: ast.stmt
    execution: Execution
    lifted: tuple[ast.Call, ...] = ()
    body: tuple["Statement", ...] = ()
    orelse: tuple["Statement", ...] = ()

    @property
    def collective(self) -> bool:
        """Whether all ranks take part in some step of it."""
        return bool(self.lifted) or any(child.collective for child in (*self.body, *self.orelse))


@dataclass(frozen=True)
class Analysed:
    """A script of which is known who executes each statement.

    A static loop has its own `break` and `continue` only where all ranks reach them.
    """

    resolved: Resolved
    statements: tuple[Statement, ...]

    @property
    def static(self) -> bool:
        """Whether any statement is a collective of all ranks."""
        return any(statement.collective for statement in self.statements)


@dataclass(frozen=True)
class Line:
    """One line, without the indentation of its block; a `verbatim` one begins inside a string."""

    text: str
    verbatim: bool = False


@dataclass(frozen=True)
class Operand:
    """An argument of a step: its expression on root, and the names of its plan and of its block."""

    text: str
    plan: str
    block: str


@dataclass(frozen=True)
class Step:
    """A primitive call as a statement of its own.

    `result` is the name that root's value gets; empty if the script drops the value.
    """

    primitive: Primitive
    line: int
    operands: tuple[Operand, ...]
    block: str
    result: str


@dataclass(frozen=True)
class Collective:
    """Steps that all ranks take for one source statement, shown as `comment` under the user's own `lead`."""

    lead: tuple[Line, ...]
    comment: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class RootOnly:
    """Lines that root alone executes, as written but for names in place of what was lifted."""

    lead: tuple[Line, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Everywhere:
    """`break`, `continue` or `pass` in static scaffolding: every rank executes it as written."""

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
    constant : bool
        Whether every rank may evaluate it by itself.
    repeated : Collective or None
        Steps before each evaluation of the condition of a `while`.
    indentation : str
        White space before each line of the block.
    tail : tuple of Line
        Comments at the end of the block.
    """

    lead: tuple[Line, ...]
    keyword: str
    target: str
    value: str
    constant: bool
    line: int
    comment: str
    repeated: Collective | None
    indentation: str
    regions: tuple["Region", ...]
    tail: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Control:
    """Static `if`, `while` or `for`: all its clauses, in order."""

    clauses: tuple[Clause, ...]


Region = Collective | RootOnly | Everywhere | Control


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
