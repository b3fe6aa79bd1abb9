"""Programs from seeds: the tables of `grammar` filled in at random, so that most statements make sense."""

import random
import re

from tests.generator import expressions, grammar, loops
from tests.generator.filler import Filler
from tests.generator.scope import Scope, UnfitError

SIZES = (0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7)
"""Lengths of arrays: zero, one, primes, and for each of 1, 2, 3, 5 ranks one less, as many, one more."""

_SLOT = re.compile(r"\{\{|\}\}|\{([a-z:]+)\}|\n([ ]*)")
_DEEPEST = 3  # of nested expressions; beyond it the simplest text is taken
_NESTED = 3  # blocks and functions in one another
_STATEMENTS = 40  # beyond them only simple ones follow
_TRIES = 30  # of templates that turn out unfit
_COST = 80  # calls of primitives that a program may make, roughly


class Author:
    """Writes one program.

    Parameters
    ----------
    seed : int
        Of everything.
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.n = self.random.choice(SIZES)
        self.scopes = [Scope()]
        self.functions, self.classes = [], []
        self.pending, self.numbers = {}, 0
        self.cost, self.weight, self.depth = 0, 1, 0
        self.nesting = self.written = 0
        self.spelling = {}

    def statements(self, most):
        """Some statements, as lines."""
        lines = []
        for _ in range(self.random.randint(1, most)):
            if self.cost < _COST or not lines:
                lines += self.statement()
        return lines

    def statement(self):
        """One statement, as lines."""
        self.written += 1
        leaves = self.scopes[-1].loops or self.scopes[-1].function
        room = self.nesting < _NESTED and self.written < _STATEMENTS
        tables = [
            (grammar.SIMPLE, 10),
            (("{any:call}",), 1 if self.functions else 0),
            (grammar.RAISING, 0.1),
            (grammar.BRANCHES, 3 if room else 0),
            (loops.LOOPS, 3 if room and self.weight < 9 else 0),
            (grammar.DEFINITIONS, 2 if room and self.nesting < 2 else 0),
            (loops.LEAVING, 2 if room and leaves else 0),
        ]
        try:
            return self.filled(self.random.choices(*zip(*tables))[0]).split("\n")
        except UnfitError:
            return self.filled(grammar.SIMPLE).split("\n")

    def filled(self, table):
        """Text of a template of a table."""
        for _ in range(_TRIES):
            state = self._state()
            try:
                return self.fill(self._drawn(table))
            except UnfitError:
                self._back_to(*state)
        raise UnfitError

    def _state(self):
        scope, sizes = self.scopes[-1], [len(self.functions), len(self.classes), len(self.scopes)]
        counts = self.cost, self.weight, self.depth, self.nesting, self.written
        return dict(self.pending), len(scope.layers), scope.loops, sizes, counts

    def _back_to(self, pending, layers, loops, sizes, counts):
        """Forget what a template has done that turned out unfit."""
        self.pending = pending
        del self.functions[sizes[0] :], self.classes[sizes[1] :], self.scopes[sizes[2] :]
        self.cost, self.weight, self.depth, self.nesting, self.written = counts
        del self.scopes[-1].layers[layers:]
        self.scopes[-1].loops = loops

    def _drawn(self, table):
        weights = [int(text.split(" ")[0]) if text[0].isdigit() else 1 for text in table]
        text = self.random.choices(table, weights)[0]
        text = text.partition(" ")[2] if text[0].isdigit() else text
        if not text.startswith("+ "):
            return text
        if self.n == 0:
            raise UnfitError
        return text[2:]

    def fill(self, template):
        """Text of one template."""
        filler, parts, position = Filler(self), [], 0
        for slot in _SLOT.finditer(template):
            parts.append(template[position : slot.start()])
            position = slot.end()
            parts.append(self._slot(filler, slot, template[position:]))
        return "".join([*parts, template[position:]])

    def _slot(self, filler, slot, rest):
        if slot[0] in ("{{", "}}"):
            return slot[0][0]
        if slot[0].startswith("\n"):
            filler.indent = slot[2]
            if not re.match(r"\{(block|loop)\}", rest):
                self.commit()
            return slot[0]
        text = filler.fill(*slot[1].split(":"))
        return (
            f"({text})"
            if rest[:1] in (".", "[") and slot[1] in expressions.VALUES and not text.isidentifier()
            else text
        )

    def commit(self):
        """Let names count as bound from here on."""
        self.scopes[-1].layers[-1].update(self.pending)
        self.pending = {}

    def expression(self, kind):
        """An expression of a kind."""
        table = expressions.VALUES[kind]
        if self.depth > _DEEPEST or self.random.random() < 0.25 * self.depth:
            return self._shallow(kind)
        for more in ((grammar.CALLS, self.functions), (grammar.OBJECTS, self.classes)):
            if more[1] and kind in more[0] and self.random.random() < 0.2:
                table = (*more[0][kind], f"{{name:{kind}}}")
        self.depth += 1
        try:
            return self.filled(table)
        finally:
            self.depth -= 1

    def _shallow(self, kind):
        names = self.visible(kind)
        simple = {"mat": f"np.eye({self.n}, dtype=D)", "vec": f"np.arange({self.n}).astype(D)", "num": "3", "int": "1"}
        simple |= {"bool": "False", "list": f"[np.ones({self.n}, D)]", "text": "'text'"}
        return self.random.choice(names) if names else simple[kind]

    def visible(self, kind):
        """Names of a kind that may be read here."""
        inner = {name for scope in self.scopes[1:] for layer in scope.layers for name in layer}
        outer = [name for name in self.scopes[0].names(kind) if name not in inner]
        return [name for scope in self.scopes[1:] for name in scope.names(kind)] + outer

    def new_name(self, kind):
        """A name to bind: not one of an outer scope, which it would hide."""
        outer = {name for scope in self.scopes[:-1] for layer in scope.layers for name in layer}
        free = [name for name in grammar.NAMES[kind] if name not in outer]
        return self.random.choice(free) if free else self.number(kind)

    def number(self, name):
        """A name that the program has nowhere else."""
        self.numbers += 1
        return f"{name}{self.numbers}"

    def block(self, most, indent, rounds=1):
        """Statements in a layer of their own, the first without its indentation."""
        self.scopes[-1].layers.append(self.pending)
        self.pending = {}
        self.weight, self.nesting = self.weight * rounds, self.nesting + 1
        lines = self.statements(most)
        self.commit()
        self.weight, self.nesting = self.weight / rounds, self.nesting - 1
        self.scopes[-1].layers.pop()
        return f"\n{indent}".join(lines)
