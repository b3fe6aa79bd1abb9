# style: bare
# status: 1
# Bare names; the shape error is uncaught.
A = np.arange(6).reshape(2, 3)
print(matmul(A, A.T))

def f(x):
    return matvec(
        A,
        x,
    )

print(f(np.ones(3)))
print(f(np.ones(4)))
