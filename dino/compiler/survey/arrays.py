"""What NumPy's functions and methods return, as far as the shapes and kinds of their arguments are known.

Values are: `Array`; Python's own `int` and `tuple` for numbers and tuples that are known; `Nested` for a list display;
`GENERATOR` for a random generator; None for what is not known.
"""

import math
from dataclasses import dataclass

from dino.compiler.survey.gufunc import Shape, broadcast

GENERATOR = "generator"

_KINDS = "biufc"
"""Kinds of dtype, as `dtype.kind` names them, in the order in which NumPy promotes them."""


@dataclass(frozen=True)
class Array:
    """An array or a scalar of NumPy.

    Attributes
    ----------
    shape : tuple of int or None, or None
        Lengths that are known; None if not even their number is.
    kind : str
        `dtype.kind`; empty if not known.
    """

    shape: Shape | None
    kind: str = ""


@dataclass(frozen=True)
class Nested:
    """A list display of numbers, as `array([[1, 2], [3, 4]])` is given."""

    shape: Shape
    kind: str


Value = Array | Nested | int | tuple | str | None


def as_array(value: Value) -> Array | None:
    """What `numpy.asarray` makes of a value."""
    match value:
        case Array():
            return value
        case Nested(shape, kind):
            return Array(shape, kind)
        case bool():
            return Array((), "b")
        case int():
            return Array((), "i")
        case tuple() if all(isinstance(item, int) for item in value):
            return Array((len(value),), "i")
    return None


def as_shape(value: Value) -> Shape | None:
    """A shape as functions take it: a number or a tuple of them."""
    match value:
        case int():
            return (value,)
        case tuple() if all(item is None or isinstance(item, int) for item in value):
            return value
        case Nested(shape=(int(length),)):
            return (None,) * length
    return None


def promoted(*kinds: str) -> str:
    """Kind of the result of an operation on arrays of these kinds; empty if any is not known."""
    if any(len(kind) != 1 or kind not in _KINDS for kind in kinds):
        return ""
    return max(kinds, key=_KINDS.index)


def joined(one: Value, other: Value) -> Value:
    """What is known of a value that is one of two."""
    if one == other:
        return one
    if not (isinstance(one, Array) and isinstance(other, Array)):
        return None
    kind = one.kind if one.kind == other.kind else ""
    if one.shape is None or other.shape is None or len(one.shape) != len(other.shape):
        return Array(None, kind)
    return Array(tuple(a if a == b else None for a, b in zip(one.shape, other.shape)), kind)


def elementwise(*values: Value, kind: str | None = None) -> Array | None:
    """What an operation element by element returns."""
    arrays = [as_array(value) for value in values]
    if None in arrays:
        return Array(None, kind or "") if any(array and array.shape for array in arrays) else None
    kind = promoted(*(array.kind for array in arrays)) if kind is None else kind
    if any(array.shape is None for array in arrays):
        return Array(None, kind)
    shape = broadcast(*(array.shape for array in arrays))
    return None if shape is None else Array(shape, kind)


def subscripted(value: Value, index: list) -> Value:
    """What `value[index]` returns; items of `index` are integers, None for a new axis, `...`, slices or unknown."""
    if isinstance(value, tuple) and len(index) == 1 and isinstance(index[0], int):
        return value[index[0]] if -len(value) <= index[0] < len(value) else None
    if not isinstance(value, Array) or value.shape is None or Unknown in index:
        return None
    taken = sum(item is not None for item in index)
    if Ellipsis in index or taken > len(value.shape):
        return None
    shape, lengths = [], iter(value.shape)
    for item in index:
        if item is None:
            shape.append(1)
        elif isinstance(item, int):
            next(lengths)
        else:
            shape.append(sliced(next(lengths), item))
    return Array((*shape, *lengths), value.kind)


class Unknown:
    """An index of which nothing is known: a mask, an array or a number."""


def sliced(length: int | None, part: slice) -> int | None:
    """Length of a slice whose bounds are known; None if anything is not."""
    bounds = (part.start, part.stop, part.step)
    if bounds == (None, None, None) or (part.start is part.stop is None and part.step in (1, -1)):
        return length
    if length is None or any(bound is Unknown for bound in bounds) or part.step == 0:
        return None
    return len(range(*part.indices(length)))


def reshaped(array: Array, shape: Shape | None) -> Array:
    """What `reshape` returns; one length may be -1."""
    if shape is None:
        return Array(None, array.kind)
    size = None if array.shape is None or None in array.shape else math.prod(array.shape)
    if -1 not in shape:
        return Array(shape, array.kind)
    rest = math.prod(length for length in shape if length not in (-1, None))
    known = size is not None and None not in shape and shape.count(-1) == 1 and rest and size % rest == 0
    return Array(tuple((size // rest if known else None) if n == -1 else n for n in shape), array.kind)


def kind_of(dtype: str) -> str:
    """Kind that a dtype's name stands for, as `numpy.float64`, `float` or `f8`; empty if it is not one of these."""
    name = dtype.removeprefix("numpy.")
    for start, kind in (("complex", "c"), ("float", "f"), ("uint", "u"), ("int", "i"), ("bool", "b")):
        if name.rstrip("0123456789_") == start:
            return kind
    return {"f4": "f", "f8": "f", "i4": "i", "i8": "i", "double": "f"}.get(name, "")
