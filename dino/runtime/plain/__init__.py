"""Plain definitions of the runtime in mpi4py and NumPy alone, for `dino compile --inline` and for teaching.

`spmd.py` is the protocol; each other file is one primitive. The compiler pastes their text into one function, so a name
of one is a name of all; what they import from one another is dropped there.
"""
