"""Taking the scaffolding off an emitted program again, by the text alone: the gate of the compiler."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from dino.compiler.beginning import beginning
from dino.compiler.order import is_constant
from dino.compiler.put_back import StripError, name_of
from dino.compiler.region import STAND_IN, move_in
from dino.compiler.restore import ITERATES_AT_FOR, Restorer, bound_by, chosen_by
from dino.compiler.twins import gathered, kept_names, reached_alone, twins
from dino.placement import Shard
from dino.primitives import BY_NAME, Primitive


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
    twins : list of (ast.FunctionDef, str)
        Collective functions, without scaffolding, with the names of those that they must equal.
    headers : dict of ast.expr to bool
        The headers of static `if`, `while` and `for`, with whether root decides them.
    called : set of ast.Name
        The names by which all ranks call functions.
    """

    tree: ast.Module
    calls: dict[ast.Call, Primitive] = field(default_factory=dict)
    serves: list[tuple[ast.AST, ast.AST]] = field(default_factory=list)
    header: list[ast.stmt] = field(default_factory=list)
    twins: list[tuple[ast.FunctionDef, str]] = field(default_factory=list)
    headers: dict[ast.expr, bool] = field(default_factory=dict)
    called: set[ast.Name] = field(default_factory=set)


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
    begins, body = beginning(tree.body)
    if not begins.spmd:
        raise StripError("no runtime is imported behind the docstring and the __future__ imports")
    script = Stripped(ast.Module([], []), header=[*begins.header])
    stripper = _Stripper(begins.spmd, script, twins(body, begins.spmd))
    if body and stripper.is_guard(body[0]):
        script.header += body[:2]
        body = body[2:]
    else:
        body = stripper.whole(body)
    script.tree.body = [*begins.prologue, *body]
    if node := reached_alone(script.tree, stripper.twins, script.called):
        raise StripError(f"line {node.lineno}: root alone reaches {node.id}, which all ranks must walk")
    return script


class _Stripper:
    """Walks the skeleton of the module or of one function."""

    def __init__(self, spmd: str, script: Stripped, twins: Mapping[str, str], in_function: bool = False):
        self.spmd, self.script, self.twins, self.in_function = spmd, script, twins, in_function
        self.restore = Restorer(spmd, script.serves, twins, script.headers, script.called)
        self.kept: frozenset[str] = frozenset()

    def whole(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Strip all statements of a scope."""
        self.kept = kept_names(body, self.spmd)
        script = self.block(body)
        if unused := [*self.restore.waiting, *self.restore.decided]:
            raise StripError(f"a result is never used: {', '.join(unused)}")
        return script

    def is_guard(self, node: ast.stmt) -> bool:
        """Whether a statement sends the workers away: the rest is the script as it stands."""
        match node:
            case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=test), body=[ast.Raise()], orelse=[]):
                return self.restore.is_root(test)
        return False

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Strip the statements of a block."""
        script, rest = [], list(body)
        while rest:
            statement = rest.pop(0)
            if isinstance(statement, ast.For | ast.While) and (back := self._gathered(statement, rest)):
                script += self._loop(statement, back)
            elif self.restore.of_runtime(getattr(statement, "value", None)):
                script += self._step(statement, rest)
            elif isinstance(statement, ast.Expr | ast.Assign) and self.restore.applies(statement.value):
                script += self._application(statement)
            elif isinstance(statement, ast.If) and (named := chosen_by(statement.test)):
                self._fork(statement, named)
            elif isinstance(statement, ast.Assign) and self.restore.is_guarded(statement.value):
                self._hold(statement)
            else:
                script += self._statement(statement)
        return script

    def _gathered(self, loop: ast.stmt, rest: list[ast.stmt]) -> frozenset[str]:
        """Take the lines that gather a loop's iterates off the front of `rest`."""
        names = set()
        while rest and (name := gathered(rest[0], self.spmd)):
            self.script.serves.append((rest.pop(0), loop))
            names.add(name)
        return frozenset(names)

    def _loop(self, loop: ast.stmt, iterates: frozenset[str]) -> list[ast.stmt]:
        """A loop that leaves values on the ranks, under names that only its steps read."""
        repeated = [*loop.body, *loop.orelse] if isinstance(loop, ast.For) else [loop]
        if not iterates <= kept_names(repeated, self.spmd):
            raise StripError(f"line {loop.lineno}: root reads what a loop has left on the ranks")
        before, self.kept = self.kept, self.kept | iterates
        script = self._statement(loop)
        self.kept = before
        return script

    def _fork(self, node: ast.If, named: ast.NamedExpr) -> None:
        """Steps that only root's choice leads to: nothing of the script but its test is in them."""
        self.restore.choose(node, named)
        if self.block(node.body) or self.block(node.orelse):
            raise StripError(f"line {node.lineno}: more than steps stands under a choice")

    def _hold(self, node: ast.Assign) -> None:
        """An expression that root evaluates before a step."""
        [value] = self.restore.resolved([self.restore.roots(node.value)])
        self.script.serves.append((node, value))
        self.restore.waiting[bound_by(node)[0]] = value

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        match node:
            case ast.If(test=test, orelse=[]) if self.restore.is_root(test):
                before = len(self.script.serves)
                body = self.restore.resolved(node.body)
                self.script.serves.insert(before, (node, body[0]))  # whatever is in it serves something nearer
                return body
            case ast.While(test=ast.Constant(value=True)) if any(map(self._leaves, node.body)):
                return [self._while(node)]
            case ast.If() | ast.While():
                node.test = self.restore.shared(node.test, "choice")
            case ast.For():
                each, node.iter = node.iter, self.restore.shared(node.iter, "each")
                self.script.serves.append((each, node if ITERATES_AT_FOR else node.iter))
                return [self._for(node)]
            case _:
                return self._simple(node)
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return [node]

    def _simple(self, node: ast.stmt) -> list[ast.stmt]:
        """A statement without blocks, or a collective function."""
        match node:
            case ast.Break() | ast.Continue():
                return [node]
            case ast.Return() if self.in_function:
                return [self._return(node)]
            case ast.FunctionDef(name=name) if name in self.twins and not self.in_function:
                return self._function(node)
            case ast.Delete() if all(name_of(target) in self.restore.spent for target in node.targets):
                self.script.serves.append((node, self.restore.spent[name_of(node.targets[0])]))
                return []
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=None)) if name in self.restore.spent:
                self.script.serves.append((node, self.restore.spent[name]))
                return []
        raise StripError(f"line {node.lineno}: a statement stands outside 'if {self.spmd}.root'")

    def _function(self, node: ast.FunctionDef) -> list[ast.stmt]:
        """A collective function: in the place of one of the script's, or beside it."""
        once = self.twins[node.name] == node.name
        begin = 1 if once and ast.get_docstring(node, clean=False) is not None else 0
        node.body[begin:] = _Stripper(self.spmd, self.script, self.twins, True).whole(node.body[begin:])
        if once:
            self.script.serves += [(decorator, node) for decorator in node.decorator_list]
            node.decorator_list = []
            return [node]
        self.script.twins.append((node, self.twins[node.name]))
        return []

    def _return(self, node: ast.Return) -> ast.Return:
        if node.value is None or is_constant(node.value):
            return node
        if self.restore.applies(node.value):
            node.value = self.restore.applied(node.value)
        elif name_of(node.value) in self.restore.waiting:
            [node.value] = self.restore.resolved([node.value])
        else:
            guarded = node.value
            [node.value] = self.restore.resolved([self.restore.roots(guarded)])
            self.script.serves.append((guarded, node.value))
        return node

    def _application(self, statement: ast.Expr | ast.Assign) -> list[ast.stmt]:
        """The statement that calls a collective function; none if its value only waits to be used."""
        statement.value = self.restore.applied(statement.value)
        if isinstance(statement, ast.Assign):
            if len(statement.targets) > 1 or not (name := name_of(statement.targets[0])):
                raise StripError(f"line {statement.lineno}: all ranks bind more than a name")
            if STAND_IN.fullmatch(name):
                self.restore.waiting[name] = statement.value
                self.script.serves.append((statement, statement.value))
                return []
        return [statement]

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
            case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=test), body=[*_, ast.Break()], orelse=[]):
                return self.restore.of_runtime(test)
        return False

    def _while(self, node: ast.While) -> ast.While:
        """Strip a loop whose condition has steps of its own."""
        index = next(index for index, child in enumerate(node.body) if self._leaves(child))
        leave = node.body[index]
        if self.block(node.body[:index]):
            raise StripError(f"line {node.lineno}: more than steps stands before the loop's condition")
        always, node.test = node.test, self.restore.shared(leave.test.operand, "choice")
        self.script.serves += [(leave, node.test), (always, node.test)]
        node.body, node.orelse = self.block(node.body[index + 1 :]), self.block(leave.body[:-1])
        return node

    def _step(self, plan: ast.stmt, rest: list[ast.stmt]) -> list[ast.stmt]:
        """Take one step off the front of `rest`; what remains is a statement of the script, or nothing."""
        row = self._row(plan.value)
        moves = [rest.pop(0) for _ in range(len(row.parameters) + 2 + bool(row.exchange)) if rest]
        values = self.restore.roots(self.restore.arguments(plan.value, f"{row.name}.plan", 2)[0])
        self._check(row, plan, moves)
        call = ast.Call(ast.Name(row.name, ast.Load()), self.restore.resolved(values.elts), [])
        self.script.calls[call] = row
        self.script.serves += [(node, call) for node in (plan, *moves)]
        last = moves[-1]
        if isinstance(last, ast.Expr):
            return [ast.Expr(call)]
        if STAND_IN.fullmatch(last.targets[0].id):
            self.restore.waiting[last.targets[0].id] = call
            return []
        statement = ast.Assign([last.targets[0]], call)
        self.script.serves += [(last, statement), (last.value, call)]
        return [statement]

    def _check(self, row: Primitive, plan: ast.stmt, moves: list[ast.stmt]) -> None:
        """Compare a step with what its row asks for."""
        plans = bound_by(plan)
        blocks = [name for move in moves[: len(plans)] for name in bound_by(move)]
        block = bound_by(moves[len(plans)])[:1] if len(moves) > len(plans) else []
        values = self.restore.roots(plan.value.args[0]).elts
        kept = [name_of(value) in self.kept for value in values]
        verbs = [move_in(*pair) for pair in zip(row.arguments, kept, strict=False)]
        expected = [(verb, [name]) for verb, name in zip(verbs, plans, strict=False)]
        expected += [(f"{row.name}.local", blocks)]
        expected += [(f"{row.name}.exchange", block)] * bool(row.exchange)
        last = "gather" if isinstance(row.result, Shard) else "reduce"
        expected += [("keep" if row.keepable and self._keeps(moves[-1]) else last, block)]
        found = [(self.restore.verb(move.value), [name_of(argument) for argument in move.value.args]) for move in moves]
        if found != expected or len(plans) != len(row.parameters):
            raise StripError(f"line {plan.lineno}: the step is not what the row of {row.name} asks for")

    def _keeps(self, move: ast.stmt) -> bool:
        """Whether the last line of a step leaves the result on the ranks, under a name that only steps read."""
        name = next(iter(bound_by(move)), "")
        return name in self.kept and self.restore.verb(move.value) == "keep"

    def _row(self, node: ast.expr) -> Primitive:
        name, _, verb = self.restore.verb(node).partition(".")
        if verb != "plan" or name not in BY_NAME:
            raise StripError(f"line {node.lineno}: a step begins with '{name}.{verb}'")
        return BY_NAME[name]
