"""What rules look at: a script, the primitive calls in all of its scopes, and the arrays that they are given."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dino.compiler.diagnostics import Diagnostic, Fix
from dino.compiler.source import Source
from dino.compiler.survey.scopes import Scope, Scopes, scopes
from dino.primitives import BY_NAME, Primitive

_EXACT = sys.version_info >= (3, 12)
"""Whether nodes inside f-strings have positions that can be trusted."""

_MAY_BIND = {"exec", "builtins", "__builtins__"}


@dataclass(frozen=True, eq=False)
class Call:
    """A call that is certain to call a primitive, in any scope and with any arguments."""

    node: ast.Call
    primitive: Primitive
    scope: Scope


@dataclass(frozen=True)
class Script:
    """A script as rules see it; what a rule does not ask for is not computed."""

    source: Source
    tree: ast.Module

    @cached_property
    def scopes(self) -> Scopes:
        """Scopes, and the way up from each node."""
        found = scopes(self.tree)
        if not _EXACT:
            _place_in_strings(found)
        return found

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Primitive calls, in the order of the text."""
        found = ((node, self.qualified(node.func)) for node in self.scopes.around if isinstance(node, ast.Call))
        calls = [
            Call(node, BY_NAME[name[5:]], self.scopes.around[node])
            for node, name in found
            if name.startswith("dino.") and name[5:] in BY_NAME
        ]
        return tuple(sorted(calls, key=lambda call: (call.node.lineno, call.node.col_offset)))

    @cached_property
    def unbound(self) -> tuple[ast.Name, ...]:
        """Uses of names that nothing in the script binds, builtins too; none where `exec` or `*` may bind any."""
        if self.scopes.every[0].stars or self._identifiers & _MAY_BIND:
            return ()
        loads = [node for node in self.scopes.around if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
        return tuple(node for node in loads if self.scopes.around[node].owner(node.id) is None)

    @cached_property
    def bare(self) -> tuple[ast.Name, ...]:
        """Uses of primitives, and of `np` beside them, that nothing in the script binds: the original style."""
        primitives = [node for node in self.unbound if node.id in BY_NAME and BY_NAME[node.id].bare]
        called = any(getattr(self.scopes.parents[node], "func", None) is node for node in primitives)
        return tuple(node for node in self.unbound if node in primitives or node.id == "np") if called else ()

    @cached_property
    def _bare(self) -> frozenset[ast.Name]:
        return frozenset(self.bare)

    @cached_property
    def _identifiers(self) -> set[str]:
        """Names among `_MAY_BIND` that the script mentions."""
        names = {node.id for node in self.scopes.around if isinstance(node, ast.Name)}
        imported = {name for scope in self.scopes.every for name in scope.bindings}
        modules = {alias.name for node in self.scopes.parents if isinstance(node, ast.Import) for alias in node.names}
        return (names | imported | modules) & _MAY_BIND

    @cached_property
    def values(self) -> dict[ast.expr, object]:
        """What is known of the values of expressions; see `dino.compiler.survey.flow`."""
        from dino.compiler.survey.flow import flow

        return flow(self)

    def qualified(self, node: ast.AST) -> str:
        """Name a module, or what is in it, in full: `numpy.random.rand`; empty unless that is certain."""
        match node:
            case ast.Attribute(value=value, attr=attribute):
                module = self.qualified(value)
                return f"{module}.{attribute}" if module else ""
            case ast.Name():
                return self._imported(node)
        return ""

    def _imported(self, node: ast.Name) -> str:
        scope = self.scopes.around[node]
        owner = scope.owner(node.id)
        if owner is None:
            return self._unbound(node)
        if len(owner.bindings[node.id]) != 1 or owner.stars:
            stars = set(owner.stars)
            return "" if len(owner.bindings[node.id]) != 1 or stars != {"dino"} else self._alias(owner, node.id)
        return self._alias(owner, node.id)

    def _unbound(self, node: ast.Name) -> str:
        stars = self.scopes.every[0].stars
        if stars:
            return f"dino.{node.id}" if set(stars) == {"dino"} and node.id in BY_NAME else ""
        if node in self._bare:
            return "numpy" if node.id == "np" else f"dino.{node.id}"
        return ""

    def _alias(self, owner: Scope, name: str) -> str:
        alias, statement = owner.bindings[name][0]
        match statement:
            case ast.ImportFrom(module=str(module), level=0):
                return f"{module}.{alias.name}"
            case ast.Import():
                return alias.name if alias.asname else name
        return ""

    def loops(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the loops, comprehensions included, that evaluate a node each time around, the innermost first."""
        child = node
        for parent in self.scopes.above(node):
            if isinstance(parent, _SCOPED):
                return
            if _repeats(parent, child):
                yield parent
            child = parent

    def report(self, node: ast.AST, message: str, help: str = "", fix: Fix | None = None, until=None) -> Diagnostic:
        """Make a finding about a node, or about all from it to the end of another; its rule gives it its code."""
        string = None if _EXACT else self._string(node)
        if string:
            node, until, fix = string, None, fix if fix and not fix.edits else None
        start, end = self.source.start(node), self.source.end(until or node)
        return Diagnostic("", self.source.line(start), message, start, end, help, fix)

    def _string(self, node: ast.AST) -> ast.JoinedStr | None:
        """The outermost f-string around a node."""
        found = None
        while (node := self.scopes.parents.get(node)) and not isinstance(node, ast.stmt):
            found = node if isinstance(node, ast.JoinedStr) else found
        return found


def _place_in_strings(found: Scopes) -> None:
    """Give what is inside an f-string the position of the string."""
    for string in found.parents:
        if isinstance(string, ast.JoinedStr):
            for node in ast.walk(string):
                if isinstance(node, ast.expr | ast.keyword):
                    ast.copy_location(node, string)


_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _repeats(parent: ast.AST, child: ast.AST) -> bool:
    """Whether a loop or a comprehension evaluates a part of itself in each iteration."""
    match parent:
        case ast.For() | ast.AsyncFor():
            return child in parent.body
        case ast.While():
            return child not in parent.orelse
    return isinstance(parent, _COMPREHENSIONS)
