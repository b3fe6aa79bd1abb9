"""The text of a script, and where the nodes of its syntax tree stand in it."""

import ast
import io
import re
import tokenize
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from dino.errors import CompileError

NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Source:
    """A script's text as it was read, and the same with each line ended by one newline.

    Offsets count characters of `text`; lines are numbered from 1, as CPython numbers them.
    """

    path: str
    original: str

    @cached_property
    def text(self) -> str:
        """The script with `\\n` as its only line end, as CPython's tokenizer sees it."""
        return NEWLINE.sub("\n", self.original)

    @cached_property
    def newline(self) -> str:
        """The line end that the script uses first."""
        found = NEWLINE.search(self.original)
        return found.group() if found else "\n"

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines, without their ends; the first is `lines[0]`."""
        return tuple(self.text.split("\n"))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offset at which each line begins."""
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return tuple(starts)

    def offset(self, line: int, column: int) -> int:
        """Offset of a position of the syntax tree, whose columns count bytes of UTF-8."""
        text = self.lines[line - 1]
        if not text.isascii():
            column = len(text.encode()[:column].decode())
        return self.starts[line - 1] + column

    def start(self, node: ast.AST) -> int:
        """Offset at which a node begins, its decorators included."""
        decorators = getattr(node, "decorator_list", ())
        if decorators:
            return self.text.rindex("@", 0, self.offset(decorators[0].lineno, decorators[0].col_offset))
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.AST) -> int:
        """Offset just behind a node."""
        return self.offset(node.end_lineno, node.end_col_offset)

    def segment(self, node: ast.AST) -> str:
        """The text of a node."""
        return self.text[self.start(node) : self.end(node)]

    def line(self, offset: int) -> int:
        """Number of the line in which an offset lies."""
        return bisect_right(self.starts, offset)

    def line_end(self, offset: int) -> int:
        """Offset of the end of the line in which an offset lies."""
        return self.starts[self.line(offset)] - 1

    def indentation(self, offset: int) -> str:
        """White space at the beginning of the line in which an offset lies."""
        text = self.lines[self.line(offset) - 1]
        return text[: len(text) - len(text.lstrip(" \t\f"))]


def decode(content: bytes, path: str) -> tuple[str, str]:
    """Decode a script as CPython does (PEP 263).

    Parameters
    ----------
    content : bytes
        The file.
    path : str
        Its name, for messages.

    Returns
    -------
    text, encoding : str
        The text, line ends untouched, and the codec that makes these bytes of it.

    Raises
    ------
    CompileError
        If the bytes are not what the file says they are.
    """
    try:
        encoding = _encoding(content)
        return content.decode(encoding), encoding
    except SyntaxError as error:
        raise CompileError(f"{path}: {error.msg}; save it as UTF-8 or name its encoding on line 1 or 2") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CompileError(
            f"{path}: line {line}: byte {content[error.start]:#04x} is not {error.encoding}; "
            "save it as UTF-8 or name its encoding on line 1 or 2"
        ) from error


def _encoding(content: bytes) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(content).readline)[0]
    except SyntaxError as error:
        if not error.msg.startswith("invalid or missing"):
            raise
        return "utf-8"  # none is declared, and the first two lines are not UTF-8: decoding will say where
