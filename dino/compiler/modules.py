"""A script's own modules: found where its imports find them, beside the script."""

import ast
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dino.compiler.depth import silent
from dino.compiler.names import names
from dino.primitives import BY_NAME


@dataclass(frozen=True)
class Module:
    """A module that a script imports from its own folder, itself or by way of others.

    Attributes
    ----------
    name : str
        As it is imported: `algebra.sums`.
    path : str
        Its file, relative to the script's folder.
    primitives : frozenset of str
        Primitives that it mentions: what it calls of them is conducted.
    """

    name: str
    path: str
    primitives: frozenset[str] = frozenset()

    @property
    def package(self) -> str:
        """The package that its relative imports start from."""
        return self.name if os.path.basename(self.path) == "__init__.py" else self.name.rpartition(".")[0]


def modules(tree: ast.Module, read: Callable[[str], bytes | None]) -> tuple[Module, ...]:
    """Find the modules of a script.

    Parameters
    ----------
    tree : ast.Module
        The script.
    read : callable
        Returns the content of a file, given its path relative to the script's folder; None if there is none.

    Returns
    -------
    tuple of Module
        By name. What is imported by a computed name is not among them.
    """
    found: dict[str, Module] = {}
    waiting = list(_imported(tree, ""))
    while waiting:
        name = waiting.pop()
        located = _located(name, read) if name and name not in found else None
        if not located:
            continue
        path, text = located
        found[name] = module = Module(name, path)
        try:
            with silent():
                tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # the import itself will say so, where it stands
        found[name] = Module(name, path, names(tree).identifiers & BY_NAME.keys())
        waiting += _imported(tree, module.package)
    return tuple(found[name] for name in sorted(found))


def _located(name: str, read: Callable[[str], bytes | None]) -> tuple[str, bytes] | None:
    base = name.replace(".", "/")
    for path in (f"{base}/__init__.py", f"{base}.py"):
        text = read(path)
        if text is not None:
            return path, text
    return None


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    """Yield the modules that imports may load, and the packages around them; some are names inside modules, or none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _lineage(alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            yield from _lineage(base)
            yield from (f"{base}.{alias.name}" if base else alias.name for alias in node.names if alias.name != "*")


def _lineage(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[: number + 1]) for number in range(len(parts)))


def _absolute(node: ast.ImportFrom, package: str) -> str:
    """The module that `from` names."""
    if not node.level:
        return node.module
    parts = package.split(".") if package else []
    kept = parts[: max(0, len(parts) - node.level + 1)]
    return ".".join([*kept, *([node.module] if node.module else [])])
