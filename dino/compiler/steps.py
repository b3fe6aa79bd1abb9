"""Calls as statements of their own: primitives become steps, calls of collective functions stay calls."""

import ast
from collections.abc import Iterator, Mapping

from dino.compiler.cut import Cutter
from dino.compiler.program import Analysed, Statement
from dino.compiler.region import STAND_IN, Application, Operand, Step
from dino.placement import Partial, Shard

_ATOMS = (
    ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Constant | ast.List | ast.Dict | ast.Set | ast.ListComp
)


class Steps:
    """Makes the steps of each statement, with names that occur nowhere in the script."""

    def __init__(self, analysed: Analysed, cut: Cutter):
        self.cut = cut
        self.kept = self._kept(analysed)
        self.calls, self.applications = analysed.resolved.calls, analysed.resolved.applications
        self.taken = set(analysed.resolved.names.identifiers)
        self.spmd = self.fresh("spmd", self.taken)
        self.twins = {name: self.fresh(f"{name}_spmd", self.taken) for name in analysed.functions}

    def _kept(self, analysed: Analysed) -> set[ast.AST]:
        """The calls whose results stay on the ranks, and what else stands for these results."""
        names = {
            (id(scope), statement.node.targets[0].id)
            for scope, statement in _statements(analysed)
            if isinstance(statement.node, ast.Assign) and statement.node.value in analysed.kept
        }
        return set(analysed.kept) | {
            argument
            for scope, statement in _statements(analysed)
            for call in statement.lifted
            for argument in call.args
            if isinstance(argument, ast.Name) and (id(scope), argument.id) in names
        }

    def fresh(self, name: str, used: set[str]) -> str:
        """A name that neither the script nor the present statement uses, noted in `used`."""
        candidate, number = name, 1
        while candidate in self.taken or candidate in used:
            number += 1
            candidate = f"{name}_{number}"
        used.add(candidate)
        return candidate

    def of(self, statement: Statement, used: set[str]) -> tuple[tuple[Step | Application, ...], dict, tuple[str, ...]]:
        """Steps of a statement, the texts that its lifted calls leave in it, and the results that steps use up."""
        names: dict[ast.Call, str] = {}
        steps, spent, target = [], [], direct_target(statement)
        held: dict[str, ast.Call] = {}  # results that a call uses where it stands: they go with what is around it
        for call in statement.lifted:
            direct = target is not None and call is statement.node.value
            step, text = self._step(call, target if direct else None, names, used, self._in_place(call, statement))
            steps += [step] if step else []
            inner = set(ast.walk(call))
            held |= {name: call for other, name in names.items() if other in inner and self.is_large(other, name)}
            spent += [name for name, user in held.items() if step and user in inner]
            held = {name: user for name, user in held.items() if name not in spent}
            names = {other: name for other, name in names.items() if other not in inner} | {call: text}
        return tuple(steps), names, tuple(spent)

    def is_large(self, call: ast.Call, name: str) -> bool:
        """Whether a lifted call left a stand-in that must not outlive its statement, as it would not in the script."""
        if not STAND_IN.fullmatch(name):
            return False
        return call in self.applications or bool(self.calls[call].parameters and self.calls[call].result == Shard(0))

    def _step(self, call: ast.Call, target: str | None, names: Mapping, used: set[str], in_place: bool):
        """One lifted call as a step, if it is not to stay where it is, and what stands for it in the statement."""
        if in_place:
            return None, self._applied(call, names)
        name = self.applications.get(call) or self.calls[call].name
        noun = "kept" if call in self.kept else "result"
        result = target if target is not None else self.fresh(f"{name}_{noun}", used)
        if call in self.applications:
            return Application(self._applied(call, names), result), result
        row = self.calls[call]
        operands = self._operands(call, names, used)
        kind = "part" if isinstance(row.result, Partial) else "block"
        block = self.fresh(f"{target or name}_{kind}", set())
        return Step(row, call.lineno, operands, block, result, call in self.kept), result

    def _in_place(self, call: ast.Call, statement: Statement) -> bool:
        """Whether a call of a collective function can stay: all ranks evaluate what it stands in."""
        node = statement.node
        if call not in self.applications:
            return False
        if call in (getattr(node, "test", None), getattr(node, "iter", None)):
            return True
        if isinstance(node, ast.Return) and call is node.value:
            return True
        around = [other for other in statement.lifted if other in self.applications]
        arguments = [argument for other in around for argument in (*other.args, *(k.value for k in other.keywords))]
        return call in arguments

    def _operands(self, call: ast.Call, names: Mapping[ast.Call, str], used: set[str]) -> tuple[Operand, ...]:
        row, mine, operands = self.calls[call], set(used), []
        for argument, parameter, placement in zip(call.args, row.parameters, row.arguments, strict=True):
            base = argument.id if isinstance(argument, ast.Name) else parameter
            block = f"{base}_block" if isinstance(placement, Shard) else f"{base}_copy"
            text, plan = self.cut.expression(argument, names), self.fresh(f"{base}_plan", mine)
            operands.append(Operand(text, plan, self.fresh(block, mine), argument in self.kept))
        return tuple(operands)

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

    def simple(self, node: ast.expr, names: Mapping[ast.Call, str]) -> str:
        """The text of an expression that may be an operand of anything."""
        text = self.cut.expression(node, names)
        bracketed = isinstance(node, ast.Tuple) and text.startswith("(") and text.endswith(")")
        return text if (isinstance(node, _ATOMS) or bracketed) and "\n" not in text else f"({text})"


def is_constant(node: ast.expr) -> bool:
    """Whether an expression is a literal that any rank may evaluate."""
    match node:
        case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() | complex())):
            return True
    return False


def _statements(analysed: Analysed) -> Iterator[tuple[tuple[Statement, ...], Statement]]:
    """Yield every statement with the scope that it is in."""
    for scope in (analysed.statements, *analysed.functions.values()):
        waiting = list(scope)
        while waiting:
            statement = waiting.pop()
            yield scope, statement
            waiting += [*statement.body, *statement.orelse]


def direct_target(statement: Statement) -> str | None:
    """The name to which a step may assign by itself; empty if the statement drops the value."""
    match statement.node:
        case ast.Expr(value=value) if value in statement.lifted:
            return ""
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value in statement.lifted:
            return None if STAND_IN.fullmatch(name) else name
    return None
