"""panels: one grid of rows, whoever computes."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dino.runtime import blas, panels

PRODUCTS = {
    np.matmul: lambda rng, dtype: (_numbers(rng, (504, 70), dtype), _numbers(rng, (70, 33), dtype)),
    np.matvec: lambda rng, dtype: (_numbers(rng, (504, 700), dtype), _numbers(rng, (700,), dtype)),
}


def _numbers(rng, shape, dtype):
    return (rng.normal(size=shape) + (1j * rng.normal(size=shape) if dtype in "FD" else 0)).astype(dtype)


@pytest.mark.parametrize("ufunc", PRODUCTS)
@pytest.mark.parametrize("dtype", "fdFDl")
@pytest.mark.parametrize("height", [2, 64, 100, 500, 502, 504, 505])
@pytest.mark.parametrize("order", "CF")
def test_product_is_that_of_its_panels(ufunc, dtype, height, order):
    """The bits of one call of NumPy for each; a panel of one row, which NumPy takes for a vector, is another matter."""
    rng = np.random.default_rng(0)
    left, right = PRODUCTS[ufunc](rng, dtype)
    left = np.asarray(left, order=order if ufunc is np.matvec else "C")
    with blas.serial(left.dtype, 10**9):
        expected = np.concatenate([ufunc(left[i : i + height], right) for i in range(0, 504, height)])
    for workers in (1, 2, 5):
        assert panels.product(ufunc, left, right, panels.Grid(height, 100), workers).tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    ("m", "height", "workers", "expected"),
    [
        (0, 4, 2, []),
        (3, 4, 2, [(0, 3)]),
        (10, 4, 1, [(0, 10)]),
        (10, 4, 2, [(0, 4), (4, 8), (8, 10)]),
        (64, 4, 2, [(0, 16), (16, 32), (32, 48), (48, 64)]),
    ],
)
def test_runs(m, height, workers, expected):
    """Whole panels, some for each thread."""
    assert [(run.start, run.stop) for run in panels.runs(m, height, workers)] == expected


INF, NAN = np.inf, np.nan
BIG = 1e200
CASES = [
    ([[1, 2]], [[3], [4]], set()),
    ([[BIG, 0]], [[BIG], [1]], {"over"}),
    ([[BIG, -BIG]], [[BIG], [BIG]], {"over", "invalid"}),
    ([[INF, 1]], [[1], [1]], set()),
    ([[INF, 1]], [[0], [1]], {"invalid"}),
    ([[INF, -INF]], [[1], [1]], {"invalid"}),
    ([[NAN, 1]], [[1], [1]], set()),
    ([[NAN, INF]], [[1], [0]], set()),
    ([[NAN, 1], [BIG, 1]], [[BIG], [1]], {"over"}),
    ([[1, 1], [INF, 1]], [[1, 0], [1, 1]], {"invalid"}),
    (np.ones((0, 2)), np.ones((2, 3)), set()),
    (np.ones((2, 0)), np.ones((0, 3)), set()),
]


@pytest.mark.parametrize("dtype", "dD")
@pytest.mark.parametrize(("left", "right", "expected"), CASES)
def test_conditions(left, right, expected, dtype):
    """Overflow: finite values gave one that is not. Invalid: values gave a NaN that was not among them."""
    left, right = np.array(left, dtype), np.array(right, dtype)
    with np.errstate(all="ignore"):
        result = np.zeros((len(left), right.shape[1]), dtype)
        for k in range(left.shape[1]):
            # Part by part, for complex infinity times one is not a number.
            result.real += left.real[:, k : k + 1] * right.real[k]
    assert panels.conditions(left, right, result) == expected


@pytest.mark.parametrize("ufunc", [np.matmul, np.matvec])
@pytest.mark.parametrize("dtype", "efdgFDG")
@pytest.mark.parametrize(
    "found", [(), ("over",), ("under",), ("invalid",), ("over", "invalid"), ("invalid", "over", "under")]
)
def test_reported(ufunc, dtype, found):
    """Exactly the conditions that were found are raised by the ufunc itself."""
    heard = []
    with np.errstate(all="call", call=lambda kind, _: heard.append(kind)):
        panels.reported(ufunc, frozenset(found), np.zeros(1, dtype))
    assert sorted(heard) == sorted(
        {"over": "overflow", "under": "underflow", "invalid": "invalid value"}[f] for f in found
    )


@pytest.mark.parametrize("ufunc", [np.matmul, np.matvec])
@pytest.mark.parametrize("dtype", "efdgFDG")
@pytest.mark.parametrize("kind", ["overflow", "invalid value", "underflow", ""])
@pytest.mark.parametrize("workers", [1, 2])
def test_what_the_processor_reports_is_reported(ufunc, dtype, kind, workers):
    """Of each dtype, whoever computes its panels: BLAS by address, or NumPy."""
    limits = np.finfo(dtype)
    factors = {
        "overflow": (limits.max, limits.max),
        "invalid value": (np.inf, 0),
        "underflow": (limits.tiny, limits.tiny),
    }
    left, right = np.zeros((7, 1), dtype), np.zeros((1, 2), dtype)
    left[5], right[:] = factors.get(kind, (np.nan, 1))
    heard = set()
    with np.errstate(all="call", call=lambda kind, _: heard.add(kind)):
        right = right if ufunc is np.matmul else right[:, 0].copy()
        panels.settled(ufunc, left, right, panels.Grid(2, 2), workers)
    if dtype in "FD" and kind == "overflow":
        heard.discard("invalid value")  # BLAS multiplies an infinite sum by one
    assert heard == ({kind} if kind else set())


@pytest.mark.parametrize("text", ["0", "-1", "", "many", "1.5"])
def test_bad_override(text):
    """DINO_PANEL_ROWS is a number of rows, and the error says so."""
    with pytest.raises(ValueError, match=r"DINO_PANEL_ROWS='.*': expected a number of rows, at least 1"):
        panels.override(text)


def test_override():
    """It may be absent."""
    assert (panels.override(None), panels.override("7")) == (None, 7)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the names of OpenBLAS kernels are those of x86-64")
@pytest.mark.parametrize("coretype", [None, "Haswell", "Sandybridge"])
def test_bits_on_every_blas_kernel(coretype):
    """What depends on the cut differs from kernel to kernel; the promise does not."""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    if coretype:
        environment["OPENBLAS_CORETYPE"] = coretype
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", "bits or transpose"]
        + [str(here / "test_matmul.py"), str(here / "test_matvec.py")],
        env=environment,
        cwd=here.parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-3000:]
