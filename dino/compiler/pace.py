"""Who may run ahead: a worker that hears nothing of root in a loop would not hear of root's end either."""

import ast
from collections.abc import Mapping

from dino.compiler.program import Execution, Resolved, Statement
from dino.compiler.shared import shared

_BRIEF = 1000
"""Rounds of a loop that a worker may run without a word from root."""


def paced(
    resolved: Resolved, statements: tuple[Statement, ...], functions: Mapping[str, tuple[Statement, ...]]
) -> frozenset[ast.expr]:
    """Find the headers that every rank evaluates by itself.

    Parameters
    ----------
    resolved : Resolved
        The script.
    statements : tuple of Statement
        Those of the module.
    functions : Mapping
        Those of the collective functions.

    Returns
    -------
    frozenset of ast.expr
        What all ranks know, but for loops that may be long and in which not every round certainly waits for a header.
    """
    guarded: frozenset[ast.expr] = frozenset()
    while True:
        known = shared(resolved.parsed.tree, guarded)
        pace = _Pace(resolved, known)
        pace.learn(functions)
        free = {header for body in (statements, *functions.values()) for header in pace.free_running(body)}
        if not free:
            return known
        guarded |= free


class _Pace:
    """Knows which functions certainly wait for root."""

    def __init__(self, resolved: Resolved, shared: frozenset[ast.expr]):
        self.resolved, self.shared = resolved, shared
        self.functions: set[str] = set()

    def learn(self, functions: Mapping[str, tuple[Statement, ...]]) -> None:
        """Find the functions that wait for root whenever they are called, from those that take steps on."""
        while more := {name for name in functions.keys() - self.functions if self.waits(functions[name])}:
            self.functions |= more

    def free_running(self, statements: tuple[Statement, ...]) -> list[ast.expr]:
        """The shared headers of loops, however deep, whose rounds may pass without waiting."""
        found = []
        for statement in statements:
            header = getattr(statement.node, "iter", None) or getattr(statement.node, "test", None)
            loops = header in self.shared and not isinstance(statement.node, ast.If) and not _is_brief(header)
            if loops and not self.waits(statement.body):
                found.append(header)
            found += self.free_running((*statement.body, *statement.orelse))
        return found

    def waits(self, statements: tuple[Statement, ...]) -> bool:
        """Whether a block certainly waits for a header, before anything leaves it."""
        for statement in statements:
            if self._takes_step(statement):
                return True
            if statement.execution is Execution.EVERYWHERE:
                if self._hears(statement):
                    return True
                if _leaves(statement):
                    return False
        return False

    def _takes_step(self, statement: Statement) -> bool:
        applied = self.resolved.applications
        return any(applied.get(call) in self.functions or call in self.resolved.calls for call in statement.lifted)

    def _hears(self, statement: Statement) -> bool:
        """Whether control flow of all ranks waits for root's choice, or for a step in whatever branch is taken."""
        match statement.node:
            case ast.If(test=header) | ast.While(test=header) | ast.For(iter=header) if header not in self.shared:
                return True
            case ast.If():
                return self.waits(statement.body) and self.waits(statement.orelse)
        return False


def _leaves(statement: Statement) -> bool:
    """Whether a statement may leave the block that it is in, or never end."""
    leaving = ast.Break | ast.Continue | ast.Return | ast.While
    return isinstance(statement.node, leaving) or any(map(_leaves, (*statement.body, *statement.orelse)))


def _is_brief(header: ast.expr) -> bool:
    """Whether a loop's header is a range with few numbers in it."""
    match header:
        case ast.Call(args=arguments):
            try:
                return len(range(*map(ast.literal_eval, arguments))) <= _BRIEF
            except (ValueError, OverflowError):
                return False
    return False
