import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
y = len(x) and parsum(x)
z = "" or sort(x)
print(y, z)

# the truth of each operand is asked for once, where it is evaluated
waiting = [x, x * 2]
while waiting:
    last = waiting and parsum(waiting.pop())
    print(last, not (last and parsum(x)))


def norm(a, full):
    return full and parsum(a * a) or sort(a)


print(norm(x, 0), norm(x, 1), norm(x * 0, True))
a = b = 1
r = (a or  # one
     b and parsum(x) or
     sort(x))
r = a and b and parsum(x) or 3 if r else sort(x)
r = (a) and (parsum(x)) and (b or parsum(x)) and r + parsum(x)
print(r, a and (b and parsum(x)), [0 or parsum(x), {1: a or parsum(x)}], -(0 or parsum(x)))
for item in 0 or sort(x):
    x[0] += item and parsum(x)
print(""or parsum(x), x)
while (a and parsum(x)) < 2000 and (0 or parsum(x)):
    x *= 2
print(x)
