"""The operands of a primitive call, as far as they are known."""

import ast

from dino.compiler.survey.arrays import Array, as_array
from dino.compiler.survey.gufunc import Shape, result
from dino.cost import price


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
    """Whether it is certain that no number of ranks makes a call faster, even if moving its operands took no time."""
    shapes = known_shapes(script, call)
    if not shapes or any(shape is None or None in shape for shape in shapes) or result(call.primitive, shapes) is None:
        return False
    if any(len(shape) != len(letters) for shape, letters in zip(shapes, call.primitive.dimensions[0])):
        return False
    return not price(call.primitive, shapes, moved=0, size=_MANY, cores=1).pays


_MANY = 10**6
