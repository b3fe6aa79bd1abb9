import numpy as np


def matmul(a, b):
    return "mine"


def sort(x, parsum=len):
    return parsum(x)


print(matmul(1, 2), sort([1, 2]))
