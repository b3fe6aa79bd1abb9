"""What stands for the script's expressions, and putting these back in its place."""

import ast
from dataclasses import dataclass

from dino.compiler.order import is_constant
from dino.errors import CompileError


class StripError(CompileError):
    """The program is not scaffolding around a script."""


@dataclass(frozen=True)
class Decision:
    """Steps that hang on an operand of `and` or `or`, or on the first comparison of a chain.

    Attributes
    ----------
    value : str
        The name of what decides.
    operation : ast.BoolOp or ast.Compare
        The script's, still without operands.
    """

    value: str
    operation: ast.BoolOp | ast.Compare

    @property
    def ends_if_true(self) -> bool:
        """Whether nothing more is evaluated if what decides is true."""
        return isinstance(getattr(self.operation, "op", None), ast.Or)


class PutBack(ast.NodeTransformer):
    """Replaces each stand-in by what it stands for, and drops `del` of stand-ins."""

    def __init__(
        self, waiting: dict[str, ast.expr], spent: dict[str, ast.expr], decided: dict[str, Decision], serves: list
    ):
        self.waiting, self.spent, self.decided, self.serves = waiting, spent, decided, serves
        self.met: list[str] = []
        self.put: dict[str, ast.expr] = {}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.waiting:
            return node
        if node.id in self.met:
            raise StripError(f"line {node.lineno}: {node.id} is used twice")
        self.met.append(node.id)
        self.serves.append((node, self.waiting[node.id]))
        return self.waiting[node.id]

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        name = name_of(node.value)
        shown = self.waiting.get(name) if "_shown" in name else None
        if shown is None:
            return self.generic_visit(node)
        self.visit_Name(node.value)
        plain = node.conversion == -1 and not node.format_spec
        match shown:
            case ast.JoinedStr(values=[ast.FormattedValue() as field]) if plain:
                self.serves.append((node, field))
                return field
        raise StripError(f"line {node.lineno}: {name} is shown otherwise than it was")

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """Make `and`, `or` and chains of comparisons of `value if ... else ...`."""
        negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
        decision = self.decided.pop(name_of(node.test.operand if negated else node.test), None)
        if decision is None:
            return self.generic_visit(node)
        if decision.ends_if_true is negated or name_of(node.body) != decision.value:
            raise StripError(f"line {node.lineno}: what is decided is not what the choice was about")
        self.serves.append((node, decision.operation))  # before what is in it: that serves something nearer
        first = self.visit(node.body)
        if isinstance(decision.operation, ast.Compare):
            self._chain(decision.operation, first, node.orelse)
        else:
            decision.operation.values = [first, self.visit(node.orelse)]
        return decision.operation

    def _chain(self, chain: ast.Compare, first: ast.expr, rest: ast.expr) -> None:
        """Make `a < b < c` of `a < b` and of `b < c`, which root evaluates if the first is true."""
        match first, rest:
            case ast.Compare(comparators=[second]), ast.Compare(left=again, ops=[_]) if self._is_same(again, second):
                self.serves += [(first, chain), (again, second)]
                chain.left, chain.ops = first.left, [*first.ops, *rest.ops]
                chain.comparators = [second, self.visit(rest.comparators[0])]
            case _:
                raise StripError(f"line {rest.lineno}: the comparisons are not those of a chain")

    def _is_same(self, again: ast.expr, second: ast.expr) -> bool:
        """Whether an operand is that of the comparison before: the value that root holds, or a name or constant."""
        plain = isinstance(second, ast.Name) or is_constant(second)
        return self.spent.get(name_of(again)) is second or (plain and ast.dump(again) == ast.dump(second))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AugAssign:
        name = name_of(node.target)
        self.generic_visit(node)
        if name in self.met:
            node.target.ctx = ast.Store()
            self.put[name] = node.target
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign | None:
        if name_of(node.value) in self.put:
            return self._put_back(node)
        name = name_of(node.targets[0])
        used = self.waiting.get(name) if name in self.met else self.spent.get(name)
        if used is None or not isinstance(node.value, ast.Constant):
            return self.generic_visit(node)
        self.serves.append((node, used))
        return None

    def _put_back(self, node: ast.Assign) -> None:
        """Drop `x[i] = x_before`, the second half of `x_before += ...`."""
        held = self.put.pop(name_of(node.value))
        if len(node.targets) != 1 or ast.dump(node.targets[0]) != ast.dump(held):
            raise StripError(f"line {node.lineno}: what was changed is not put back where it was")
        self.serves.append((node, held))

    def visit_Delete(self, node: ast.Delete) -> ast.Delete | None:
        stand_ins, known = [name_of(target) for target in node.targets], self.waiting | self.spent
        if known.keys().isdisjoint(stand_ins):
            return self.generic_visit(node)
        if not all(name in self.met or name in self.spent for name in stand_ins):
            raise StripError(f"line {node.lineno}: more is deleted than results that were used")
        self.serves.append((node, known[stand_ins[0]]))
        return None


def name_of(node: ast.expr) -> str:
    """The name that an expression is, empty if it is none."""
    return node.id if isinstance(node, ast.Name) else ""
