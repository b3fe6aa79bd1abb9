"""direct: small products without a frame of Python's, of what is stored in whatever way BLAS takes."""

import numpy as np
import pytest
from dino.kernels.direct import Own, Panels

from dino.runtime import blas
from tests.kernels.test_products import needs_addresses, operands, spread

pytestmark = needs_addresses


def whole(*shape):
    """Every product is one panel."""


def own(axes=2, limit=10**6, one=4 * 10**6, large=None, few=60, vector=None, low=(0, 0), cut=whole, noted=None):
    ufunc, dtypes, exact = np.matmul if axes == 2 else np.matvec, tuple(map(np.dtype, "fdFD")), (np.dtype("i"),)
    return Own(
        ufunc,
        np.ndarray,
        dtypes,
        axes,
        blas.library(),
        (one, vector or one),
        low,
        1000,
        Panels(blas.library(), cut, lambda: 2, np.empty, noted),
        large,
        exact,
        100,
        few,
        2 * limit,
    ).product


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 2, 1), (4, 1, 3), (5, 5, 5), (7, 30, 8), (90, 90, 90)])
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
        (A[0][:, None], A[:1]),
        (A.tolist(), B),
        (A.view(np.matrix), B),
        (np.ones((100, 100)), np.ones((100, 101))),
        (3, None),
    ],
    ids=range(18),
)
def test_what_is_no_small_product_is_left_to_others(pair):
    """Other dtypes, orders, shapes and types, an outer product of shared memory, and whatever is too large."""
    assert own()(*pair) is None


def test_a_product_of_few_rows_is_one_panel_for_longer():
    a, b, _ = operands("d", 7, 30, 8)
    for rows, large in ((8, False), (7, True)):
        product = own(one=100, low=(rows, 10**6), large=lambda *operands: "large")(a, b)
        assert (type(product) is str) == large


@pytest.mark.parametrize("shape", [(3, 4, 5), (1, 4, 1), (3, 1, 5), (0, 4, 5), (3, 0, 5)])
def test_small_products_of_exact_numbers_are_numpys(shape):
    """In whatever way they are stored; no larger ones, no other dtype, no two dtypes."""
    m, k, n = shape
    a, b = np.arange(m * k, dtype="i").reshape(m, k), np.arange(k * n, dtype="i").reshape(n, k).T
    for left, right in ((a, b), (a[::-1], b[:, ::-1])):
        np.testing.assert_array_equal(own()(left, right), np.matmul(left, right), strict=True)
        np.testing.assert_array_equal(own(1)(left, right[:, 0]), np.matvec(left, right[:, 0]), strict=True)
    assert (
        own()(a, b.astype("l"))
        is own()(a.astype("l"), b.astype("l"))
        is own()(a.astype(">i4"), b.astype(">i4"))
        is None
    )
    assert own()(np.ones((5, 5), "i"), np.ones((5, 4), "i")) is own()(a, np.ones((k + 1, 1), "i")) is None


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


@pytest.mark.parametrize("axes", [2, 1])
def test_what_is_claimed_goes_this_way_until_there_is_another_limit(axes):
    a, b = np.ones((10, 12)), np.ones((12, 14))
    b = b if axes == 2 else b[:, 0].copy()
    product = own(axes, limit=50)
    own_way = product.__self__
    assert product(a, b) is None
    own_way.claim(a, b)
    assert product(a, b) is not None and product(a + 1, b + 1) is not None
    others = (a[:9], b), (a.astype("f"), b.astype("f")), (a[:, :11].copy(), b[:11])
    assert [product(*pair) for pair in others] == [None] * 3
    own_way.claim(a[:9], b)
    assert product(a, b) is None and product(a[:9], b) is not None
    own_way.limit = 50.0
    assert product(a[:9], b) is None and own_way.limit == 50.0


@pytest.mark.parametrize("dtype", "fdFD")
@pytest.mark.parametrize("axes", [2, 1])
def test_panels_are_those_that_python_chooses_for_each_new_shape(axes, dtype):
    """The bits are those of the same panels elsewhere; who asks for another shape in between gets that one's."""
    asked = []

    def cut(m, k, n, char):
        asked.append((m, k, n, char))
        return 8, max(n // 2, 1), False, False

    product = own(axes, limit=10**9, one=1000, cut=cut)
    shapes = [(30, 40, 50), (30, 40, 50), (50, 40, 50), (30, 40, 50), (30, 41, 50)]
    for m, k, n in shapes:
        a, b, _ = operands(dtype, m, k, n)
        b = b if axes == 2 else b[:, 0].copy()
        expected = np.empty((m, *b.shape[1:]), dtype)
        blas.library().product(a, b, expected, 8, max(n // 2, 1) if axes == 2 else 1, 1)
        found = product(a, b)
        assert found.tobytes() == expected.tobytes() and found.shape == expected.shape and found.dtype == a.dtype
    changes = [shapes[0], *shapes[2:]]
    assert asked == [(m, k, n if axes == 2 else 1, dtype) for m, k, n in changes]


def test_another_dtype_is_cut_in_its_own_way():
    chars = []
    product = own(one=100, cut=lambda m, k, n, char: chars.append(char) or (4, n, False, False))
    for dtype in "dfd":
        product(np.ones((8, 8), dtype), np.ones((8, 8), dtype))
    assert chars == ["d", "f", "d"]


def test_what_the_processor_reports_is_noted():
    """With the operands and the product, of which the caller makes what the user gets."""
    product = own(one=100, cut=lambda *_: (4, 8, False, False), noted=lambda *about: about)
    a, b = np.full((8, 8), 1e300), np.full((8, 8), 1e300)
    left, right, result, names = product(a, b)
    assert left is a and right is b and np.isinf(result).all() and "over" in names
    assert type(product(np.ones((8, 8)), b)) is np.ndarray


def test_one_row_in_all_is_a_vector():
    a, b, _ = operands("d", 1, 60, 50)
    expected = np.empty((1, 50))
    blas.library().product(a, b, expected, 1, 16, 1, row=True)
    assert own(one=100, cut=lambda *_: (1, 16, True, False))(a, b).tobytes() == expected.tobytes()


def test_what_stops_python_stops_the_product():
    def cut(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        own(one=100, cut=cut)(np.ones((8, 8)), np.ones((8, 8)))
