"""The public primitives, made from the rows of the table and their computations."""

import importlib
import inspect
import os

from dino.primitives import TABLE
from dino.runtime import session, verdict
from dino.runtime.boundary import seal
from dino.runtime.step import Step


def _class():
    """Return what primitives are made of: nothing observes them unless somebody asks for that."""
    if not (os.environ.get("DINO_TRACE") or os.environ.get("DINO_RECORD")):
        return Step
    from dino.runtime.observe import ObservedStep

    return ObservedStep


def _public(row):
    step = _class()(row, importlib.import_module(f"dino.runtime.{row.name}"))
    if type(step) is Step and verdict.PATH != "ranks":
        step.direct = getattr(step.module, "direct", None)
    text = f"{row.name}{inspect.signature(step.module.alone)}\n--\n\n{step.module.alone.__doc__ or ''}"
    sealed = seal(step, row.name, text, "dino")
    setattr(step, row.name, sealed)  # how pickle finds a builtin function: as an attribute of what it is bound to
    return step, sealed


STEPS = {}
for _row in TABLE:
    STEPS[_row.name], globals()[_row.name] = _public(_row)

if session.current() is None:
    for _step in STEPS.values():
        _step.limit(None)
elif session.current().is_root:
    session.current().know(STEPS.values())
