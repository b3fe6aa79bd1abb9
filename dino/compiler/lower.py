"""Fifth pass: statements to regions, calls of primitives to steps."""

import ast
from collections.abc import Iterable
from dataclasses import replace

from dino.compiler.cut import Cutter
from dino.compiler.order import is_constant
from dino.compiler.program import Analysed, Execution, Statement
from dino.compiler.region import (
    STAND_IN,
    Clause,
    Collective,
    Control,
    Everywhere,
    Gathering,
    Line,
    Lowered,
    Region,
    RootOnly,
    Twin,
)
from dino.compiler.steps import Steps, direct_target


def lower(analysed: Analysed) -> Lowered:
    """Make each lifted call a step with names of its own, and each statement a region.

    Parameters
    ----------
    analysed : Analysed
        The script; who executes what.

    Returns
    -------
    Lowered
        Names that scaffolding adds occur nowhere in the script.
    """
    parsed = analysed.resolved.parsed
    lowering = _Lowering(analysed)
    first = parsed.source.line(parsed.prologue) + 1 if parsed.prologue else 1
    statements = [s for s in analysed.statements if parsed.source.start(s.node) >= parsed.prologue]
    regions, after = lowering.block(statements, first, "")
    tail = lowering.cut.lead(after, len(parsed.source.lines) + 1, "")
    return Lowered(analysed, lowering.steps.spmd, regions, tail)


class _Lowering:
    """The script's text and names, at hand for each of its statements."""

    def __init__(self, analysed: Analysed):
        self.parsed = analysed.resolved.parsed
        self.source = self.parsed.source
        self.cut = Cutter(self.parsed)
        self.steps = Steps(analysed, self.cut)
        self.functions, self.once = analysed.functions, analysed.once
        self.shared, self.iterates = analysed.shared, analysed.placed.iterates

    def block(self, statements: Iterable[Statement], line: int, base: str) -> tuple[tuple[Region, ...], int]:
        """Lower a block whose lines begin at `line`, indented by `base`; also the first line after it."""
        regions: list[Region] = []
        for unit in self._units(statements):
            first, last = self.source.start(unit[0].node), self.source.end(unit[-1].node)
            lead = self.cut.lead(line, self.source.line(first), base)
            line = self.source.line(last) + 1
            if not base and getattr(unit[0].node, "name", "") in self.once:
                regions.append(self._twin(unit[0].node, lead))
                continue
            if all(s.execution is Execution.ROOT and not s.lifted for s in unit):
                regions.append(RootOnly(lead, self.cut.lines([(first, self.source.line_end(last))], base)))
                regions += [self._twin(unit[0].node)] if not base and self._is_twin(unit[0].node) else []
                continue
            for statement in unit:
                lowered, line = self._statement(statement, lead, base, line)
                regions += lowered
                lead = ()
        return _merged(regions), line

    def _units(self, statements: Iterable[Statement]) -> list[list[Statement]]:
        """Group the statements that share a line."""
        units: list[list[Statement]] = []
        for statement in statements:
            if units and self.cut.share_line(units[-1][-1].node, statement.node):
                units[-1].append(statement)
            else:
                units.append([statement])
        return units

    def _statement(self, statement: Statement, lead, base: str, line: int) -> tuple[list[Region], int]:
        """Lower a statement; also the first line after it, `line` unless its last block ends in comments."""
        node, used = statement.node, set()
        steps, names, spent = self.steps.of(statement, used)
        group = [Collective(lead, self.cut.comment(node), steps, spent)] if steps else []
        lead = () if steps else lead
        if statement.body:
            return self._control(statement, lead, names, group, used)
        if statement.execution is Execution.EVERYWHERE:
            text = self._returned(node, names) if isinstance(node, ast.Return) else self.source.segment(node)
            remark = self.cut.remark(self.source.end(node))
            return [*group, Everywhere(lead, f"{text}  {remark}".rstrip())], line
        if direct_target(statement) is None:
            large = [name for call, name in names.items() if self.steps.is_large(call, name)]
            dropped = [] if hasattr(node, "body") else map(Line, self.steps.drops(large))
            lines = self.cut.lines(self.cut.splice(node, names), base)
            group.append(RootOnly(lead, (*lines, *self._stored(node, names), *dropped)))
        return group, line

    def _stored(self, node: ast.stmt, names) -> tuple[Line, ...]:
        """The second half of `x[i] += ...`, where root has held the item: putting it back."""
        if not isinstance(node, ast.AugAssign) or node.target not in names:
            return ()
        return (Line(f"{self.cut.expression(node.target, {})} = {names[node.target]}"),)

    def _returned(self, node: ast.Return, names) -> str:
        """A `return` of root's value; the other ranks return whatever is at hand."""
        if node.value is None or is_constant(node.value):
            return self.source.segment(node)
        if node.value in names:
            return f"return {names[node.value]}"
        return f"return {self.steps.spmd}.root and {self.steps.simple(node.value, names)}"

    def _is_twin(self, node: ast.stmt) -> bool:
        return isinstance(node, ast.FunctionDef) and node.name in self.functions

    def _twin(self, node: ast.FunctionDef, lead: tuple[Line, ...] = ()) -> Twin:
        """The collective version of a function; in its place if it stands once, behind `lead`."""
        body = self.functions[node.name]
        first = self.source.start(body[0].node)
        outer, inline = self.source.indentation(self.source.start(node)), self.cut.is_inline(node.body[0])
        base = outer if inline else self.source.indentation(first)
        line = self.source.line(first)
        behind = self.cut.is_inline(body[0].node)  # a docstring, maybe, which may have a line of its own
        regions, line = self.block(body, line if behind else self.cut.lead_of(line), base)
        number = 0 if inline else self.cut.comments(line, len(base))
        return Twin(
            name=self.steps.twins[node.name],
            original=node.name,
            lead=lead,
            head=self._head(node, behind),
            indentation=outer + self.parsed.indent if inline else base,
            regions=regions,
            tail=self.cut.lead(line, line + number, base),
        )

    def _head(self, node: ast.FunctionDef, behind: bool) -> tuple[Line, ...]:
        """The first lines of a collective version, the function's own if it stands once; of the last maybe a part."""
        if node.name not in self.once:
            where = f"{self.cut.place(node)}, on all ranks"
            return (Line(f"def {self.steps.twins[node.name]}({_parameters(node.args)}):  # {where}"),)
        end = self.cut.colon(node) + 1
        if ast.get_docstring(node, clean=False) is not None:
            end = self.source.end(node.body[0])
        return self.cut.lines([(self.source.start(node), end if behind else self.source.line_end(end))], "")

    def _control(self, statement: Statement, lead, names, group, used) -> tuple[list[Region], int]:
        if isinstance(statement.node, ast.If):
            clauses, line = self._branches(statement, lead, names, "if")
            return [*group, Control(clauses)], line
        clauses, line = self._loop(statement, lead, names, group, used)
        before = group if isinstance(statement.node, ast.For) else ()
        iterates = self.iterates.get(statement.node)
        after = [Gathering(iterates, statement.node.lineno)] if iterates else ()
        return [*before, Control(clauses), *after], line

    def _branches(self, statement: Statement, lead, names, keyword: str) -> tuple[tuple[Clause, ...], int]:
        node = statement.node
        clause, line = self._clause(statement.body, lead, keyword, node.test, names)
        if not statement.orelse:
            return (clause,), line
        start = self.source.start(statement.orelse[0].node)
        if not self.source.text.startswith("elif", start):
            return self._with_else(clause, statement, line)
        lead = self.cut.lead(line, self.source.line(start), self.source.indentation(start))
        if statement.orelse[0].taken:
            last, line = self._stepping(statement.orelse[0], lead)
            return (clause, last), line
        rest, line = self._branches(_opened(statement.orelse[0]), lead, names, "elif")
        return (clause, *rest), line

    def _stepping(self, statement: Statement, lead) -> tuple[Clause, int]:
        """An `elif` before whose condition all ranks take steps: an `if` under `else`."""
        outer = self.source.indentation(self.source.start(statement.node))
        after = self.source.line(self.source.end(statement.node)) + 1
        regions, line = self._statement(statement, (), outer, after)
        inner = outer + self.parsed.indent
        return Clause(lead, "else", "", "", False, False, 0, "", None, inner, _deeper(regions, outer, inner)), line

    def _with_else(self, clause: Clause, statement: Statement, line: int) -> tuple[tuple[Clause, ...], int]:
        start = self.cut.skip(self.source.end(statement.body[-1].node))
        lead = self.cut.lead(line, self.source.line(start), self.source.indentation(start))
        last, line = self._clause(statement.orelse, lead, "else", None, {}, start)
        return (clause, last), line

    def _loop(self, statement: Statement, lead, names, group, used) -> tuple[tuple[Clause, ...], int]:
        node = statement.node
        if isinstance(node, ast.While):
            repeated = group[0] if group else None
            clause, line = self._clause(statement.body, lead, "while", node.test, names, repeated=repeated)
            if repeated and statement.orelse:
                (clause, last), line = self._with_else(clause, statement, line)
                inner = clause.indentation + self.parsed.indent
                return (replace(clause, leaving=_moved(last, last.indentation, inner)),), line
        else:
            target, assignment = self._target(node.target, used)
            clause, line = self._clause(
                statement.body, lead, "for", node.iter, names, target=target, assignment=assignment
            )
        return self._with_else(clause, statement, line) if statement.orelse else ((clause,), line)

    def _target(self, node: ast.expr, used: set[str]) -> tuple[str, tuple[RootOnly, ...]]:
        """What a loop binds on all ranks, and root's assignment of it to anything that is no plain name."""
        if isinstance(node, ast.Name) and not STAND_IN.fullmatch(node.id):
            return node.id, ()
        name = self.steps.fresh("next_item", used)
        text = self.cut.expression(node, {})
        text = f"({text}) = {name}" if "\n" in text else f"{text} = {name}"
        return name, (RootOnly((), tuple(Line(part) for part in text.split("\n"))),)

    def _value(self, header: ast.expr, names, looped: bool) -> str:
        """A header's expression, `looped` over or a condition: an operand of `and` where root alone evaluates it."""
        together = header in self.shared or (header in names and header in self.steps.applications)
        if together:
            return self.cut.expression(header, names)
        return self.steps.simple(header, names) if looped else self.steps.condition(header, names)

    def _clause(self, block, lead, keyword, header, names, start=0, target="", repeated=None, assignment=()):
        """Lower one clause, of an `else` from `start` on; also the first line after it."""
        colon = self.cut.skip(self.source.end(header) if header else start + len("else"), ")")
        inline, first = self.cut.is_inline(block[0].node), self.source.start(block[0].node)
        outer = self.source.indentation(self.source.start(header) if header else start)
        base = outer if inline else self.source.indentation(first)
        regions, line = self.block(block, self.source.line(colon) + 1, base)
        number = 0 if inline else self.cut.comments(line, len(base))
        clause = Clause(
            lead=lead,
            keyword=keyword,
            target=target,
            value=self._value(header, names, keyword == "for") if header else "",
            plain=header in self.shared,
            together=header in names and header in self.steps.applications,
            line=header.lineno if header else 0,
            comment=self.cut.remark(colon + 1),
            repeated=repeated,
            indentation=outer + self.parsed.indent if inline else base,
            regions=_merged([*assignment, *regions]),
            tail=self.cut.lead(line, line + number, base),
        )
        return clause, line + number


def _deeper(regions, outer: str, inner: str) -> tuple[Region, ...]:
    """Regions of a block that moves from one indentation to another."""
    return tuple(
        Control(tuple(_moved(clause, outer, inner) for clause in region.clauses))
        if isinstance(region, Control)
        else region
        for region in regions
    )


def _moved(clause: Clause, outer: str, inner: str) -> Clause:
    indentation = inner + clause.indentation.removeprefix(outer)
    leaving = clause.leaving and _moved(clause.leaving, outer, inner)
    return replace(clause, indentation=indentation, regions=_deeper(clause.regions, outer, inner), leaving=leaving)


def _opened(statement: Statement) -> Statement:
    """An `elif` as a clause of a static `if`: its blocks stay root's if nothing in them is collective."""
    if statement.execution is Execution.EVERYWHERE:
        return statement
    node = statement.node
    body, orelse = (tuple(Statement(child, Execution.ROOT) for child in block) for block in (node.body, node.orelse))
    return Statement(node, Execution.EVERYWHERE, (), body, orelse)


def _parameters(node: ast.arguments) -> str:
    """A function's parameters without annotations and defaults."""
    before = [argument.arg for argument in node.posonlyargs]
    names = [*before, *["/"] * bool(before), *(argument.arg for argument in node.args)]
    names += [f"*{node.vararg.arg}"] if node.vararg else ["*"] * bool(node.kwonlyargs)
    names += [argument.arg for argument in node.kwonlyargs]
    return ", ".join([*names, *([f"**{node.kwarg.arg}"] if node.kwarg else [])])


def _merged(regions: list[Region]) -> tuple[Region, ...]:
    """Join adjacent regions of root."""
    merged: list[Region] = []
    for region in regions:
        if merged and isinstance(region, RootOnly) and isinstance(merged[-1], RootOnly):
            last = merged.pop()
            region = RootOnly(last.lead, (*last.lines, *region.lead, *region.lines))
        merged.append(region)
    return tuple(merged)
