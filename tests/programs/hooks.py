# status: 1
"""Hooks of the interpreter: unraisable, excepthook, displayhook, audit of none, a trace of lines."""

import sys

import numpy as np
from dino import matmul, parsum, sort


class Bad:
    def __del__(self):
        matmul(np.ones(2), np.ones(3))


sys.unraisablehook = lambda info: print("unraisable", type(info.exc_value).__name__)
Bad()
lines = []


def tracer(frame, event, argument):
    if frame.f_code.co_name == "traced":
        lines.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
        return tracer


def traced(n):
    total = parsum(np.arange(n))
    if total > 2:
        total = sort(np.array([total, 0]))[1]
    return total


sys.settrace(tracer)
traced(5)
sys.settrace(None)
print(lines)
sys.displayhook(sort(np.array([2, 1])))
print(__builtins__._)


def hook(kind, error, trace):
    print("hooked", kind.__name__, trace.tb_lineno, parsum(np.ones(3)))


sys.excepthook = hook
matmul(np.ones(2), np.ones(5))
