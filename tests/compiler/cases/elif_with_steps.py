import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
for kind in range(4):
    if kind == 0:
        print("zero")
    # the sum decides
    elif parsum(x + kind) == 9:
        print("nine", sort(x))
    elif kind == 2 and matvec(np.eye(3), x)[0] == 3:
        print("two")
    else:
        # comment in the block
        print("else", parsum(x))
    # after all
