"""Local kernels in Cython, one algorithm each; none knows a communicator."""
