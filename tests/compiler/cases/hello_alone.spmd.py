# Compiled by DiNo VERSION from hello_alone.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import dino

    print("before")

# line 4: dino.hello()
spmd.hello.plan(spmd.root and (), 4)
hello_block = spmd.hello.local()  # each rank computes its block
spmd.gather(hello_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    print("after")
