"""Fifth pass: statements to regions, calls of primitives to steps."""

import ast
from collections.abc import Iterable, Mapping

from dino.compiler.cut import Cutter
from dino.compiler.program import (
    STAND_IN,
    Analysed,
    Clause,
    Collective,
    Control,
    Everywhere,
    Execution,
    Line,
    Lowered,
    Operand,
    Region,
    RootOnly,
    Statement,
    Step,
)
from dino.placement import Partial, Shard


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
    return Lowered(analysed, lowering.spmd, regions, tail)


class _Lowering:
    """The script's text and names, at hand for each of its statements."""

    def __init__(self, analysed: Analysed):
        self.parsed = analysed.resolved.parsed
        self.source = self.parsed.source
        self.cut = Cutter(self.parsed)
        self.calls = analysed.resolved.calls
        self.taken = analysed.resolved.names.identifiers
        self.spmd = self.fresh("spmd", set())
        self.taken |= {self.spmd}

    def fresh(self, name: str, used: set[str]) -> str:
        """A name that neither the script nor the present statement uses, noted in `used`."""
        candidate, number = name, 1
        while candidate in self.taken or candidate in used:
            number += 1
            candidate = f"{name}_{number}"
        used.add(candidate)
        return candidate

    def block(self, statements: Iterable[Statement], line: int, base: str) -> tuple[tuple[Region, ...], int]:
        """Lower a block whose lines begin at `line`, indented by `base`; also the first line after it."""
        regions: list[Region] = []
        for unit in self._units(statements):
            first, last = self.source.start(unit[0].node), self.source.end(unit[-1].node)
            lead = self.cut.lead(line, self.source.line(first), base)
            line = self.source.line(last) + 1
            if all(s.execution is Execution.ROOT and not s.lifted for s in unit):
                regions.append(RootOnly(lead, self.cut.lines([(first, self.source.line_end(last))], base)))
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
        target = _direct_target(statement)
        steps, names = self._steps(statement, target, used)
        group = [Collective(lead, self.cut.comment(node), steps)] if steps else []
        lead = () if steps else lead
        if statement.body:
            return self._control(statement, lead, names, group, used)
        if statement.execution is Execution.EVERYWHERE:
            text = f"{self.source.segment(node)}  {self.cut.remark(self.source.end(node))}".rstrip()
            return [Everywhere(lead, text)], line
        if target is None:
            large = self._arrays(node, names)
            dropped = [Line(f"del {', '.join(large)}")] if large else []
            group.append(RootOnly(lead, (*self.cut.lines(self.cut.splice(node, names), base), *dropped)))
        return group, line

    def _arrays(self, node: ast.stmt, names: Mapping[ast.Call, str]) -> list[str]:
        """Results that must not outlive a simple statement, as they would not in the script."""
        large = {call for call in names if self.calls[call].parameters and self.calls[call].result == Shard(0)}
        return [] if hasattr(node, "body") else [names[call] for call in names if call in large]

    def _steps(self, statement: Statement, target: str | None, used: set[str]) -> tuple[tuple[Step, ...], dict]:
        """Steps of a statement, and the names of those results that remain in its text."""
        names: dict[ast.Call, str] = {}
        steps = []
        for call in statement.lifted:
            row, direct = self.calls[call], target is not None and call is statement.node.value
            operands = self._operands(call, names, used)
            result = target if direct else self.fresh(f"{row.name}_result", used)
            kind = "part" if isinstance(row.result, Partial) else "block"
            block = self.fresh(f"{target if direct and target else row.name}_{kind}", set())
            steps.append(Step(row, call.lineno, operands, block, result))
            inner = set(ast.walk(call))
            names = {other: name for other, name in names.items() if other not in inner} | {call: result}
        return tuple(steps), names

    def _operands(self, call: ast.Call, names: Mapping[ast.Call, str], used: set[str]) -> tuple[Operand, ...]:
        row, mine, operands = self.calls[call], set(used), []
        for argument, parameter, placement in zip(call.args, row.parameters, row.arguments, strict=True):
            base = argument.id if isinstance(argument, ast.Name) else parameter
            block = f"{base}_block" if isinstance(placement, Shard) else f"{base}_copy"
            text = self.cut.expression(argument, names)
            operands.append(Operand(text, self.fresh(f"{base}_plan", mine), self.fresh(block, mine)))
        return tuple(operands)

    def _control(self, statement: Statement, lead, names, group, used) -> tuple[list[Region], int]:
        if isinstance(statement.node, ast.If):
            clauses, line = self._branches(statement, lead, names, "if")
            return [*group, Control(clauses)], line
        clauses, line = self._loop(statement, lead, names, group, used)
        return [*(group if isinstance(statement.node, ast.For) else ()), Control(clauses)], line

    def _branches(self, statement: Statement, lead, names, keyword: str) -> tuple[tuple[Clause, ...], int]:
        node = statement.node
        clause, line = self._clause(statement.body, lead, keyword, node.test, names)
        if not statement.orelse:
            return (clause,), line
        start = self.source.start(statement.orelse[0].node)
        if not self.source.text.startswith("elif", start):
            return self._with_else(clause, statement, line)
        lead = self.cut.lead(line, self.source.line(start), self.source.indentation(start))
        rest, line = self._branches(_opened(statement.orelse[0]), lead, names, "elif")
        return (clause, *rest), line

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
        name = self.fresh("next_item", used)
        text = self.cut.expression(node, {})
        text = f"({text}) = {name}" if "\n" in text else f"{text} = {name}"
        return name, (RootOnly((), tuple(Line(part) for part in text.split("\n"))),)

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
            value=self.cut.expression(header, names) if header else "",
            constant=isinstance(header, ast.Constant),
            line=header.lineno if header else 0,
            comment=self.cut.remark(colon + 1),
            repeated=repeated,
            indentation=outer + self.parsed.indent if inline else base,
            regions=_merged([*assignment, *regions]),
            tail=self.cut.lead(line, line + number, base),
        )
        return clause, line + number


def _opened(statement: Statement) -> Statement:
    """An `elif` as a clause of a static `if`: its blocks stay root's if nothing in them is collective."""
    if statement.execution is Execution.EVERYWHERE:
        return statement
    node = statement.node
    body, orelse = (tuple(Statement(child, Execution.ROOT) for child in block) for block in (node.body, node.orelse))
    return Statement(node, Execution.EVERYWHERE, (), body, orelse)


def _direct_target(statement: Statement) -> str | None:
    """The name to which a step may assign by itself; empty if the statement drops the value."""
    match statement.node:
        case ast.Expr(value=value) if value in statement.lifted:
            return ""
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value in statement.lifted:
            return None if STAND_IN.fullmatch(name) else name
    return None


def _merged(regions: list[Region]) -> tuple[Region, ...]:
    """Join adjacent regions of root."""
    merged: list[Region] = []
    for region in regions:
        if merged and isinstance(region, RootOnly) and isinstance(merged[-1], RootOnly):
            last = merged.pop()
            region = RootOnly(last.lead, (*last.lines, *region.lead, *region.lines))
        merged.append(region)
    return tuple(merged)
