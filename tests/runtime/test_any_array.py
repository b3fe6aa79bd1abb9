"""Whatever arrays there are: one process, threads, ranks and NumPy agree on them."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dino.runtime import exact, layout, matmul, matvec, panels, parsum, runs, sort, threads
from tests.runtime.ranks_in_threads import in_blocks, run

EVERY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
REALS, COMPLEX, INTEGERS = ["f4", "f8"], ["c8", "c16"], ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"]
DATES = ["M8[s]", "m8[us]", "S3", "U2"]

LAYOUTS = [
    lambda x: x,
    np.asfortranarray,
    lambda x: x[tuple(slice(None, None, -1) for _ in x.shape)],
    lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
    lambda x: x.astype(x.dtype.newbyteorder()),
]


@st.composite
def array(draw, dtype, shape):
    """An array of any values (NaN, infinities, zeros of both signs, subnormals, extremes) in any layout."""
    return draw(st.sampled_from(LAYOUTS))(draw(arrays.arrays(dtype, shape)))


@st.composite
def operands(draw, axes):
    """Two operands that fit: a matrix, and a matrix or vector."""
    m, k, n = (draw(st.integers(0, 9)) for _ in range(3))
    dtypes = st.sampled_from([*REALS, *COMPLEX, *INTEGERS])
    first = draw(dtypes)
    second = draw(st.sampled_from([first, draw(dtypes)]))
    return draw(array(first, (m, k))), draw(array(second, (k, n) if axes == 2 else (k,)))


def bounded(result, expected, a, b):
    """Whether a product is NumPy's within the usual bound, wherever no sum comes near the largest number."""
    if expected.dtype.kind not in "fc":
        return np.array_equal(result, expected)
    size = np.abs(a.astype(np.clongdouble)) @ np.abs(b.astype(np.clongdouble))
    limits = np.finfo(expected.dtype)
    safe = size < limits.max / 8
    bound = 4 * (a.shape[-1] + 2) * (limits.eps * size + limits.smallest_normal)
    near = np.abs(result.astype(np.clongdouble) - expected)[safe] <= bound[safe]
    return bool(near.all()) and bool(np.isnan(result[np.isnan(size)]).all())


@pytest.mark.parametrize(("primitive", "ufunc", "axes"), [(matmul, np.matmul, 2), (matvec, np.matvec, 1)])
@EVERY
@given(data=st.data(), ranks=st.integers(1, 4), rows=st.sampled_from([None, 1, 3]))
def test_products(primitive, ufunc, axes, data, ranks, rows):
    """The bytes of one process; NumPy's values, dtype and shape."""
    a, b = data.draw(operands(axes))
    with np.errstate(all="ignore"), mock.patch.object(panels, "OVERRIDE", rows):
        alone, expected = primitive.alone(a, b), ufunc(a, b)
        assert (alone.dtype, alone.shape) == (expected.dtype, expected.shape)
        assert bounded(alone, expected, a, b)
        if primitive.prepare(a, b) is not None:
            assert in_blocks(primitive, ranks, a, b).tobytes() == alone.tobytes()


SHAPES = arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=40)


@EVERY
@given(data=st.data(), ranks=st.integers(1, 5), workers=st.integers(1, 3))
def test_sums(data, ranks, workers):
    """numpy.sum's bytes on threads and on ranks; an exact sum's are the same on all."""
    x = data.draw(array(data.draw(st.sampled_from([*REALS, *COMPLEX, *INTEGERS])), data.draw(SHAPES)))
    with (
        np.errstate(all="ignore"),
        mock.patch.multiple(parsum, SMALL=0, PARALLEL=0),
        mock.patch.object(exact, "PARALLEL", 0),
        mock.patch.object(threads, "cores", lambda: workers),
    ):
        expected = np.sum(x)
        assert parsum.alone(x).tobytes() == expected.tobytes()
        if parsum.prepare(x) is not None:
            assert in_blocks(parsum, ranks, x).tobytes() == expected.tobytes()
        if x.dtype.kind in "biu":
            assert parsum.alone(x, exact=True).tobytes() == expected.tobytes()
            return
        call = parsum.prepare(x, exact=True)
        counts = layout.blocks(len(call.operands[0]), ranks)
        edges = np.cumsum([0, *counts])
        parts = [
            parsum.local(call.operands[0][start:stop].copy(), start, edges[-1], **call.options)
            for start, stop in zip(edges, edges[1:])
        ]
        precise = parsum.finish(parts, call)
        assert precise.dtype == parsum.alone(x, exact=True).dtype
        assert np.array_equal(precise, parsum.alone(x, exact=True), equal_nan=precise.dtype.kind in "fc")


@EVERY
@given(data=st.data(), ranks=st.integers(1, 4), workers=st.integers(1, 3))
def test_sorts(data, ranks, workers):
    """NumPy's order; the same bytes on threads and on ranks, also among what == cannot tell apart."""
    dtype = data.draw(st.sampled_from([*REALS, *COMPLEX, *INTEGERS, *DATES]))
    x = data.draw(array(dtype, data.draw(arrays.array_shapes(min_dims=1, max_dims=2, min_side=0, max_side=60))))
    with mock.patch.multiple(runs, PARALLEL=0, SLOW=0), mock.patch.object(threads, "cores", lambda: workers):
        alone, expected = sort.alone(x), np.sort(x)
    assert (alone.dtype, alone.shape) == (expected.dtype, expected.shape)
    assert np.array_equal(alone, expected, equal_nan=x.dtype.kind in "fcmM")
    call = sort.prepare(x)
    if call is not None:
        (vector,) = call.operands
        edges = np.cumsum([0, *layout.blocks(len(vector), ranks)])
        parts, _ = run(
            ranks, lambda comm: sort.exchange(sort.local(vector[edges[comm.rank] : edges[comm.rank + 1]].copy()), comm)
        )
        assert sort.finish(np.concatenate(parts), call).tobytes() == alone.tobytes()
