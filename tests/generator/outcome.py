"""Run a program's code and keep all that an onlooker could see: streams in their order, exit status, values."""

import builtins
import contextlib
import io
import linecache
import re
import sys
import traceback
import types
import warnings
from dataclasses import dataclass

import numpy as np

from dino.runtime.kept import Kept

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass(frozen=True)
class Outcome:
    """What a run showed.

    Attributes
    ----------
    streams : str
        Standard output and, each line marked by `!`, standard error, in the order in which they were written.
    status : int
        Exit status.
    values : dict of str
        Of each name of the module at the end its value, aliases shown as such.
    """

    streams: str
    status: int
    values: dict

    def difference(self, other):
        """Where another outcome differs from this one, the oracle; empty if nowhere."""
        for field in ("streams", "status"):
            mine, others = getattr(self, field), getattr(other, field)
            if mine != others:
                return f"{field}: {_parting(mine, others)}"
        for name in sorted({*self.values, *other.values}):
            mine, others = self.values.get(name, "<unbound>"), other.values.get(name, "<unbound>")
            if mine != others:
                return f"value of {name}: {_parting(mine, others)}"
        return ""


def _parting(expected, found):
    """The first lines in which two texts differ."""
    pairs = zip([*str(expected).split("\n"), "<end>"], [*str(found).split("\n"), "<end>"])
    mine, other = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    return f"{other[:300]!r} instead of {mine[:300]!r}"


class _Recorder(io.TextIOBase):
    """A stream that writes into a record shared with another one."""

    def __init__(self, record, mark):
        self.record, self.mark = record, mark

    def write(self, text):
        self.record += [self.mark + line for line in text.splitlines(keepends=True)]
        return len(text)


def execute(code, namespace, names):
    """Execute a program in a namespace, as `python` executes a script, and return its outcome.

    Parameters
    ----------
    code : code
        The program.
    namespace : dict
        Of its module.
    names : collection of str
        Names whose values belong to the outcome: those that the script mentions.
    """
    record = []
    out, err = contextlib.redirect_stdout(_Recorder(record, "")), contextlib.redirect_stderr(_Recorder(record, "!"))
    with out, err, warnings.catch_warnings():
        warnings.simplefilter("default")
        status = _status(code, namespace)
    bound = {name: value for name, value in namespace.items() if name in names}
    return Outcome(_plain("".join(record)), status, _Shown().values(bound))


def _plain(text):
    """Output without what may differ: addresses, and greetings of ranks other than root."""
    text = re.sub(r"(?m)^(!?)Hello from rank [1-9]\d* of \d+ on .*\n", "", _ADDRESS.sub(" at 0x", text))
    return re.sub(r"Hello from rank 0 of \d+", "Hello from rank 0 of P", text)


def _status(code, namespace):
    try:
        exec(code, namespace)
    except SystemExit as leaving:
        return _left(leaving.code)
    except Exception as error:
        _print_traceback(error)
        return 1
    return 0


def _left(code):
    if code is None or isinstance(code, int):
        return (code or 0) & 0xFF
    print(code, file=sys.stderr)
    return 1


def _print_traceback(error):
    """What CPython prints, without this file's frame."""
    traceback.print_exception(type(error), error, error.__traceback__.tb_next)


def show_source(text, path):
    """Let tracebacks show the lines of a program that is in no file."""
    linecache.cache[path] = len(text), None, text.splitlines(keepends=True), path


def importing(spmd=None):
    """Built-in names with which a program may be run; `spmd` is the runtime that its rank imports."""
    names = dict(vars(builtins))

    def import_(name, *args, **kwargs):
        if spmd is not None and name == "dino.runtime":
            return types.SimpleNamespace(spmd=spmd)
        return builtins.__import__(name, *args, **kwargs)

    return {**names, "__import__": import_}


class _Shown:
    """Values as text in which equal text means equal values, aliases included."""

    def __init__(self):
        self.numbers = {}  # of each object met
        self.kept = []  # so that no address is used twice

    def values(self, namespace):
        """Text for each name, in alphabetical order."""
        return {name: self.text(namespace[name]) for name in sorted(namespace)}

    def text(self, value):
        """Text for one value; a product that is still on the ranks is gathered for it."""
        if isinstance(value, Kept):
            value = value.whole()
        if value is None or isinstance(value, bool | int | float | complex | str | bytes | type(...)):
            return f"{type(value).__name__} {value!r}"
        if isinstance(value, np.generic):
            return f"{value.dtype.str} {value.tobytes().hex()}"
        if id(value) in self.numbers:
            return f"<{self.numbers[id(value)]}>"
        self.numbers[id(value)] = len(self.numbers)
        self.kept.append(value)
        return f"<{self.numbers[id(value)]}> {type(value).__name__} {self._inside(value)}"

    def _inside(self, value):
        match value:
            case np.ndarray():
                memory = self.text(value.base) if isinstance(value.base, np.ndarray) else "own"
                data = self.text(value.tolist()) if value.dtype.hasobject else value.tobytes().hex()
                return f"{value.dtype.str} {value.shape} {value.strides} {value.flags.writeable} {memory} {data}"
            case list() | tuple():
                return "[" + ", ".join(map(self.text, value)) + "]"
            case set() | frozenset():
                return "{" + ", ".join(sorted(map(repr, value))) + "}"
            case dict():
                return "{" + ", ".join(f"{self.text(k)}: {self.text(v)}" for k, v in value.items()) + "}"
            case types.FunctionType():
                return f"{value.__qualname__} {self.text(value.__defaults__)} {self.text(value.__kwdefaults__)}"
            case types.ModuleType() | types.BuiltinFunctionType():
                return value.__name__
            case type():
                own = {name: item for name, item in vars(value).items() if not name.startswith("__")}
                return f"{value.__qualname__} {self._inside(own)}"
            case BaseException():
                return f"{self.text(value.args)}"
        return self._inside(vars(value)) if type(value).__module__ == "__main__" else ""
