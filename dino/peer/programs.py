"""Compiled programs on disk, by content: the second run of a script does not load the compiler.

A program is stored as a .pyc, so that `python PROGRAM` runs it with no frame of ours below the user's.
"""

import importlib.util
import marshal
import os
import sys
import warnings
from _blake2 import blake2b  # hashlib loads OpenSSL, which takes 5 ms; pathlib takes 15

from dino import __version__

_HEADER = importlib.util.MAGIC_NUMBER + bytes(11)  # flags and source stamp: not looked at when run by name
_WARNED = b"\1"
_COMPILER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "compiler")


def program(source, path, cache, compile_to_code):
    """Return the file of a script's compiled program.

    Parameters
    ----------
    source : bytes
        The script.
    path : str
        Its absolute path: code objects carry it.
    cache : str
        Folder of compiled programs.
    compile_to_code : callable
        `(source, path) -> code`; called when the cache does not know the script.

    Returns
    -------
    str
    """
    stamp = f"{__version__}\0{sys.version}\0{sys.flags.optimize}\0{path}\0{_newest_of_compiler()}\0".encode()
    file = os.path.join(cache, f"{blake2b(stamp + source, digest_size=16).hexdigest()}.pyc")
    if not os.path.exists(file):
        store(file, as_file(compile_to_code(source, path), is_warned_of(source, path)))
    return file


def is_warned_of(source, path):
    """Whether CPython has a warning about a script."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compile(source, path, "exec", dont_inherit=True)
    return bool(caught)


def warn(source, path, file):
    """Let CPython warn of a script, as it does before it runs it.

    Parameters
    ----------
    source : bytes
        The script.
    path : str
        Its absolute path.
    file : str
        Its compiled program, which knows whether there is anything to warn of.

    Raises
    ------
    SyntaxError
        If the interpreter's filters make an error of it.
    """
    with open(file, "rb") as program:
        warned = program.read(len(_HEADER) + 1).endswith(_WARNED)
    if warned:
        compile(source, path, "exec", dont_inherit=True)


def digest(data):
    """Return the name under which the bytes of a program are known everywhere."""
    return blake2b(data, digest_size=16).hexdigest()


def as_file(code, warned=False):
    """Return the bytes of a .pyc of a code object, with a note whether CPython has `warned` of its source."""
    return _HEADER + (_WARNED if warned else b"\0") + marshal.dumps(code)


def store(file, data):
    """Write a file whole or not at all."""
    import tempfile

    descriptor, name = tempfile.mkstemp(dir=os.path.dirname(file), prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(data)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise


def _newest_of_compiler():
    # An editable install changes the compiler under the same version.
    with os.scandir(_COMPILER) as entries:
        return max(entry.stat().st_mtime_ns for entry in entries if entry.name.endswith(".py"))
