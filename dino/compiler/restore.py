"""Putting the script's expressions back: out of what root alone evaluates, in place of results that stand for them."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dino.compiler.order import is_constant
from dino.compiler.region import STAND_IN
from dino.compiler.truth import is_spelled_out
from dino.compiler.twins import unpacked
from dino.errors import CompileError


def _line_of_iteration() -> int:
    """Line on which this Python reports that the second line of a `for` cannot be iterated over."""
    try:
        exec(compile("for _ in\\\n 0: pass", "", "exec"))
    except TypeError as error:
        return error.__traceback__.tb_next.tb_lineno
    return 0


ITERATES_AT_FOR = _line_of_iteration() == 1
"""Whether this Python blames the `for`, not what it iterates over."""


class StripError(CompileError):
    """The program is not scaffolding around a script."""


class Restorer:
    """Restores the expressions of the module or of one function.

    Parameters
    ----------
    spmd : str
        Name of the runtime.
    serves : list
        Takes each piece of scaffolding with the node of the script that it serves.
    twins : Mapping
        Collective functions, with the names of those that are as written.
    headers : dict
        Takes the header of each `if`, `while` and `for`, with whether root decides it.
    called : set
        Takes the names by which all ranks call functions.

    Attributes
    ----------
    waiting, spent : dict
        By their stand-ins, the expressions that have not been met yet, and those that have.
    decided : dict
        By the names of their choices, the decisions of `and` and `or` that have not been met yet.
    """

    def __init__(self, spmd: str, serves: list, twins: Mapping[str, str], headers: dict[ast.expr, bool], called: set):
        self.spmd, self.serves, self.twins, self.called = spmd, serves, twins, called
        self.waiting: dict[str, ast.expr] = {}
        self.spent: dict[str, ast.expr] = {}
        self.decided: dict[str, Decision] = {}
        self.headers = headers

    def applies(self, node: ast.expr | None) -> bool:
        """Whether a node is a call of a collective function."""
        return isinstance(node, ast.Call) and name_of(node.func) in self.twins

    def applied(self, call: ast.Call) -> ast.Call:
        """Make of a call of a collective function the script's own call."""
        call.func.id = self.twins[call.func.id]
        self.called.add(call.func)
        call.args = [self.argument(node) for node in call.args]
        for keyword in call.keywords:
            keyword.value = self.argument(keyword.value, unpacks=keyword.arg is None)
        return call

    def argument(self, node: ast.expr, unpacks: bool = False) -> ast.expr:
        if isinstance(node, ast.Starred):
            node.value = self.argument(node.value, unpacks=True)
            return node
        if is_constant(node) and not unpacks:
            return node
        if self.applies(node):
            return self.applied(node)
        [value] = self.resolved([(unpacks and unpacked(node, self.spmd)) or self.roots(node)])
        self.serves.append((node, value))
        return value

    def shared(self, node: ast.expr, verb: str) -> ast.expr:
        """The script's expression in `spmd.<verb>(spmd.root and (...), LINE)`."""
        if not self.of_runtime(node):
            self.headers[node] = False
            return node
        value = self.arguments(node, verb, 2)[0]
        if self.applies(value):
            value = self.applied(value)
        else:
            [value] = self.resolved([self.condition(self.roots(value)) if verb == "choice" else self.roots(value)])
        self.serves.append((node, value))
        self.headers[value] = True
        return value

    def choose(self, node: ast.If, named: ast.NamedExpr) -> None:
        """Note what a choice stands for, or which value decides, of `or` if `not` is in front of it and else of `and`."""
        if "_decided" not in named.target.id:
            self.waiting[named.target.id] = test = self.shared(named.value, "choice")
            self.serves.append((node, test))
            return
        value = name_of(self.roots(self.arguments(named.value, "choice", 2)[0]))
        if value not in self.waiting or node.orelse:
            raise StripError(f"line {node.lineno}: a choice is not about a value that root holds")
        self.decided[named.target.id] = Decision(value, ast.And() if node.test is named else ast.Or(), node)

    def condition(self, node: ast.expr) -> ast.expr:
        """What root is asked for the truth of, spelled out or not."""
        if not is_spelled_out(node):
            return node
        self.serves.append((node, node.test))
        return node.test

    def verb(self, node: ast.expr) -> str:
        """What a call asks of the runtime, as `matmul.local`; empty if it is no such call."""
        return ast.unparse(node.func).removeprefix(f"{self.spmd}.") if self.of_runtime(node) else ""

    def of_runtime(self, node: ast.expr | None) -> bool:
        """Whether a node is a call of the runtime."""
        function = node.func if isinstance(node, ast.Call) else None
        while isinstance(function, ast.Attribute):
            function = function.value
        return isinstance(function, ast.Name) and function.id == self.spmd

    def is_root(self, node: ast.expr) -> bool:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr="root"):
                return name == self.spmd
        return False

    def is_guarded(self, node: ast.expr) -> bool:
        """Whether a node is an expression that root alone evaluates."""
        match node:
            case ast.BoolOp(op=ast.And(), values=[test, _]):
                return self.is_root(test)
        return False

    def arguments(self, node: ast.expr, verb: str, number: int) -> list[ast.expr]:
        if self.verb(node) != verb or len(node.args) != number or node.keywords:
            raise StripError(f"line {node.lineno}: expected {self.spmd}.{verb} with {number} arguments")
        return node.args

    def roots(self, node: ast.expr) -> ast.expr:
        """The expression that root alone evaluates in `spmd.root and (...)`."""
        match node:
            case ast.BoolOp(op=ast.And(), values=[test, value]) if self.is_root(test):
                return value
        raise StripError(f"line {node.lineno}: expected '{self.spmd}.root and (...)'")

    def resolved(self, nodes: Iterable[ast.AST]) -> list:
        """Put the calls that wait back in place of their stand-ins."""
        putting = _PutBack(self.waiting, self.decided, self.serves)
        nodes = [node for node in map(putting.visit, nodes) if node is not None]
        if putting.put:
            raise StripError(f"{', '.join(putting.put)}: what was changed is not put back")
        for name in putting.met:
            self.spent[name] = self.waiting.pop(name)
        return nodes


@dataclass(frozen=True)
class Decision:
    """Steps that hang on an operand of `and` or `or`: the name of its value, the operation, the steps' `if`."""

    value: str
    op: ast.boolop
    node: ast.If


class _PutBack(ast.NodeTransformer):
    """Replaces each stand-in by what it stands for, and drops `del` of stand-ins."""

    def __init__(self, waiting: dict[str, ast.expr], decided: dict[str, Decision], serves: list):
        self.waiting, self.decided, self.serves, self.met = waiting, decided, serves, []
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
        """Make `and` and `or` of `value if ... else ...`."""
        negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
        decision = self.decided.pop(name_of(node.test.operand if negated else node.test), None)
        if decision is None:
            return self.generic_visit(node)
        if isinstance(decision.op, ast.And) != negated or name_of(node.body) != decision.value:
            raise StripError(f"line {node.lineno}: what is decided is not what the choice was about")
        operation = ast.BoolOp(decision.op, [self.visit(node.body), self.visit(node.orelse)])
        self.serves += [(decision.node, operation), (node, operation)]
        return operation

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
        if name not in self.met or not isinstance(node.value, ast.Constant):
            return self.generic_visit(node)
        self.serves.append((node, self.waiting[name]))
        return None

    def _put_back(self, node: ast.Assign) -> None:
        """Drop `x[i] = x_before`, the second half of `x_before += ...`."""
        held = self.put.pop(name_of(node.value))
        if len(node.targets) != 1 or ast.dump(node.targets[0]) != ast.dump(held):
            raise StripError(f"line {node.lineno}: what was changed is not put back where it was")
        self.serves.append((node, held))

    def visit_Delete(self, node: ast.Delete) -> ast.Delete | None:
        stand_ins = [name_of(target) for target in node.targets]
        if not any(name in self.waiting for name in stand_ins):
            return self.generic_visit(node)
        if not all(name in self.met for name in stand_ins):
            raise StripError(f"line {node.lineno}: more is deleted than results that were used")
        self.serves.append((node, self.waiting[stand_ins[0]]))
        return None


def name_of(node: ast.expr) -> str:
    """The name that an expression is, empty if it is none."""
    return node.id if isinstance(node, ast.Name) else ""


def chosen_by(test: ast.expr) -> ast.NamedExpr | None:
    """The binding of a choice that decides over steps inside an expression, or over what `not` leaves of them."""
    test = test.operand if isinstance(test, ast.UnaryOp) else test
    named = isinstance(test, ast.NamedExpr) and STAND_IN.fullmatch(test.target.id)
    return test if named else None


def bound_by(node: ast.stmt) -> list[str]:
    """Names that a step's line binds."""
    targets = getattr(node, "targets", [])
    return [name_of(part) for target in targets for part in getattr(target, "elts", [target])]
