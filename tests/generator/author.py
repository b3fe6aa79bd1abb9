"""Programs from seeds: the tables of `grammar` filled in at random, so that most statements make sense."""

import random
import re
from dataclasses import dataclass, field

from tests.generator import grammar

SIZES = (0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7)
"""Lengths of arrays: zero, one, primes, and for each of 1, 2, 3, 5 ranks one less, as many, one more."""

_DTYPES = ("int64",) * 6 + ("float64",) * 6 + ("int32", "float32", "complex128", "uint8", "bool")
_SLOT = re.compile(r"\{\{|\}\}|\{([a-z:]+)\}|\n([ ]*)")
_DEEPEST = 3  # of nested expressions; beyond it the simplest text is taken
_NESTED = 3  # blocks and functions in one another
_STATEMENTS = 40  # beyond them only simple ones follow
_TRIES = 30  # of templates that turn out unfit
_COST = 80  # calls of primitives that a program may make, roughly
_ROUNDS = 2  # of a loop, for the estimate


class UnfitError(Exception):
    """A template needs what the program does not have."""


@dataclass
class Function:
    """A function of the program: how it may be called, and what a call costs."""

    name: str
    kind: str
    style: str
    parameters: list = field(default_factory=list)
    cost: float = 1


class Scope:
    """Names in layers: of a scope, and of the blocks in it."""

    def __init__(self, function=None):
        self.function = function
        self.layers = [{}]
        self.loops = 0

    def names(self, kind):
        return [name for layer in self.layers for name, bound in layer.items() if bound == kind]


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
            (grammar.LOOPS, 3 if room and self.weight < 9 else 0),
            (grammar.DEFINITIONS, 2 if room and self.nesting < 2 else 0),
            (grammar.LEAVING, 2 if room and leaves else 0),
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
        filler, parts, position = _Filler(self), [], 0
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
        return f"({text})" if rest[:1] in (".", "[") and slot[1] in grammar.VALUES and not text.isidentifier() else text

    def commit(self):
        """Let names count as bound from here on."""
        self.scopes[-1].layers[-1].update(self.pending)
        self.pending = {}

    def expression(self, kind):
        """An expression of a kind."""
        table = grammar.VALUES[kind]
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


class _Filler:
    """Fills the slots of one template."""

    def __init__(self, author):
        self.author, self.random, self.indent = author, author.random, ""
        self.locals = {}
        self.function = None
        self.saved = None

    def fill(self, slot, kind="", extra=""):
        if slot in grammar.VALUES:
            return self.author.expression(slot)
        if slot in self.author.spelling:
            self.author.cost += self.author.weight
            return self.author.spelling[slot]
        if "call" in (slot, kind):
            return self._call("def", kind) if slot == "call" else self._call(slot, extra)
        if slot in ("only", "param", "default", "kwonly", "kwdefault", "rest", "more", "depth"):
            return self._parameter(slot, kind)
        if slot == "this":
            return self.locals.setdefault(slot, self._name(kind))
        if slot in ("counter", "local", "error"):
            return self.locals.setdefault(slot, self.author.number(slot))
        return getattr(self, f"_{slot}")(*([kind] if kind else []))

    def _n(self):
        return str(self.author.n)

    def _k(self):
        return str(self.random.randint(0, 9))

    def _small(self):
        return str(self.random.choice((0, 1, 2, 2, 3)))

    def _name(self, kind):
        return self._one_of(self.author.visible(kind))

    def _own(self, kind):
        return self._one_of(self.author.scopes[-1].names(kind))

    def _one_of(self, names):
        if not names:
            raise UnfitError
        return self.random.choice(names)

    def _set(self, kind):
        name = self.author.new_name(kind)
        self.author.pending[name] = kind
        return name

    def _walrus(self, kind):
        return self.author.new_name(kind)

    def _global(self):
        return self.locals.setdefault("global", self._one_of(self.author.scopes[0].names("num") or ["s"]))

    def _del(self):
        scope = self.author.scopes[-1]
        if len(scope.layers) > 1 or scope.function:
            raise UnfitError
        name = self._one_of([name for name, kind in scope.layers[0].items() if kind in ("vec", "num", "mat")][4:])
        del scope.layers[0][name]
        return name

    def _exceptions(self):
        return self.random.choice(grammar.EXCEPTIONS)

    def _fail(self):
        return self._indented(self.author.filled(grammar.RAISING))

    def _raise(self):
        return self._indented(self.author.filled((*grammar.RAISING, *["pass"] * 9)))

    def _leave(self):
        scope, options = self.author.scopes[-1], []
        if scope.loops:
            options += ["break", "continue"]
        if scope.function:
            options += [f"return {self._returned()}"]
        return self._one_of(options)

    def _returned(self):
        kind = self.author.scopes[-1].function.kind
        return "" if kind == "none" else self.author.expression(kind)

    def _indented(self, text):
        return text.replace("\n", f"\n{self.indent}")

    def _block(self):
        return self.author.block(2, self.indent)

    def _loop(self):
        scope = self.author.scopes[-1]
        scope.loops += 1
        text = self.author.block(3, self.indent, _ROUNDS)
        scope.loops -= 1
        return text

    def _def(self, kind, style="def"):
        self.function = Function(self.author.number(self.random.choice("fgh")), kind, style)
        self.pending = {}
        return self.function.name

    def _gen(self, kind):
        return self._def(kind, "gen")

    def _co(self, kind):
        return self._def(kind, "co")

    def _self(self):
        return self.function.name

    def _parameter(self, slot, kind):
        """A parameter as it is defined.

        `only` by position, `param` plain, `default` with one, `kwonly` and `kwdefault` by keyword, `rest` and `more` for
        what is left; `depth` is counted down by a function that calls itself.
        """
        if slot in self.locals:
            return self.locals[slot]
        if slot in ("rest", "more", "depth"):
            name = self.locals[slot] = self.author.number(slot)
        else:
            name = next(n for n in iter(lambda: self.author.new_name(kind), None) if n not in self.pending)
            self.pending[name] = kind
        self.function.parameters.append((slot, name, kind))
        return f"{name}={self.author.expression(kind)}" if slot.endswith("default") else name

    def _push(self):
        author = self.author
        author.commit()
        self.saved = author.cost, author.weight
        author.cost, author.weight, author.nesting = 0, 1, author.nesting + 1
        author.scopes.append(Scope(self.function))
        author.scopes[-1].layers[0].update(self.pending)
        return ""

    def _body(self):
        lines = self.author.statements(4)
        self.author.commit()
        if self.random.random() < 0.9:
            lines.append(f"return {self._returned()}".rstrip())
        return self._indented("\n".join(lines)) + self._pop()

    def _pop(self):
        author = self.author
        author.pending = {}
        author.nesting -= 1
        author.scopes.pop()
        self.function.cost = max(author.cost, 1)
        author.cost, author.weight = self.saved
        author.functions.append(self.function)
        return ""

    def _newclass(self):
        name = self.locals["class"] = self.author.number("K")
        return name

    def _endclass(self):
        self.author.classes.append(self.locals["class"])
        return ""

    def _class(self):
        return self._one_of(self.author.classes)

    def _call(self, style, kind):
        """A call of some function, most of the time as it wants to be called."""
        author = self.author
        fit = [f for f in author.functions if f.cost * author.weight < 25]
        fit = [f for f in fit if (f.style != "co" if style == "any" else (f.style, f.kind) == (style, kind))]
        return self._calling(self._one_of(fit))

    def _apply(self):
        return self._calling(self.function)

    def _calling(self, function):
        self.author.cost += function.cost * self.author.weight
        arguments = [text for parameter in function.parameters if (text := self._argument(*parameter))]
        if self.random.random() < 0.03 and arguments:
            arguments.pop()
        return f"{function.name}({', '.join(map(self._starred, arguments))})"

    def _starred(self, argument):
        """An argument as it is, or now and then unpacked from a display."""
        name, _, value = argument.partition("=")
        if self.random.random() > 0.07 or ", " in argument or not argument.isidentifier() and not value:
            return argument
        return f"**{{'{name}': {value}}}" if name.isidentifier() and value else f"*[{argument}]"

    def _argument(self, slot, name, kind):
        if slot == "depth":
            return self.random.choice("012")
        if slot == "rest":
            return ", ".join(self.author.expression("vec") for _ in range(self.random.randint(0, 2)))
        if slot == "more":
            return self.random.choice(("", "extra=1", "**{'extra': 2}"))
        if slot.endswith("default") and self.random.random() < 0.5:
            return ""
        value = self.author.expression(kind)
        by_name = slot.startswith("kw") or slot == "default"
        return f"{name}={value}" if by_name else value
