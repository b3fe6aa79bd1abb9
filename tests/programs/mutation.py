"""Arrays changed between calls, views and aliases, every layout: nothing stale, nothing written back."""

import hashlib

import numpy as np
from dino import matmul, matvec, parsum, sort


def digest(x):
    return hashlib.sha256(np.ascontiguousarray(x).tobytes()).hexdigest()[:12]


a = np.arange(30.0).reshape(5, 6) / 7
x = np.linspace(0, 1, 6)
view = a[::2, 1:]
for step in range(4):
    y = matvec(a, x)
    print(step, digest(y), float(parsum(a)), digest(matmul(view, a.T[1:])))
    a[step, step] = -step
    view[-1] += 1
    x = x[::-1]
    y[:] = 0
memory = a.ctypes.data
np.sqrt(np.abs(a), out=a)
print(a.ctypes.data == memory, digest(matvec(a, x)))
del a
a = np.ones((5, 6))
print(digest(matvec(a, x)), parsum(a))
layouts = {
    "fortran": np.asfortranarray(np.arange(35.0).reshape(5, 7)),
    "reversed": np.arange(35.0).reshape(5, 7)[::-1, ::-1],
    "strided": np.arange(140.0).reshape(10, 14)[::2, ::2],
    "broadcast": np.broadcast_to(np.arange(7.0), (5, 7)),
    "swapped": np.arange(35.0).reshape(5, 7).astype(">f8"),
    "readonly": np.frombuffer(np.arange(35.0).tobytes()).reshape(5, 7),
    "unaligned": np.frombuffer(b"x" + np.arange(35.0).tobytes(), np.uint8)[1:].view(np.float64).reshape(5, 7),
    "single": np.arange(35, dtype=np.float32).reshape(5, 7) / 3,
    "complex": np.arange(35).reshape(5, 7) * (1 + 2j),
    "half": np.arange(35, dtype=np.float16).reshape(5, 7),
}
for name, m in layouts.items():
    before = digest(m)
    results = matmul(m, m.T), matvec(m, m[0]), sort(m[0, ::-1]), parsum(m)
    print(name, [digest(r) for r in results], [r.dtype.str for r in results], digest(m) == before)
s = np.array([3, 1, 2])
t = sort(s)
t[0] = 100
print(s, t, sort(s) is s, np.shares_memory(sort(t), t))
