"""The forms of a program up to analysis; each contains the one before."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from dino.compiler.diagnostics import Diagnostic
from dino.compiler.source import Source
from dino.primitives import Primitive


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
    lifetimes : tuple of str
        By what it shows, or may show, how long a value is held.
    """

    identifiers: frozenset[str]
    bound: frozenset[str]
    counts: Mapping[str, int]
    volatile: frozenset[str]
    stars: tuple[str, ...]
    dynamic: Diagnostic | None
    lifetimes: tuple[str, ...]


@dataclass(frozen=True)
class Function:
    """A function of the script's top level that can have a collective version: its calls reach nothing else.

    Attributes
    ----------
    node : ast.FunctionDef
        The definition; no generator, no decorators, its name bound once.
    locals : frozenset of str
        Names of its own scope; every other name is the module's.
    """

    node: ast.FunctionDef
    locals: frozenset[str]


@dataclass(frozen=True)
class Resolved:
    """A script whose calls of primitives are known.

    Attributes
    ----------
    calls : Mapping
        Calls in the scope of the module, or of one of `functions`, that are certain to call a primitive with as
        many plain positional arguments as its row has parameters.
    functions : Mapping
        By name, the functions that can have a collective version.
    applications : Mapping
        Calls in these scopes that call one of `functions` by its name, with that name.
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
    functions: Mapping[str, Function]
    applications: Mapping[ast.Call, str]
    bare: tuple[str, ...]
    numpy: bool
    modules: Mapping[str, str]


class Execution(Enum):
    """Which ranks execute a statement."""

    ROOT = "root"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, eq=False)
class Branch:
    """What of an expression is evaluated only if root finds so.

    Attributes
    ----------
    test : ast.expr
        The expression whose truth decides.
    word : str
        What it is a part of: `if`, `and`, `or`, or `chain` if it is the first of two comparisons, `a < b < c`.
    body, orelse : tuple
        What is taken out of what is evaluated if it is true, and if it is not.
    whole : ast.BoolOp, ast.Compare or None
        The operation whose value is that of `test` if no more is evaluated; None if its truth is all that counts.
    """

    test: ast.expr
    word: str
    body: tuple["ast.expr | Branch", ...]
    orelse: tuple["ast.expr | Branch", ...]
    whole: ast.BoolOp | ast.Compare | None = None


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
        Calls of primitives and of collective functions that all ranks execute before it, in the order of evaluation.
    taken : tuple of ast.expr and Branch
        All that is evaluated before it: these calls, and in between expressions whose values root holds; with the
        branches that decide over some of them.
    body, orelse : tuple of Statement
        The blocks of a statement that all ranks execute; empty for any other.
    bound : frozenset of str
        Names that are certainly bound when it begins.
    """

    node: ast.stmt
    execution: Execution
    lifted: tuple[ast.Call, ...] = ()
    body: tuple["Statement", ...] = ()
    orelse: tuple["Statement", ...] = ()
    bound: frozenset[str] = frozenset()
    taken: tuple[ast.expr | Branch, ...] = ()

    @property
    def collective(self) -> bool:
        """Whether all ranks take part in some step of it."""
        return bool(self.lifted) or any(child.collective for child in (*self.body, *self.orelse))


@dataclass(frozen=True)
class Placed:
    """What stays on the ranks, because only steps read it.

    Attributes
    ----------
    calls : frozenset of ast.Call
        Lifted calls of primitives whose results stay.
    operands : frozenset of ast.Name
        Names that stand for such results, where steps read them.
    iterated : frozenset of ast.Name
        The same, where root may have the value nevertheless: before a loop's first turn.
    iterates : Mapping
        By their loops, names whose values stay as long as the loop runs; behind it root has them.
    """

    calls: frozenset[ast.Call] = frozenset()
    operands: frozenset[ast.Name] = frozenset()
    iterated: frozenset[ast.Name] = frozenset()
    iterates: Mapping[ast.stmt, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Analysed:
    """A script of which is known who executes each statement.

    A static loop has its own `break` and `continue` only where all ranks reach them, and so has a collective function
    its `return`.

    Attributes
    ----------
    functions : Mapping
        Bodies of the functions that have a collective version, by name; each is called by some static statement.
    placed : Placed
        What stays on the ranks.
    shared : frozenset of ast.expr
        Headers of `if`, `while` and `for` that every rank evaluates by itself.
    once : frozenset of str
        Those of the functions that nobody calls but all ranks together: they are not needed as written.
    """

    resolved: Resolved
    statements: tuple[Statement, ...]
    functions: Mapping[str, tuple[Statement, ...]]
    placed: Placed = field(default_factory=Placed)
    shared: frozenset[ast.expr] = frozenset()
    once: frozenset[str] = frozenset()

    @property
    def static(self) -> bool:
        """Whether any statement is a collective of all ranks."""
        return any(statement.collective for statement in self.statements)
