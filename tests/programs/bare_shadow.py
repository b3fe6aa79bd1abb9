# style: bare
# A user's own definition is never touched, the other bare names are DiNo's.
def sort(x):
    return ["my own sort", *x]

class Box:
    def matvec(self, a, x):
        return ("method", len(a), len(x))

def local(matmul):
    parsum = len
    return matmul(2, 3), parsum([1, 2, 3])

print(sort([2, 1]), parsum(np.array([2, 1])))
print(Box().matvec([1], [2, 3]), local(lambda a, b: a * b), local(max))
print(matmul(np.eye(2), np.ones((2, 1))).tolist(), matvec(np.eye(2), np.ones(2)))
values = {"parsum": 3}
print(values["parsum"], f"{parsum(np.arange(4))}", [parsum for parsum in (1, 2)])
