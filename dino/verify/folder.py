"""A folder that a script is run in: copied, so that runs find the same and the user's own stays as it is."""

import hashlib
import os
import shutil
import stat
from pathlib import Path

from dino.errors import VerifyError

LEFT_OUT = frozenset({".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache"})
"""Names that are not copied: versions, environments and caches."""

MOST = 2**30
"""Bytes that are copied without being asked twice."""


def size(folder):
    """Return how many bytes a copy of a folder takes; symbolic links count nothing."""
    return sum(_size(path) for path in _files(folder) if not path.is_symlink())


def _size(path):
    try:
        return path.lstat().st_size
    except FileNotFoundError:  # it has vanished meanwhile
        return 0


def check(folder, most=MOST):
    """Raise `VerifyError` if a folder is too large to be copied for each run."""
    taken = size(folder)
    if taken > most:
        raise VerifyError(
            f"{folder} holds {taken / 1e9:.1f} GB, which every run would copy; put the script and what it needs into a "
            f"folder of their own, or name a smaller one with --directory"
        )


def copy(folder, target):
    """Copy a folder; relative links that lead out of it lead to the same place as before.

    Parameters
    ----------
    folder, target : Path
        What is copied, and where to; the target must not exist. If that is inside of the folder, what is on the way to
        it stays out.
    """
    copies = target.resolve()

    def ignored(parent, names):
        parent = Path(parent).resolve()
        return _ignored(parent, names) | {name for name in names if copies.is_relative_to(parent / name)}

    shutil.copytree(folder, target, symlinks=True, ignore=ignored)
    for path in _files(target):
        if path.is_symlink():
            _relink(path, Path(folder, path.relative_to(target)), folder)


def snapshot(folder):
    """Return the files of a folder.

    Returns
    -------
    dict of str to str
        Path to what it is: permissions and a digest of its content, or where a link leads.
    """
    return {str(path.relative_to(folder)): _described(path) for path in _files(folder)}


def _ignored(parent, names):
    special = [name for name in names if _is_special(Path(parent, name))]
    return {*special, *(LEFT_OUT & set(names))}


def _is_special(path):
    """Whether it is a socket, a pipe or a device, which cannot be copied, or has vanished meanwhile."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return True
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


def _files(folder):
    for parent, folders, names in os.walk(folder):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        folders[:] = sorted(set(folders) - LEFT_OUT)
        yield from (path for name in sorted(names + links) if not _is_special(path := Path(parent, name)))


def _relink(copied, original, folder):
    target = os.readlink(original)
    goal = os.path.normpath(original.parent / target)
    if not os.path.isabs(target) and not Path(goal).is_relative_to(folder):
        copied.unlink()
        copied.symlink_to(goal)


def _described(path):
    if path.is_symlink():
        return f"link to {os.readlink(path)}"
    mode = "-"
    try:
        mode = stat.filemode(path.stat().st_mode)
        with open(path, "rb") as file:
            return f"{mode} {hashlib.file_digest(file, 'blake2b').hexdigest()[:16]}"
    except OSError as error:
        return f"{mode} {error.strerror}"
