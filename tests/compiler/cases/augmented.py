import numpy as np
from dino import parsum, sort

x = np.array([3, 1, 2])
alias = x
x += sort(x)
total = 0
total += parsum(x)
total -= 2 * parsum(alias)
print(x, alias is x, total)
