import numpy as np
from dino import parsum

x = np.ones(3)
while parsum(x) < 10:
    x += 1
# before the else
else:  # on its line
    print("else", x)  # in it
    # behind it


def counted(y, most):
    while parsum(y) < most and len(y) < 4:
        if y[0] > 5:
            break
        y += 1
        if y[0] > 3:
            continue
    else:
        for i in range(2):
            y += parsum(y)
        if i:
            return "else", parsum(y)
    return "end", y


print(counted(np.ones(2), 5), counted(np.ones(2), 100), counted(np.ones(5), 9))
while x[0] < 6 and parsum(x): x += 1
else: print(parsum(x))
if x[0] < 0:
    pass
elif parsum(x) > 0:
    while parsum(x) < 100:
        x += 9
    else:
        print(x)
