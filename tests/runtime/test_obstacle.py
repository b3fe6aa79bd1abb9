"""Why root does a call by itself, in words that say what to change."""

import numpy as np
import pytest

from dino.primitives import BY_NAME
from dino.runtime import matmul, obstacle

A, X = np.ones((4, 4)), np.ones(4)


@pytest.mark.parametrize(
    ("name", "args", "reason"),
    [
        ("matmul", (A.T, A), "`a` is stored by columns"),
        ("matvec", (A[:, ::2], X[:2]), "`a` is stored with gaps"),
        ("matmul", (A, X), "`b` has 1 axes, not 2"),
        ("sort", ([2, 1],), "`x` is of type list"),
        ("parsum", (X.astype(object),), "`x` is of dtype object"),
        ("matmul", (A.view(np.matrix), A), "`a` is of type matrix"),
        ("matmul", (A, A), "its kind, shape or layout"),
    ],
)
def test_what_is_in_the_way_is_named(name, args, reason):
    assert obstacle.of(BY_NAME[name], args).startswith(reason)


def test_who_wants_to_hear_of_underflow_is_told():
    with np.errstate(under="warn"):
        assert matmul.prepare(A, A) is None
        assert obstacle.of(BY_NAME["matmul"], (A, A)) == "underflow is to be heard of"
