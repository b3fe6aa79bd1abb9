"""Findings of the compiler, as data; how they are shown is up to the command."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """Replace the characters from offset `start` to `end` of a script's text by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Fix:
    """What would cure a finding.

    Attributes
    ----------
    title : str
        What it does, as an order.
    edits : tuple of Edit
        Changes of the text; they do not overlap.
    safe : bool
        Whether the script means the same afterwards.
    imports : tuple of str
        Imports that the new text needs at the top of the script, as `numpy as np` or `dino.matmul`.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagnostic:
    """One finding about a script.

    Attributes
    ----------
    code : str
        DN1xx: names and calls; DN2xx: who executes what; DN3xx: cost and numerics; DN9xx: what no run can do.
    line : int
        Line of the script, from 1.
    message : str
        What was found, and what to do or what follows.
    start, end : int
        Offsets of the text that it is about; -1 if it is about the line.
    help : str
        What to do, where the message does not say it.
    fix : Fix or None
        What would cure it.
    """

    code: str
    line: int
    message: str
    start: int = -1
    end: int = -1
    help: str = ""
    fix: Fix | None = None

    def __str__(self):
        return f"line {self.line}: {self.code} {self.message}"
