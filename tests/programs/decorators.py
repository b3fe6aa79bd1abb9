"""Decorators: with arguments, stacked, on classes and methods; a primitive as a decorator."""

import functools

import numpy as np
from dino import *


def scaled(factor):
    def wrap(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            return factor * function(*args, **kwargs)

        inner.total = parsum(np.full(3, factor))
        return inner

    return wrap


@scaled(2)
@scaled(int(parsum(np.arange(3))))
def product(a, b):
    """Multiply."""
    return matmul(a, b)


def registered(cls):
    cls.weights = sort(np.array(cls.weights))
    return cls


@registered
class Model:
    weights = [3.0, 1.0, 2.0]

    @functools.cached_property
    def norm(self):
        print("once")
        return matvec(self.weights[None, :], self.weights)[0]

    @scaled(10)
    def score(self, x):
        return parsum(self.weights * x)


@sort
@np.array
@list
@lambda f: f()
def values():
    return 5, 4, 9


@functools.singledispatch
def describe(x):
    return f"other {x}"


@describe.register
def _(x: np.ndarray):
    return f"array of sum {parsum(x)}"


print(product(np.eye(2), np.ones((2, 2))), product.__name__, product.__doc__, product.total)
model = Model()
print(model.norm, model.norm, model.score(np.ones(3)), Model.weights)
print(values, describe(values), describe(1))
