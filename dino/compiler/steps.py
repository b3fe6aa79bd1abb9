"""Calls as statements of their own: primitives become steps, calls of collective functions stay calls."""

import ast
from collections.abc import Mapping

from dino.compiler.cut import Cutter
from dino.compiler.order import flat, is_constant
from dino.compiler.program import Analysed, Branch, Statement
from dino.compiler.region import STAND_IN, Application, Drop, Fork, Hold, Operand, Step, Taken
from dino.compiler.truth import DEFINES, is_asked_twice, is_spelled_out
from dino.placement import Partial, Shard

_ATOMS = (
    ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Constant | ast.List | ast.Dict | ast.Set | ast.ListComp
)


class Steps:
    """Makes the steps of each statement, with names that occur nowhere in the script."""

    def __init__(self, analysed: Analysed, cut: Cutter):
        self.cut = cut
        self.placed = analysed.placed
        self.kept = self.placed.calls | self.placed.operands | self.placed.iterated
        self.calls, self.applications = analysed.resolved.calls, analysed.resolved.applications
        self.defines_truth = bool(analysed.resolved.names.identifiers & DEFINES)
        self.forked: set[str] = set()
        self.taken = set(analysed.resolved.names.identifiers)
        self.spmd = self.fresh("spmd", self.taken)
        doubled = {name: self.fresh(f"{name}_spmd", self.taken) for name in analysed.functions.keys() - analysed.once}
        self.twins = doubled | {name: name for name in analysed.once}

    def fresh(self, name: str, used: set[str]) -> str:
        """A name that neither the script nor the present statement uses, noted in `used`."""
        candidate, number = name, 1
        while candidate in self.taken or candidate in used:
            number += 1
            candidate = f"{name}_{number}"
        used.add(candidate)
        return candidate

    def of(self, statement: Statement, used: set[str]) -> tuple[tuple[Taken, ...], dict, tuple[str, ...]]:
        """Steps of a statement, texts that stand in it for what was taken out, and lines that drop what is used up."""
        names: dict[ast.expr, str] = {}
        spent: list[str] = []
        self.forked = set()
        held: dict[str, ast.expr] = {}  # results that a call uses where it stands: they go with what is around it
        steps = self._taken(statement.taken, statement, used, names, spent, held)
        return steps, names, self.drops(spent)

    def drops(self, names: list[str]) -> tuple[str, ...]:
        """Lines that let go of values; of those that may never have been made the name is bound to nothing."""
        sure = [name for name in names if name not in self.forked]
        return (*[f"del {', '.join(sure)}"] * bool(sure), *(f"{name} = None" for name in names if name in self.forked))

    def _taken(self, taken, statement, used, names, spent, held) -> tuple[Taken, ...]:
        """Make steps of what is taken out, one after the other; what stands for it is noted in `names`."""
        steps = []
        for node in taken:
            if isinstance(node, Branch):
                fork = self._fork if node.whole is None else self._decision
                steps += fork(node, statement, used, names, spent, held)
                continue
            step, text = self._step(node, statement, names, used)
            steps += [step] if step else []
            self._replace(node, text, names, spent, held, bool(step))
        return tuple(steps)

    def _replace(self, node: ast.expr, text: str, names, spent, held, separate: bool) -> None:
        """Let a text stand for an expression; what stands for parts of it has been used."""
        inner = set(ast.walk(node))
        held |= {name: node for other, name in names.items() if other in inner and self.is_large(other, name)}
        if separate:
            spent += [name for name, user in held.items() if user in inner]
        for name in [name for name in held if name in spent]:
            del held[name]
        for other in [other for other in names if other in inner or getattr(other, "whole", None) in inner]:
            del names[other]
        names[node] = text

    def _fork(self, node: Branch, statement, used, names, spent, held) -> tuple[Taken, ...]:
        """Steps that hang on the truth of a test: what root has found stands for the test."""
        text, result = self.condition(node.test, names), self.fresh(f"{node.word}_chosen", used)
        self._replace(node.test, result, names, spent, held, True)
        return (Fork(text, result, node.test.lineno, *self._blocks(node, statement, used, names, held)),)

    def _decision(self, node: Branch, statement, used, names, spent, held) -> tuple[Taken, ...]:
        """Steps that hang on a test whose value is that of its `and` or `or`, if it decides so."""
        before, value, rest = (), names.get(node.test, ""), ""
        if node.word == "chain":
            before, value, rest = self._compared(node.test, used, names, spent, held)
        elif not STAND_IN.fullmatch(value):
            value = self.fresh(f"{_noun(node.test)}_before", used)
            before = (Hold(self.simple(node.test, names), value),)
            self._replace(node.test, value, names, spent, held, True)
        result = self.fresh(f"{node.word}_decided", used)
        fork = Fork(value, result, node.test.lineno, *self._blocks(node, statement, used, names, held))
        names[node] = f"{value} if {'not ' * (node.word != 'or')}{result} else {rest}"
        return (*before, fork)

    def _compared(self, test: ast.Compare, used, names, spent, held) -> tuple[tuple[Hold], str, str]:
        """Hold what the first of two comparisons gives; also its name, and the operand that the second begins with."""
        [second] = test.comparators
        sign = ast.unparse(ast.Compare(ast.Name("a"), test.ops, [ast.Name("b")]))[1:-1]
        text, value = self.simple(second, names), self.fresh("value_before", used)
        before = Hold(f"({self.simple(test.left, names)}{sign}{text})", value)
        kept = {second: names.pop(second)} if second in names else {}
        self._replace(test, value, names, spent, held, True)
        names |= kept
        return (before,), value, f"{text} "

    def _blocks(self, node: Branch, statement, used, names, held) -> list[tuple[Taken, ...]]:
        """What is done if a test is true, and if it is not; both let go of what they have used up."""
        blocks = []
        for taken in (node.body, node.orelse):
            before, mine = set(names.values()), []
            steps = self._taken(taken, statement, used, names, mine, held)
            blocks.append((*steps, *map(Drop, self.drops(mine))))
            self.forked |= set(names.values()) - before
        return blocks

    def is_large(self, call: ast.expr, name: str) -> bool:
        """Whether what was taken out left a stand-in that must not outlive its statement."""
        if not STAND_IN.fullmatch(name) or "_chosen" in name:
            return False
        if call not in self.calls:
            return True
        return bool(self.calls[call].parameters and self.calls[call].result == Shard(0))

    def _step(self, node: ast.expr, statement: Statement, names: Mapping, used: set[str]):
        """What is taken out as a step, if it is not to stay where it is, and what stands for it in the statement."""
        if self._in_place(node, statement):
            return None, self._applied(node, names)
        if node not in statement.lifted:
            if isinstance(node, ast.FormattedValue):
                result = self.fresh(f"{_noun(node)}_shown", used)
                return Hold(self.cut.formatted(node, names), result), result
            result = self.fresh(f"{_noun(node)}_before", used)
            return Hold(self.simple(node, names), result), result
        target = direct_target(statement) if node is getattr(statement.node, "value", None) else None
        name = self.applications.get(node) or self.calls[node].name
        noun = "kept" if node in self.kept else "result"
        result = target if target is not None else self.fresh(f"{name}_{noun}", used)
        if node in self.applications:
            return Application(self._applied(node, names), result), result
        row = self.calls[node]
        operands = self._operands(node, names, used)
        kind = "part" if isinstance(row.result, Partial) else "block"
        block = self.fresh(f"{target or name}_{kind}", set())
        return Step(row, node.lineno, operands, block, result, node in self.kept), result

    def _in_place(self, call: ast.Call, statement: Statement) -> bool:
        """Whether a call of a collective function can stay: all ranks evaluate what it stands in."""
        node = statement.node
        if call not in self.applications or call not in statement.lifted:
            return False
        if call in (getattr(node, "test", None), getattr(node, "iter", None)):
            return True
        if isinstance(node, ast.Return) and call is node.value:
            return True
        parts = list(flat(statement.taken))
        if any(part not in self.applications or part not in statement.lifted for part in parts[parts.index(call) :]):
            return False  # what comes between is a statement of its own
        around = [other for other in statement.lifted if other in self.applications]
        arguments = [argument for other in around for argument in (*other.args, *(k.value for k in other.keywords))]
        return call in arguments

    def _operands(self, call: ast.Call, names: Mapping[ast.Call, str], used: set[str]) -> tuple[Operand, ...]:
        row, mine, operands = self.calls[call], set(used), []
        for argument, parameter, placement in zip(call.args, row.parameters, row.arguments, strict=True):
            base = argument.id if isinstance(argument, ast.Name) else parameter
            block = f"{base}_block" if isinstance(placement, Shard) else f"{base}_copy"
            text, plan = self.cut.expression(argument, names), self.fresh(f"{base}_plan", mine)
            operands.append(Operand(text, plan, self.fresh(block, mine), *self._where(argument)))
        return tuple(operands)

    def _where(self, argument: ast.expr) -> tuple[bool, bool]:
        """Whether an argument was kept, and whether root may have it nevertheless."""
        return argument in self.kept, argument in self.placed.iterated

    def _applied(self, call: ast.Call, names: Mapping[ast.Call, str]) -> str:
        """The call of a function's collective version; the other ranks call it without arguments' values."""
        arguments = sorted((*call.args, *call.keywords), key=lambda node: (node.lineno, node.col_offset))
        texts = [self._argument(argument, names) for argument in arguments]
        return f"{self.twins[self.applications[call]]}({', '.join(texts)})"

    def _argument(self, node: ast.expr | ast.keyword, names: Mapping[ast.Call, str]) -> str:
        match node:
            case ast.Starred():
                return f"*({self.simple(node.value, names)} if {self.spmd}.root else ())"
            case ast.keyword(arg=None):
                return f"**({self.simple(node.value, names)} if {self.spmd}.root else {{}})"
            case ast.keyword():
                return f"{node.arg}={self._argument(node.value, names)}"
        if is_constant(node) or (node in names and not STAND_IN.fullmatch(names[node])):
            return self.cut.expression(node, names)
        return f"{self.spmd}.root and {self.simple(node, names)}"

    def condition(self, node: ast.expr, names: Mapping[ast.Call, str]) -> str:
        """The text of an expression whose truth root tells all ranks; spelled out where it must be asked for once."""
        text = self.simple(node, names)
        spelled = (self.defines_truth and is_asked_twice(node)) or is_spelled_out(node)
        return f"(True if {text} else False)" if spelled else text

    def simple(self, node: ast.expr, names: Mapping[ast.Call, str]) -> str:
        """The text of an expression that may be an operand of anything."""
        if names.get(node, "").isidentifier():
            return names[node]
        text = self.cut.expression(node, names)
        bracketed = isinstance(node, ast.Tuple | ast.GeneratorExp) and text.startswith("(") and text.endswith(")")
        return text if (isinstance(node, _ATOMS) or bracketed) and "\n" not in text else f"({text})"


def _noun(node: ast.expr) -> str:
    """A word for what an expression gives."""
    if isinstance(node, ast.JoinedStr):
        return "text"
    while not isinstance(node, ast.Name | ast.Attribute):
        node = getattr(node, "func", None) or getattr(node, "value", None)
        if not isinstance(node, ast.expr):
            return "value"
    return node.id if isinstance(node, ast.Name) else node.attr


def direct_target(statement: Statement) -> str | None:
    """The name to which a step may assign by itself; empty if the statement drops the value."""
    match statement.node:
        case ast.Expr(value=value) if value in statement.lifted:
            return ""
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value in statement.lifted:
            return None if STAND_IN.fullmatch(name) else name
    return None
