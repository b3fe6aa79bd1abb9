from numpy import *

print(matmul(eye(2), eye(2)), sort(array([2, 1])))
