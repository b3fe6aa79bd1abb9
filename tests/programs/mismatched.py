"""Every primitive with arguments that NumPy refuses or bends: type and text of the error, or the result."""

import numpy as np
from dino import matmul, matvec, parsum, sort

CASES = {
    matmul: [
        (np.ones((2, 3)), np.ones((2, 3))),
        (np.ones(3), np.ones(2)),
        (np.ones((2, 2)), 3),
        (np.ones((2, 2)), np.ones((2, 2, 3))),
        ([[1, 2]], [[3], [4]]),
        (np.ones((2, 3)), np.ones(3)),
        (np.ones((0, 3)), np.ones((3, 2))),
        (np.ones((2, 0)), np.ones((0, 2))),
        (np.array([["a"]]), np.array([["b"]])),
        (np.array([[None]]), np.array([[1]])),
        (np.array([[2**63 - 1]]), np.array([[2]])),
        (np.ones((2, 2), bool), np.eye(2, dtype=bool)),
        (np.ones((2, 2), "M8[s]"), np.ones((2, 2))),
        (np.eye(2, dtype=np.float32), np.eye(2, dtype=np.int64)),
        (np.ma.masked_array([[1, 2]], mask=[[0, 1]]), np.ones((2, 1))),
    ],
    matvec: [
        (np.ones((2, 3)), np.ones(2)),
        (np.ones(3), np.ones(3)),
        (np.ones((2, 3)), 1.0),
        (np.ones((2, 2, 2)), np.ones(2)),
        (np.eye(2) * 1j, np.ones(2)),
        ([[1, 2], [3, 4]], [1, 1]),
        (np.ones((0, 2)), np.ones(2)),
        (np.ones((2, 2)), "ab"),
    ],
    parsum: [
        ([],),
        (["a", "b"],),
        (7,),
        (np.array([1, "x", None], dtype=object),),
        (np.array([2.5, 3], dtype=object),),
        (np.array([True, True]),),
        (np.array([200, 100], np.uint8),),
        (np.array(["2020-01-01"], "M8[D]"),),
        (np.array([5, 6], "m8[s]"),),
        (np.zeros(2, [("a", int)]),),
        ({1, 2},),
        (np.array([1e200, 1.0, -1e200]),),
        (np.array([[1, 2], [3, 4]], ">i4"),),
    ],
    sort: [
        (np.float64(1),),
        ([3, 1, 2],),
        ("text",),
        (["b", "a"],),
        (np.array([None, 1], dtype=object),),
        (np.array([3, "x"], dtype=object),),
        (np.array([2 + 1j, 1 + 2j, np.nan]),),
        (np.array([np.nan, -0.0, 0.0, -np.inf]),),
        (np.array([(2, 1.0), (1, 2.0)], [("a", int), ("b", float)]),),
        (np.array(["2020-01-02", "NaT", "2019-01-01"], "M8[D]"),),
        (np.array([[3, 1], [2, 0]]),),
        (np.array([b"b", b"a"]),),
        (np.array([3, 1, 2], ">u2"),),
    ],
}
for primitive, rows in CASES.items():
    for number, arguments in enumerate(rows):
        try:
            value = primitive(*arguments)
            print(primitive.__name__, number, type(value).__name__, getattr(value, "dtype", None), repr(value))
        except Exception as error:
            print(primitive.__name__, number, type(error).__name__, error)
for primitive in CASES:
    for arguments in ((), (1, 2, 3, 4, 5, 6)):
        try:
            print(primitive(*arguments))
        except TypeError:
            print(primitive.__name__, len(arguments), "refused")
