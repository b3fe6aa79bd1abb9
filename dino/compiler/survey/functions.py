"""The functions and methods of NumPy whose results the linter knows, by name.

A row says the parameters that it understands, in order, and what it returns for them. A call with any other argument,
or with a starred one, is not understood; nothing is known of its result.
"""

from collections.abc import Callable, Mapping

from dino.compiler.survey.arrays import (
    GENERATOR,
    Array,
    Nested,
    Value,
    as_array,
    as_shape,
    elementwise,
    kind_of,
    reshaped,
)
from dino.compiler.survey.gufunc import result
from dino.primitives import BY_NAME

Given = Mapping[str, Value]
"""Arguments by parameter; one whose value is not known is there with None."""

_NEUTRAL = {"order", "copy", "like", "device"}
"""Keywords that change neither the shape nor the kind of a result."""


def called(name: str, args: list[Value], keywords: Given) -> Value:
    """What a function returns, by its full name: `numpy.zeros`, `dino.matmul`."""
    if name.startswith("dino."):
        return _primitive(name[5:], args, keywords)
    return _applied(_FUNCTIONS.get(name), args, keywords)


def method(value: Value, name: str, args: list[Value], keywords: Given) -> Value:
    """What a method of an array or of a random generator returns."""
    if value == GENERATOR:
        return _applied(_GENERATORS.get(name), args, keywords)
    if not isinstance(value, Array):
        return None
    if name == "reshape":
        return reshaped(value, as_shape(tuple(args) if len(args) != 1 else args[0])) if not keywords else None
    return _applied(_METHODS.get(name), [value, *args], keywords)


def attribute(value: Value, name: str) -> Value:
    """What an attribute of an array is."""
    if not isinstance(value, Array):
        return None
    if name in ("real", "imag"):
        return Array(value.shape, "f" if value.kind == "c" else value.kind)
    if value.shape is None:
        return Array(None, value.kind) if name == "T" else None
    return {
        "T": Array(value.shape[::-1], value.kind),
        "shape": value.shape,
        "ndim": len(value.shape),
    }.get(name)


def length(value: Value) -> int | None:
    """What `len` returns."""
    if isinstance(value, tuple):
        return len(value)
    shape = getattr(value, "shape", None)
    return shape[0] if shape else None


def _applied(row, args: list[Value], keywords: Given) -> Value:
    if row is None:
        return None
    parameters, function = row
    if len(args) > len(parameters):
        return None
    given = dict(zip(parameters, args)) | {name: keywords[name] for name in keywords if name not in _NEUTRAL}
    return function(given) if set(given) <= set(parameters) else None


def _primitive(name: str, args: list[Value], keywords: Given) -> Value:
    row = BY_NAME[name]
    arrays = [as_array(value) for value in args]
    if keywords or len(args) != len(row.parameters) or not args or None in arrays:
        return None
    kinds = {array.kind for array in arrays}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if any(array.shape is None for array in arrays):
        return Array(None, kind)
    shape = result(row, [array.shape for array in arrays])
    return None if shape is None else Array(shape, kind)


def _kind(given: Given, default: str) -> str:
    """Kind of an array that is made with a `dtype`, or with none."""
    if "dtype" not in given:
        return default
    return kind_of(given["dtype"]) if isinstance(given["dtype"], str) else ""


def _filled(default: str, size: str = "shape") -> Callable[[Given], Value]:
    def made(given):
        if size not in given:
            return Array((), _kind(given, default)) if size == "size" else None
        return Array(as_shape(given[size]), _kind(given, default))

    return made


def _full(given):
    filling = as_array(given.get("fill_value"))
    return Array(as_shape(given.get("shape")), _kind(given, filling.kind if filling else ""))


def _square(given):
    rows, columns = given.get("N"), given.get("M", given.get("N"))
    known = isinstance(rows, int) and isinstance(columns, int)
    return Array((rows, columns) if known else (None, None), _kind(given, "f"))


def _range(given):
    bounds = [given[name] for name in ("start", "stop", "step") if name in given]
    if not bounds or not all(isinstance(bound, int) for bound in bounds) or bounds[2:] == [0]:
        kinds = {bound.kind for bound in bounds if isinstance(bound, Array)}
        return Array((None,), "f" if kinds == {"f"} and "dtype" not in given else "")
    return Array((len(range(*bounds)),), _kind(given, "i"))


def _spaced(given):
    count = given.get("num", 50)
    return Array((count if isinstance(count, int) else None,), _kind(given, ""))


def _converted(given):
    value = given.get("a", given.get("object"))
    array = as_array(value)
    return array and Array(array.shape, _kind(given, array.kind))


def _same(given):
    array = as_array(given.get("a"))
    return array and Array(array.shape, array.kind)


def _flat(given):
    array = as_array(given.get("a"))
    if array is None:
        return None
    return Array((None,), array.kind) if array.shape is None else reshaped(array, (-1,))


def _turned(given):
    array = as_array(given.get("a"))
    return array and Array(None if array.shape is None else array.shape[::-1], array.kind)


def _shaped(given):
    array = as_array(given.get("a"))
    return array and reshaped(array, as_shape(given.get("shape")))


def _reduced(kind: str | None = None) -> Callable[[Given], Value]:
    def made(given):
        array = as_array(given.get("a"))
        return array and Array((), array.kind if kind is None else kind)

    return made


def _each(kind: str | None = None) -> Callable[[Given], Value]:
    """An operation element by element on one or two arrays; `f` if it makes floats of integers."""

    def made(given):
        whole = elementwise(*given.values())
        if whole is None or kind is None:
            return whole
        return Array(whole.shape, "f" if whole.kind in tuple("biuf") else whole.kind)

    return made


def _absolute(given):
    array = as_array(given.get("a"))
    return array and Array(array.shape, "f" if array.kind == "c" else array.kind)


def _outer(given):
    flat = [_flat({"a": given.get(name)}) for name in ("a", "b")]
    return Array((flat[0].shape[0], flat[1].shape[0])) if all(flat) else None


def _product(given):
    return _primitive("matmul", [given.get("a"), given.get("b")], {})


def _dot(given):
    """Only of at most two dimensions: above, `dot` pairs other dimensions than `matmul`."""
    arrays = [as_array(given.get(name)) for name in ("a", "b")]
    plain = all(array and array.shape is not None and 1 <= len(array.shape) <= 2 for array in arrays)
    return _product(given) if plain else None


def _varied(given):
    """`rand(2, 3)`: one argument for each length."""
    return Array(tuple(value if isinstance(value, int) else None for value in given.values()), "f")


def _shuffled(given):
    value = given.get("x")
    return Array((value,), "i") if isinstance(value, int) else _same({"a": value})


_RAND = (tuple(f"d{axis}" for axis in range(8)), _varied)
_SIZED = (("size", "dtype"), _filled("f", "size"))
_RANGED = (("low", "high", "size", "dtype"), _filled("i", "size"))
_SHIFTED = (("loc", "scale", "size"), _filled("f", "size"))
_UNIFORM = (("low", "high", "size"), _filled("f", "size"))
_SCALED = (("scale", "size"), _filled("f", "size"))

_GENERATORS = {
    "random": _SIZED,
    "standard_normal": _SIZED,
    "normal": _SHIFTED,
    "uniform": _UNIFORM,
    "integers": _RANGED,
    "exponential": _SCALED,
    "permutation": (("x",), _shuffled),
}
_MADE = {
    "array": (("object", "dtype"), _converted),
    "asarray": (("a", "dtype"), _converted),
    "ascontiguousarray": (("a", "dtype"), _converted),
    "asfortranarray": (("a", "dtype"), _converted),
    "arange": (("start", "stop", "step", "dtype"), _range),
    "linspace": (("start", "stop", "num", "dtype"), _spaced),
    "eye": (("N", "M", "k", "dtype"), _square),
    "identity": (("N", "dtype"), _square),
    "full": (("shape", "fill_value", "dtype"), _full),
    "outer": (("a", "b"), _outer),
    "matmul": (("a", "b"), _product),
    "dot": (("a", "b"), _dot),
    "reshape": (("a", "shape"), _shaped),
    "abs": (("a",), _absolute),
    "absolute": (("a",), _absolute),
    **{name: (("shape", "dtype"), _filled("f")) for name in ("zeros", "ones", "empty")},
    **{f"{name}_like": (("a", "dtype"), _converted) for name in ("zeros", "ones", "empty")},
}
_EITHER = {
    "copy": (("a",), _same),
    "round": (("a", "decimals"), _same),
    "conj": (("a",), _same),
    "clip": (("a", "a_min", "a_max"), _same),
    "ravel": (("a",), _flat),
    "transpose": (("a",), _turned),
    **{name: (("a",), _reduced()) for name in ("sum", "max", "min", "prod")},
    **{name: (("a",), _reduced("f")) for name in ("mean", "std", "var", "median")},
}
_METHODS = _EITHER | {
    "flatten": (("a",), _flat),
    "astype": (("a", "dtype"), _converted),
    "dot": (("a", "b"), _dot),
}
_FLOATING = "sqrt exp expm1 log log2 log10 log1p sin cos tan sinh cosh tanh arcsin arccos arctan".split()
_PAIRED = "add subtract multiply maximum minimum".split()
_ALIKE = "negative square floor ceil rint sign sort".split()
_FUNCTIONS = {
    **{f"numpy.{name}": row for name, row in (_MADE | _EITHER).items()},
    **{f"numpy.{name}": (("a",), _each("f")) for name in _FLOATING},
    **{f"numpy.{name}": (("a",), _same) for name in _ALIKE},
    **{f"numpy.{name}": (("a", "b"), _each()) for name in _PAIRED},
    "numpy.random.rand": _RAND,
    "numpy.random.randn": _RAND,
    "numpy.random.random": _SIZED,
    "numpy.random.random_sample": _SIZED,
    "numpy.random.standard_normal": _SIZED,
    "numpy.random.normal": _SHIFTED,
    "numpy.random.uniform": _UNIFORM,
    "numpy.random.randint": _RANGED,
    "numpy.random.default_rng": (("seed",), lambda given: GENERATOR),
}

__all__ = ["Array", "Nested", "attribute", "called", "length", "method"]
