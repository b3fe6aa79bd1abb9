"""Which files a run looks at."""

import os
from collections.abc import Iterator

from dino.errors import LintError
from dino.lint.settings import EXCLUDED, Settings, matches

_SUFFIX = ".py"
"""Stubs (`.pyi`) call nothing."""


def files(paths, settings_of, force: bool = False) -> Iterator[tuple[str, Settings]]:
    """Yield the files to be looked at, each once, with their settings.

    Parameters
    ----------
    paths : sequence of str
        Files, which are taken whatever their name, and folders.
    settings_of : callable
        Gives the settings of a path.
    force : bool
        Whether what is excluded is left out even where it is named, as pre-commit names each file.

    Raises
    ------
    LintError
        If a path does not exist.
    """
    seen = set()
    for path in paths:
        if not os.path.exists(path):
            raise LintError(f"{path}: No such file or directory")
        if force and _excluded(path, settings_of(path)):
            continue
        found = _below(path, settings_of) if os.path.isdir(path) else [(path, settings_of(path))]
        for file, settings in found:
            if file not in seen:
                seen.add(file)
                yield file, settings


def _excluded(path: str, settings: Settings) -> bool:
    """Whether a path, or a folder above it, is left out."""
    parts = os.path.relpath(os.path.abspath(path), settings.folder).split(os.sep)
    return not EXCLUDED.isdisjoint(parts) or any(
        matches(path, pattern, settings.folder) for pattern in settings.exclude
    )


def _below(folder: str, settings_of) -> Iterator[tuple[str, Settings]]:
    settings = settings_of(folder)
    folders = []
    for entry in sorted(_entries(folder), key=lambda entry: entry.name):
        path = os.path.normpath(entry.path)
        if entry.name in EXCLUDED or any(matches(path, pattern, settings.folder) for pattern in settings.exclude):
            continue
        if entry.is_dir(follow_symlinks=False):
            folders.append(path)
        elif entry.name.endswith(_SUFFIX) and entry.is_file():
            yield path, settings
    for path in folders:
        yield from _below(path, settings_of)


def _entries(folder: str):
    try:
        return list(os.scandir(folder))
    except OSError as error:
        raise LintError(f"{folder}: {error.strerror}") from error
