"""Findings of the compiler, as data; how they are shown is up to the command."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnostic:
    """One finding about a script.

    Attributes
    ----------
    code : str
        DN1xx: names; DN2xx: who executes what; DN9xx: what no run can do.
    line : int
        Line of the script, from 1.
    message : str
        What was found, and what to do or what follows.
    """

    code: str
    line: int
    message: str

    def __str__(self):
        return f"line {self.line}: {self.code} {self.message}"
