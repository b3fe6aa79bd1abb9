"""One program on many ranks: root runs the script, the other ranks take part in its collectives."""

import atexit
import functools
import os
import sys
import threading
import time
import traceback

import mpi4py
import numpy as np

mpi4py.rc.finalize = False  # a child that root forks must not end MPI when it exits
from mpi4py import MPI  # noqa: E402

comm = MPI.COMM_WORLD
root = comm.rank == 0
process = os.getpid()
primitives = {}
released = []  # on a worker: whether root has ended


def announce(*header):
    """On root: tell every worker what comes next, in one small message."""
    comm.bcast(header)


def follow(kinds, line):
    """On a worker: wait for one of these kinds of header, and join in what root calls in the meantime."""
    while True:
        kind, place, *rest = comm.bcast(None)
        if kind == "do":
            primitives[place].carry_out(rest[0], [None] * len(rest[0]))
        elif kind == "exit":
            released.append(True)
            raise SystemExit  # from wherever this rank stands, to `leave`
        elif kind in kinds and place == line:
            return (kind, *rest)
        else:
            raise RuntimeError(f"rank {comm.rank} stands at line {line}, root at line {place} ({kind})")


def choice(value, line):
    """Let all ranks take root's branch."""
    if not root:
        return follow(["choice"], line)[1]
    truth = bool(value)
    announce("choice", line, truth)
    return truth


def each(iterable, line):
    """Let all ranks iterate as often as root; workers get None."""
    if not root:
        while follow(["next", "stop"], line)[0] == "next":
            yield None
        return
    for item in iterable:
        announce("next", line)
        yield item
    announce("stop", line)


def collective(function):
    """Let all ranks walk a function; on workers it takes anything, and knows nothing."""
    if root:
        return function
    positional, named = function.__code__.co_argcount, function.__code__.co_kwonlyargcount
    function.__defaults__ = (None,) * positional
    function.__kwdefaults__ = dict.fromkeys(function.__code__.co_varnames[positional : positional + named])
    return lambda *_, **__: function()


def collective_of(function):
    """Give a function's collective version the function's name and defaults."""

    def made(version):
        if root:
            version.__name__, version.__qualname__ = function.__name__, function.__qualname__
            version.__defaults__, version.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
        return collective(version)

    return made


def counts(total):
    """Rows of each rank, as even as they can be."""
    return [total // comm.size + (rank < total % comm.size) for rank in range(comm.size)]


def abort(*failure):
    """End the run: a rank that fails inside a collective leaves the others waiting for ever."""
    traceback.print_exception(*failure)
    sys.stderr.flush()
    time.sleep(0.5)  # for mpiexec to read it: once MPI aborts, it reads no more
    comm.Abort(1)


def atomic(function):
    """Mark what all ranks do together; whatever fails in it ends the run."""

    @functools.wraps(function)
    def guarded(*args):
        try:
            return function(*args)
        except BaseException:
            abort(*sys.exc_info())

    return guarded


class Moving:
    """An array on its way between root and the ranks; `array` is what this rank has of it."""

    def __init__(self, primitive, layout, array=None, done=False):
        self.primitive, self.layout, self.array, self.done = primitive, layout, array, done


def as_bytes(array):
    """An array's memory, as MPI takes it for any dtype."""
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


@atomic
def scatter(moving):
    """Root -> Shard(0): give every rank its rows."""
    if moving.done:
        return moving
    shape, dtype = moving.layout
    rows = counts(shape[0])
    block = np.empty((rows[comm.rank], *shape[1:]), dtype)
    width = block.itemsize * int(np.prod(shape[1:]))
    send = [as_bytes(moving.array), [width * count for count in rows]] if root else None
    comm.Scatterv(send, as_bytes(block))
    return Moving(moving.primitive, moving.layout, block)


@atomic
def bcast(moving):
    """Root -> Replicate: give every rank a copy."""
    if moving.done:
        return moving
    copy = np.ascontiguousarray(moving.array) if root else np.empty(*moving.layout)
    comm.Bcast(as_bytes(copy))
    return Moving(moving.primitive, moving.layout, copy)


@atomic
def gather(block, line=0):
    """Shard(0) -> Root: put the rows together on root; None on workers. Behind the loop of this line it is there."""
    if line:
        return block if root else None
    if block.done:
        return block.array
    sizes = comm.gather(block.array.shape[0])
    whole = np.empty((sum(sizes), *block.array.shape[1:]), block.array.dtype) if root else None
    width = block.array.itemsize * int(np.prod(block.array.shape[1:]))
    comm.Gatherv(as_bytes(block.array), [as_bytes(whole), [width * size for size in sizes]] if root else None)
    return block.primitive.finish(whole) if root else None


@atomic
def reduce(part):
    """Partial -> Root: add the parts up on root, in the order of the ranks; None on workers."""
    if part.done:
        return part.array
    parts = comm.gather(part.array)
    return part.primitive.finish(np.array(parts)) if root else None


class Primitive:
    """What all primitives share: planned on root, carried out by all ranks."""

    moves, out = (), gather  # a move for each argument, and the move back

    def __init__(self, name):
        self.name = self.__name__ = name
        primitives[name] = self

    def prepare(self, *args):
        """Arrays to be shared out, or None if NumPy itself must judge or compute."""
        return

    def finish(self, whole):
        """The value that root's script sees."""
        return whole

    def plan(self, args, line):
        """Check a call on root, and tell every rank the shapes: one result for each argument."""
        if root:
            arrays = self.prepare(*args)
            value = self.alone(*args) if arrays is None else None
            layouts = None if arrays is None else [(array.shape, array.dtype) for array in arrays]
            announce("step", line, self.name, layouts)
        else:
            arrays, value, layouts = None, None, follow(["step"], line)[2]
        if layouts is None:
            moving = [Moving(self, None, value, done=True) for _ in self.moves]
        else:
            moving = [Moving(self, *pair) for pair in zip(layouts, arrays or [None] * len(layouts), strict=True)]
        return moving[0] if len(moving) == 1 else moving

    @atomic
    def local(self, *blocks):
        """Compute this rank's part."""
        if blocks and blocks[0].done:
            return blocks[0]
        return Moving(self, None, self.compute(*(block.array for block in blocks)))

    @atomic
    def exchange(self, block):
        """Let the ranks trade parts of their blocks."""
        return block if block.done else Moving(self, None, self.trade(block.array))

    def trade(self, array):
        """What `exchange` does to this rank's array; nothing for most primitives."""
        return array

    def carry_out(self, layouts, arrays):
        """All of one call, on every rank."""
        pairs = zip(self.moves, layouts, arrays, strict=True)
        blocks = [move(Moving(self, layout, array)) for move, layout, array in pairs]
        return type(self).out(self.exchange(self.local(*blocks)))

    def __call__(self, *args, **options):
        """Called as a function, on root: the workers join in from wherever they wait."""
        here = root and os.getpid() == process and threading.current_thread() is threading.main_thread()
        arrays = self.prepare(*args) if here and not options and len(args) == len(self.moves) else None
        if arrays is None:
            return self.alone(*args, **options)
        layouts = [(array.shape, array.dtype) for array in arrays]
        announce("do", self.name, layouts)
        return self.carry_out(layouts, arrays)


def plain_arrays(*args, kinds="biufc"):
    """Whether all arguments are NumPy's own arrays of numbers in this machine's byte order."""
    return all(type(arg) is np.ndarray and arg.dtype.kind in kinds and arg.dtype.isnative for arg in args)


def leave():
    """At the end of a rank: root releases the workers; a worker that is done serves root until then."""
    if os.getpid() != process:
        return
    if root:
        announce("exit", 0)
    elif not released:
        try:
            follow([], 0)
        except SystemExit:
            pass
        except BaseException:
            abort(*sys.exc_info())
    MPI.Finalize()


atexit.register(leave)
if not root:
    sys.setrecursionlimit(200_000)  # root decides how deep a recursion may go
    sys.excepthook = lambda *failure: None if failure[0] is RecursionError else abort(*failure)
