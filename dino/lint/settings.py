"""What a run of the linter applies: options of the command line over `[tool.dino.lint]` in pyproject.toml."""

import os
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dino.codes import names
from dino.errors import LintError

EXCLUDED = frozenset(
    ".bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache "
    ".pytype .ruff_cache .svn .tox .venv .vscode __pypackages__ __pycache__ _build buck-out build dist node_modules "
    "site-packages venv".split()
)
"""Folders that are not looked into, unless named on the command line (ruff's list)."""

_LISTS = ("select", "ignore", "extend-select", "exclude")


@dataclass(frozen=True)
class Settings:
    """Which rules are applied where.

    Attributes
    ----------
    select, ignore, extend_select : tuple of str, or None
        Codes or their beginnings (`DN2`), or `ALL`; `select` is None for the rules that are on by default.
    exclude : tuple of str
        Patterns of files and folders besides `EXCLUDED`.
    per_file : tuple of (str, tuple of str)
        Patterns of files, and the codes that are ignored in them.
    folder : str
        What patterns are relative to: where the pyproject.toml is, or the working directory.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    folder: str = "."

    def codes(self, path: str = "") -> frozenset[str]:
        """Codes of the rules that apply to a file."""
        chosen = {code for code in names() if self._selects(code)}
        patterns = self.per_file if path else ()
        ignored = {code for pattern, codes in patterns if matches(path, pattern, self.folder) for code in codes}
        return frozenset(chosen - {code for code in chosen if _begins(code, ignored)})

    def mentions(self) -> tuple[bytes, ...]:
        """Words that make a file interesting although it names no primitive, for rules that are off by default."""
        if self.select is None and not self.extend_select:
            return ()
        from dino.compiler.rule import rule

        words = {getattr(rule(code).module, "MENTIONS", b"") for code in self.codes()}
        return tuple(words - {b""})

    def _selects(self, code: str) -> bool:
        """The longer selector wins over the shorter one, and `ignore` over `select` of equal length."""
        wanted = _length(code, self.extend_select)
        if self.select is not None:
            wanted = max(wanted, _length(code, self.select))
        elif _is_default(code):
            wanted = max(wanted, 0)
        return wanted > _length(code, self.ignore)

    def overridden(self, **options: tuple[str, ...] | None) -> "Settings":
        """The same with what the command line says."""
        return replace(self, **{name: value for name, value in options.items() if value})


def _is_default(code: str) -> bool:
    from dino.compiler.rule import rule  # only a file that is looked into is worth loading the rules

    return rule(code).default


def _begins(code: str, selectors) -> bool:
    return _length(code, selectors) >= 0


def _length(code: str, selectors) -> int:
    """Length of the longest selector that covers a code, 0 for `ALL`; -1 if none does."""
    return max(
        (0 if text == "ALL" else len(text) for text in selectors if text == "ALL" or code.startswith(text)), default=-1
    )


def selectors(texts, where: str) -> tuple[str, ...]:
    """Check codes and beginnings of codes, as `DN110`, `DN2`, `ALL`.

    Raises
    ------
    LintError
        If one covers no rule.
    """
    found = tuple(text.strip() for text in texts if text.strip())
    for text in found:
        if text != "ALL" and not (text.startswith("D") and any(code.startswith(text) for code in names())):
            raise LintError(f"{where}: no rule {text!r}; `dino rule --all` lists them")
    return found


def settings(path: str) -> Settings:
    """Settings for a file or folder: of the closest pyproject.toml above it that has `[tool.dino.lint]`."""
    return _above(os.path.dirname(os.path.abspath(path)) if not os.path.isdir(path) else os.path.abspath(path))


@cache
def _above(folder: str) -> Settings:
    file = os.path.join(folder, "pyproject.toml")
    table = _table(file)
    if table is not None:
        return _read(table, file, folder)
    parent = os.path.dirname(folder)
    return Settings(folder=os.getcwd()) if parent == folder else _above(parent)


def read(file: str) -> Settings:
    """Settings of a file that is named on the command line."""
    if not os.path.isfile(file):
        raise LintError(f"{file}: No such file")
    table = _table(file)
    if table is None:
        raise LintError(f"{file}: there is no [tool.dino.lint] in it")
    return _read(table, file, os.path.dirname(os.path.abspath(file)))


def _table(file: str) -> dict[str, Any] | None:
    """`[tool.dino.lint]`, or None; a file that does not mention it is not parsed."""
    try:
        with open(file, "rb") as stream:
            content = stream.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise LintError(f"{file}: {error.strerror}") from error
    if b"dino" not in content:
        return None
    import tomllib

    try:
        tables = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LintError(f"{file}: {error}") from error
    tool = tables.get("tool", {}).get("dino", {})
    return tool.get("lint") if isinstance(tool, dict) else None


def _read(table: dict[str, Any], file: str, folder: str) -> Settings:
    if not isinstance(table, dict):
        raise LintError(f"{file}: [tool.dino.lint] must be a table")
    unknown = [key for key in table if key not in (*_LISTS, "per-file-ignores")]
    if unknown:
        known = ", ".join((*_LISTS, "per-file-ignores"))
        raise LintError(f"{file}: [tool.dino.lint] has no setting {unknown[0]!r}; it can have {known}")
    lists = {key: _strings(table[key], file, key) for key in _LISTS if key in table}
    codes = {key: selectors(value, f"{file}: {key}") for key, value in lists.items() if key != "exclude"}
    return Settings(
        codes.get("select"),
        codes.get("ignore", ()),
        codes.get("extend-select", ()),
        lists.get("exclude", ()),
        tuple(_per_file(table.get("per-file-ignores", {}), file)),
        folder,
    )


def _per_file(table, file: str):
    if not isinstance(table, dict):
        raise LintError(f"{file}: per-file-ignores must be a table of patterns")
    for pattern, codes in table.items():
        key = f"per-file-ignores {pattern!r}"
        yield pattern, selectors(_strings(codes, file, key), f"{file}: {key}")


def _strings(value, file: str, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise LintError(f"{file}: {key} must be a list of strings")
    return tuple(value)


def matches(path: str, pattern: str, folder: str) -> bool:
    """Whether a pattern means a file: by its name, by its path below `folder`, or by a folder of that path.

    `*` stays within one folder's name where the pattern has a slash, as in a shell; `**` does not.
    """
    relative = os.path.relpath(os.path.abspath(path), folder)
    if "/" not in pattern.rstrip("/"):
        return any(_compiled(pattern.rstrip("/")).fullmatch(part) for part in relative.split(os.sep))
    form = _compiled(pattern.strip("/").removeprefix("./"))
    return bool(form.fullmatch(relative)) or any(form.fullmatch(parent) for parent in _parents(relative))


def _parents(path: str):
    while path := os.path.dirname(path):
        yield path


@cache
def _compiled(pattern: str):
    import re

    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^]]*\])", pattern)
    glob = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(glob.get(part) or (part if part[:1] == "[" else re.escape(part)) for part in parts))
