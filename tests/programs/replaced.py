"""Names whose meaning changes by other means than names: by mocks, by a string, through another name of the module."""

import dino
import dino as d
from unittest import mock

from dino import matvec, parsum


def total(values):
    return parsum(values)


print(total([1, 2]))
with mock.patch(__name__ + ".total", return_value="fake"):
    print(total([1, 2]))
with mock.patch(__name__ + ".parsum", return_value="fake, too"):
    print(total([1, 2]), parsum([3]))
with mock.patch("dino.matmul", return_value="of the module"):
    print(dino.matmul([[1]], [[1]]))
print(total([1, 2]))
