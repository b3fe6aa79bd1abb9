"""Context managers that call primitives on the way in, on the way out, and while an exception passes."""

import contextlib
import io

import numpy as np
from dino import matmul, parsum, sort


class Ledger:
    def __enter__(self):
        self.values = np.zeros(3)
        return self

    def __exit__(self, kind, error, trace):
        print("sum", parsum(self.values), kind and kind.__name__)
        return kind is KeyError

    def add(self, x):
        self.values = self.values + x


@contextlib.contextmanager
def sorted_later(values):
    values.append(0)
    try:
        yield values
    finally:
        print("sorted", sort(np.array(values)))


with Ledger() as ledger:
    ledger.add(sort(np.array([3.0, 1.0, 2.0])))
with Ledger() as ledger:
    ledger.add(1)
    raise KeyError("suppressed")
try:
    with Ledger() as ledger, sorted_later([2, 1]) as values:
        values.append(int(parsum(np.arange(4))))
        matmul(np.ones((2, 3)), np.ones((2, 3)))
except ValueError as error:
    print("seen outside:", str(error).split(",")[0])
with contextlib.ExitStack() as stack:
    for n in range(3):
        stack.callback(lambda n=n: print("leaving", n, parsum(np.arange(n))))
    print("inside", stack.enter_context(sorted_later([9])))
with contextlib.suppress(ValueError):
    matmul(np.ones(3), np.ones(2))
text = io.StringIO()
with contextlib.redirect_stdout(text):
    print(matmul(np.eye(2), np.eye(2)))
print(repr(text.getvalue()))
