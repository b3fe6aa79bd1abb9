"""Moves of more bytes than a C int holds. Memory that nobody touches is none: the arrays here cost nothing."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from dino.runtime import collectives

LARGE = 3 << 30  # bytes; MPI's older functions end at 2 GiB

ALONE = f"""
import numpy as np
from dino.runtime import collectives, ranks
here = ranks.join_world()
whole = np.empty(({LARGE} // 8 + 5, 1))
rows = collectives.scatter(here, whole, (len(whole),), whole.shape, whole.dtype)
assert rows.nbytes > {LARGE} and rows.base is whole
assert collectives.bcast(here, whole, whole.shape, whole.dtype) is whole
print("moved", whole.nbytes)
here.finalise()
"""


def test_mpi_itself_takes_such_counts():
    """Of one rank, in place, so that MPI checks the message and moves nothing."""
    told = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, timeout=60)
    assert told.stdout == f"moved {LARGE + 40}\n", told.stderr


class Comm:
    """Records the sizes and starts of each message."""

    def __init__(self):
        self.sent = []

    def __getattr__(self, name):
        return lambda *messages: self.sent.append((name, *[self._told(message) for message in messages]))

    def _told(self, message):
        if not isinstance(message, list):
            return message
        buffer, *counts, _ = message
        return buffer.nbytes, *counts


@pytest.fixture
def root():
    MPI = SimpleNamespace(BYTE="byte", IN_PLACE="in place")
    return SimpleNamespace(rank=0, size=3, MPI=MPI, comm=Comm(), wait=lambda request: None)


def test_sizes_and_starts_of_a_scatter_and_a_gather_are_in_bytes(root):
    rows = LARGE // 64
    whole, counts = np.empty((2 * rows + 1, 8)), (1, rows, rows)
    message = 2 * LARGE + 64, [64, LARGE, LARGE], (0, 64, 64 + LARGE)
    assert collectives.scatter(root, whole, counts, whole.shape, whole.dtype).shape == (1, 8)
    collectives.gather(root, np.ones((1, 8)), counts, whole)
    assert root.comm.sent == [("Iscatterv", message, "in place"), ("Igatherv", "in place", message)]
    assert (whole[0] == 1).all()
