"""Why root does a call by itself, in words that say what to change."""

import importlib

import numpy as np
import pytest

from dino.primitives import BY_NAME
from dino.runtime import obstacle

A, X = np.ones((4, 4)), np.ones(4)


def told(name, *args):
    """What is said of a call that `prepare` refuses."""
    prepare = importlib.import_module(f"dino.runtime.{name}").prepare
    assert prepare(*args) is None
    return obstacle.of(prepare, BY_NAME[name], args)


@pytest.mark.parametrize(
    ("name", "args", "reason"),
    [
        ("matmul", (A.T, A), "`a` is stored by columns"),
        ("matvec", (A.T, X), "`a` is stored by columns"),
        ("parsum", (np.ones((4, 6))[:, ::2],), "`x` is stored with gaps"),
        ("matmul", (A, X), "`b` has 1 axes, not 2"),
        ("sort", (A,), "`x` has 2 axes, not 1"),
        ("sort", ([2, 1],), "`x` is of type list, no array"),
        ("parsum", (X.astype(object),), "dtype object"),
        ("parsum", (X.astype(">f8"),), "dtype >f8"),
        ("matmul", (A.view(np.matrix), A), "`a` is of type matrix, not NumPy's own"),
        ("matmul", (A, np.ones((3, 4))), "its shape or memory"),
    ],
)
def test_what_is_in_the_way_is_named(name, args, reason):
    assert told(name, *args).startswith(reason)


def test_who_wants_to_hear_of_underflow_is_told_where_that_matters():
    with np.errstate(under="warn"):
        assert told("matmul", A, np.asfortranarray(A)) == "underflow is to be heard of"
        assert told("parsum", X.astype(object)) == "dtype object"
