"""Who looks over the script's shoulder: a trace function, the stack, faulthandler, unittest."""

import faulthandler
import inspect
import io
import sys
import traceback
import unittest

import numpy as np
from dino import parsum, sort

seen = []


def tracer(frame, event, arg):
    if frame.f_code.co_filename == __file__:
        seen.append((event, frame.f_code.co_name, frame.f_lineno))
        return tracer


def total(x, *more, scale=3):
    """Doc of total."""
    here = inspect.stack()[0]
    summed = parsum(x)
    print(here.function, here.lineno, here.code_context, [(f.name, f.lineno, f.line) for f in traceback.extract_stack()])
    return summed * scale


def parts(x):
    return [parsum(y) for y in x]


sys.settrace(tracer)
a = total(np.ones(3))
b = parts([np.ones(2)])
sys.settrace(None)
for one in seen:
    print(*one)
print(inspect.getsource(total), inspect.signature(total), total.__doc__, total.__code__.co_firstlineno)


def shown(x):
    faulthandler.dump_traceback(sys.stdout, all_threads=False)
    return parsum(x)


sys.stdout.flush()
print(shown(np.ones(4)), flush=True)


class Tests(unittest.TestCase):
    def test_sum(self):
        self.assertEqual(total(np.ones(3)), 9)

    def test_sort(self):
        self.assertEqual(sort([2, 1]).tolist(), [1, 3])


result = unittest.TextTestRunner(io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(Tests))
print(result, [text for _, text in result.failures])
