"""Modules of a script that are named like some of DiNo's: each finds its own.

Under plain `python` a script's folder comes first where modules are searched, and what the script imports is its own.
So it is here: what DiNo has loaded under such a name is set aside, and taken up again while DiNo imports more.
"""

import os
import sys
from contextlib import contextmanager

from dino.runtime import LOADED_AT_START

# Shared with the script whatever it has beside it: two copies of one would not work together.
_SHARED = {"__main__", "builtins", "dino", "encodings", "numpy", "os", "site", "sys", "threadpoolctl", "threading"}

_path = list(sys.path)
_names, _modules = set(), {}


def give_way(folder):
    """Let a script import its own modules from its folder.

    What was loaded when the process started would be found by `import` under plain `python` too, and stays.
    """
    try:
        own = {name.partition(".")[0] for name in os.listdir(folder)}
    except OSError:
        return
    _names.update(own - _SHARED - LOADED_AT_START - set(sys.builtin_module_names))
    _modules.update(_taken())


def _taken():
    """Take the modules of these names, and those inside them, out of what is loaded."""
    found = [name for name in sys.modules if name.partition(".")[0] in _names]
    return {name: sys.modules.pop(name) for name in found}


@contextmanager
def ours():
    """Import as if the script had no modules of its own."""
    theirs = _taken()
    path, sys.path[:] = list(sys.path), _path
    sys.modules.update(_modules)
    try:
        yield
    finally:
        sys.path[:] = path
        _modules.update(_taken())
        sys.modules.update(theirs)
