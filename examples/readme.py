# The original style: bare names, no import.
A = np.round(np.random.rand(5, 10) * 100)
B = np.round(np.random.rand(10, 2) * 100)
C = matmul(A, B)
print(C)
print(matvec(A, B[:, 0]))
print(parsum(C))
print(sort(C[:, 0]))
