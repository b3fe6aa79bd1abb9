"""Whole programs: what an author writes, with imports, helpers, an end, and somebody's idea of layout."""

import io
import re
import tokenize
import warnings
from dataclasses import dataclass

from dino.primitives import TABLE
from tests.generator import grammar
from tests.generator.author import Author

_DTYPES = ("int64",) * 6 + ("float64",) * 6 + ("int32", "float32", "complex128", "uint8", "bool")
PRELUDE = "import numpy as np; from dino import matmul, matvec, parsum, sort, hello"
"""What a program in the bare style has before it under plain `python`."""

_NAMES = [row.name for row in TABLE]
_MODULES = ("asyncio", "contextlib", "functools", "sys", "threading")
_STYLES = ("from", "from", "from", "alias", "module", "module as", "star", "bare", "bare")


@dataclass(frozen=True)
class Program:
    """A generated program.

    Attributes
    ----------
    name : str
        Stands for the path of its file.
    text : str
        The program.
    bare : bool
        Whether it uses the primitives without any import.
    """

    name: str
    text: str
    bare: bool

    @property
    def names(self):
        """All words of the text."""
        return frozenset(re.findall(r"\w+", self.text)) - {"__name__"}


def program(seed):
    """The program of a seed: always the same text."""
    attempt = 0
    while True:
        made = _attempt(seed, f"{seed}.{attempt}" if attempt else seed)
        try:
            with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
                compile(made.text, made.name, "exec", dont_inherit=True)
            return made
        except SyntaxError:  # a walrus in a place where Python does not allow one
            attempt += 1


def _attempt(seed, state):
    author = Author(state)
    style = author.random.choice(_STYLES)
    author.spelling, imports = _spelling(style, author.random)
    body = _initial(author)
    in_main = author.random.random() < 0.15
    odd = grammar.ODD if style in ("bare", "module", "module as") else grammar.ODD + grammar.REBINDING
    lines = _statements(author, in_main, odd[2:] if style == "bare" else odd)
    used = "\n".join(lines)
    numpy = ["import numpy as np"] if style != "bare" or author.random.random() < 0.3 else []
    head = [f"import {module}" for module in _MODULES if re.search(rf"\b{module}\.", used)] + numpy + imports
    helpers = [text for name, text in grammar.HELPERS.items() if re.search(rf"\b{name}\(", used)]
    text = "\n".join([*head, "", *helpers, *body, *lines]) + "\n"
    return Program(f"<program {seed}>", _laid_out(text, author.random), style == "bare")


def _spelling(style, rng):
    """How each primitive is called, and the imports for it."""
    if style == "alias":
        short = {name: rng.choice((name, f"my_{name}", name[-3:].upper())) for name in _NAMES}
        return short, ["from dino import " + ", ".join(f"{name} as {alias}" for name, alias in short.items())]
    if style.startswith("module"):
        module = "d" if style == "module as" else "dino"
        return {name: f"{module}.{name}" for name in _NAMES}, [
            f"import {style.replace('module', 'dino')}" + " d" * (module == "d")
        ]
    names = "*" if style == "star" else ", ".join(_NAMES)
    return {name: name for name in _NAMES}, [] if style == "bare" else [f"from dino import {names}"]


def _initial(author):
    """Names to begin with."""
    n, rng = author.n, author.random
    author.scopes[0].layers[0].update(A="mat", B="mat", x="vec", y="vec", s="num", i="int", L="list")
    return [
        f"D = np.{rng.choice(_DTYPES)}",
        f"rng = np.random.default_rng({rng.randint(0, 99)})",
        f"A = (np.arange({n * n}).reshape({n}, {n}) * 5 % 7).astype(D)",
        f"B = rng.integers(0, 5, ({n}, {n})).astype(D)",
        f"x = rng.integers(-3, 9, {n}).astype(D)",
        f"y = np.ones({n}, D)",
        "s, i = 2, 1",
        f"L = [x[::-1], np.arange({n}).astype(D)]",
    ]


def _statements(author, in_main, odd):
    """The statements of the module, or of its function `main`."""
    lines = author.statement() if not in_main else []
    if in_main:
        main = author.fill("def {def:none}():{push}\n    {body}\n{self}()")
        lines = main.split("\n")
    while len(lines) < 10 and author.cost < 60:
        lines += author.statement()
        author.commit()
    if author.random.random() < 0.15:
        lines.append(author.filled(odd))
    if author.random.random() < 0.25:
        lines.append(author.filled(grammar.ENDS))
    return "\n".join(lines).split("\n")


def _laid_out(text, rng):
    """The text as some people would lay it out; its meaning is the same."""
    for chance, change in ((0.15, _broken), (0.2, _commented), (0.2, _joined), (0.15, _one_line), (0.2, _indented)):
        if rng.random() < chance:
            text = change(text, rng)
    if rng.random() < 0.05:
        text = text.replace("\n", "\r\n")
    if rng.random() < 0.1:
        text = '"""A program\n    of two lines."""\n' + text
    return text


def _lines(text):
    """Each line, and whether it may be followed or preceded by something: it is not inside a string or bracket."""
    depth, free = {}, set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.NEWLINE, tokenize.NL):
            depth[token.start[0]] = token.type
        if token.type == tokenize.NEWLINE:
            free.add(token.start[0])
    starts = {1, *(number + 1 for number in free)}
    return [(line, number in free and number in starts) for number, line in enumerate(text.split("\n"), 1)]


def _broken(text, rng):
    """Line breaks behind some commas in brackets."""
    cuts, depth, lines = [], 0, text.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
        if token.string == "," and depth and "'" not in token.line and '"' not in token.line and rng.random() < 0.3:
            cuts.append(token.end)
    for row, column in reversed(cuts):
        lines[row - 1] = (
            lines[row - 1][:column] + rng.choice(("\n", "  # why\n      ", "\n            ")) + lines[row - 1][column:]
        )
    return "\n".join(lines)


def _commented(text, rng):
    """Comments and blank lines."""
    lines = []
    for line, free in _lines(text):
        indent = line[: len(line) - len(line.lstrip())]
        before = lines[-1] if lines else ""
        if free and rng.random() < 0.1:
            lines.append(before[: len(before) - len(before.lstrip())] + "# after that")
        if free and rng.random() < 0.2:
            lines += rng.choice(
                ([""], [f"{indent}# about this"], ["# at the margin"], ["", f"{indent}# a", f"{indent}# b", ""])
            )
        lines.append(line + ("  # so" if free and rng.random() < 0.2 else ""))
    return "\n".join(lines)


_SIMPLE_LINE = re.compile(r" *[^\s#@][^#]*[^:,;\\#]$")
_COMPOUND = re.compile(r" *(if|for|while|else|elif|with|try|finally|except|def|class|async|match|case)\b")


def _simple(line, free):
    return free and _SIMPLE_LINE.match(line) and not _COMPOUND.match(line)


def _joined(text, rng):
    """Neighbouring simple statements on one line."""
    lines = []
    for line, free in _lines(text):
        before = lines[-1][0] if lines else ""
        depth = len(line) - len(line.lstrip())
        fits = lines and _simple(line, free) and _simple(*lines[-1]) and depth == len(before) - len(before.lstrip())
        if fits and rng.random() < 0.4:
            lines[-1] = before + rng.choice(("; ", ";", " ; ")) + line.lstrip(), True
        else:
            lines.append((line, free))
    return "\n".join(line for line, _ in lines)


def _one_line(text, rng):
    """A block of one simple statement behind its header."""
    lines = _lines(text)
    done, index = [], 0
    while index < len(lines):
        line, free = lines[index]
        depth = len(line) - len(line.lstrip())
        body = lines[index + 1] if index + 1 < len(lines) else ("", False)
        after = lines[index + 2][0] if index + 2 < len(lines) else ""
        alone = len(after) - len(after.lstrip()) <= depth and after.strip()
        if free and line.endswith(":") and alone and _simple(*body) and rng.random() < 0.6:
            done.append(f"{line} {body[0].lstrip()}")
            index += 2
        else:
            done.append(line)
            index += 1
    return "\n".join(done)


def _indented(text, rng):
    """Another unit of indentation than four spaces, but not inside strings."""
    unit, starts = rng.choice(("\t", "  ", "   ")), set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in (tokenize.NL, tokenize.NEWLINE, tokenize.DEDENT, tokenize.INDENT):
            starts.add(token.start[0])
    lines = text.split("\n")
    return "\n".join(_with_unit(line, unit) if number in starts else line for number, line in enumerate(lines, 1))


def _with_unit(line, unit):
    depth = len(line) - len(line.lstrip(" "))
    return line if depth % 4 else unit * (depth // 4) + line[depth:]
