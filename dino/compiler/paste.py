"""`--inline`: the definitions that a program needs, in place of the import of the runtime."""

import ast
from importlib.resources import files

from dino.compiler.program import Names
from dino.primitives import TABLE

_PLAIN = "dino.runtime.plain"
_SUMMARY = "What this program needs of DiNo, in mpi4py and NumPy alone."


def needed(names: Names | None, also: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Primitives that a script mentions, and others, in the table's order; all of them if its names do not tell."""
    told = names and not names.dynamic and "dino" not in names.stars
    return tuple(row.name for row in TABLE if not told or row.name in names.identifiers | also)


def paste(spmd: str, primitives: tuple[str, ...]) -> tuple[str, ...]:
    """Definitions as lines: a function whose one result is the runtime, so that no other name is added.

    Parameters
    ----------
    spmd : str
        Name of the runtime in the emitted program.
    primitives : tuple of str
        Names of the primitives that it needs.
    """
    imports, bodies = set(), []
    for name in ("spmd", *primitives, "offer"):
        more, body = _definitions((files("dino") / "runtime" / "plain" / f"{name}.py").read_text("utf-8"))
        imports |= more
        bodies += ["", *body]
    lines = [*sorted(imports, key=lambda line: (line.startswith("from"), line)), *bodies, "", "return offer()"]
    indented = [f"    {line}" if line else "" for line in lines]
    return (f"def {spmd}():", f'    """{_SUMMARY}"""', *indented, "", "", f"{spmd} = {spmd}()")


def _definitions(text: str) -> tuple[set[str], list[str]]:
    """Split a plain module into its imports from elsewhere and the rest, its docstring made a comment."""
    docstring, *body = ast.parse(text).body
    imports, dropped = set(), set(range(docstring.lineno, docstring.end_lineno + 1))
    lines = text.split("\n")
    for statement in body:
        if isinstance(statement, ast.Import) or getattr(statement, "module", "").startswith(_PLAIN):
            dropped |= set(range(statement.lineno, statement.end_lineno + 1))
        if isinstance(statement, ast.Import):
            imports |= {lines[statement.lineno - 1]}
    rest = [line.removesuffix("  # noqa: E402") for number, line in enumerate(lines, 1) if number not in dropped]
    return imports, [f"# {docstring.value.value.strip()}", *_squeezed(rest)]


def _squeezed(lines: list[str]) -> list[str]:
    """Lines without blank ones at either end, and with one at most between."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept[:-1] if kept and not kept[-1] else kept
