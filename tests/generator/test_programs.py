"""Fresh programs in every run: what they mean on ranks is what they mean under plain `python`.

Which programs depends on the time; a failure names the seed, and `python -m tests.generator --seed SEED --minimise` does
the rest.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.generator.faults import FAULTS, planted

pytest.importorskip("greenlet", reason="the world of ranks needs greenlet: pip install '.[dev]'")

ROOT = Path(__file__).parents[2]
FRESH = random.SystemRandom().randrange(10**6, 10**9)
WORLD, PROCESSES, SECONDS = 300, 60, 25


def generated(tmp_path, *options):
    """Run programs in a process of their own, whose settings let small arrays go to the ranks."""
    command = [sys.executable, "-m", "tests.generator", "--state", str(tmp_path), *map(str, options)]
    begin = time.monotonic()
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout + ended.stderr
    (file,) = tmp_path.iterdir()
    return sum(stop - first for first, stop, _ in map(json.loads, file.open())), time.monotonic() - begin


def test_programs_in_a_world_of_one_process(tmp_path):
    number, seconds = generated(tmp_path, "--first", FRESH, "--count", WORLD, "--seconds", SECONDS)
    assert number == WORLD or seconds > SECONDS


def test_programs_of_which_root_computes_what_is_small(tmp_path):
    """As users run them."""
    options = ("--first", FRESH + WORLD, "--count", WORLD // 3, "--seconds", SECONDS, "--by-cost", "--ranks", "1,3")
    number, seconds = generated(tmp_path, *options)
    assert number == WORLD // 3 or seconds > SECONDS


def test_programs_on_processes(tmp_path):
    number, seconds = generated(
        tmp_path, "--first", FRESH, "--count", PROCESSES, "--seconds", SECONDS, "--mpi", "--ranks", "3"
    )
    assert number == PROCESSES or seconds > SECONDS


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_planted_where_it_belongs(fault):
    """Whoever changes the line writes the fault anew; the whole hunt is too long to run each time."""
    assert planted(fault)


@pytest.mark.parametrize("name", ["operands in the wrong order", "choice not announced", "function's name lost"])
def test_faults_are_found(name):
    faults = [sys.executable, "-m", "tests.generator.faults", name]
    ended = subprocess.run(faults, cwd=ROOT, capture_output=True, text=True, timeout=200, env=dict(os.environ))
    assert "1 of 1 faults found" in ended.stdout, ended.stdout + ended.stderr
