"""The public primitives: what they are made of depends on who wants to know of their calls."""

import os
import subprocess
import sys

import pytest

ASKED = """
import numpy as np
import dino
from dino.runtime.primitives import STEPS
a = np.ones((3, 3))
dino.matmul(a, a), dino.matvec(a, a[0]), dino.sort(a[0]), dino.parsum(a)
print(*(step.direct is not None for step in STEPS.values() if step.row.parameters))
"""


@pytest.mark.parametrize(
    ("environment", "direct"),
    [
        ({}, True),
        ({"DINO_PATH": "alone"}, True),
        ({"DINO_PATH": "ranks"}, False),
        ({"DINO_TRACE": os.devnull}, False),
        ({"DINO_RECORD": os.devnull}, False),
    ],
)
def test_a_call_goes_directly_to_numpy_unless_somebody_must_hear_of_it(environment, direct):
    """Where every call is to go over the ranks, is traced or recorded, there is no direct way."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("DINO_")} | environment
    asked = subprocess.run([sys.executable, "-c", ASKED], env=told, capture_output=True, text=True, timeout=60)
    assert (asked.stdout.split(), asked.stderr) == ([str(direct)] * 4, "")
