"""Scopes: what each name of a script may be bound to, wherever it stands."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from dino.compiler.names import binds

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_BLOCKS = (ast.Module, ast.stmt, ast.ExceptHandler, ast.match_case, ast.Lambda, *_COMPREHENSIONS)


@dataclass(eq=False)
class Scope:
    """One module, class, function, lambda or comprehension.

    Attributes
    ----------
    node : ast.AST
        What opens it.
    parent : Scope or None
        The scope around it.
    bindings : dict
        For each name that it binds, the pairs of binding node and statement.
    elsewhere : dict
        Names declared `global` or `nonlocal` in it.
    stars : list of str
        Modules that are star-imported in it.
    """

    node: ast.AST
    parent: "Scope | None" = None
    bindings: dict[str, list[tuple[ast.AST, ast.AST]]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    @property
    def module(self) -> "Scope":
        """The outermost scope."""
        return self.parent.module if self.parent else self

    def owner(self, name: str) -> "Scope | None":
        """The scope whose binding a name that stands here means; None for a builtin or an unbound name."""
        scope, start = self, self
        while scope:
            if scope.elsewhere.get(name) == "global":
                return scope.module if name in scope.module.bindings else None
            visible = scope is start or not isinstance(scope.node, ast.ClassDef)
            if visible and name in scope.bindings and name not in scope.elsewhere:
                return scope
            scope = scope.parent
        return None


@dataclass(frozen=True)
class Scopes:
    """All scopes of a script.

    Attributes
    ----------
    every : tuple of Scope
        The module's first, then as they open in the text.
    around : dict
        The scope in which each name and each call is evaluated.
    parents : dict
        The node above each node.
    outer : dict
        The statement, clause, comprehension or lambda around each node, whose evaluation the node is part of; what
        lies between in a deep expression is left out.
    """

    every: tuple[Scope, ...]
    around: dict[ast.AST, Scope]
    parents: dict[ast.AST, ast.AST]
    outer: dict[ast.AST, ast.AST]

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the statements and clauses around a node, comprehensions and lambdas too, the innermost first."""
        while (node := self.outer.get(node)) is not None:
            yield node


def scopes(tree: ast.Module) -> Scopes:
    """Find the scopes of a script; O(nodes)."""
    walk = _Walk(tree)
    for scope, name, node in walk.bound:
        statement = node if isinstance(node, ast.stmt) else walk.statement.get(node, node)
        (_target(scope, name)).bindings.setdefault(name, []).append((node, statement))
    return Scopes(tuple(walk.every), walk.around, walk.parents, walk.outer)


def _target(scope: Scope, name: str) -> Scope:
    """The scope that a binding made in `scope` belongs to."""
    declared = scope.elsewhere.get(name)
    if declared == "global":
        return scope.module
    if declared == "nonlocal" and scope.parent:
        return _target(scope.parent, name)
    return scope


class _Walk:
    """One walk over a syntax tree; who binds what is sorted out afterwards, when all declarations are known."""

    def __init__(self, tree):
        self.every = [Scope(tree)]
        self.around, self.parents, self.outer, self.statement = {}, {}, {}, {}
        self.bound = []
        self.children(tree, self.every[0])

    def children(self, node, scope, but=()):
        for child in ast.iter_child_nodes(node):
            self.place(child, node)
            if child not in but:
                self.visit(child, scope)

    def place(self, child, node):
        self.parents[child] = node
        self.outer[child] = node if isinstance(node, _BLOCKS) else self.outer[node]

    def visit(self, node, scope):
        if isinstance(node, ast.Name | ast.Call):
            self.around[node] = scope
        match node:
            case ast.Global() | ast.Nonlocal():
                scope.elsewhere |= dict.fromkeys(node.names, type(node).__name__.lower())
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self.function(node, scope)
            case ast.ClassDef():
                self.bind(node, scope)
                self.children(node, scope, node.body)
                self.inside(node.body, self.opened(node, scope))
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self.comprehension(node, scope)
            case ast.NamedExpr():
                self.around[node.target] = _beyond_comprehensions(scope)
                self.bind(node.target, self.around[node.target])
                self.children(node, scope, (node.target,))
            case ast.Import() | ast.ImportFrom():
                self.imported(node, scope)
            case _:
                self.bind(node, scope)
                self.children(node, scope)

    def function(self, node, scope):
        """Decorators, defaults and annotations belong to the scope around a function."""
        body = node.body if isinstance(node.body, list) else [node.body]
        self.bind(node, scope)
        inner = self.opened(node, scope)
        self.children(node, scope, (*body, node.args))
        for child in ast.iter_child_nodes(node.args):
            self.place(child, node.args)
            if isinstance(child, ast.arg):
                self.bind(child, inner)
                self.children(child, scope)
            else:
                self.visit(child, scope)
        self.inside(body, inner)

    def comprehension(self, node, scope):
        """The first iterable is evaluated in the scope around a comprehension."""
        inner = self.opened(node, scope)
        first = node.generators[0].iter
        self.children(node, inner, node.generators)
        for generator in node.generators:
            self.children(generator, inner, (first,))
        self.outer[first] = self.outer[node]
        self.visit(first, scope)

    def imported(self, node, scope):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            scope.stars.append("." * node.level + (node.module or ""))
            return
        for alias in node.names:
            self.place(alias, node)
            self.statement[alias] = node
            self.bound.append((scope, alias.asname or alias.name.partition(".")[0], alias))

    def inside(self, nodes, scope):
        for node in nodes:
            self.visit(node, scope)

    def opened(self, node, scope):
        self.every.append(Scope(node, scope))
        return self.every[-1]

    def bind(self, node, scope):
        self.bound.extend((scope, name, node) for name in binds(node))


def _beyond_comprehensions(scope: Scope) -> Scope:
    while isinstance(scope.node, _COMPREHENSIONS) and scope.parent:
        scope = scope.parent
    return scope
