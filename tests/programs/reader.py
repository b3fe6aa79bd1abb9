# stdin: first\n3\n1 2 3\n4 5 6\n7 8 10\nsort me 5 4 3\nrest one\nrest two
"""Standard input: input(), iteration, what is left, the end."""

import sys

import numpy as np
from dino import matmul, parsum, sort

name = input("name? ")
rows = [[int(word) for word in input().split()] for _ in range(int(input("rows? ")))]
print(name, matmul(np.array(rows), np.array(rows)).tolist(), sys.stdin.isatty())
for line in sys.stdin:
    print(sort(np.array([int(word) for word in line.split()[2:]])))
    break
print(parsum(np.arange(3)), repr(sys.stdin.read()))
try:
    input()
except EOFError as error:
    print("end:", error, parsum(np.ones(2)))
