"""Exceptions: chained, with context and notes, in finally and else, shown by traceback."""

import sys
import traceback

import numpy as np
from dino import matmul, matvec, parsum, sort


class Wrong(Exception):
    """An error of the program's own."""


def product(a, b):
    try:
        return matmul(a, b)
    except ValueError as error:
        raise Wrong("cannot multiply") from error
    finally:
        print("finally", parsum(np.ones(4)))


def careless():
    try:
        matvec(np.ones((2, 2)), np.ones(3))
    except ValueError:
        return undefined_name  # noqa: F821


def masked():
    while True:
        try:
            raise Wrong("lost")
        finally:
            print("breaking", sort(np.array([2, 1])))
            break
    return "no exception"


for attempt in (
    lambda: product(np.ones((2, 3)), np.ones((2, 3))),
    careless,
    lambda: sort(np.float64(3)),
    lambda: parsum(np.array(["a", "b"])),
    lambda: matmul("text", np.eye(2)),
):
    try:
        attempt()
    except Exception as error:
        error.add_note(f"noted: {parsum(np.arange(3))}")
        print(type(error).__name__, type(error.__cause__).__name__, type(error.__context__).__name__, flush=True)
        traceback.print_exc()
        sys.stderr.flush()
    else:
        print("no error")
print(masked())
try:
    try:
        matmul(np.ones(2), np.ones(3))
    except ValueError:
        raise Wrong("quiet") from None
except Wrong as error:
    print(error, error.__cause__, error.__suppress_context__, len(traceback.extract_tb(error.__traceback__)))
    print([frame.lineno for frame in traceback.extract_tb(error.__context__.__traceback__)])
