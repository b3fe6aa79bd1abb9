"""What this machine can do, measured in less than a second and kept for the cost model."""

import json
import os
import time

import numpy as np

from dino import cores
from dino.cost import Machine, Rate
from dino.kernels import reach
from dino.primitives import TABLE
from dino.runtime import verdict
from dino.runtime.primitives import STEPS

SECONDS = 0.02
"""What one timing of a primitive takes at most on one core, if nothing else runs there."""

ROUNDS = 3
SPENT = 0.08
"""Seconds after which no further round is begun: the whole takes less than a second on a slow machine too."""

TINY = 200  # calls, of the smallest arguments, that are timed together
BUSY = 1.25
"""Times its processor time that the measurement may take before the machine must be busy with something else."""

_BLOCK = 1 << 24  # bytes read from one process by another


def measure() -> tuple[Machine, bool]:
    """Measure every primitive on one thread and on all, and how fast one process reads another's memory.

    Returns
    -------
    machine : Machine
        What was found.
    quiet : bool
        Whether the machine had nothing else to do; else the figures are too low.
    """
    carried = _reach()
    start, used = time.perf_counter(), time.process_time()
    rates = {row.name: _rate(row) for row in TABLE if row.parameters}
    quiet = time.perf_counter() - start < BUSY * (time.process_time() - used)
    return Machine(cores.available(), cores.threads(), carried, rates), quiet


def keep(machine, environment) -> str:
    """Write what has been measured where `verdict.load` finds it, whole or not at all; return the file's name."""
    name = verdict.file(environment)
    rates = {row: [rate.one, rate.all, rate.call] for row, rate in machine.rates.items()}
    told = {"reach": machine.reach, "rates": rates}
    with open(f"{name}.{os.getpid()}", "w") as file:
        json.dump(told, file)
    os.replace(file.name, name)
    return name


def _rate(row):
    module = STEPS[row.name].module
    operands = _operands(row)
    call, work = module.prepare(*operands), row.work(*operands)
    length = len(call.operands[0])
    one = _best(lambda: module.local(*call.operands, start=0, total=length, **call.options))
    every = min(one, _best(lambda: module.alone(*operands)))
    return Rate(work / one, work / every, _best(lambda: _tiny(row, module)) / TINY)


def _tiny(row, module):
    operands = [np.ones(shaped.shape) for shaped in _shapes(row, 1)]
    for _ in range(TINY):
        module.alone(*operands)


def _operands(row):
    """Make operands, all dimensions equal, that keep one core busy for about `SECONDS`; at most 32 MB."""
    most = min((1 << 22) ** (1 / len(argument)) for argument in row.dimensions[0])
    rng, local, length = np.random.default_rng(0), STEPS[row.name].module.local, 8
    while True:
        operands = [rng.random(shaped.shape) for shaped in _shapes(row, length)]
        taken = min(_seconds(lambda: local(*operands, start=0, total=length)) for _ in range(2))  # noqa: B023
        growth = row.work(*_shapes(row, 2 * length)) / row.work(*operands)
        if 2 * length > most or taken * growth > SECONDS:
            return operands
        length *= 2


def _shapes(row, length):
    return [np.broadcast_to(0.0, (length,) * len(argument)) for argument in row.dimensions[0]]


def _best(work):
    """Seconds of the fastest of a few rounds; the first warms up."""
    times = []
    while len(times) < ROUNDS and sum(times) < SPENT:
        times.append(_seconds(work))
    return min(times)


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _reach():
    """Bytes per second that a child reads of this process's memory; what is assumed otherwise where it may not."""
    theirs, ours = np.ones(_BLOCK, np.uint8), os.getpid()
    incoming, outgoing = os.pipe()
    child = os.fork()
    if child == 0:
        _tell(outgoing, lambda into: reach.read(ours, reach.address(theirs), into))
    reach.allow(child)
    os.close(outgoing)
    with os.fdopen(incoming) as answers:
        told = answers.read()
    os.waitpid(child, 0)
    return _BLOCK / float(told) if told else Machine(1, 1).reach


def _tell(outgoing, read):
    """In the child: time some reads into one buffer, say the best, and end; say nothing if they are forbidden."""
    try:
        into = np.zeros(_BLOCK, np.uint8)
        os.write(outgoing, str(_best(lambda: read(into))).encode())
    except OSError:
        pass
    finally:
        os._exit(0)
