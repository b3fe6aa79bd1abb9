"""products: one call of CBLAS for each panel, on the threads of the crew."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from dino.kernels.products import Own, takes
from numpy.lib.stride_tricks import as_strided

from dino.runtime import blas

needs_addresses = pytest.mark.skipif(blas.library() is None, reason="NumPy's BLAS is not an OpenBLAS on POSIX threads")
pytestmark = needs_addresses


def operands(dtype, m=50, k=30, n=20, seed=0):
    rng = np.random.default_rng(seed)

    def numbers(*shape):
        values = rng.normal(size=shape)
        return (values + 1j * rng.normal(size=shape) if dtype in "FD" else values).astype(dtype)

    return numbers(m, k), numbers(k, n), np.full((m, n), np.nan, dtype)


def close(result, expected):
    bound = 100 * np.finfo(expected.dtype).eps
    np.testing.assert_allclose(result, expected, rtol=bound, atol=bound * np.abs(expected).max())


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("panel", [(1, 1), (7, 3), (8, 20), (50, 20), (1000, 1000)])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_panel_is_filled(dtype, panel, threads):
    """Panels at the edges are smaller."""
    a, b, c = operands(dtype)
    assert blas.library().product(a, b, c, *panel, threads) == set()
    close(c, a @ b)


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("orders", ["FC", "CF", "FF"])
@pytest.mark.parametrize("panel", [(1, 1), (7, 3), (50, 20)])
@pytest.mark.parametrize(("m", "n"), [(50, 20), (50, 1), (1, 20)])
def test_matrices_stored_by_columns(dtype, orders, panel, m, n):
    """Either of them, or both; one column is a vector."""
    a, b, c = operands(dtype, m, 30, n)
    left, right = np.asarray(a, order=orders[0]), np.asarray(b, order=orders[1])
    blas.library().product(left, right, c, *panel, 2)
    close(c, a @ b)


def spread(array, order):
    """The same matrix, each row or column followed by other values."""
    by_rows = array if order == "C" else array.T
    wide = np.full((len(by_rows), by_rows.shape[1] + 3), np.nan, array.dtype)
    wide[:, :-3] = by_rows
    return wide[:, :-3] if order == "C" else wide[:, :-3].T


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("orders", ["CC", "FC", "CF", "FF"])
@pytest.mark.parametrize("panel", [(1, 1), (7, 3), (50, 20)])
@pytest.mark.parametrize("m", [50, 1])
def test_gaps_between_rows_or_columns(dtype, orders, panel, m):
    """What lies in them is not read."""
    a, b, c = operands(dtype, m)
    left = spread(a, orders[0]) if m > 1 else a
    blas.library().product(left, spread(b, orders[1]), c, *panel, 2, row=m == 1)
    close(c, a @ b)
    if m > 1:
        x, y = b[:, 0].copy(), c[:, 0].copy()
        blas.library().product(left, x, y, panel[0], 1, 2)
        close(y, a @ x)


def test_what_blas_takes():
    """Rows or columns, with gaps between them; nothing else."""
    a = np.arange(48.0).reshape(6, 8)
    taken = [a, a.T, a[:, :3], a[::2], a[1:, 2:4].T, a[:1], a[:0]]
    refused = [a[:, ::2], a[::-1], a[:, :1], a[0], a[None], np.broadcast_to(a[0], (6, 8))]
    assert all(map(takes, taken))
    assert not any(map(takes, refused))


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize("height", [1, 7, 50])
def test_vectors(dtype, order, height):
    """A matrix stored by rows or by columns, and a vector."""
    a, b, c = operands(dtype)
    x, y = b[:, 0].copy(), c[:, 0].copy()
    blas.library().product(np.asarray(a, order=order), x, y, height, 1, 2)
    close(y, a @ x)


def test_conditions_of_all_threads_are_told():
    """By NumPy's names."""
    a, b, c = np.ones((40, 2)), np.ones((2, 2)), np.empty((40, 2))
    a[33], b[:] = 1e200, 1e200
    assert "over" in blas.library().product(a, b, c, 2, 2, 3)
    a[33] = np.inf
    b[0, 0] = 0
    assert "invalid" in blas.library().product(a, b, c, 2, 2, 3)


REFUSED = {
    "dtypes": lambda a, b, c: (a, b.astype("f"), c),
    "lengths": lambda a, b, c: (a, b[1:], c),
    "rows of the result": lambda a, b, c: (a, b, c[1:]),
    "columns of the result": lambda a, b, c: (a, b, np.empty((50, 19))),
    "dimensions": lambda a, b, c: (a, b, c[:, 0].copy()),
    "a vector on the left": lambda a, b, c: (a[0], b, c[0]),
    "nothing": lambda a, b, c: (a[:0], b, c[:0]),
    "gaps": lambda a, b, c: (np.repeat(a, 2, 1)[:, ::2], b, c),
    "gaps on the right": lambda a, b, c: (a, np.repeat(b, 2, 1)[:, ::2], c),
    "backwards": lambda a, b, c: (a[::-1], b, c),
    "rows that overlap": lambda a, b, c: (as_strided(a, a.shape, (8, 8)), b, c),
    "one column of many": lambda a, b, c: (a, np.repeat(b, 2, 1)[:, :1], c[:, :1].copy()),
    "result with gaps": lambda a, b, c: (a, b, np.repeat(c, 2, 1)[:, :20]),
    "result by columns": lambda a, b, c: (a, b, np.asfortranarray(c)),
}


@pytest.mark.parametrize("spoil", REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(spoil):
    """An error, not a walk through foreign memory."""
    with pytest.raises((ValueError, TypeError)):
        blas.library().product(*spoil(*operands("d")), 8, 8, 1)
    with pytest.raises(ValueError, match="do not fit"):
        blas.library().product(*operands("d"), 0, 8, 1)


def test_many_jobs_one_after_the_other():
    """Helpers that come late find the next job, or none; no panel is lost."""
    a, b, c = operands("d", 64, 2, 2)
    expected = a @ b
    for _ in range(20_000):
        c[:] = np.nan
        blas.library().product(a, b, c, 8, 2, 4)
        assert np.array_equal(c, expected)


def test_callers_in_several_threads():
    """One has the crew, the others compute alone."""
    wrong = []

    def work(seed):
        a, b, c = operands("d", 300, 200, 100, seed)
        expected = a @ b
        for _ in range(50):
            blas.library().product(a, b, c, 32, 100, 3)
            if not np.allclose(c, expected):
                wrong.append(seed)

    callers = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(60)
    assert not wrong and not any(caller.is_alive() for caller in callers)


def test_a_forked_child_has_a_crew_of_its_own():
    """No helper exists at the fork; both sides compute afterwards."""
    a, b, c = operands("d")
    blas.library().product(a, b, c, 4, 20, 4)
    child = os.fork()
    if not child:
        c[:] = 0
        blas.library().product(a, b, c, 4, 20, 4)
        os._exit(0 if np.allclose(c, a @ b) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    c[:] = 0
    blas.library().product(a, b, c, 4, 20, 4)
    close(c, a @ b)


def test_blas_works_on_after_its_threads_were_ended():
    """They come back when they are needed, with the user's setting."""
    library, (a, b, c) = blas._libraries()[0], operands("d", 600, 600, 600)
    before = library.get()
    for _ in range(5):
        blas.library().product(a, b, c, 100, 600, 2, True)
        close(c, a @ b)
    assert library.get() == before


ENDED = """
import os
import numpy as np
from dino.kernels.products import Own
from dino.runtime import blas

def threads():
    return len(os.listdir("/proc/self/task"))

a, c = np.ones((600, 600)), np.empty((600, 600))
a @ a
most = threads()
blas.library().product(a, a, c, 600, 600, 1, True)
ended = threads()
a @ a
print(most, ended, threads())
"""


def test_blas_threads_that_were_ended_start_when_they_have_something_to_do():
    """Not before: they would spin for a tenth of a second, on cores that others may need."""
    told = subprocess.run([sys.executable, "-c", ENDED], capture_output=True, text=True, timeout=60)
    most, ended, again = map(int, told.stdout.split())
    assert ended == 1 and again == most, told.stderr


def own(axes=2, limit=10**6, one=4 * 10**6, large=None, few=60, vector=None):
    ufunc, dtypes = np.matmul if axes == 2 else np.matvec, tuple(map(np.dtype, "fdFD"))
    return Own(
        ufunc, np.ndarray, dtypes, axes, blas.library(), (one, vector or one), 1000, large, few, 2 * limit
    ).product


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("shape", [(1, 2, 1), (5, 5, 5), (7, 30, 8), (90, 90, 90)])
def test_small_products_have_the_bits_of_one_thread(shape, dtype):
    """Whatever the user's setting is, which is there again afterwards."""
    a, b, _ = operands(dtype, *shape)
    before = blas._libraries()[0].get()
    with blas.library():
        expected = np.matmul(a, b), np.matvec(a, b[:, 0].copy())
    assert own()(a, b).tobytes() == expected[0].tobytes()
    assert own(1)(a, b[:, 0].copy()).tobytes() == expected[1].tobytes()
    assert blas._libraries()[0].get() == before


A, B = np.ones((3, 4)), np.ones((4, 5))


@pytest.mark.parametrize(
    "pair",
    [
        (A, B.astype("f")),
        (A.astype(">f8"), B.astype(">f8")),
        (A.astype(int), B.astype(int)),
        (A, B[:3]),
        (A, B[:, 0]),
        (A[0], B),
        (A[None], B),
        (A, B[:, ::2]),
        (A[::-1], B),
        (A, A.T),
        (A[:, :2], A[1:, 1:]),
        (np.asfortranarray(A), B[:, :1].copy()),
        (A[:1], np.asfortranarray(B)),
        (A[:, :1].copy(), B[:1].copy()),
        (A.tolist(), B),
        (A.view(np.matrix), B),
        (np.ones((100, 100)), np.ones((100, 101))),
        (3, None),
    ],
    ids=range(18),
)
def test_what_is_no_small_product_is_left_to_others(pair):
    """Other dtypes, orders, shapes and types, an outer product, and whatever is too large."""
    assert own()(*pair) is None


@pytest.mark.parametrize("orders", ["CC", "FC", "CF", "FF"])
@pytest.mark.parametrize("gaps", ["left", "right", "both", "none"])
def test_small_matrices_are_taken_as_they_are_stored(orders, gaps):
    """By rows or columns, with gaps or without: unless they are large, or ranks would take them in another way."""
    a, b, _ = operands("d")
    left = spread(a, orders[0]) if gaps in ("left", "both") else np.asarray(a, order=orders[0])
    right = spread(b, orders[1]) if gaps in ("right", "both") else np.asarray(b, order=orders[1])
    x = b[:, 0].copy()
    with blas.library():
        expected = np.matmul(left, right), np.matvec(left, x)
    assert own()(left, right).tobytes() == expected[0].tobytes()
    assert own(1)(left, x).tobytes() == expected[1].tobytes()
    plain = left.flags.c_contiguous, right.flags.c_contiguous
    for axes, operand in ((1, x), (2, right)):
        large = own(axes, one=100, large=lambda *operands: operands)(left, operand)
        assert (large is None) == (not plain[0] or (axes == 2 and not plain[1]))
    sent = left.flags.c_contiguous and (right.flags.c_contiguous or right.flags.f_contiguous)
    assert (own(few=10)(left, right) is None) == (not sent)


def test_complex_numbers_are_more_work_for_a_vector():
    """Two small matrices are one panel, whatever numbers they have."""
    a = np.ones((10, 10))
    for axes, b in ((1, a[0].copy()), (2, a)):
        product = own(axes, one=4 * b.size * 10 // axes, large=lambda *operands: operands)
        assert type(product(a, b)) is np.ndarray
        assert type(product(a.astype("D"), b.astype("D"))) is (tuple if axes == 1 else np.ndarray)


def test_one_row_or_column_is_a_vector():
    """It may be more than a panel sooner."""
    a = np.ones((10, 10))
    product = own(one=2000, vector=100, large=lambda *operands: operands)
    assert type(product(a, a)) is np.ndarray
    assert type(product(a, a[:, :1].copy())) is type(product(a[:1], a)) is tuple
    assert type(product(a[1:], a[:, :1].copy())) is np.ndarray


def test_what_may_be_more_than_a_panel_is_computed_by_panels():
    """Unless other ranks could help, which is the caller's to decide."""
    a, b = np.ones((10, 10)), np.ones((10, 10))
    product = own(one=1000, limit=10**6, large=lambda *operands: operands)
    assert product(a, b) == (a, b)
    product.__self__.limit = 2000.0
    assert product(a, b) is None
    product.__self__.limit = float("inf")
    assert product(a, b) == (a, b)
