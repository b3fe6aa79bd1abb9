"""Values that do something when they go, and go as soon as in plain Python: none is held any longer for a primitive."""

import os
import tempfile

import numpy as np
from dino import parsum


class Log:
    def __init__(self, name):
        self.file = open(name, "w")
        self.file.write("text")


def written(file, total):
    file.write("hello")
    file = None
    return open("a.txt").read()


def grown(array, length):
    array.resize(int(length))
    return array


def numbers():
    try:
        yield 1
    finally:
        print("released")


def used(iterator, total):
    value = next(iterator)
    iterator = None
    print("used", value, total)


def removed(folder, total):
    name, folder = folder.name, None
    return os.path.exists(name), total


print(repr(written(open("a.txt", "w"), parsum([1, 2]))))
print(grown(np.ones(4), parsum([3, 3])))
for one in [Log("l.txt"), parsum([1, 2])]:
    pass
print(repr(open("l.txt").read()))
print((Log("k.txt") and parsum([1, 2])) + len(open("k.txt").read()))
print([Log("h.txt"), parsum([1, 2])][1], open("h.txt").read())
used(numbers(), parsum([1, 2]))
print(removed(tempfile.TemporaryDirectory(), parsum([1, 2])))
