# Compiled by DiNo VERSION from function_signatures.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum


@spmd.collective  # on all ranks
def plain(x):
    # line 5: return parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return parsum_result


if spmd.root:
    def every(x, /, y: "second" = 2, *rest, scale: float = 1.0, seen=[], **more) -> float:
        seen.append(len(seen))
        return parsum(x) * scale + y, rest, more, seen


@spmd.collective_of(spmd.root and every)
def every_spmd(x, /, y, *rest, scale, seen, **more):  # lines 8-10, on all ranks
    if spmd.root:
        seen.append(len(seen))
    # line 10: return parsum(x) * scale + y, rest, more, seen
    x_plan = spmd.parsum.plan(spmd.root and (x,), 10)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (parsum_result * scale + y, rest, more, seen)


if spmd.root:
    x = np.arange(4)
    more = {"z": 3}

# line 15: print(every(x))
every_result = every_spmd(spmd.root and x)

if spmd.root:
    print(every_result)
    del every_result

# line 16: print(every(x, 3, 4, 5, scale=-1, z=2))
every_result = every_spmd(spmd.root and x, 3, 4, 5, scale=-1, z=2)

if spmd.root:
    print(every_result)
    del every_result

# line 17: print(every(*(x, 1), **more))
every_result = every_spmd(*((x, 1) if spmd.root else ()), **(more if spmd.root else {}))

if spmd.root:
    print(every_result)
    del every_result

# line 18: print(every(*[x], 7, scale=2.5, **more, seen=[]))
every_result = every_spmd(*([x] if spmd.root else ()), 7, scale=2.5, **(more if spmd.root else {}), seen=spmd.root and [])

if spmd.root:
    print(every_result)
    del every_result

# line 19: print(plain(x), plain(x=x))
plain_result = plain(spmd.root and x)
plain_result_2 = plain(x=spmd.root and x)

if spmd.root:
    print(plain_result, plain_result_2)
    del plain_result, plain_result_2
    every.__doc__ = "changed"
