import numpy as np
from dino import matmul, parsum

spmd = "mine"
A = B_copy = np.eye(2)
A_block, A_plan, C_block = 1, 2, 3
C = matmul(A, B_copy)
matmul_result = matmul(A, A)
parsum_result = 1 + parsum(A.ravel())
for item_item in range(1):
    print(parsum(A[0]))
print(spmd, A_block, A_plan, C_block, C, matmul_result, parsum_result)
