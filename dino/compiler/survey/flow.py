"""A light analysis: which shapes and kinds the values of expressions have, statement by statement."""

import ast
from contextlib import contextmanager

from dino.compiler.names import binds
from dino.compiler.survey.arrays import Array, Value, joined
from dino.compiler.survey.expressions import Expressions

_DYNAMIC = {"exec", "globals", "locals", "vars"}
_ROUNDS = 4


def flow(script) -> dict[ast.expr, Value]:
    """Say what is known of the values of a script's expressions.

    Parameters
    ----------
    script : Script
        The script.

    Returns
    -------
    dict
        Expressions of which something is known. What an expression may be on different ways or in different iterations
        is joined; what may be changed from elsewhere (`global`, `nonlocal`, `exec`) is not known. Of a function's
        parameters nothing is known; of the module's names, what they are at its end if they are bound once.
    """
    if any(_unsettles(node, script) for node in _all(script)):
        return {}
    analysis = _Flow(script)
    analysis.block(script.tree.body)
    analysis.globals = {name: value for name, value in analysis.names.items() if _once(script, name)}
    for scope in script.scopes.every[1:]:
        if isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
            analysis.names = {}
            analysis.block(scope.node.body)
        elif isinstance(scope.node, ast.Lambda):
            analysis.names = {}
            analysis.value(scope.node.body)
    return analysis.values


def _all(script):
    return script.scopes.parents


def _unsettles(node: ast.AST, script) -> bool:
    """Whether a node may change a shape in place, or a name by other means than binding it."""
    match node:
        case ast.Attribute(attr="shape"):
            return isinstance(node.ctx, ast.Store)
        case ast.Attribute(attr="resize"):
            return isinstance(script.scopes.parents[node], ast.Call)
        case ast.Name(id=name):
            return name in _DYNAMIC
    return False


def _once(script, name: str) -> bool:
    return len(script.scopes.every[0].bindings.get(name, ())) == 1


class _Flow(Expressions):
    """Walk statements, keeping what is known of each name."""

    def __init__(self, script):
        super().__init__(script)
        declared = [node for node in _all(script) if isinstance(node, ast.Global | ast.Nonlocal)]
        self.unsettled = {name for node in declared for name in node.names}
        self.logs = []

    def block(self, nodes):
        for node in nodes:
            self.statement(node)

    def statement(self, node):
        match node:
            case ast.Assign():
                value = self.value(node.value)
                for target in node.targets:
                    self.assign(target, value)
            case ast.AnnAssign():
                self.assign(node.target, self.value(node.value) if node.value else None)
            case ast.AugAssign():
                self.augment(node)
            case ast.If():
                self.branches(node)
            case ast.For() | ast.AsyncFor() | ast.While():
                self.loop(node)
            case _:
                self.other(node)

    def other(self, node):
        match node:
            case ast.Try() | ast.Match():
                self.guarded(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.definition(node)
            case _:
                self.simple(node)

    def simple(self, node):
        """A statement whose parts are evaluated in order: `with` too."""
        for name in binds(node):
            self.set(name, None)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr) and not isinstance(getattr(child, "ctx", None), ast.Store | ast.Del):
                self.value(child)
            elif isinstance(child, ast.stmt):
                self.statement(child)
            else:
                self.forget(child)
                self.simple(child)

    def definition(self, node):
        for child in (*node.decorator_list, *getattr(node, "bases", ())):
            self.value(child)
        if isinstance(node, ast.ClassDef):
            kept = dict(self.names)
            self.block(node.body)
            self.names = kept
        self.set(node.name, None)

    def assign(self, target, value: Value):
        match target:
            case ast.Name():
                self.set(target.id, value)
            case ast.Tuple() | ast.List() if isinstance(value, tuple) and len(value) == len(target.elts):
                for part, item in zip(target.elts, value):
                    self.assign(part, item)
            case ast.Subscript() | ast.Attribute():
                self.value(target.value)
            case _:
                self.forget(target)

    def augment(self, node):
        value = self.operation(node.op, self.value(node.value), node.target)
        if isinstance(node.target, ast.Name):
            before = self.names.get(node.target.id)
            in_place = isinstance(before, Array) and before.shape != () and not isinstance(node.op, ast.MatMult)
            self.set(node.target.id, before if in_place else value)

    def forget(self, node):
        for child in ast.walk(node):
            for name in binds(child):
                self.set(name, None)

    def set(self, name: str, value: Value):
        """Bind a name; lists can grow, so nothing is kept of them."""
        kept = value if isinstance(value, Array | int | tuple | str) and name not in self.unsettled else None
        for log in self.logs:
            log.append((name, kept))
        self.names[name] = kept

    @contextmanager
    def logged(self):
        """Collect what is bound meanwhile."""
        log = []
        self.logs.append(log)
        yield log
        self.logs.pop()

    def branches(self, node: ast.If):
        self.value(node.test)
        before = dict(self.names)
        self.block(node.body)
        after, self.names = self.names, before
        self.block(node.orelse)
        self.names = _joined(after, self.names)

    def loop(self, node):
        """Walk a body until another round adds nothing; then what is known holds in every iteration."""
        if not isinstance(node, ast.While):
            self.value(node.iter)
        for _ in range(_ROUNDS):
            before = dict(self.names)
            written = self.once_around(node)
            entry = _with(before, written)
            self.names = dict(entry)
            if entry == before:
                break
        else:
            self.names.update((name, None) for name, _ in written)
            entry = dict(self.names)
            self.once_around(node)
            self.names = entry
        self.block(node.orelse)

    def once_around(self, node):
        with self.logged() as written:
            if isinstance(node, ast.While):
                self.value(node.test)
            else:
                self.forget(node.target)
            self.block(node.body)
        return written

    def guarded(self, node):
        """Blocks of which each may be left at any point, or not entered."""
        if isinstance(node, ast.Match):
            self.value(node.subject)
            self.optional([part for case in node.cases for part in (case.pattern, *case.body)])
            return
        self.optional(node.body)
        for handler in node.handlers:
            self.optional([handler, *handler.body])
        self.optional(node.orelse)
        self.block(node.finalbody)

    def optional(self, nodes):
        before = dict(self.names)
        with self.logged() as written:
            for node in nodes:
                self.statement(node) if isinstance(node, ast.stmt) else self.set_aside(node)
        self.names = _with(before, written)

    def set_aside(self, node):
        """Forget what a pattern or an `except` clause itself binds."""
        if isinstance(node, ast.ExceptHandler):
            if node.name:
                self.set(node.name, None)
        else:
            self.forget(node)


def _joined(one: dict, other: dict) -> dict:
    return {name: joined(one.get(name), other.get(name)) for name in {*one, *other}}


def _with(before: dict, written: list) -> dict:
    """What is known of names that may or may not have been bound in between, to any of these values."""
    after = dict(before)
    for name, value in written:
        after[name] = joined(after.get(name), value)
    return after
