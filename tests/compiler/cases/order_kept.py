import numpy as np
from dino import parsum, sort


def say(word):
    print(word, end=" ")
    return np.array([2, 1])


d = {}
d[say("key")[0]] = parsum(say("value"))
print(say("left") + sort(say("right")))
print(sort(say("first")), sort(say("second")))
print(parsum(sort(say("inner"))), say("last"))
