import dino
import numpy as np


def total(values):
    return dino.parsum(np.array(values))


def broken():
    return dino.matmul(np.ones((2, 3)), np.ones((2, 3)))
