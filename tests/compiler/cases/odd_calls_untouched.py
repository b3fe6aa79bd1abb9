import numpy as np
from dino import matmul, parsum, sort

pair = np.eye(2), np.eye(2)
print(matmul(*pair), matmul(b=np.eye(2), a=np.eye(2)))
try:
    sort(1, 2, 3)
except TypeError:
    print("arity")
