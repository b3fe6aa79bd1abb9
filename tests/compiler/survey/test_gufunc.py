"""Rules for shapes are those of the primitives themselves."""

from itertools import product

import numpy as np
import pytest

import dino
from dino.compiler.survey.gufunc import broadcast, clash, least, result, stack
from dino.primitives import TABLE

SHAPES = [
    (),
    (1,),
    (2,),
    (3,),
    (2, 3),
    (3, 2),
    (3, 3),
    (1, 3),
    (2, 3, 2),
    (1, 2, 3),
    (2, 2, 3),
    (4, 3, 2),
    (0,),
    (0, 3),
]
ROWS = [row for row in TABLE if row.parameters]


def verdict(row, shapes):
    """Whether the rules find nothing wrong."""
    enough = all(len(shape) >= least(row, position) for position, shape in enumerate(shapes))
    return enough and clash(row, shapes) is None and stack(row, shapes) is not None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_primitive_takes_what_the_rules_allow_and_returns_the_shape_they_say(row):
    for shapes in product(SHAPES, repeat=len(row.parameters)):
        try:
            value = getattr(dino, row.name)(*map(np.ones, shapes))
        except (ValueError, TypeError):
            assert not verdict(row, shapes), shapes
            continue
        assert verdict(row, shapes), shapes
        assert result(row, shapes) in (np.shape(value), None), shapes
        if len(row.dimensions[0][0]) == len(shapes[0]):
            assert result(row, shapes) is not None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_half_known_is_refused_only_if_every_completion_is(row):
    for shapes in product(SHAPES[3:9], repeat=len(row.parameters)):
        for hole in range(sum(map(len, shapes))):
            lengths = iter(range(hole, -99, -1))
            partial = [tuple(None if next(lengths) == 0 else length for length in shape) for shape in shapes]
            if verdict(row, shapes):
                assert verdict(row, partial), partial
                said = result(row, partial)
                whole = result(row, shapes)
                assert said is None or all(a in (None, b) for a, b in zip(said, whole, strict=True))


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        (((2, 3), (3,)), (2, 3)),
        (((2, 1), (1, 4)), (2, 4)),
        (((2, 3), (4,)), None),
        (((None, 3), (2, 1)), (2, 3)),
        (((None,), (1,)), (None,)),
        (((), ()), ()),
        (((0,), (1,)), (0,)),
    ],
)
def test_broadcast(shapes, expected):
    assert broadcast(*shapes) == expected
