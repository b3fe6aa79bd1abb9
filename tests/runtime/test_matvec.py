"""matvec: numpy.matvec's values, dtypes and errors, with the same bits for any number of ranks and threads."""

import itertools

import numpy as np
import pytest

from dino.runtime import blas, matvec, panels, threads
from tests.runtime.ranks_in_threads import in_blocks
from tests.runtime.test_matmul import DTYPES, RANKS, Overrider, arrangements, matrix, same


def vector(length, dtype, seed=1):
    return matrix(1, length, dtype, seed)[0]


@pytest.mark.parametrize(("left", "right"), [*zip(DTYPES, DTYPES), *itertools.product("?bLefG", "hQdF")])
def test_equals_numpy_for_every_dtype(left, right, monkeypatch):
    """Mixed dtypes are promoted as NumPy promotes them."""
    monkeypatch.setattr(panels, "OVERRIDE", 5)
    a, x = matrix(17, 6, left), vector(6, right)
    for result in [matvec.alone(a, x), *(in_blocks(matvec, ranks, a, x) for ranks in RANKS)]:
        same(result, np.matvec(a, x))


@pytest.mark.parametrize("m", [0, 1, 2, 7, 63, 64, 65, 127, 128, 129, 1023, 1025])
@pytest.mark.parametrize("k", [0, 1, 64, 129, 700])
def test_equals_numpy_for_every_shape(m, k):
    """Empty dimensions, one row more or less than a panel."""
    a, x = matrix(m, k, float), vector(k, float)
    for result in [matvec.alone(a, x), *(in_blocks(matvec, ranks, a, x) for ranks in RANKS)]:
        same(result, np.matvec(a, x))


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("rows", [None, 1, 7, 64])
@pytest.mark.parametrize(("m", "k"), [(193, 3), (193, 1000), (11, 9000), (500, 257), (1500, 64)])
def test_bits_do_not_depend_on_ranks_or_threads(dtype, rows, m, k, monkeypatch):
    """The grid of panels, and the order that BLAS sees, are the same on every path."""
    monkeypatch.setattr(panels, "OVERRIDE", rows)
    monkeypatch.setattr(matvec, "ONE", 2**16)  # so that small matrices have several panels
    a, x = matrix(m, k, dtype), vector(k, dtype)
    expected = matvec.alone(a, x).tobytes()
    _, *others = arrangements(a)
    for other in others:
        assert matvec.alone(other, x).tobytes() == expected
    assert matvec.alone(a, x[::-1].copy()[::-1]).tobytes() == expected
    for ranks in RANKS:
        assert in_blocks(matvec, ranks, a, x).tobytes() == expected
        assert in_blocks(matvec, ranks, np.repeat(a, 2, 1)[:, ::2], x).tobytes() == expected
    for cores in (1, 2, 3, 8):
        monkeypatch.setattr(threads, "cores", lambda cores=cores: cores)
        assert matvec.alone(a, x).tobytes() == expected


@pytest.mark.skipif(blas.library() is None, reason="NumPy's BLAS is not an OpenBLAS on POSIX threads")
@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize(("m", "k"), [(64, 64), (97, 64), (96, 96), (97, 95), (130, 71), (300, 80)])
def test_a_matrix_of_one_panel_has_the_bits_of_one_thread(dtype, order, m, k):
    """OpenBLAS starts a second thread from 9,216 elements on, of complex numbers from 4,096."""
    a, x = np.asarray(matrix(m, k, dtype), order=order), vector(k, dtype)
    with blas.library():
        expected = np.matvec(a, x).tobytes()
    assert matvec.alone(a, x).tobytes() == expected
    assert matvec.direct(a, x).tobytes() == expected


STORED = {
    "by columns": np.asfortranarray,
    "every second row": lambda a: np.repeat(a, 2, 0)[::2],
    "a part of each row": lambda a: np.hstack([a, a])[:, : a.shape[1]],
    "a part of each column": lambda a: np.asfortranarray(np.vstack([a, a]))[: len(a)],
}


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("stored", STORED.values(), ids=STORED)
@pytest.mark.parametrize(("m", "k"), [(2, 5), (193, 3), (193, 1000), (3000, 64)])
def test_matrix_that_is_not_stored_by_rows_without_gaps(dtype, stored, m, k, monkeypatch):
    """It stays on root, uncopied, and has the same bits on any number of threads."""
    a, x = stored(matrix(m, k, dtype)), vector(k, dtype)
    assert matvec.prepare(a, x) is None
    assert matvec._operands(a, x)[0] is a
    same(matvec.alone(a, x), np.matvec(a, x))
    expected = matvec.alone(a, x).tobytes()
    for cores in (1, 2, 3):
        monkeypatch.setattr(threads, "cores", lambda cores=cores: cores)
        assert matvec.alone(a, x).tobytes() == expected


@pytest.mark.parametrize("blas_threads", [1, 2, 4])
def test_bits_do_not_depend_on_the_users_blas_threads(blas_threads):
    """One panel and several; the setting survives."""
    settings = [(library, library.get()) for library in blas._libraries()]
    products = [(matrix(m, k, float), vector(k, float)) for m, k in ((150, 300), (700, 3000))]
    expected = [matvec.alone(a, x).tobytes() for a, x in products]
    try:
        for library, _ in settings:
            library.set(blas_threads)
        assert [matvec.alone(a, x).tobytes() for a, x in products] == expected
        assert all(library.get() == blas_threads for library, _ in settings)
    finally:
        for library, count in settings:
            library.set(count)


NOT_DISTRIBUTED = {
    "matrices": (np.ones((2, 3)), np.ones((3, 2))),
    "stacks": (np.ones((2, 3, 4)), np.ones((2, 4))),
    "vectors": (np.ones(3), np.ones(3)),
    "lists": ([[1, 2], [3, 4]], [5.0, 6.0]),
    "objects": (np.array([[1, 2]], object), np.array([3, 4], object)),
    "masked": (np.ma.array([[1, 2]], mask=[[0, 1]]), np.ma.array([3, 4])),
    "overrider": (np.ones((2, 2)), Overrider()),
    "do not fit": (np.ones((2, 3)), np.ones(2)),
    "scalar": (np.ones((2, 3)), 2.0),
    "strings": (np.array([["a"]]), np.array(["b"])),
    "nonsense": (None, object()),
}


@pytest.mark.parametrize("arguments", NOT_DISTRIBUTED.values(), ids=NOT_DISTRIBUTED)
def test_root_lets_numpy_answer(arguments):
    """What cannot be distributed gives NumPy's own result, or NumPy's own error."""
    assert matvec.prepare(*arguments) is None
    try:
        expected = np.matvec(*arguments)
    except Exception as error:
        with pytest.raises(type(error)) as caught:
            matvec.alone(*arguments)
        assert str(caught.value) == str(error)
        return
    result = matvec.alone(*arguments)
    assert type(result) is type(expected)
    assert np.all(np.asarray(result == expected))


@pytest.mark.parametrize("ranks", [0, 1, 3])
@pytest.mark.parametrize("rows", [None, 2])
def test_floating_point_conditions(rows, ranks, monkeypatch):
    """The words are those of numpy.matvec; 0 ranks: alone."""
    monkeypatch.setattr(panels, "OVERRIDE", rows)
    a, x = np.ones((7, 2)), np.array([1e200, 1])
    a[5] = 1e200
    compute = (lambda: in_blocks(matvec, ranks, a, x)) if ranks else (lambda: matvec.alone(a, x))
    with pytest.warns(RuntimeWarning, match="overflow encountered in matvec"):
        compute()
    with np.errstate(over="raise"), pytest.raises(FloatingPointError, match="overflow encountered in matvec"):
        compute()
    with np.errstate(over="ignore"):
        assert np.isposinf(compute()[5])


def test_underflow_is_heard_on_root():
    """Only the processor knows of it: such a call is not distributed."""
    a, x = np.full((2, 1), 1e-200), np.full(1, 1e-200)
    with np.errstate(under="raise"):
        assert matvec.prepare(a, x) is None
        with pytest.raises(FloatingPointError, match="underflow encountered in matvec"):
            matvec.alone(a, x)


@pytest.mark.parametrize(
    ("m", "k", "rows"),
    [
        (0, 9, 1),
        (1, 9, 1),
        (50, 50, 50),
        (3, 10**6, 1),
        (50, 10**4, 12),
        (50, 10**5, 4),
        (5, 10**5, 4),
        (10, 20000, 4),
        (548, 548, 144),
        (100, 10**5, 8),
        (1000, 1000, 128),
        (1450, 1450, 184),
        (3000, 3000, 128),
        (8192, 8192, 128),
        (10**5, 5, 25000),
        (10**6, 5, 6560),
        (10**7, 2, 16384),
    ],
)
def test_height(m, k, rows):
    """More panels of more elements, in equal shares; more rows where they are short."""
    assert matvec.height(m, k) == rows


def test_height_of_other_matrices():
    """By columns, and of complex numbers."""
    assert matvec.height(700, 700, columns=True) == 176
    assert matvec.height(10**5, 100, columns=True) == 4168
    assert matvec.height(8192, 8192, columns=True) == 1024 and matvec.height(3000, 3000, columns=True) == 752
    assert matvec.height(20000, 10, columns=True) == 5000 and matvec.height(10, 20000, columns=True) == 64
    assert matvec.height(200, 200) == 200 and matvec.height(200, 200, dtype="D") < 200
