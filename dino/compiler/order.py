"""The order in which Python evaluates an expression, and what may be taken out of it without changing that order."""

import ast
from collections.abc import Callable, Iterator, Mapping

from dino.compiler.program import Branch
from dino.compiler.stable import METHODS, STABLE
from dino.compiler.truth import is_asked_twice

# So many elements a set or a dict is made of at once; of more it is made piece by piece, which hashes the first early.
_AT_ONCE = 15


class Order:
    """Walk one expression as CPython evaluates it, and collect what is to be evaluated before the rest.

    That is the calls that may be lifted; what is evaluated before such a call and might give another value, or have
    another effect, after it (root holds its value); and what is evaluated only if root finds so.

    Parameters
    ----------
    liftable : callable
        Whether a call is one that all ranks may take part in.
    settled : callable
        Whether a name is bound here and stays so while the statement runs.
    modules : Mapping
        Names that mean one module for the whole program.
    lists : frozenset of str
        Names that mean one list for the whole program, if they are bound.
    holdable : callable or None
        Whether root may evaluate an expression early and hold its value; None if it may hold nothing.
    counted : bool
        Whether somebody could tell how often the truth of a value is asked for.
    """

    def __init__(
        self,
        liftable: Callable,
        settled: Callable,
        modules: Mapping[str, str],
        lists: frozenset[str] = frozenset(),
        holdable: Callable | None = None,
        counted: bool = False,
    ):
        self.liftable, self.settled, self.modules = liftable, settled, modules
        self.lists, self.holdable, self.counted = lists, holdable, counted
        self.taken: list[ast.expr | Branch] = []
        self.pending: list[tuple[int, ast.AST]] = []  # evaluated, not to be delayed; each with its depth

    @property
    def lifted(self) -> tuple[ast.Call, ...]:
        """The calls among what was taken."""
        return tuple(node for node in flat(self.taken) if isinstance(node, ast.Call) and self.liftable(node))

    def visit(self, node: ast.AST | None, depth: int = 0, truth: bool = False) -> None:  # noqa: C901
        """Walk a node; of an expression whose `truth` alone matters also what its `and` and `or` ask for."""
        match node:
            case None:
                pass
            case ast.expr() if is_constant(node):
                pass
            case ast.Name():
                if not self.settled(node.id):
                    self.pending.append((depth, node))
            case ast.Call() if self.liftable(node) and self._hold():
                self._all((*node.args, *node.keywords), depth + 1)
                self._consume(depth)
                self.taken.append(node)
            case ast.keyword(arg=None):
                self.visit(node.value, depth + 1)
                self._push(depth, node)
            case ast.keyword():
                self.visit(node.value, depth)
            case ast.IfExp():
                body, orelse = self._within([node.body], truth), self._within([node.orelse], truth)
                self._branch(node, node.test, "if", body, orelse, depth)
            case ast.BoolOp():
                self._operation(node, node.values, depth, truth)
            case ast.Compare(ops=[_, _]):
                self._chain(node, depth, truth)
            case ast.UnaryOp(op=ast.Not()) if truth:
                self.visit(node.operand, depth + 1, True)
                self._push(depth, node)
            case _:
                self._all(self._operands(node), depth + 1)
                if not self._is_stable(node) or any(level > depth for level, _ in self.pending):
                    self._push(depth, node)

    def _all(self, nodes, depth: int) -> None:
        for node in nodes:
            self.visit(node, depth)

    def _push(self, depth: int, node: ast.AST) -> None:
        """Note that a node has been evaluated, which used up what is below it."""
        self._consume(depth)
        self.pending.append((depth, node))

    def _consume(self, depth: int) -> None:
        self.pending = [(level, node) for level, node in self.pending if level <= depth]

    def _hold(self) -> bool:
        """Have root hold the values of all that is pending, if that is possible."""
        nodes = [node for _, node in self.pending]
        if not nodes:
            return True
        if not self._may_hold(*nodes):
            return False
        self.taken += nodes
        self.pending = []
        return True

    def _within(self, nodes: list[ast.expr], truth: bool = False) -> "Order":
        """Walk expressions that are evaluated only if something asks for it: nothing is pending before them."""
        order = Order(self.liftable, self.settled, self.modules, self.lists, self.holdable, self.counted)
        for node in nodes:
            order.visit(node, 0, truth)
        return order

    def _operation(self, node: ast.BoolOp, values: list[ast.expr], depth: int, truth: bool) -> None:
        """Walk the operands of `and` or `or`."""
        first, *rest = values
        if not rest:
            self.visit(first, depth + 1, truth)
            return
        more, none = self._within([]), self._within([])
        more._operation(node, rest, 0, truth)
        word = "and" if isinstance(node.op, ast.And) else "or"
        self._branch(node, first, word, *((more, none) if word == "and" else (none, more)), depth, truth)

    def _branch(self, node, test: ast.expr, word: str, body: "Order", orelse: "Order", depth: int, truth=True) -> None:
        """Walk a test and take out what it decides about; unless its `truth` is all, root holds its value too."""
        if not truth and self.counted and is_asked_twice(test):  # by CPython once: it jumps over what is around it
            self._push(depth, node)
        elif self._is_decided(node, test, body, orelse, truth) and self._hold():
            self.visit(test, depth + 1, truth)
            self._consume(depth)
            branch = Branch(test, word, tuple(body.taken), tuple(orelse.taken), None if truth else node)
            self.taken.append(branch)
            if body.pending or orelse.pending:
                self._push(depth, node)
        else:
            self.visit(test, depth + 1, truth)
            self._push(depth, node)

    def _is_decided(self, node, test: ast.expr, body: "Order", orelse: "Order", truth: bool) -> bool:
        """Whether root can decide by a test over what all ranks do."""
        return bool(body.taken or orelse.taken) and self._may_hold(test, *[node] * (not truth))

    def _chain(self, node: ast.Compare, depth: int, truth: bool) -> None:
        """Walk `a < b < c`: if `c` has calls, root holds `b` and whether it goes on behind `a < b`."""
        second, more = node.comparators[0], self._within(node.comparators[1:])
        repeatable = is_constant(second) or (isinstance(second, ast.Name) and self.settled(second.id))
        asked_twice = truth and self.counted  # for the truth of what root holds: by the choice, and by the condition
        decided = bool(more.taken) and not asked_twice and self._may_hold(node, second) and self._hold()
        self.visit(node.left, depth + 1)
        decided = decided and (repeatable or self._hold())
        self.visit(second, depth + 1)
        if decided:
            self.taken += [second] if not repeatable and second not in self.taken else []
            self.taken.append(Branch(_first_of(node), "chain", tuple(more.taken), (), node))
        self._push(depth, node)

    def _may_hold(self, *nodes: ast.expr) -> bool:
        return self.holdable is not None and all(map(self.holdable, nodes))

    def _is_stable(self, node: ast.AST) -> bool:
        """Whether an operation on values that may be evaluated later may be evaluated later itself."""
        match node:
            case ast.Tuple() | ast.List():
                return not any(isinstance(element, ast.Starred) for element in node.elts)
            case ast.Dict():
                return all(isinstance(key, ast.Constant) for key in node.keys)
            case ast.JoinedStr():
                return True
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in self.lists:
                return attribute in METHODS[ast.List]
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                return attribute in STABLE.get(self.modules.get(name, ""), ())
            case ast.Attribute(value=ast.Constant(value=str()), attr=attribute):
                return attribute in METHODS[ast.Constant]
        return False

    def _operands(self, node: ast.AST) -> tuple:  # noqa: C901  (one case for each kind of node)
        """What an operation certainly evaluates, once and in this order, before it acts."""
        match node:
            case ast.Tuple() | ast.List():
                return tuple(node.elts)
            case ast.Set() if len(node.elts) <= _AT_ONCE:
                return tuple(node.elts)
            case ast.Dict() if len(node.keys) <= _AT_ONCE and None not in node.keys:
                return tuple(part for pair in zip(node.keys, node.values, strict=True) for part in pair)
            case ast.JoinedStr():
                return tuple(node.values)
            case ast.BinOp():
                return (node.left, node.right)
            case ast.Compare():
                return (node.left, node.comparators[0])
            case ast.Call():
                return (node.func, *node.args, *node.keywords)
            case ast.Subscript():
                return (node.value, node.slice)
            case ast.Slice():
                return (node.lower, node.upper, node.step)
            case ast.Attribute() | ast.Starred():
                return (node.value,)
            case ast.FormattedValue():
                return (node.value, node.format_spec)
            case ast.UnaryOp():
                return (node.operand,)
        return ()


def _first_of(chain: ast.Compare) -> ast.Compare:
    """The first comparison of several."""
    second = chain.comparators[0]
    place = (chain.lineno, chain.col_offset, second.end_lineno, second.end_col_offset)
    return ast.Compare(chain.left, chain.ops[:1], [second], **dict(zip(second._attributes, place, strict=True)))


def flat(taken) -> Iterator[ast.expr]:
    """Yield all that is taken out of a statement, what root decides about included."""
    for node in taken:
        if isinstance(node, Branch):
            yield from flat((*node.body, *node.orelse))
        else:
            yield node


def is_constant(node: ast.expr) -> bool:
    """Whether an expression is a literal that any rank may evaluate."""
    match node:
        case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() | complex())):
            return True
    return False
