"""What NumPy does about floating-point conditions, told and kept quiet at a tenth of the cost of `numpy.errstate`.

NumPy has its settings in a context variable, as objects that never change: the same object says the same. Where another
NumPy has them elsewhere, its public functions do.
"""

from functools import partial

import numpy as np
from numpy._core import umath

_settings = getattr(umath, "_extobj_contextvar", None)


class _Last:
    """The last settings that were asked about, and whether they let underflow be heard of."""

    settings, heard = None, False


def underflow_heard() -> bool:
    """Whether the caller wants to hear of underflow, which is ignored unless somebody has said otherwise."""
    settings = _settings and _settings.get()
    if settings is None or settings is not _Last.settings:
        _Last.settings, _Last.heard = settings, np.geterr()["under"] != "ignore"
    return _Last.heard


class _Unheard:
    """A context in which no condition is heard of."""

    __slots__ = ("_before",)

    def __enter__(self):
        self._before = _settings.set(_ignoring)

    def __exit__(self, *exception):
        _settings.reset(self._before)


with np.errstate(all="ignore"):
    _ignoring = _settings and _settings.get()

unheard = _Unheard if _settings else partial(np.errstate, all="ignore")
"""Returns a context in which no condition is heard of."""
