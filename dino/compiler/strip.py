"""Taking the scaffolding off an emitted program again, by the text alone: the gate of the compiler."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from dino.compiler.program import STAND_IN
from dino.errors import CompileError
from dino.placement import Shard
from dino.primitives import BY_NAME, Primitive


def _line_of_iteration() -> int:
    """Line on which this Python reports that the second line of a `for` cannot be iterated over."""
    try:
        exec(compile("for _ in\\\n 0: pass", "", "exec"))
    except TypeError as error:
        return error.__traceback__.tb_next.tb_lineno
    return 0


_ITERATES_AT_FOR = _line_of_iteration() == 1


class StripError(CompileError):
    """The program is not scaffolding around a script."""


@dataclass
class Stripped:
    """A script's tree, made of nodes of the emitted one.

    Attributes
    ----------
    tree : ast.Module
        The script.
    calls : dict
        Calls rebuilt from steps, with their rows: what the script calls them is not in the text.
    serves : list of (ast.AST, ast.AST)
        Each piece of scaffolding, with the node of the script that it serves.
    header : list of ast.stmt
        What the emitted program has before the script's own statements.
    """

    tree: ast.Module
    calls: dict[ast.Call, Primitive] = field(default_factory=dict)
    serves: list[tuple[ast.AST, ast.AST]] = field(default_factory=list)
    header: list[ast.stmt] = field(default_factory=list)


def strip(tree: ast.Module) -> Stripped:
    """Take the scaffolding off.

    Parameters
    ----------
    tree : ast.Module
        An emitted program. Its nodes are used, and changed, for the result.

    Raises
    ------
    StripError
        If a step is not exactly what its row asks for, or anything else is out of place.
    """
    prologue = _prologue(tree.body)
    spmd, length = _runtime(tree.body[prologue : prologue + 2])
    runtime, rest = tree.body[prologue : prologue + length], tree.body[prologue + length :]
    if not spmd:
        raise StripError("no runtime is imported behind the docstring and the __future__ imports")
    imports = 0
    while imports < len(rest) and isinstance(rest[imports], ast.Import | ast.ImportFrom):
        imports += 1
    script = Stripped(ast.Module([], []), header=[*runtime, *rest[:imports]])
    stripper = _Stripper(spmd, script)
    body = rest[imports:]
    if body and stripper.is_guard(body[0]):
        script.header += body[:2]
        body = body[2:]
    else:
        body = stripper.block(body)
    if stripper.waiting:
        raise StripError(f"a result is never used: {', '.join(stripper.waiting)}")
    script.tree.body = [*tree.body[:prologue], *body]
    return script


def _prologue(body: list[ast.stmt]) -> int:
    """Number of statements that are docstring or `__future__` imports."""
    number = 0
    for statement in body:
        match statement:
            case ast.ImportFrom(module="__future__"):
                number += 1
            case ast.Expr(value=ast.Constant(value=str())) if number == 0:
                number += 1
            case _:
                break
    return number


def _runtime(statements: list[ast.stmt]) -> tuple[str, int]:
    """The runtime's name, and of how many statements it is made; no name if there is none."""
    match statements:
        case [ast.ImportFrom(module="dino.runtime", names=[ast.alias(name="spmd") as alias]), *_]:
            return alias.asname or alias.name, 1
        case [ast.FunctionDef(name=name), ast.Assign(targets=[ast.Name(id=target)])] if name == target:
            return name, 2
    return "", 0


class _Stripper:
    """Walks the skeleton; `waiting` holds the calls whose stand-ins have not been met yet."""

    def __init__(self, spmd: str, script: Stripped):
        self.spmd, self.script = spmd, script
        self.waiting: dict[str, ast.Call] = {}

    def is_guard(self, node: ast.stmt) -> bool:
        """Whether a statement sends the workers away: the rest is the script as it stands."""
        match node:
            case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=test), body=[ast.Raise()], orelse=[]):
                return self._is_root(test)
        return False

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Strip the statements of a block."""
        script, rest = [], list(body)
        while rest:
            statement = rest.pop(0)
            if self._of_runtime(getattr(statement, "value", None)):
                script += self._step(statement, rest)
            else:
                script += self._statement(statement)
        return script

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        match node:
            case ast.If(test=test, orelse=[]) if self._is_root(test):
                body = self._resolved(node.body)
                self.script.serves.append((node, body[0]))
                return body
            case ast.While(test=ast.Constant(value=True)) if any(map(self._leaves, node.body)):
                return [self._while(node)]
            case ast.If() | ast.While():
                node.test = self._shared(node.test, "choice")
            case ast.For():
                each, node.iter = node.iter, self._shared(node.iter, "each")
                self.script.serves.append((each, node if _ITERATES_AT_FOR else node.iter))
                return [self._for(node)]
            case ast.Break() | ast.Continue():
                return [node]
            case _:
                raise StripError(f"line {node.lineno}: a statement stands outside 'if {self.spmd}.root'")
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return [node]

    def _for(self, node: ast.For) -> ast.For:
        body = self.block(node.body)
        if isinstance(node.target, ast.Name) and STAND_IN.fullmatch(node.target.id):
            match body:
                case [ast.Assign(targets=[target], value=ast.Name(id=name)) as assign, *rest] if name == node.target.id:
                    self.script.serves += [(node.target, target), (assign, target)]
                    node.target, body = target, rest
                case _:
                    raise StripError(f"line {node.lineno}: root does not bind the loop's target")
        node.body, node.orelse = body, self.block(node.orelse)
        return node

    def _leaves(self, node: ast.stmt) -> bool:
        match node:
            case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=test), body=[ast.Break()], orelse=[]):
                return self._of_runtime(test)
        return False

    def _while(self, node: ast.While) -> ast.While:
        """Strip a loop whose condition has steps of its own."""
        index = next(index for index, child in enumerate(node.body) if self._leaves(child))
        leave = node.body[index]
        if self.block(node.body[:index]):
            raise StripError(f"line {node.lineno}: more than steps stands before the loop's condition")
        always, node.test = node.test, self._shared(leave.test.operand, "choice")
        self.script.serves += [(leave, node.test), (always, node.test)]
        node.body = self.block(node.body[index + 1 :])
        return node

    def _shared(self, node: ast.expr, verb: str) -> ast.expr:
        """The script's expression in `spmd.<verb>(spmd.root and (...), LINE)`."""
        if isinstance(node, ast.Constant) and verb == "choice":
            return node
        value = self._roots(self._arguments(node, verb, 2)[0])
        [value] = self._resolved([value])
        self.script.serves.append((node, value))
        return value

    def _step(self, plan: ast.stmt, rest: list[ast.stmt]) -> list[ast.stmt]:
        """Take one step off the front of `rest`; what remains is a statement of the script, or nothing."""
        row = self._row(plan.value)
        moves = [rest.pop(0) for _ in range(len(row.parameters) + 2 + bool(row.exchange)) if rest]
        values = self._roots(self._arguments(plan.value, f"{row.name}.plan", 2)[0])
        self._check(row, plan, moves)
        call = ast.Call(ast.Name(row.name, ast.Load()), self._resolved(values.elts), [])
        self.script.calls[call] = row
        self.script.serves += [(node, call) for node in (plan, *moves)]
        last = moves[-1]
        if isinstance(last, ast.Expr):
            return [ast.Expr(call)]
        if STAND_IN.fullmatch(last.targets[0].id):
            self.waiting[last.targets[0].id] = call
            return []
        statement = ast.Assign([last.targets[0]], call)
        self.script.serves.append((last, statement))
        return [statement]

    def _check(self, row: Primitive, plan: ast.stmt, moves: list[ast.stmt]) -> None:
        """Compare a step with what its row asks for."""
        plans = _bound(plan)
        blocks = [name for move in moves[: len(plans)] for name in _bound(move)]
        block = _bound(moves[len(plans)])[:1] if len(moves) > len(plans) else []
        verbs = ["scatter" if isinstance(placement, Shard) else "bcast" for placement in row.arguments]
        expected = [(verb, [name]) for verb, name in zip(verbs, plans, strict=False)]
        expected += [(f"{row.name}.local", blocks)]
        expected += [(f"{row.name}.exchange", block)] * bool(row.exchange)
        expected += [("gather" if isinstance(row.result, Shard) else "reduce", block)]
        found = [(self._verb(move.value), [_name(argument) for argument in move.value.args]) for move in moves]
        if found != expected or len(plans) != len(row.parameters):
            raise StripError(f"line {plan.lineno}: the step is not what the row of {row.name} asks for")

    def _row(self, node: ast.expr) -> Primitive:
        name, _, verb = self._verb(node).partition(".")
        if verb != "plan" or name not in BY_NAME:
            raise StripError(f"line {node.lineno}: a step begins with '{name}.{verb}'")
        return BY_NAME[name]

    def _verb(self, node: ast.expr) -> str:
        """What a call asks of the runtime, as `matmul.local`; empty if it is no such call."""
        return ast.unparse(node.func).removeprefix(f"{self.spmd}.") if self._of_runtime(node) else ""

    def _of_runtime(self, node: ast.expr | None) -> bool:
        """Whether a node is a call of the runtime."""
        function = node.func if isinstance(node, ast.Call) else None
        while isinstance(function, ast.Attribute):
            function = function.value
        return isinstance(function, ast.Name) and function.id == self.spmd

    def _is_root(self, node: ast.expr) -> bool:
        return ast.unparse(node) == f"{self.spmd}.root"

    def _arguments(self, node: ast.expr, verb: str, number: int) -> list[ast.expr]:
        if self._verb(node) != verb or len(node.args) != number or node.keywords:
            raise StripError(f"line {node.lineno}: expected {self.spmd}.{verb} with {number} arguments")
        return node.args

    def _roots(self, node: ast.expr) -> ast.expr:
        """The expression that root alone evaluates in `spmd.root and (...)`."""
        match node:
            case ast.BoolOp(op=ast.And(), values=[test, value]) if self._is_root(test):
                return value
        raise StripError(f"line {node.lineno}: expected '{self.spmd}.root and (...)'")

    def _resolved(self, nodes: Iterable[ast.AST]) -> list:
        """Put the calls that wait back in place of their stand-ins."""
        putting = _PutBack(self.waiting, self.script.serves)
        nodes = [node for node in map(putting.visit, nodes) if node is not None]
        for name in putting.met:
            self.waiting.pop(name, None)
        return nodes


class _PutBack(ast.NodeTransformer):
    """Replaces each stand-in by its call, and drops `del` of stand-ins."""

    def __init__(self, waiting: dict[str, ast.Call], serves: list[tuple[ast.AST, ast.AST]]):
        self.waiting, self.serves, self.met = waiting, serves, []

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.waiting:
            return node
        if node.id in self.met:
            raise StripError(f"line {node.lineno}: {node.id} is used twice")
        self.met.append(node.id)
        self.serves.append((node, self.waiting[node.id]))
        return self.waiting[node.id]

    def visit_Delete(self, node: ast.Delete) -> ast.Delete | None:
        stand_in = _name(node.targets[0])
        if stand_in not in self.waiting:
            return self.generic_visit(node)
        self.serves.append((node, self.waiting[stand_in]))
        return None


def _bound(node: ast.stmt) -> list[str]:
    """Names that a step's line binds."""
    targets = getattr(node, "targets", [])
    return [_name(part) for target in targets for part in getattr(target, "elts", [target])]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
