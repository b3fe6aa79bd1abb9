"""DiNo: run a sequential NumPy script on all the computers you have.

    from dino import matmul, matvec, parsum, sort, hello

Under plain ``python`` these compute on this machine and start no MPI. Under
``dino mpirun script.py`` the same script runs on every core that the run has.
"""

TYPE_CHECKING = False  # what type checkers take for true; the import of typing takes 4 ms

__version__ = "0.1.0"
__all__ = ["hello", "matmul", "matvec", "parsum", "sort"]

if TYPE_CHECKING:
    from dino.runtime.primitives import hello, matmul, matvec, parsum, sort


def __getattr__(name):
    """Load the runtime when the first primitive is asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dino.runtime import primitives

    for primitive in __all__:
        globals().setdefault(primitive, getattr(primitives, primitive))  # one that the user has replaced stays replaced
    return globals()[name]


def __dir__():
    return sorted({*globals(), *__all__})
