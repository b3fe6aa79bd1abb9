# Compiled by DiNo VERSION from function_docstring_shares_line.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
  from dino import parsum

  if __name__ == "__main__":
    print("two blanks are this script's indentation")


  def total(x):
      """The sum, and how many.""";print(len(x))
      if parsum(x) > 3:
          print("more")
      # what it gives
      return parsum(x)


@spmd.collective_of(spmd.root and total)
def total_spmd(x):  # lines 7-12, on all ranks
    if spmd.root:
      print(len(x))
    # line 9: if parsum(x) > 3:
    x_plan = spmd.parsum.plan(spmd.root and (x,), 9)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
      if parsum_result > 3:
          print("more")
    # what it gives
    # line 12: return parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 12)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return parsum_result


if spmd.root:
  def brief(x): "Its text."; return parsum(x)


@spmd.collective_of(spmd.root and brief)
def brief_spmd(x):  # line 15, on all ranks
  # line 15: return parsum(x)
  x_plan = spmd.parsum.plan(spmd.root and (x,), 15)
  x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
  parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
  parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
  return parsum_result


# line 18: print(total([1.0, 2.0]), total.__doc__, brief([4]), brief.__doc__)
total_result = total_spmd(spmd.root and [1.0, 2.0])
__doc___before = spmd.root and total.__doc__
brief_result = brief_spmd(spmd.root and [4])

if spmd.root:
  print(total_result, __doc___before, brief_result, brief.__doc__)
  del total_result, __doc___before, brief_result

# line 19: s = total([5.0])
s = total_spmd(spmd.root and [5.0])

# line 20: s += brief([s])
brief_result = brief_spmd(spmd.root and [s])

if spmd.root:
  s += brief_result
  del brief_result
  print(s)
