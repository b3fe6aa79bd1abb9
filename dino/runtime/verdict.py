"""The verdict on each call: root alone, or the ranks; for most calls in a microsecond, from the shapes alone."""

import json
import math
import os
import platform
from functools import cached_property

import numpy as np

from dino import __version__, cache, cores, cost, variables
from dino.errors import LaunchError
from dino.primitives import TABLE

PATH = variables.chosen(variables.PATH, os.environ)

FORMAT = 2
"""Of the file that `dino calibrate` writes."""


class Judge:
    """Decides for one run.

    Parameters
    ----------
    size, hosts : int
        Ranks, and the hosts that they are on.
    machine : cost.Machine, optional
        What this host can do; what `dino calibrate` found if omitted.
    """

    def __init__(self, size, hosts, machine=None):
        self.place = cost.Place(size, hosts, cost.LINKS["network" if hosts > 1 else "host"])
        self.machine = machine or load(os.environ)
        self.in_place = False
        self.joined = False
        self.forgone = 0.0
        self.reason = ""
        self.judged = None

    def measured(self, link, in_place):
        """Take note of what joining the ranks has shown: the link, and whether they can read root's memory."""
        self.joined, self.in_place = True, in_place
        self.place = cost.Place(self.place.size, self.place.hosts, link)
        self.__dict__.pop("_tests", None)

    @cached_property
    def _tests(self):
        """Of each row, a function of its arguments: whether they are hopeless."""
        rows = [row for row in TABLE if PATH == "auto" and row.parameters]
        return {row.name: _test(row, self._bound(row)) for row in rows}

    def _bound(self, row):
        # Where operands go by MPI they may be on the workers already. Before root has joined, none is.
        stays = self.place.hosts > 1 or (self.joined and not self.in_place)
        bandwidth = math.inf if stays else max(self.machine.reach, self.place.link.bandwidth)
        return cost.bound(row, self.place, self.machine, bandwidth)

    @property
    def consistent(self) -> bool:
        """Whether calls that are laid out alike are decided alike: neither joining nor what workers hold counts."""
        return PATH != "auto" or self.in_place

    def hopeless_below(self, row) -> float:
        """Flops with which the ranks could not help, whatever the operands."""
        bound = self._bound(row)
        return math.inf if PATH == "alone" or bound.saved <= 0 else bound.fixed / bound.saved

    def hopeless(self, row, args):
        """Whether root does it alone, told without looking at more than shapes; False if that needs a closer look."""
        test = self._tests.get(row.name)
        try:
            return test is not None and test(*args)
        except IndexError:  # too few axes: NumPy will say so
            return False

    def at_best(self, row, args) -> tuple[float, float]:
        """Seconds predicted for root alone, and for the ranks if moving took no time."""
        price = cost.price(row, row.work(*args), 0, self.place, self.machine)
        return price.alone, price.ranks

    def pays(self, row, call, outlook=None) -> bool:
        """Whether the ranks beat root alone at a call; `outlook` knows which operands are on the workers already."""
        if PATH != "auto" or not row.parameters:
            self.reason = f"DINO_PATH={PATH}" if PATH != "auto" else "every rank answers"
            return PATH != "alone"
        price = self.judged = self.price(row, call, outlook and outlook.sizes)
        gain, self.reason = price.alone - price.ranks, "predicted to be faster"
        if gain <= 0 and outlook:
            gain = self._invested(row, call, outlook)
        if gain <= 0 or self.joined:
            return gain > 0
        # As with skis: rent until the rents add up to the price of a pair. Never worse than twice the best.
        self.forgone += gain
        if self.forgone < cost.JOIN:
            self.reason = f"the calls so far would not have saved the {cost.JOIN} s that joining the ranks takes"
        return self.forgone >= cost.JOIN

    def _invested(self, row, call, outlook):
        """Return what a call gains once its largest operand is on the workers, if sending that now pays in the end."""
        best = self.price(row, call, outlook.sizes_without_largest)
        gain = best.alone - best.ranks
        if gain <= 0 or outlook.credit(gain) < self.judged.ranks - best.ranks:
            return 0.0
        self.reason = "its largest operand has not changed for so long that sending it once pays"
        return gain

    def price(self, row, call, sizes=None) -> cost.Price:
        """Predict what a call costs either way; `sizes` are the bytes of each operand that workers lack."""
        sizes = [operand.nbytes for operand in call.operands] if sizes is None else sizes
        result = call.dtype.itemsize
        for length in call.shape:
            result *= length
        place = self.place
        if self.in_place:
            place = cost.Place(place.size, place.hosts, cost.Link(place.link.latency, self.machine.reach))
        moved = cost.traffic(row, sizes, result, place, self.in_place)
        return cost.price(row, row.work(*call.given), moved, place, self.machine)


def _test(row, bound):
    """Make the test of a row; it is called for every call of the primitive, so its source is written for the row."""
    if bound.saved <= 0:
        return _always
    parameters = ", ".join(row.parameters)
    arrays = " is ".join((*(f"type({name})" for name in row.parameters), "array"))
    size = " + ".join(f"{name}.nbytes" for name in row.parameters)
    source = f"lambda {parameters}: {arrays} and hopeless(work({parameters}), {size})"
    return eval(source, {"array": np.ndarray, "hopeless": bound.hopeless, "work": row.work})


def _always(*args):
    return True


def load(environment):
    """Return what `dino calibrate` has found on this machine, or what the table of primitives says."""
    try:
        with open(file(environment)) as found:
            told = json.load(found)
        rates = {name: cost.Rate(*map(float, rate)) for name, rate in told["rates"].items()}
        return cost.Machine(cores.available(), cores.threads(), float(told["reach"]), rates)
    except (OSError, ValueError, KeyError, TypeError, LaunchError):
        return cost.Machine(cores.available(), cores.threads())


def file(environment):
    """Return where the figures of this machine are kept: a name made of all that they depend on."""
    kernels = environment.get("OPENBLAS_CORETYPE", "")
    parts = [platform.node(), platform.machine(), cores.available(), np.__version__, __version__, FORMAT, kernels]
    return os.path.join(cache.folder(environment), "machine-" + "-".join(str(part) for part in parts if part != ""))
