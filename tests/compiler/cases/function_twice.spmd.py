# Compiled by DiNo VERSION from function_twice.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    x = np.arange(4.0)


    def passed(y):
        return parsum(y)


@spmd.collective_of(spmd.root and passed)
def passed_spmd(y):  # lines 7-8, on all ranks
    # line 8: return parsum(y)
    y_plan = spmd.parsum.plan(spmd.root and (y,), 8)
    y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return parsum_result


if spmd.root:
    def named(y):
        return parsum(y) + 1


@spmd.collective_of(spmd.root and named)
def named_spmd(y):  # lines 11-12, on all ranks
    # line 12: return parsum(y) + 1
    y_plan = spmd.parsum.plan(spmd.root and (y,), 12)
    y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (parsum_result + 1)


if spmd.root:
    def evaluated(y, n=x.size):
        return parsum(y) + n


@spmd.collective_of(spmd.root and evaluated)
def evaluated_spmd(y, n):  # lines 15-16, on all ranks
    # line 16: return parsum(y) + n
    y_plan = spmd.parsum.plan(spmd.root and (y,), 16)
    y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (parsum_result + n)


if spmd.root:
    def annotated(y: np.ndarray):
        return parsum(y) * 2


@spmd.collective_of(spmd.root and annotated)
def annotated_spmd(y):  # lines 19-20, on all ranks
    # line 20: return parsum(y) * 2
    y_plan = spmd.parsum.plan(spmd.root and (y,), 20)
    y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (parsum_result * 2)


if spmd.root:
    def conducted(y):
        return parsum(y) / 2


@spmd.collective_of(spmd.root and conducted)
def conducted_spmd(y):  # lines 23-24, on all ranks
    # line 24: return parsum(y) / 2
    y_plan = spmd.parsum.plan(spmd.root and (y,), 24)
    y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (parsum_result / 2)


if spmd.root:
    def caller(y):
        return conducted(y)


@spmd.collective_of(spmd.root and caller)
def caller_spmd(y):  # lines 27-28, on all ranks
    return conducted_spmd(spmd.root and y)


# line 31: print(passed(x), list(map(passed, [x, x])))
passed_result = passed_spmd(spmd.root and x)

if spmd.root:
    print(passed_result, list(map(passed, [x, x])))
    del passed_result

# line 32: print(named(x), "a string that names it: named(x)")
named_result = named_spmd(spmd.root and x)

if spmd.root:
    print(named_result, "a string that names it: named(x)")
    del named_result

# line 33: print(evaluated(x), annotated(x))
evaluated_result = evaluated_spmd(spmd.root and x)
annotated_result = annotated_spmd(spmd.root and x)

if spmd.root:
    print(evaluated_result, annotated_result)
    del evaluated_result, annotated_result

# line 34: print(conducted(x), caller(x), [caller(y) for y in (x, x)])
conducted_result = conducted_spmd(spmd.root and x)
caller_result = caller_spmd(spmd.root and x)

if spmd.root:
    print(conducted_result, caller_result, [caller(y) for y in (x, x)])
    del conducted_result, caller_result
