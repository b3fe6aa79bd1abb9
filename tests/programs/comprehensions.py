"""Comprehensions of all kinds, lambdas, star arguments, default arguments, conditional expressions."""

import dino as dn
import numpy as np

rows = np.arange(12).reshape(4, 3)
print([int(dn.parsum(row)) for row in rows if dn.parsum(row) % 2])
print({int(dn.parsum(row)): dn.sort(row)[::-1].tolist() for row in rows})
print(sorted({int(dn.parsum(row) % 5) for row in rows}))
print([[int(dn.parsum(a * b)) for a in rows] for b in rows[:2]])
print(sum(int(s) for row in rows if (s := dn.parsum(row)) > 5), s)
pair = (rows, rows.T)
print(dn.matmul(*pair).shape, dn.matvec(*(rows, np.ones(3))), dn.parsum(*[rows]))
print((lambda *xs: [dn.parsum(x) for x in xs])(*rows))
print((lambda x=dn.parsum(rows), *, y=dn.sort(rows[3]): (x, y))())


def default(x=dn.sort(np.array([2, 1])), seen=[]):
    seen.append(int(dn.parsum(x)))
    return seen


print(default(), default(np.ones(4)), default())
print("big" if dn.parsum(rows) > 50 else "small", rows[dn.parsum(rows[0]) - 1], rows[:, : dn.parsum(rows[0] > 0)])
print([f(rows[1]) for f in (dn.parsum, dn.sort, lambda x: dn.matvec(rows, x))])
print(dict(zip("ab", map(dn.sort, ([2, 1], [4, 3])))), dn.parsum([1, 2, 3]), dn.parsum(5))
print(f"{dn.parsum(rows):>8} {dn.parsum(rows) / 7:.3f} {dn.sort(rows[0])!r} {dn.parsum(rows)=}")
