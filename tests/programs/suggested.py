# status: 1
"""A name that is not there, and is nearly one of the scaffolding's: CPython suggests none of these."""

from dino import parsum


def total(x):
    found = parsum(x) + parsum([1])
    return found + parsum_resul


print(parsum([1, 2]))
total([3])
