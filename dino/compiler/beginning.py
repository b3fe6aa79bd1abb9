"""How an emitted program begins: with what comes before the script's own statements."""

import ast
from dataclasses import dataclass


@dataclass(frozen=True)
class Beginning:
    """The first statements of an emitted program.

    Attributes
    ----------
    prologue : list of ast.stmt
        The script's docstring and `__future__` imports.
    header : list of ast.stmt
        The runtime, and the imports that a script of the bare style goes without.
    spmd : str
        Name of the runtime; empty if there is none.
    """

    prologue: list[ast.stmt]
    header: list[ast.stmt]
    spmd: str


def beginning(body: list[ast.stmt]) -> tuple[Beginning, list[ast.stmt]]:
    """Split a program into its beginning and the rest."""
    prologue = _prologue(body)
    spmd, length = _runtime(body[prologue : prologue + 2])
    end = prologue + length
    while end < len(body) and isinstance(body[end], ast.Import | ast.ImportFrom):
        end += 1
    return Beginning(body[:prologue], body[prologue:end], spmd), body[end:]


def _prologue(body: list[ast.stmt]) -> int:
    """Number of statements that are docstring or `__future__` imports."""
    number = 0
    for statement in body:
        match statement:
            case ast.ImportFrom(module="__future__"):
                number += 1
            case ast.Expr(value=ast.Constant(value=str())) if number == 0:
                number += 1
            case _:
                break
    return number


def _runtime(statements: list[ast.stmt]) -> tuple[str, int]:
    """The runtime's name, and of how many statements it is made; no name if there is none."""
    match statements:
        case [ast.ImportFrom(module="dino.runtime", names=[ast.alias(name="spmd") as alias]), *_]:
            return alias.asname or alias.name, 1
        case [ast.FunctionDef(name=name), ast.Assign(targets=[ast.Name(id=target)])] if name == target:
            return name, 2
    return "", 0
