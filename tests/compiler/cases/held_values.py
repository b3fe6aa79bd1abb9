import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
d = {"k": 1.0}
print(len(d), parsum(x), d.pop("k"), sort(x), d)
y = d.get("k", 2) * x + matvec(np.eye(3), x) - d.setdefault("k", parsum(x))
print(y)
print(
    x.max(),
    matmul(
        np.eye(3) * d["k"],
        np.ones((3, 2)),
    ).shape,
)
