"""A sealed function has the frames of a C function: none."""

import inspect
import pickle
import traceback
import warnings
from contextlib import contextmanager

import numpy as np
import pytest
from dino.runtime.boundary import Front, Tail, last, seal

import dino


def divide(a, b=0):
    return a / b


sealed = seal(divide, "divide", "divide(a, b=0)\n--\n\nQuotient.", "somewhere")


def test_it_passes_arguments_and_result_on():
    """By position and by keyword."""
    assert sealed(6, 3) == sealed(6, b=3) == 2


def test_a_traceback_ends_at_the_callers_line():
    """As for numpy.matmul: no frame of DiNo shows."""
    with pytest.raises(ZeroDivisionError) as caught:
        sealed(1)
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [frame.name for frame in frames if frame.filename == __file__] == [inspect.currentframe().f_code.co_name]


def test_a_chain_of_exceptions_is_kept():
    """What the user was handling is still the context."""
    with pytest.raises(ZeroDivisionError) as caught:
        try:
            raise KeyError("first")
        except KeyError:
            sealed(1)
    assert isinstance(caught.value.__context__, KeyError)


def test_it_says_what_it_is():
    """Name, module, document and signature."""
    assert (sealed.__name__, sealed.__module__, sealed.__doc__) == ("divide", "somewhere", "Quotient.")
    assert str(inspect.signature(sealed)) == "(a, b=0)"


@pytest.mark.parametrize("name", dino.__all__)
def test_a_primitive_can_be_pickled(name):
    """Pools of processes pass functions by name."""
    primitive = getattr(dino, name)
    assert pickle.loads(pickle.dumps(primitive)) is primitive


def line():
    return inspect.currentframe().f_back.f_lineno


BIG = np.full((2, 2), 1e200)
MANY = np.full((300, 300), 1e200)


@pytest.mark.parametrize("operands", [(BIG, BIG), (MANY, MANY), (BIG, BIG[0]), (MANY, MANY[0])])
def test_a_warning_names_the_callers_line(operands):
    """Of one panel and of many, of both products."""
    primitive = dino.matmul if operands[1].ndim == 2 else dino.matvec
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        primitive(*operands)
        expected = line() - 1
    assert [(w.filename, w.lineno) for w in caught] == [(__file__, expected)]


@contextmanager
def noted(log):
    log.append("in")
    yield
    log.append("out")


def test_the_last_act_is_made_outside():
    """After the function has returned, inside its context, followed by what was asked for."""
    log = []

    def act(x):
        log.append("act")
        return x + 1

    def function(**options):
        tail = last(act, (1,), noted(log), **options).then(lambda value: log.append("then") or value * 10)
        log.append("end")
        assert type(tail) is Tail
        return tail

    primitive = seal(function, "primitive", "", "")
    assert primitive() == 20
    assert log == ["end", "in", "act", "out", "then"]
    assert primitive(value=5) == 50


def test_the_last_act_may_fail():
    """The traceback ends at the caller, and what was asked for hears of it."""
    heard = []
    failing = seal(lambda: last(divide, (1,)).then(None, heard.append), "failing", "", "")
    with pytest.raises(ZeroDivisionError) as caught:
        failing()
    assert heard == [caught.value]
    assert {frame.filename for frame in traceback.extract_tb(caught.value.__traceback__)} == {__file__}


def test_outside_a_sealed_function_it_is_made_at_once():
    """Computations can be called without a boundary; nested boundaries each make their own."""
    assert last(divide, (6, 3)) == 2
    inner = seal(lambda: last(divide, (6, 3)), "inner", "", "")
    assert seal(lambda: last(lambda: inner() + 1, ()), "outer", "", "")() == 3
    assert seal(lambda: inner() + 1, "outer", "", "")() == 3


class Halved(Front):
    """A function that calls itself only for what the direct way does not want."""

    def __init__(self):
        self.arity, self.direct, self.called = 1, self.half, 0

    def half(self, n):
        return None if n % 2 else n // 2

    def __call__(self, *args, **options):
        self.called += 1
        return args, options


def test_the_direct_way_is_tried_first():
    """With as many plain arguments as it takes; what it returns None of is the function's."""
    function = Halved()
    primitive = seal(function, "halved", "", "")
    assert (primitive(6), function.called) == (3, 0)
    assert primitive(7) == ((7,), {})
    assert primitive(6, 6) == ((6, 6), {})
    assert primitive(n=6) == ((), {"n": 6})
    assert primitive() == ((), {})


def test_an_error_on_the_direct_way_ends_at_the_callers_line():
    """And the function is not called after it."""
    function = Halved()
    primitive = seal(function, "halved", "", "")
    with pytest.raises(TypeError) as caught:
        primitive("odd")
    assert {frame.filename for frame in traceback.extract_tb(caught.value.__traceback__)} == {__file__}
    assert len(traceback.extract_tb(caught.value.__traceback__)) == 1 and not function.called


def test_the_direct_way_may_leave_a_last_act():
    """It is made when the direct way has returned."""
    function, log = Halved(), []
    function.direct = lambda n: last(lambda: log.append("act") or n, (), noted(log))
    assert seal(function, "halved", "", "")(6) == 6
    assert log == ["in", "act", "out"] and not function.called
