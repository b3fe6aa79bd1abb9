# Compiled by DiNo VERSION from held_in_function.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])
    def noise(a):
        print("noise", end=" ")
        return a + 1


@spmd.collective  # on all ranks
def f(a, scale=2):
    # line 11: total = noise(a) + sort(a)
    noise_before = spmd.root and noise(a)
    a_plan = spmd.sort.plan(spmd.root and (a,), 11)
    a_block = spmd.scatter(a_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(a_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    if spmd.root:
        total = noise_before + sort_result
        del noise_before, sort_result
    # line 12: return noise(scale), parsum(total)
    noise_before = spmd.root and noise(scale)
    total_plan = spmd.parsum.plan(spmd.root and (total,), 12)
    total_block = spmd.scatter(total_plan)        # Root -> Shard(0)
    parsum_part = spmd.parsum.local(total_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)      # Partial(pairwise) -> Root; None on workers
    return spmd.root and (noise_before, parsum_result)


# line 15: print(noise(1), f(x), f(noise(x), scale=noise(3)))
noise_before = spmd.root and noise(1)
f_result = f(spmd.root and x)
f_result_2 = f(spmd.root and noise(x), scale=spmd.root and noise(3))

if spmd.root:
    print(noise_before, f_result, f_result_2)
    del noise_before, f_result, f_result_2
