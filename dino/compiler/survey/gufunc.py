"""NumPy's generalised-ufunc rules (NEP 5) for shapes of which only parts may be known."""

from dino.primitives import Primitive

Shape = tuple[int | None, ...]

_FLEXIBLE = {"numpy.matmul": ("m", "n")}
"""Core dimensions that an operand may lack: numpy.matmul's own signature is `(n?,k),(k,m?)->(n?,m?)`."""


def least(row: Primitive, position: int) -> int:
    """Fewest dimensions that NumPy takes for an argument; a sum takes a scalar too."""
    letters = row.dimensions[0][position]
    if not row.dimensions[1] and len(row.dimensions[0]) == 1:
        return 0
    return len([letter for letter in letters if letter not in _FLEXIBLE.get(row.alias, ())])


def core(row: Primitive, position: int, shape: Shape) -> dict[str, int | None]:
    """Lengths of an operand's core dimensions by letter."""
    letters = row.dimensions[0][position]
    if len(shape) < len(letters):
        letters = tuple(letter for letter in letters if letter not in _FLEXIBLE.get(row.alias, ()))
    return dict(zip(letters, shape[len(shape) - len(letters) :]))


def clash(row: Primitive, shapes: list[Shape]) -> tuple[str, int, int] | None:
    """Find the first dimension of which two operands have different lengths, with both lengths."""
    known: dict[str, int] = {}
    for position, shape in enumerate(shapes):
        for letter, length in core(row, position, shape).items():
            if length is not None and known.setdefault(letter, length) != length:
                return letter, known[letter], length
    return None


def stack(row: Primitive, shapes: list[Shape]) -> Shape | None:
    """Broadcast the dimensions before the core ones; None if they do not fit."""
    outer = [shape[: max(0, len(shape) - len(row.dimensions[0][position]))] for position, shape in enumerate(shapes)]
    return broadcast(*outer)


def broadcast(*shapes: Shape) -> Shape | None:
    """Broadcast shapes as NumPy does; None if they do not fit."""
    result: list[int | None] = [1] * max(map(len, shapes), default=0)
    for shape in shapes:
        for place, length in enumerate(shape, start=len(result) - len(shape)):
            if length == 1 or length == result[place]:
                continue
            if length is not None and result[place] not in (1, None):
                return None
            result[place] = length if result[place] == 1 or length is not None else result[place]
    return tuple(result)


def result(row: Primitive, shapes: list[Shape]) -> Shape | None:
    """Shape of what a primitive returns; None if it is not known, or NumPy refuses the operands."""
    if any(len(shape) < least(row, position) for position, shape in enumerate(shapes)) or clash(row, shapes):
        return None
    if not row.dimensions[1]:
        return ()
    if len(row.dimensions[0]) == 1:
        return shapes[0] if row.dimensions[0][0] == row.dimensions[1] else None
    outer = stack(row, shapes)
    lengths: dict[str, int | None] = {}
    for position, shape in enumerate(shapes):
        for letter, length in core(row, position, shape).items():
            lengths[letter] = length if length is not None else lengths.get(letter)
    inner = tuple(lengths[letter] for letter in row.dimensions[1] if letter in lengths)
    return None if outer is None else (*outer, *inner)
