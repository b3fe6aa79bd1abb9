"""Prints a digest of what each primitive gives for inputs of several panels, blocks and leaves; see test_bytes.py."""

import hashlib

import numpy as np

from dino import matmul, matvec, parsum, sort

rng = np.random.default_rng(5)


def digest(*values):
    """Of dtype, shape and bytes."""
    whole = hashlib.sha256()
    for value in values:
        array = np.asarray(value)
        whole.update(repr((type(value).__name__, array.dtype.str, array.shape)).encode() + array.tobytes())
    return whole.hexdigest()[:16]


def reals(*shape):
    return rng.normal(size=shape) * 10.0 ** rng.integers(-6, 6, shape)


# Static: products of products stay on the ranks, a matrix that does not change stays there, too.
a, b, x = reals(901, 257), reals(257, 257), reals(257)
c = matmul(a, b)
d = matmul(c, b)
print("products", digest(d))
for turn in range(3):
    y = matvec(a, x)
    print("loop", turn, digest(y))
wide = matmul(reals(40, 700), reals(700, 1300))
print("wide", digest(wide))
total, precisely = parsum(a), parsum(a, exact=True)
print("sums", digest(total, precisely))
ordered = sort(reals(300_001))
print("sort", digest(ordered))

# Conducted: called by what the compiler does not see through.
for dtype in "fdFD":
    m, n = reals(700, 190).astype(dtype), reals(190, 300).astype(dtype)
    if dtype in "FD":
        m, n = (m + 1j * m[::-1]).astype(dtype), (n - 1j * n[:, ::-1]).astype(dtype)
    for name, call in (("matmul", matmul), ("matvec", matvec)):
        second = n if name == "matmul" else np.ascontiguousarray(n[:, 0])
        print(name, dtype, digest(*(call(each, second) for each in (m, np.asfortranarray(m), m[::-1]))))
    print("parsum", dtype, digest(*(parsum(each) for each in (m, m.T, m[:, ::-1], m.ravel()))))
    print("sort", dtype, digest(*(sort(each) for each in (m.ravel(), m.ravel()[::-3], m, np.sign(m.real).ravel()))))
for dtype in "?bHilQ":
    whole = np.frombuffer(rng.bytes(8 * 300 * 200), np.uint8).astype(dtype)[: 300 * 200].reshape(300, 200)
    print(
        "integers", dtype, digest(matmul(whole, whole.T), matvec(whole, whole[0]), parsum(whole), sort(whole.ravel()))
    )
deep = np.frombuffer(rng.bytes(8 * 300 * 200), np.int64).reshape(300, 200)
print("integers deep", digest(matmul(deep, deep.T), matvec(deep, deep[0]), parsum(deep), sort(deep.ravel())))
few = rng.integers(0, 3, 200_000).astype(float)
few[::1000], few[1::1000], few[2::1000] = np.nan, -0.0, np.inf
print("duplicates", digest(sort(few)))
with np.errstate(all="ignore"):
    print(
        "not finite", digest(matmul(np.array([[np.inf, 1], [1, 2]]), np.eye(2)), parsum(few), parsum(few, exact=True))
    )
