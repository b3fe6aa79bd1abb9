"""What NumPy does about floating-point conditions, told and kept quiet at a tenth of the cost of `numpy.errstate`.

NumPy has its settings in a context variable, as objects that never change: the same object says the same. Where another
NumPy has them elsewhere, its public functions do.
"""

import sys
from functools import partial

import numpy as np

_settings = getattr(sys.modules.get("numpy._core.umath"), "_extobj_contextvar", None)
_last = None, False  # the settings that were asked about last, and whether they let underflow be heard of


def underflow_heard() -> bool:
    """Whether the caller wants to hear of underflow, which is ignored unless somebody has said otherwise."""
    global _last
    settings = _settings and _settings.get()
    if settings is None or settings is not _last[0]:
        _last = settings, np.geterr()["under"] != "ignore"
    return _last[1]


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
