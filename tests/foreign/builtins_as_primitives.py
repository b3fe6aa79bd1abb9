"""Test-only rows that make `len`, `max` and `sorted` primitives: so other people's code is full of collectives.

Each is what the built-in function is, for any argument. Where the argument is plain enough, ranks share the work: they count,
compare and sort their own rows, and root puts the parts together.
"""

import builtins
import heapq
import types

import numpy as np
from dino.runtime.boundary import seal

import dino
from dino.primitives import BY_NAME, Primitive
from dino.runtime.layout import Call
from dino.runtime.primitives import STEPS
from dino.runtime.step import Step

_WORD = np.iinfo(np.int64)


class BuiltinStep(Step):
    """A step that takes whatever the built-in function takes."""

    def __init__(self, row, module, every):
        super().__init__(row, module)
        self.shared, self.calls, self.every = 0, 0, every

    def __call__(self, *args, **options):
        if options or len(args) != 1:
            return self.module.alone(*args, **options)
        return super().__call__(*args)

    def _pays(self, here, call):
        self.calls += 1
        return self.calls % self.every == 0

    def _finished(self, plan, value):
        self.shared += 1
        return super()._finished(plan, value)


def _row(name):
    return Primitive(name, "", ("x",), "(n)->()", "n", "", "n", op=name)


def _call(array, memo=None):
    return Call((array,), 1, (), array.dtype, memo)


def _integers(x):
    """The elements as an array, if all are plain integers of a word."""
    plain = type(x) in (list, tuple) and x and all(type(one) is int and _WORD.min <= one <= _WORD.max for one in x)
    return np.array(x, np.int64) if plain else None


def _strings(x):
    plain = type(x) in (list, tuple) and any(x) and all(type(one) is str and "\0" not in one for one in x)
    return np.array(x) if plain else None


def _len():
    def prepare(x):
        return _call(np.zeros(len(x), np.uint8)) if type(x) in (list, tuple, str, bytes, dict, set) else None

    def local(block, start, total):
        return np.array([len(block)], np.int64)

    def finish(parts, call):
        return int(sum(part.sum() for part in parts))

    return prepare, local, finish


def _max():
    def prepare(x):
        array = _integers(x)
        return None if array is None else _call(array, x)

    def local(block, start, total):
        return block.max(initial=_WORD.min, keepdims=True)

    def finish(parts, call):
        most = max(int(part.max(initial=_WORD.min)) for part in parts)
        return next(one for one in call.memo if one == most)

    return prepare, local, finish


def _sorted():
    def prepare(x):
        array = _integers(x) if type(x) in (list, tuple) and x and type(x[0]) is int else _strings(x)
        return None if array is None else _call(array)

    def local(block, start, total):
        return np.sort(block)

    def finish(parts, call):
        return list(heapq.merge(*(part.tolist() for part in parts)))

    return prepare, local, finish


def install(every=1, into=dict.__setitem__):
    """Add the rows to the table, their steps to the runtime, the functions to `dino`.

    Parameters
    ----------
    every : int
        The ranks share one in so many calls of `len`; root takes the others alone.
    into : callable
        Puts a value into a table under a name.
    """
    for made in (_len, _max, _sorted):
        name = made.__name__[1:]
        prepare, local, finish = made()
        alone = getattr(builtins, name)
        module = types.SimpleNamespace(prepare=prepare, local=local, finish=finish, alone=alone)
        step = BuiltinStep(_row(name), module, every if name == "len" else 1)
        sealed = seal(step, name, f"{name}(x, /)\n--\n\n{alone.__doc__}", "dino")
        setattr(step, name, sealed)
        into(BY_NAME, name, step.row)
        into(STEPS, name, step)
        into(vars(dino), name, sealed)


def shared():
    """How many calls of each the ranks have shared so far."""
    return {name: STEPS[name].shared for name in ("len", "max", "sorted")}
