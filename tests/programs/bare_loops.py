# style: bare
A = np.array([[2.0, 1.0], [1.0, 3.0]])
x = np.ones(2)
for i in range(100):
    y = matvec(A, x)
    norm = np.sqrt(parsum(y * y))
    y = y / norm
    if parsum(np.abs(y - x)) < 1e-9:
        break
    x = y
else:
    print("no convergence")
print(i, "%.6f" % norm, np.round(x, 6))
k = 0
while parsum(A) < 1000:
    A = matmul(A, A)
    k += 1
print(k, A, sort(A.ravel()))
