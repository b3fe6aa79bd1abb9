A = np.arange(50.0).reshape(5, 10)
B = np.arange(20.0).reshape(10, 2)
C = matmul(A, B)
print(C)
