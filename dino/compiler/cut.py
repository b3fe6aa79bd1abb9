"""Cutting a script's text: ranges of it, with names put in place of some expressions, as lines."""

import ast
import re
from collections.abc import Iterator, Mapping

from dino.compiler.formatted import located
from dino.compiler.program import Branch, Parsed
from dino.compiler.region import Line


class Cutter:
    """Cuts the text of one script."""

    def __init__(self, parsed: Parsed):
        self.source, self.verbatim = parsed.source, parsed.verbatim

    def lead(self, first: int, last: int, base: str) -> tuple[Line, ...]:
        """The lines from `first` to just before `last`, of a block indented by `base`."""
        return tuple(Line(_relative(text, base)) for text in self.source.lines[first - 1 : last - 1])

    def lines(self, pieces: list[tuple[int, int] | str], base: str) -> tuple[Line, ...]:
        """Cut ranges of the source, and names between them, into the lines of a block indented by `base`."""
        texts, numbers = [""], [0]
        for piece in pieces:
            text = piece if isinstance(piece, str) else self.source.text[slice(*piece)]
            number = 0 if isinstance(piece, str) else self.source.line(piece[0])
            head, *rest = text.split("\n")
            texts[-1] += head
            texts += rest
            numbers += range(number + 1, number + 1 + len(rest))
        return tuple(
            Line(text, True) if number in self.verbatim else Line(_relative(text, base))
            for text, number in zip(texts, numbers, strict=True)
        )

    def splice(self, node: ast.AST, names: Mapping[ast.Call, str]) -> list[tuple[int, int] | str]:
        """The text of a node as ranges of the source, with names in place of lifted calls."""
        position, end, pieces = self.source.start(node), self.source.end(node), []
        if isinstance(node, ast.If) and self.source.text.startswith("elif", position):
            position += len("el")
        for start, stop, name in sorted(self._shown(names, (position, end)), key=_outermost):
            if position <= start and stop <= end:
                adjoins = name[-1].isalnum() and self.source.text[stop : stop + 1].isalnum()
                pieces += [(position, start), name + " " * adjoins]
                position = stop
        return [*pieces, (position, end)]

    def _shown(self, names: Mapping[ast.expr | Branch, str], cut: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
        """Where names stand in what is cut and what stands there: a field of an f-string has braces around it."""
        for node, name in names.items():
            match node:
                case Branch():
                    yield from self._joint(node, name, cut)
                case ast.FormattedValue():
                    found = located(self.source, node)
                    yield found.start, found.end, f"{{{name}}}"
                case _:
                    yield self.source.start(node), self.source.end(node), name

    def _joint(self, node: Branch, text: str, cut: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
        """What decides, to where the rest begins; in brackets if what is around the operation binds closer."""
        operands = getattr(node.whole, "values", [node.test])
        index, whole = operands.index(node.test), (self.source.start(node.whole), self.source.end(node.whole))
        start = self._behind(operands[index - 1], node.word) if index else whole[0]
        closer = not index and whole != cut and self._is_among_words(*whole)
        yield start, self._behind(node.test, node.word), "(" * closer + text
        if closer:
            yield whole[1], whole[1], ")"

    def _behind(self, operand: ast.expr, word: str) -> int:
        """Where the operand after the next `and` or `or` begins, with its brackets; the sign after a comparison."""
        sign = self.skip(self.source.end(operand), ")")
        return sign if word == "chain" else self.skip(sign + len(word), "")

    def _is_among_words(self, start: int, end: int) -> bool:
        """Whether `not`, `if`, `else`, `and` or `or` stands directly before or behind an expression."""
        words = re.split(r"\W", self.source.text[:start].rstrip(" \\\t\n")[-5:])[-1:]
        words += re.split(r"\W", self.source.text[end:].lstrip(" \\\t\n")[:5])[:1]
        return not {"not", "if", "else", "and", "or"}.isdisjoint(words)

    def formatted(self, node: ast.FormattedValue, names: Mapping[ast.expr, str]) -> str:
        """A field of an f-string as an f-string of its own."""
        found = located(self.source, node)
        before = self.source.text[found.start : self.source.start(node.value)]
        after = self.source.text[self.source.end(node.value) : found.end]
        return f"f{found.quote}{before}{self.expression(node.value, names)}{after}{found.quote}"

    def expression(self, node: ast.expr, names: Mapping[ast.Call, str]) -> str:
        """The text of an expression, for use between brackets."""
        return "".join(p if isinstance(p, str) else self.source.text[slice(*p)] for p in self.splice(node, names))

    def comment(self, node: ast.stmt) -> tuple[str, ...]:
        """The source that a group of steps serves, all its lines; of a block the header."""
        start = self.source.start(node)
        stop = self.colon(node) + 1 if hasattr(node, "body") else self.source.line_end(self.source.end(node))
        first = self.source.line(start)
        head, *rest = self.source.text[start:stop].rstrip().split("\n")
        where = f"lines {first}-{first + len(rest)}" if rest else f"line {first}"
        return (f"{where}: {head}", *rest)

    def place(self, node: ast.stmt) -> str:
        """The lines of a statement, in words."""
        first, last = node.lineno, node.end_lineno
        return f"lines {first}-{last}" if last > first else f"line {first}"

    def remark(self, offset: int) -> str:
        """The comment that follows an offset on its line, if nothing else does."""
        text = self.source.text[offset : self.source.line_end(offset)].strip()
        return text if text.startswith("#") else ""

    def comments(self, line: int, depth: int) -> int:
        """How many lines from `line` on are comments indented by `depth` or more."""
        number = 0
        for text in self.source.lines[line - 1 :]:
            if not text.lstrip().startswith("#") or len(text) - len(text.lstrip()) < depth:
                break
            number += 1
        return number

    def lead_of(self, line: int) -> int:
        """The first of the lines, blank or with comments only, that directly precede a line."""
        while line > 1 and (not (text := self.source.lines[line - 2].strip()) or text.startswith("#")):
            line -= 1
        return line

    def is_inline(self, node: ast.stmt) -> bool:
        """Whether something stands before a statement on its line."""
        start = self.source.start(node)
        return bool(self.source.text[self.source.starts[self.source.line(start) - 1] : start].strip())

    def share_line(self, one: ast.stmt, other: ast.stmt) -> bool:
        """Whether two neighbours form one logical line, as in `a = 1; b = 2`."""
        between = self.source.text[self.source.end(one) : self.source.start(other)]
        return "\n" not in between.replace("\\\n", "")

    def colon(self, node: ast.stmt) -> int:
        """Offset of the colon behind the header of an `if`, `while`, `for` or `def`."""
        if isinstance(node, ast.FunctionDef):
            parts = [part for part in (*ast.walk(node.args), node.returns) if isinstance(part, ast.arg | ast.expr)]
            bracket = self.source.text.index("(", self.source.start(node)) + 1
            return self.skip(max([bracket, *map(self.source.end, parts)]), "),/")
        return self.skip(self.source.end(node.iter if isinstance(node, ast.For) else node.test), ")")

    def skip(self, offset: int, more: str = ";") -> int:
        """Offset of the next thing that is neither space, comment, line end nor one of `more`."""
        text = self.source.text
        while text[offset].isspace() or text[offset] in more + "\\#":
            offset = self.source.line_end(offset) if text[offset] == "#" else offset + 1
        return offset


def _outermost(shown: tuple[int, int, str]) -> tuple[int, int, int]:
    """Sort what begins at one place by where it ends, the last first; of the same range the longer text."""
    start, stop, text = shown
    return start, -stop, -len(text)


def _relative(text: str, base: str) -> str:
    """A line without its block's indentation, and without form feeds, which set the column back to zero."""
    rest = text.lstrip(" \t\f")
    indentation = text[: len(text) - len(rest)].rpartition("\f")[2]
    return (indentation + rest).removeprefix(base)
