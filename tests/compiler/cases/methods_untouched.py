import numpy as np

x = np.array([2, 1])
x.sort()


class Box:
    matmul = staticmethod(lambda a, b: "box")


print(x, Box.matmul(1, 2), np.sort(x), np.matmul(np.eye(1), np.eye(1)))
