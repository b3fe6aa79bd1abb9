"""The slots of a template, filled in for an `Author`."""

from tests.generator import expressions, grammar
from tests.generator.scope import Function, Scope, UnfitError

_ROUNDS = 2  # of a loop, for the estimate


class Filler:
    """Fills the slots of one template."""

    def __init__(self, author):
        self.author, self.random, self.indent = author, author.random, ""
        self.locals = {}
        self.function = None
        self.saved = None

    def fill(self, slot, kind="", extra=""):
        if slot in expressions.VALUES:
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
