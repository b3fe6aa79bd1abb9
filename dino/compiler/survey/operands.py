"""The operands of a primitive call, as far as they are known."""

import ast
import math

from dino.compiler.survey.arrays import Array, as_array
from dino.compiler.survey.gufunc import Shape, result
from dino.cost import LINKS


def known_arrays(script, call) -> list[Array | None]:
    """What is known of each operand; empty unless the call has exactly the row's arguments, by position."""
    node, row = call.node, call.primitive
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    if starred or len(node.args) != len(row.parameters) or any(key.arg not in row.options for key in node.keywords):
        return []
    return [as_array(script.values.get(argument)) for argument in node.args]


def known_shapes(script, call) -> list[Shape | None]:
    """Shape of each operand, None where it is not known."""
    return [array and array.shape for array in known_arrays(script, call)]


def too_small(script, call) -> bool:
    """Whether it is certain that the ranks need longer to agree than root to compute, on the machine of the table."""
    seconds = time_on_root(call.primitive, known_arrays(script, call))
    return seconds is not None and seconds < LINKS["host"].latency * len(call.primitive.collectives)


def time_on_root(row, arrays: list[Array | None]) -> float | None:
    """Seconds that a call takes on one core; None if that is not known, or the ranks never share such operands."""
    shapes = [array and array.shape for array in arrays]
    if not shapes or any(shape is None or None in shape for shape in shapes) or result(row, shapes) is None:
        return None
    same = all(len(shape) == len(letters) for shape, letters in zip(shapes, row.dimensions[0]))
    return row.work(*arrays) / row.rate if same or not row.dimensions[1] else None


def is_trifle(shape: Shape | None) -> bool:
    """Whether it is known of an operand that its way to the ranks takes no time that matters."""
    if shape is None or None in shape:
        return False
    link = LINKS["host"]
    return _ITEM * math.prod(shape) < link.bandwidth * link.latency


_ITEM = 8
"""Bytes of an element, mostly."""
