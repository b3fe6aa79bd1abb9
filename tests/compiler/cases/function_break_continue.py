import numpy as np
from dino import parsum, sort


def search(rows, limit):
    for index, row in enumerate(rows):
        if index == 1:
            continue
        while True:
            row = sort(row) + 1
            if row[0] > limit:
                break
            if parsum(row) > 100:
                return "too much", index
        if row[-1] > 10:
            break
    else:
        return "none"
    return index, row


print(search([np.array([1, 2]), np.array([5, 4]), np.array([9, 8])], 3))
print(search([np.array([90, 2])], 40), search([], 1))
