"""The largest eigenvalue of a matrix."""
import numpy as np
from dino import matvec, parsum

A = np.arange(9.0).reshape(3, 3)
A = A + A.T
x = np.ones(3)
old = 0.0
for step in range(100):
    y = matvec(A, x)
    norm = np.sqrt(parsum(y * y))
    x = y / norm
    if abs(norm - old) < 1e-12:
        print("converged")
        break
    old = norm
else:
    print("not converged")
print(f"{norm:.6f}")
