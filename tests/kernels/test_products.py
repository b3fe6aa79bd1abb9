"""products: one call of CBLAS for each panel, on the threads of the crew."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from dino.kernels.products import takes
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
