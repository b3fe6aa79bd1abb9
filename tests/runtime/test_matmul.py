"""matmul: numpy.matmul's values, dtypes and errors, with the same bits for any number of ranks and threads."""

import itertools
import warnings

import numpy as np
import pytest

from dino.runtime import blas, matmul, matvec, panels, threads
from tests.runtime.ranks_in_threads import in_blocks

DTYPES = "?bBhHiIlLqQefdgFDG"
RANKS = [1, 2, 3, 4, 5, 7]


def matrix(rows, columns, dtype, seed=0):
    rng = np.random.default_rng([seed, rows, columns])
    values = rng.normal(size=(rows, columns)) * 4
    if np.dtype(dtype).kind == "c":
        values = values + 1j * rng.normal(size=(rows, columns))
    return values.astype(np.int64).astype(dtype) if np.dtype(dtype).kind in "bu" else values.astype(dtype)


def arrangements(array):
    """Yield the same matrix stored in other ways."""
    yield np.asfortranarray(array)
    yield np.repeat(np.repeat(array, 2, 0), 3, 1)[::2, ::3]
    yield array[::-1].copy()[::-1]
    yield array.astype(array.dtype.newbyteorder())
    packed = np.zeros(array.nbytes + 1, np.uint8)[1:]
    unaligned = packed.view(array.dtype).reshape(array.shape)
    unaligned[:] = array
    yield unaligned


def same(result, expected):
    """Whether an array is of the kind that NumPy returned, and close to it."""
    assert (type(result), result.dtype, result.shape) == (np.ndarray, expected.dtype, expected.shape)
    assert result.flags.writeable and result.flags.c_contiguous and result.base is None
    if expected.dtype.kind in "fc":
        bound = 64 * np.finfo(expected.dtype).eps
        np.testing.assert_allclose(result, expected, rtol=bound, atol=bound * max(1, np.abs(expected).max(initial=0)))
    else:
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize(("left", "right"), [*zip(DTYPES, DTYPES), *itertools.product("?bLefG", "hQdF")])
def test_equals_numpy_for_every_dtype(left, right, monkeypatch):
    """Mixed dtypes are promoted as NumPy promotes them."""
    monkeypatch.setattr(panels, "OVERRIDE", 5)
    a, b = matrix(17, 6, left), matrix(6, 4, right, 1)
    expected = np.matmul(a, b)
    for result in [matmul.alone(a, b), *(in_blocks(matmul, ranks, a, b) for ranks in RANKS)]:
        same(result, expected)


@pytest.mark.parametrize("m", [0, 1, 2, 7, 63, 64, 65, 127, 129, 319, 320, 321])
@pytest.mark.parametrize(("k", "n"), [(0, 3), (3, 0), (1, 1), (1, 65), (13, 1), (64, 7), (129, 63)])
def test_equals_numpy_for_every_shape(m, k, n):
    """Empty dimensions, vectors as matrices, one row more or less than a panel."""
    a, b = matrix(m, k, float), matrix(k, n, float)
    expected = np.matmul(a, b)
    for result in [matmul.alone(a, b), *(in_blocks(matmul, ranks, a, b) for ranks in RANKS)]:
        same(result, expected)


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("rows", [None, 1, 64])
@pytest.mark.parametrize(("m", "k", "n"), [(193, 3, 1), (193, 63, 2), (130, 257, 100), (500, 64, 7), (700, 33, 65)])
def test_bits_do_not_depend_on_ranks_threads_or_storage(dtype, rows, m, k, n, monkeypatch):
    """The grid of panels, and the order that BLAS sees, are the same on every path; of storage only the order counts."""
    monkeypatch.setattr(panels, "OVERRIDE", rows)
    a, b = matrix(m, k, dtype), matrix(k, n, dtype, 1)
    known = {}
    for left, right in itertools.product([a, *arrangements(a)], [b, *arrangements(b)]):
        order = by_columns(left), by_columns(right)
        expected = known.setdefault(order, matmul.alone(left, right).tobytes())
        assert matmul.alone(left, right).tobytes() == expected
        for ranks in RANKS if matmul.prepare(left, right) else ():
            assert in_blocks(matmul, ranks, left, right).tobytes() == expected
    for (first, second), expected in known.items():
        left, right = np.asarray(a, order="F" if first else "C"), np.asarray(b, order="F" if second else "C")
        for cores in (1, 2, 3, 8):
            monkeypatch.setattr(threads, "cores", lambda cores=cores: cores)
            assert matmul.alone(left, right).tobytes() == expected


def by_columns(array):
    """Whether an array is stored by columns, and as BLAS takes it."""
    flags = array.flags
    return flags.f_contiguous and not flags.c_contiguous and flags.aligned and array.dtype.isnative


@pytest.mark.parametrize("n", [1, 7, panels.FEW - 1, panels.FEW])
def test_what_is_stored_by_columns_is_not_copied(n, monkeypatch):
    """But for a first matrix with many columns to multiply it with: it may go to ranks by its rows."""
    given = []
    monkeypatch.setattr(panels, "settled", lambda ufunc, left, right, *more: given.extend([left, right]))
    a, b = np.asfortranarray(np.ones((1900, 2500))), np.asfortranarray(np.ones((2500, n)))
    matmul.alone(a, b)
    assert np.shares_memory(given[0], a) == (n < panels.FEW)
    assert np.shares_memory(given[1], b)
    assert (matmul.prepare(a, b) is None) == (n < panels.FEW)


def test_a_number_is_no_matrix():
    """NumPy says so."""
    with pytest.raises(ValueError, match="Input operand 1 does not have enough dimensions"):
        matmul.alone(np.ones((2, 3)), np.ones(()))


@pytest.mark.parametrize("primitive", [matmul, matvec], ids=["matmul", "matvec"])
@pytest.mark.parametrize("dtype", ["f4", "f8", "c16", "i4"])
@pytest.mark.parametrize("n", [10, 300, 700])
def test_two_operands_of_one_foreign_byte_order(primitive, dtype, n):
    """Even of one dtype object, of which BLAS must not get the bytes as they are."""
    a = (np.arange(n * n).reshape(n, n) % 11).astype(np.dtype(dtype).newbyteorder())
    b = a if primitive is matmul else a[0]
    expected = getattr(np, primitive.__name__.rpartition(".")[2])(a, b)
    assert a.dtype is b.dtype
    for result in [primitive.alone(a, b), *(in_blocks(primitive, ranks, a, b) for ranks in RANKS)]:
        same(result, expected)


@pytest.mark.parametrize("rows", [2, 7, panels.FEW - 1, panels.FEW])
@pytest.mark.parametrize("columns", [2, panels.FEW - 1, panels.FEW])
def test_what_has_gaps_is_copied_only_for_ranks(rows, columns, monkeypatch):
    """They may get the one if the other is large."""
    given = []
    monkeypatch.setattr(panels, "settled", lambda ufunc, left, right, *more: given.extend([left, right]))
    a, b = np.ones((rows, 2500))[:, :2000], np.ones((2000, 2 * columns))[:, :columns]
    matmul.alone(a, b)
    if given:  # more than a panel
        assert np.shares_memory(given[0], a) == (columns < panels.FEW)
        assert np.shares_memory(given[1], b) == (rows < panels.FEW)
    assert (matmul.prepare(a, b) is None) == (rows < panels.FEW or columns < panels.FEW)


@pytest.mark.parametrize("blas_threads", [1, 2, 4])
def test_bits_do_not_depend_on_the_users_blas_threads(blas_threads):
    """One panel and several, on whatever number of threads the user set; the setting survives."""
    settings = [(library, library.get()) for library in blas._libraries()]
    products = [(matrix(m, 300, float), matrix(300, 300, float)) for m in (150, 700)]
    expected = [matmul.alone(a, b).tobytes() for a, b in products]
    try:
        for library, _ in settings:
            library.set(blas_threads)
        assert [matmul.alone(a, b).tobytes() for a, b in products] == expected
        assert all(library.get() == blas_threads for library, _ in settings)
    finally:
        for library, count in settings:
            library.set(count)


@pytest.mark.parametrize("shape", [(300, 1), (1, 300), (20, 20)])
def test_product_with_its_own_transpose(shape):
    """Two names for the same memory give the bits that copies give."""
    a = matrix(*shape, float)
    for b in (a.T, a.reshape(shape[::-1])):
        assert matmul.alone(a, b).tobytes() == in_blocks(matmul, 2, a, b).tobytes()
        assert matmul.alone(a, b).tobytes() == matmul.alone(a, b.copy("A")).tobytes()
        if matmul.prepare(b, a):
            assert matmul.alone(b, a).tobytes() == in_blocks(matmul, 2, b, a).tobytes()
        assert matmul.alone(b, a).tobytes() == matmul.alone(b.copy("A"), a).tobytes()


class Overrider:
    def __array_ufunc__(self, ufunc, method, *inputs, **_):
        return f"{ufunc.__name__} of mine"


NOT_DISTRIBUTED = {
    "vectors": (np.ones(3), np.ones(3)),
    "stacks": (np.ones((2, 3, 4)), np.ones((2, 4, 5))),
    "lists": ([[1, 2], [3, 4]], [[5.0], [6.0]]),
    "objects": (np.array([[1, 2]], object), np.array([[3], [4]], object)),
    "np.matrix": (np.ones((1, 2)).view(np.matrix), np.ones((2, 1))),
    "masked": (np.ma.array([[1, 2]], mask=[[0, 1]]), np.ma.array([[3], [4]])),
    "overrider": (np.ones((2, 2)), Overrider()),
    "do not fit": (np.ones((2, 3)), np.ones((2, 3))),
    "scalar": (np.ones((2, 3)), 2.0),
    "zero-dimensional": (np.array(1.0), np.ones((1, 1))),
    "strings": (np.array([["a"]]), np.array([["b"]])),
    "dates": (np.ones((1, 1), "M8[s]"), np.ones((1, 1), "M8[s]")),
    "records": (np.ones((1, 1), "f8,f8"), np.ones((1, 1))),
    "nonsense": (None, object()),
    "ragged": ([[1, 2], [3]], [[1]]),
}


@pytest.mark.parametrize("arguments", NOT_DISTRIBUTED.values(), ids=NOT_DISTRIBUTED)
def test_root_lets_numpy_answer(arguments):
    """What cannot be distributed gives NumPy's own result, or NumPy's own error."""
    assert matmul.prepare(*arguments) is None
    try:
        expected = np.matmul(*arguments)
    except Exception as error:
        with pytest.raises(type(error)) as caught:
            matmul.alone(*arguments)
        assert str(caught.value) == str(error)
        return
    result = matmul.alone(*arguments)
    assert type(result) is type(expected)
    assert np.all(np.asarray(result == expected))


def test_memory_mapped_arrays_are_distributed(tmp_path):
    """A file larger than memory is what people map; NumPy returns a plain array for it, and so do we."""
    a = np.memmap(tmp_path / "a", float, "w+", shape=(6, 4))
    a[:] = matrix(6, 4, float)
    b = matrix(4, 3, float)
    for result in (matmul.alone(a, b), in_blocks(matmul, 3, a, b)):
        same(result, np.matmul(np.array(a), b))


CONDITIONS = {
    "overflow": (1e200, 1e200, ["overflow"]),
    "invalid": (np.inf, 0.0, ["invalid value"]),
    "underflow": (1e-200, 1e-200, []),
    "quiet NaN": (np.nan, 1.0, []),
    "infinity": (np.inf, 1.0, []),
}


@pytest.mark.parametrize("ranks", [0, 1, 3])
@pytest.mark.parametrize("rows", [None, 2])
@pytest.mark.parametrize(("x", "y", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_floating_point_conditions(x, y, expected, rows, ranks, monkeypatch):
    """Warned of, raised or ignored as NumPy does under the caller's errstate; 0 ranks: alone."""
    monkeypatch.setattr(panels, "OVERRIDE", rows)
    a, b = np.zeros((7, 1)), np.full((1, 2), y)
    a[5] = x
    compute = (lambda: in_blocks(matmul, ranks, a, b)) if ranks else (lambda: matmul.alone(a, b))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compute()
    assert [str(w.message) for w in caught] == [f"{kind} encountered in matmul" for kind in expected]
    with np.errstate(over="raise", invalid="raise"):
        if expected:
            with pytest.raises(FloatingPointError, match=f"{expected[0]} encountered in matmul"):
                compute()
        else:
            compute()
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        compute()


@pytest.mark.parametrize("rows", [None, 2])
def test_underflow_is_heard_on_root(rows, monkeypatch):
    """Only the processor knows of it: such a call is not distributed, and has the same bits."""
    monkeypatch.setattr(panels, "OVERRIDE", rows)
    a, b = np.full((7, 1), 1e-200), np.full((1, 2), 1e-200)
    quiet = matmul.alone(a, b).tobytes()
    with np.errstate(under="raise"):
        assert matmul.prepare(a, b) is None
        with pytest.raises(FloatingPointError, match="underflow encountered in matmul"):
            matmul.alone(a, b)
    with np.errstate(under="warn"), pytest.warns(RuntimeWarning, match="underflow encountered in matmul"):
        assert matmul.alone(a, b).tobytes() == quiet


@pytest.mark.parametrize(
    ("m", "n", "expected"),
    [
        (0, 1000, (1, 1000)),
        (1, 1, (1, 1)),
        (79, 200, (79, 200)),
        (80, 50, (80, 50)),
        (80, 80, (40, 80)),
        (127, 127, (64, 127)),
        (130, 140, (72, 140)),
        (500, 500, (256, 500)),
        (1000, 1000, (256, 1000)),
        (2048, 2048, (344, 2048)),
        (4096, 10, (344, 10)),
        (10**6, 1000, (384, 1000)),
        (64, 10**6, (64, 83336)),
        (1, 10**7, (8, 833336)),
    ],
)
def test_grid(m, n, expected):
    """Panels of 40 to 384 rows, a number of them that 2, 3, 4, 6 or 12 ranks share evenly; of columns if rows are few."""
    assert matmul.grid(m, 128, n)[:2] == expected


def test_one_row_or_column_is_a_vector():
    """It has panels as soon as matvec has, of the same rows."""
    for dtype in "dD":
        edge = matvec.one(dtype)
        assert matmul.grid(edge // 64 - 1, 64, 1, dtype) == (edge // 64 - 1, 1, False)
        assert matmul.grid(edge // 64, 64, 1, dtype).height == matvec.height(edge // 64, 64, dtype=dtype) < edge // 64
        assert matmul.grid(1, 64, edge // 64 - 1, dtype).one(1, edge // 64 - 1)
        assert not matmul.grid(1, 64, edge // 64, dtype).one(1, edge // 64)
        assert matmul.grid(2, 64, edge // 64, dtype).one(2, edge // 64)


@pytest.mark.parametrize("dtype", "fdFDli")
@pytest.mark.parametrize(("m", "k", "n"), [(700, 300, 1), (1, 300, 700), (1, 10**5, 1), (200, 10**4, 1)])
def test_bits_of_products_with_vectors(dtype, m, k, n, monkeypatch):
    """On any number of ranks and threads."""
    a, b = matrix(m, k, dtype), matrix(k, n, dtype)
    expected = matmul.alone(a, b)
    same(expected, np.matmul(a, b))
    direct = matmul.direct(a, b)
    assert direct is None or direct.tobytes() == expected.tobytes()
    for ranks in RANKS:
        assert in_blocks(matmul, ranks, a, b).tobytes() == expected.tobytes()
    for cores in (1, 2, 3):
        monkeypatch.setattr(threads, "cores", lambda cores=cores: cores)
        assert matmul.alone(a, b).tobytes() == expected.tobytes()


@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize("cores", [1, 3])
def test_one_row_is_a_vector_but_one_row_of_a_panel_is_not(order, cores, monkeypatch):
    """BLAS has another routine for it, which adds up in another order: the number of ranks must not decide."""
    monkeypatch.setattr(threads, "cores", lambda: cores)
    b = np.asarray(matrix(600, 5000, float), order=order)
    for a in (matrix(1, 600, float), matrix(2, 600, float), matrix(1345, 600, float)):
        expected = matmul.alone(a, b)
        same(expected, np.matmul(a, b))
        for ranks in RANKS:
            assert in_blocks(matmul, ranks, a, b).tobytes() == expected.tobytes()


@pytest.mark.parametrize("dtype", "fdFD")
def test_columns_are_cut_where_rows_are_few(dtype, monkeypatch):
    """The same bits on any number of threads and ranks."""
    a, b = matrix(20, 50, dtype), matrix(50, 5000, dtype)
    assert matmul.grid(20, 50, 5000).width < 5000
    expected = matmul.alone(a, b)
    same(expected, np.matmul(a, b))
    assert in_blocks(matmul, 3, a, b).tobytes() == expected.tobytes()
    for cores in (1, 2, 5):
        monkeypatch.setattr(threads, "cores", lambda cores=cores: cores)
        assert matmul.alone(a, b).tobytes() == expected.tobytes()


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize(("m", "k", "n"), [(500, 64, 100), (20, 50, 5000)])
def test_another_blas_is_called_through_numpy(dtype, m, k, n, monkeypatch):
    """Where its functions cannot be called by address."""
    monkeypatch.setattr(blas, "library", lambda: None)
    a, b = matrix(m, k, dtype), matrix(k, n, dtype)
    result = matmul.alone(a, b)
    same(result, np.matmul(a, b))
    for ranks in RANKS:
        assert in_blocks(matmul, ranks, a, b).tobytes() == result.tobytes()


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("size", [7, 33, 100])
def test_root_multiplies_a_matrix_by_itself_and_by_its_transpose_as_anybody_does(dtype, turned, size):
    """Its part is in the user's memory, and NumPy has another routine for that where it is the whole."""
    a = matrix(size, size, dtype)
    expected = matmul.alone(a, a.T if turned else a)
    for left in (a, a.copy()):
        assert matmul.local(left, a, 0, size, turned=turned).tobytes() == expected.tobytes()


def test_a_matrix_of_bools_meets_negative_zeros(monkeypatch):
    """It is multiplied in the other's type, as everywhere: by panels, which may lose a sign or keep it."""
    monkeypatch.setattr(panels, "OVERRIDE", 1)
    a, b = np.zeros((2, 1), bool), np.full((1, 2), complex(-0.0, 0.0), "F")
    expected = matmul.alone(a, b).tobytes()
    for ranks in RANKS:
        assert in_blocks(matmul, ranks, a, b).tobytes() == expected
