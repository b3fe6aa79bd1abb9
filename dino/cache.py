"""Where DiNo keeps what it can work out again: compiled programs, the MPI it found, what it measured."""

import os

from dino.errors import LaunchError


def folder(environment):
    """Return the folder of this user's cache, made if need be.

    Parameters
    ----------
    environment : mapping of str
        `XDG_CACHE_HOME` in it moves the folder.

    Returns
    -------
    str

    Raises
    ------
    LaunchError
        If it cannot be written.
    """
    path = os.path.join(environment.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "dino")
    try:
        os.makedirs(path, exist_ok=True, mode=0o700)
    except OSError as error:
        raise LaunchError(f"the cache {path} cannot be made: {error.strerror}; set XDG_CACHE_HOME") from None
    if not os.access(path, os.W_OK):
        raise LaunchError(f"the cache {path} cannot be written; set XDG_CACHE_HOME")
    return path
