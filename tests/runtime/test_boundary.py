"""A sealed function has the frames of a C function: none."""

import inspect
import pickle
import traceback

import pytest
from dino.runtime.boundary import seal

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
