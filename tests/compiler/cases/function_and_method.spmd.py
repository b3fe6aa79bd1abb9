# Compiled by DiNo VERSION from function_and_method.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, parsum


@spmd.collective  # on all ranks
def norm(A):
    """Root of the sum of squares."""
    # line 7: return parsum((A * A).ravel()) ** 0.5
    x_plan = spmd.parsum.plan(spmd.root and ((A * A).ravel(),), 7)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (parsum_result ** 0.5)


if spmd.root:
    class Model:
        def __init__(self, A):
            self.A = A

        def power(self, n):
            result = np.eye(len(self.A))
            for _ in range(n):
                result = matmul(result, self.A)
            return result


# line 21: print(norm(Model(np.eye(2) + 1).power(3)))
norm_result = norm(spmd.root and Model(np.eye(2) + 1).power(3))

if spmd.root:
    print(norm_result)
    del norm_result
    print([parsum(row) for row in np.eye(2)], list(map(parsum, np.eye(2))))
