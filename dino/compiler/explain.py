"""An explanation of a compiled script: a view of its forms, for `dino compile --explain`."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dino.compiler.certify import Region, certify
from dino.compiler.depth import deep
from dino.compiler.diagnostics import Diagnostic
from dino.compiler.modules import Module
from dino.compiler.notes import findings, notes
from dino.compiler.program import Analysed, Branch, Execution, Statement
from dino.compiler.reasons import passed_on, reason
from dino.compiler.source import Source
from dino.compiler.survey.script import Call, Script
from dino.placement import Partial, Placement, Root, Shard, collective
from dino.primitives import Primitive

ROOT, ALL, STEP, CONDUCTED = "root", "all", "step", "conducted"


@dataclass(frozen=True)
class Move:
    """A value that changes its placement for one step.

    Attributes
    ----------
    value : str
        Its text in the script, or the name that it gets.
    shape : str
        Its shape, as far as the text tells; else empty.
    source, target : Placement
        Where it is, and where it must be.
    collective : str
        What carries it there; empty if it stays.
    reason : str
        Why it must be there.
    """

    value: str
    shape: str
    source: Placement
    target: Placement
    collective: str
    reason: str


@dataclass(frozen=True)
class Use:
    """A primitive in the script.

    Attributes
    ----------
    line, end : int
        Its first and last line.
    primitive : str
        Its name.
    moves : tuple of Move
        Of a step, in their order; of a call that is conducted they are decided when it comes.
    conducted : Diagnostic or None
        Why it is not a step.
    """

    line: int
    end: int
    primitive: str
    moves: tuple[Move, ...] = ()
    conducted: Diagnostic | None = None


@dataclass(frozen=True)
class Explanation:
    """What becomes of a script.

    Attributes
    ----------
    path : str
        The script's.
    lines : tuple of str
        Its text.
    who : tuple of str
        Of each line: `root` alone executes it; `all` ranks do; it has a `step` of all ranks; it is root's but
        `conducted`: the ranks join in what it calls. Empty where there is nothing to execute.
    uses : tuple of Use
        In the order of the text.
    notes : tuple of (int, str)
        What else is to be said of a line.
    names : Mapping
        Placements of each name that is ever anywhere but on root, with the lines of the steps concerned.
    kept : frozenset of str
        Names that are never on root.
    certificate : tuple of Region
        Of the steps and choices of the skeleton.
    diagnostics : tuple of Diagnostic
        What holds for the whole script.
    modules : tuple of Module
        The script's own, that reach primitives.
    """

    path: str
    lines: tuple[str, ...]
    who: tuple[str, ...]
    uses: tuple[Use, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    names: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    certificate: tuple[Region, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    modules: tuple[Module, ...] = ()

    @property
    def conducted(self) -> tuple[int, ...]:
        """Lines whose collectives are announced by root as they come, and matched then."""
        return tuple(sorted({use.line for use in self.uses if use.conducted}))


def explain(source: Source, emitted: str, analysed: Analysed | None, diagnostics=(), modules=()) -> Explanation:
    """Explain a script.

    Parameters
    ----------
    source : Source
        The script.
    emitted : str
        The program that was made of it.
    analysed : Analysed or None
        What it was made of; None if it could not be analysed, and root runs it as written.
    diagnostics : tuple of Diagnostic
        What the compiler had to say.
    modules : tuple of Module
        The script's own modules.

    Returns
    -------
    Explanation
    """
    modules = tuple(module for module in modules if module.primitives)
    with deep():
        try:
            return _explained(source, emitted, analysed, tuple(diagnostics), modules)
        except RecursionError:
            return _explained(source, emitted, None, tuple(diagnostics), modules)


def _explained(source, emitted, analysed, diagnostics, modules) -> Explanation:
    if analysed is None:
        who = tuple(ROOT if line.strip() else "" for line in source.lines)
        return Explanation(source.path, source.lines, who, diagnostics=diagnostics, modules=modules)
    script = Script(source, analysed.resolved.parsed.tree)
    margin = _Margin(source, analysed)
    uses = tuple(sorted(_uses(script, analysed, margin.lifted), key=lambda use: use.line))
    who = margin.who(uses)
    return Explanation(
        source.path,
        source.lines,
        who,
        uses,
        (*notes(analysed, margin), *findings(script)),
        _names(uses, analysed),
        _never_on_root(script, analysed),
        certify(emitted),
        diagnostics,
        modules,
    )


class _Margin:
    """Who executes each line."""

    def __init__(self, source: Source, analysed: Analysed):
        self.source, self.analysed = source, analysed
        self.words = [""] * (len(source.lines) + 1)
        self.lifted: set[ast.Call] = set()
        self.headers: list[ast.stmt] = []
        self.taken: list[ast.expr | Branch] = []
        for statement in analysed.statements:
            self.statement(statement)
        for name, body in analysed.functions.items():
            node = analysed.resolved.functions[name].node
            self.mark(node.lineno, node.end_lineno, ALL)
            for statement in body:
                self.statement(statement)

    def mark(self, first: int, last: int, word: str) -> None:
        for line in range(first, last + 1):
            self.words[line] = word

    def statement(self, statement: Statement) -> None:
        """Mark a statement, then what all ranks do for it, then its blocks."""
        node, everywhere = statement.node, statement.execution is Execution.EVERYWHERE
        first = self.source.line(self.source.start(node))
        self.mark(first, node.end_lineno, ALL if everywhere else ROOT)
        self.lifted |= set(statement.lifted)
        self.taken += statement.taken
        for call in statement.lifted:
            self.mark(call.lineno, call.end_lineno, STEP if call in self.analysed.resolved.calls else ALL)
        if everywhere and isinstance(node, ast.If | ast.For | ast.While):
            self.headers.append(node)
        for child in (*statement.body, *statement.orelse):
            self.statement(child)

    def who(self, uses: Iterable[Use]) -> tuple[str, ...]:
        """The words, with what is conducted."""
        for use in uses:
            if use.conducted and self.words[use.line] in (ROOT, ALL):
                self.mark(use.line, use.end, CONDUCTED)
        blank = {number for number, line in enumerate(self.source.lines, 1) if not line.strip()}
        blank |= {number for number, line in enumerate(self.source.lines, 1) if line.lstrip().startswith("#")}
        return tuple("" if number in blank else word for number, word in enumerate(self.words[1:], 1))


def _uses(script: Script, analysed: Analysed, lifted: set[ast.Call]) -> Iterator[Use]:
    for call in sorted(script.calls, key=_ended):
        node = call.node
        if node in lifted:
            moves = (*_moves_in(call, script, analysed), _move_out(call, script, analysed))
            yield Use(node.lineno, node.end_lineno, call.primitive.name, moves)
        else:
            why = reason(call, script, analysed)
            yield Use(node.lineno, node.end_lineno, call.primitive.name, (), why)
    for found in passed_on(script):
        yield Use(found.line, found.line, found.message.partition(":")[0], (), found)


def _ended(call: Call) -> tuple[int, int, int]:
    """Calls of one line in the order in which they are evaluated."""
    return call.node.lineno, call.node.end_lineno, call.node.end_col_offset


def _never_on_root(script: Script, analysed: Analysed) -> frozenset[str]:
    """Names whose values stay on the ranks for good."""
    bound = {_bound(script.scopes.parents[node]) for node in analysed.placed.calls}
    return frozenset(bound & analysed.resolved.names.identifiers).difference(*analysed.placed.iterates.values())


def _moves_in(call: Call, script: Script, analysed: Analysed) -> Iterator[Move]:
    row, node, placed = call.primitive, call.node, analysed.placed
    kept = placed.calls | placed.operands | placed.iterated
    for argument, letters, target in zip(node.args, row.dimensions[0], row.arguments, strict=True):
        value = ast.unparse(argument)
        source = Shard(0) if argument in kept else Root()
        why = "is there from the step before" if source == target else _needed(row, letters, target)
        why += "; the first turn takes it from root" * (argument in placed.iterated)
        yield Move(value, _shape(script, argument), source, target, _carried(source, target), why)


def _move_out(call: Call, script: Script, analysed: Analysed) -> Move:
    row, node = call.primitive, call.node
    target = row.result if node in analysed.placed.calls else Root()
    verb = "combines what the ranks have computed" if isinstance(row.result, Partial) else "reads it"
    why = f"root {verb}" if target == Root() else "only steps read it"
    value = _bound(script.scopes.parents[node]) or ast.unparse(node)
    return Move(value, _shape(script, node), row.result, target, _carried(row.result, target), why)


def _carried(source: Placement, target: Placement) -> str:
    return "" if source == target else collective(source, target)


def _needed(row: Primitive, letters: tuple[str, ...], target: Placement) -> str:
    if isinstance(target, Shard):
        return f"{row.name} divides {'rows' if len(letters) > 1 else 'elements'} ({row.divided}) among the ranks"
    return "every rank needs all of it"


def _bound(statement: ast.AST) -> str:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return ""


def _shape(script: Script, node: ast.expr) -> str:
    """The shape of a value, where each length that is not known is a `?`."""
    shape = getattr(script.values.get(node), "shape", None)
    if shape is None:
        return ""
    lengths = ["?" if length is None else str(length) for length in shape]
    return f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(lengths)})"


def _names(uses: Iterable[Use], analysed: Analysed) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for use in uses:
        for move in use.moves:
            away = move.source if move.target == Root() else move.target
            if move.value in analysed.resolved.names.identifiers:
                lines = found.setdefault(move.value, {})
                lines[str(away)] = (*lines.get(str(away), ()), use.line)
    return {name: found[name] for name in sorted(found)}
