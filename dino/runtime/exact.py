"""Exact sums: what `parsum(x, exact=True)` computes.

Values are added as integers, in any order and any number of parts; only the result is rounded, once.
"""

import numpy as np

from dino.kernels import exact
from dino.runtime import layout, threads
from dino.runtime.boundary import last
from dino.runtime.layout import Call

TYPES = "efdFD"
"""Type codes of what has to be rounded; integers wrap around, as in numpy.sum."""

PARALLEL = 2**17
"""Elements that make a second thread worth its start."""

_UNIT = 1074  # digits count 2**-1074, the smallest number of all


def plain(x):
    """Return the array that is summed.

    Raises
    ------
    TypeError
        If it has no exact sum: objects, records, extended precision, or an array type that is not NumPy's own.
    """
    array = np.asarray(x)
    known = array.dtype.char in TYPES or array.dtype.kind in "biu"
    if not known or (isinstance(x, np.ndarray) and type(x) not in (np.ndarray, np.memmap)):
        what = array.dtype if not known else type(x).__name__
        raise TypeError(f"parsum(exact=True) sums bool, integers, float16 to float64 and complex, not {what}")
    return array


def prepare(array) -> Call:
    """Lay an array out that is `plain`: as a vector, in memory order if it has no gaps, float16 as float32."""
    wide = np.dtype(np.float32) if array.dtype.char == "e" else array.dtype.newbyteorder("=")
    order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    vector = np.require(array.reshape(-1, order=order), wide, "CA")
    return Call((vector,), 1, (), array.dtype.newbyteorder("="), options={"exact": True})


def local(block):
    """Sum a block of `n` values; return the digits, a vector of int64, 71 for each lane."""
    lanes = 2 if block.dtype.kind == "c" else 1
    digits = np.zeros((lanes, exact.LENGTH), np.int64)
    exact.add(block.view(f"f{block.itemsize // lanes}"), digits)
    return digits.reshape(-1)


def finish(parts, call: Call):
    """Add the parts' digits and round, on root; warn or raise as numpy.sum does if the result is not finite."""
    digits = sum(np.asarray(part, np.int64) for part in parts).reshape(-1, exact.LENGTH)
    dtype = np.dtype(call.dtype.char.lower()) if call.dtype.kind == "c" else call.dtype
    lanes = [values.real, values.imag] if (values := call.operands[0]).dtype.kind == "c" else [values]
    pairs = [_pair(row, lane, dtype) for row, lane in zip(digits.tolist(), lanes)]
    terms = np.array(pairs, dtype).T.copy().view(call.dtype).reshape(-1)
    return terms[0] if np.isfinite(terms).all() and not terms[1] else last(np.add.reduce, (terms,))


def _pair(digits, values, dtype):
    """Return two numbers whose sum in NumPy is the result, with the warnings that it deserves."""
    if digits[-1]:
        if np.isnan(values).any():
            return np.nan, 0
        positive, negative = np.isposinf(values).any(), np.isneginf(values).any()
        return np.inf if positive else -np.inf, -np.inf if negative and positive else 0
    result = rounded(sum(digit << (32 * place) for place, digit in enumerate(digits[:-1])), dtype)
    limit = np.copysign(np.finfo(dtype).max, result)
    return (limit, limit) if np.isinf(result) else (result, 0)


def rounded(total: int, dtype) -> float:
    """Round an integer, in units of 2**-1074, to the nearest number of a dtype; of two as near, to the even one."""
    limits = np.finfo(dtype)
    size, least = abs(total), _UNIT + limits.minexp - limits.nmant
    shift = max(size.bit_length() - limits.nmant - 1, least)
    mantissa = size >> shift
    rest, half = size - (mantissa << shift), (1 << shift) >> 1
    mantissa += rest > half or (rest == half > 0 and mantissa & 1)
    if mantissa.bit_length() + shift - _UNIT > limits.maxexp:
        return -np.inf if total < 0 else np.inf
    return (-1.0 if total < 0 else 1.0) * float(np.ldexp(float(mantissa), shift - _UNIT))


def alone(array):
    """Sum on this process what is `plain`, on all its cores."""
    call = prepare(array)
    (vector,) = call.operands
    if len(vector) < PARALLEL:
        return finish([local(vector)], call)
    counts = layout.blocks(len(vector), threads.cores())
    parts, starts = [None] * len(counts), layout.displs(counts)

    def part(index):
        parts[index] = local(vector[starts[index] : starts[index] + counts[index]])

    threads.each(part, range(len(counts)), len(counts))
    return finish(parts, call)
