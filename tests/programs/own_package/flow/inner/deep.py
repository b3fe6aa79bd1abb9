import dino

from .. import state
from ..steps import total


def twice(values):
    # A comment between the lines.
    return [
        total(values)
        for _ in range(2)
    ]


def count():
    state.count()


def broken(matrix):
    return (
        1
        + dino.matmul(matrix, matrix)
    )
