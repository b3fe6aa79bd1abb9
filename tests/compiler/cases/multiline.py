import numpy as np
from dino import matmul

C = matmul(
    np.array([[1, 2],   # first
              [3, 4]]),
    np.eye(2),  # second
)
print("""two
    lines""", matmul(C,
                     C))
text = ("a"
        "b" + \
        "c")
print(text)
