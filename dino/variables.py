"""The environment variables by which users choose a way, and what each can say; see `docs/moves.md`."""

from dino.errors import LaunchError

PATH, MOVES = "DINO_PATH", "DINO_MOVES"

_VALUES = {PATH: ("auto", "ranks", "alone"), MOVES: ("auto", "mpi", "in-place")}


def chosen(name, environment) -> str:
    """Return what a variable says; the first of its values if it is not set.

    Parameters
    ----------
    name : str
        `PATH`: which way all calls go, by cost, over the ranks, on root alone. `MOVES`: how arrays move, in place if
        that works, by MPI, in place or not at all.
    environment : mapping of str
        Where it may be set.

    Raises
    ------
    LaunchError
        If it has another value.
    """
    values = _VALUES[name]
    value = environment.get(name) or values[0]
    if value not in values:
        raise LaunchError(f"{name} is {value!r}; it can be {', '.join(values)}")
    return value


def check(environment):
    """Raise `LaunchError` if any of them has a value that it cannot have."""
    for name in _VALUES:
        chosen(name, environment)
