"""Putting the script's expressions back: out of what root alone evaluates, in place of results that stand for them."""

import ast
from collections.abc import Iterable, Mapping

from dino.compiler.order import is_constant
from dino.compiler.put_back import Decision, PutBack, StripError, name_of
from dino.compiler.region import STAND_IN
from dino.compiler.truth import is_spelled_out
from dino.compiler.twins import unpacked


def _line_of_iteration() -> int:
    """Line on which this Python reports that the second line of a `for` cannot be iterated over."""
    try:
        exec(compile("for _ in\\\n 0: pass", "", "exec"))
    except TypeError as error:
        return error.__traceback__.tb_next.tb_lineno
    return 0


ITERATES_AT_FOR = _line_of_iteration() == 1
"""Whether this Python blames the `for`, not what it iterates over."""


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
        """Note what a choice stands for, or which value decides: of `or` if `not` is in front of it, else of `and`."""
        if "_decided" not in named.target.id:
            self.waiting[named.target.id] = test = self.shared(named.value, "choice")
            self.serves.append((node, test))
            return
        value, chain = name_of(self.roots(self.arguments(named.value, "choice", 2)[0])), "chain_" in named.target.id
        negated = node.test is not named
        if value not in self.waiting or node.orelse or (chain and negated):
            raise StripError(f"line {node.lineno}: a choice is not about a value that root holds")
        operation = ast.Compare(None, [], []) if chain else ast.BoolOp(ast.Or() if negated else ast.And(), [])
        self.serves.append((node, operation))  # before the steps in it, which serve something nearer
        self.decided[named.target.id] = Decision(value, operation)

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
        putting = PutBack(self.waiting, self.spent, self.decided, self.serves)
        nodes = [node for node in map(putting.visit, nodes) if node is not None]
        if putting.put:
            raise StripError(f"{', '.join(putting.put)}: what was changed is not put back")
        for name in putting.met:
            self.spent[name] = self.waiting.pop(name)
        return nodes


def chosen_by(test: ast.expr) -> ast.NamedExpr | None:
    """The binding of a choice that decides over steps inside an expression, or over what `not` leaves of them."""
    test = test.operand if isinstance(test, ast.UnaryOp) else test
    named = isinstance(test, ast.NamedExpr) and STAND_IN.fullmatch(test.target.id)
    return test if named else None


def bound_by(node: ast.stmt) -> list[str]:
    """Names that a step's line binds."""
    targets = getattr(node, "targets", [])
    return [name_of(part) for target in targets for part in getattr(target, "elts", [target])]
