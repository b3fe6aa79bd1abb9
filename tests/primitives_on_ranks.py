"""Every row of the table on the ranks of this run: sizes x dtypes x layouts, against `alone` and against NumPy.

    DINO_PATH=ranks DINO_PANEL_ROWS=1 dino mpirun -n 3 tests/primitives_on_ranks.py 3

Prints the number of comparisons and of collectives for each row; each difference is a line, and the exit status is then 1.
"""

import importlib
import itertools
import sys

import numpy as np

import dino
from dino.primitives import TABLE
from dino.runtime import session

NUMBERS = [*"?bBhHiIlLqQefdgFDG", ">f8", ">i4", ">u2", ">c16"]
OTHERS = ["O", "M8[s]", "m8[ns]", "S3", "U2"]
PRIME = 11


def sizes(ranks):
    """The sizes at which cuts go wrong."""
    return sorted({0, 1, PRIME, ranks - 1, ranks, ranks + 1})


def values(shape, dtype, seed=1):
    """Make an array of a shape and dtype: integers over their whole range, reals with zeros of both signs."""
    dtype, rng = np.dtype(dtype), np.random.default_rng([seed, *shape])
    count = int(np.prod(shape))
    if dtype.kind in "iumM":
        made = np.frombuffer(rng.bytes(count * dtype.itemsize), dtype)
    elif dtype.kind in "fc":
        real = rng.choice([0.0, -0.0, *rng.normal(size=max(count, 1))], size=(2, count))
        made = (real[0] + 1j * real[1] if dtype.kind == "c" else real[0]).astype(dtype)
    elif dtype.kind == "O":
        made = np.array([*map(int, rng.integers(0, 10**6, count)), None], dtype=object)[:count]
    else:
        made = rng.integers(0, 2 if dtype.kind == "b" else 100, count).astype(dtype)
    return made.reshape(shape)


def strided(x):
    """The same values, every second element of each axis of a larger array."""
    larger = np.zeros(tuple(2 * n for n in x.shape), x.dtype)
    larger[tuple(slice(None, None, 2) for _ in x.shape)] = x
    return larger[tuple(slice(None, None, 2) for _ in x.shape)]


def unaligned(x):
    """The same values at an odd address."""
    if x.dtype.hasobject:
        return x
    raw = np.empty(x.nbytes + 1, np.uint8)
    raw[1:] = np.frombuffer(x.tobytes(), np.uint8)
    return raw[1:].view(x.dtype).reshape(x.shape)


def readonly(x):
    """A copy that may not be written."""
    y = x.copy()
    y.flags.writeable = False
    return y


LAYOUTS = {
    "C": np.ascontiguousarray,
    "Fortran": np.asfortranarray,
    "reversed": lambda x: x[tuple(slice(None, None, -1) for _ in x.shape)],
    "strided": strided,
    "broadcast": lambda x: np.broadcast_to(x[:1], x.shape) if len(x) else x,
    "unaligned": unaligned,
    "readonly": readonly,
}


def shapes(row, ranks):
    """All shapes of the arguments of a row: each core dimension takes each size."""
    letters = sorted({letter for argument in row.dimensions[0] for letter in argument})
    for lengths in itertools.product(sizes(ranks), repeat=len(letters)):
        length = dict(zip(letters, lengths))
        yield [tuple(length[letter] for letter in argument) for argument in row.dimensions[0]]


def cases(row, ranks):
    """Yield (name, arguments): every shape with every dtype in turn, then every dtype in every layout."""
    dtypes = NUMBERS + OTHERS
    every = list(shapes(row, ranks))
    rounds = 1 if len(every) > len(dtypes) else len(dtypes)
    for turn, (number, shape) in itertools.product(range(rounds), enumerate(every)):
        dtype = dtypes[(number + turn) % len(dtypes)]
        yield f"{dtype} {shape}", [values(one, dtype, seed) for seed, one in enumerate(shape)]
    large = {letter: ranks + PRIME + place for place, letter in enumerate("mknp")}
    for dtype, (name, layout) in itertools.product(dtypes, LAYOUTS.items()):
        arguments = [tuple(large[letter] for letter in letters) for letters in row.dimensions[0]]
        yield f"{dtype} {arguments} {name}", [layout(values(one, dtype, seed)) for seed, one in enumerate(arguments)]
    if row.name in ("parsum", "sort"):
        for dtype, (name, layout) in itertools.product(dtypes, LAYOUTS.items()):
            yield f"{dtype} three axes {name}", [layout(values((ranks + 1, 3, PRIME), dtype))]


def outcome(function, arguments):
    """Return what a call gives: its value, or the type and text of its exception."""
    with np.errstate(all="ignore"):
        try:
            return function(*arguments)
        except Exception as error:
            return type(error), str(error)


def identical(a, b):
    """Whether two outcomes have equal types, dtypes, shapes and bytes."""
    if not isinstance(a, (np.ndarray, np.generic)) or not isinstance(b, (np.ndarray, np.generic)):
        return type(a) is type(b) and a == b
    if type(a) is not type(b) or a.dtype != b.dtype or a.shape != b.shape:
        return False
    return a.tolist() == b.tolist() if a.dtype.hasobject else significant(a) == significant(b)


def significant(x):
    """Return the bytes of an array, but of 80-bit reals without their padding, which no operation defines."""
    raw = np.frombuffer(x.tobytes(), np.uint8)
    padded = x.dtype.char in "gG" and np.finfo(x.dtype).nmant == 63
    return (raw.reshape(-1, np.dtype("g").itemsize)[:, :10] if padded else raw).tobytes()


def agrees_with_numpy(row, mine, numpys, arguments):
    """Whether an outcome is NumPy's: to the bit, but sorted zeros in canonical order, products within the usual bound."""
    if row.name == "sort" and isinstance(mine, np.ndarray):
        return mine.dtype == numpys.dtype and np.array_equal(mine, numpys, equal_nan=mine.dtype.kind in "fcmM")
    if row.name in ("matmul", "matvec") and isinstance(mine, np.ndarray) and mine.dtype.kind in "fc":
        wide = [np.abs(x).astype(np.longdouble) for x in arguments]
        bound = 4 * (arguments[0].shape[-1] + 2) * np.finfo(mine.dtype).eps * (wide[0] @ wide[1])
        tiny = 2 * np.finfo(mine.dtype).smallest_subnormal * arguments[0].shape[-1]
        shaped = mine.dtype == numpys.dtype and mine.shape == numpys.shape
        return shaped and bool((np.abs(mine.astype(np.clongdouble) - numpys) <= bound + tiny).all())
    return identical(mine, numpys)


def differences(row, ranks):
    """Yield (name, complaint or None) for each case of a row."""
    alone = importlib.import_module(f"dino.runtime.{row.name}").alone
    numpys = getattr(np, row.alias.removeprefix("numpy."))
    for name, arguments in cases(row, ranks):
        before = [x.tolist() if x.dtype.hasobject else x.tobytes() for x in arguments]
        mine = outcome(getattr(dino, row.name), arguments)
        if not identical(mine, expected := outcome(alone, arguments)):
            yield name, f"ranks {mine!r}, alone {expected!r}"
        elif not agrees_with_numpy(row, mine, expected := outcome(numpys, arguments), arguments):
            yield name, f"DiNo {mine!r}, NumPy {expected!r}"
        elif before != [x.tolist() if x.dtype.hasobject else x.tobytes() for x in arguments]:
            yield name, "an argument was changed"
        else:
            yield name, None


def collectives_counted():
    """Return a list that grows by one with each collective that root opens; it stays empty on one rank."""
    opened, here = [], session.current()
    if here is not None:
        begin = here.begin
        here.begin = lambda kind, name, line, payload: (opened.append(name), begin(kind, name, line, payload))
    return opened


def main():
    """Compare all rows that have arguments."""
    failed, opened = 0, collectives_counted()
    for row in TABLE:
        if row.parameters:
            found = list(differences(row, int(sys.argv[1])))
            print(row.name, len(found), "cases", opened.count(row.name), "collectives")
            for name, complaint in found:
                if complaint:
                    failed += 1
                    print(f"{row.name} {name}: {complaint}".replace("\n", " ")[:400])
    sys.exit(1 if failed else 0)


main()
