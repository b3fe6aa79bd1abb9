"""The benchmark of the primitives runs, and its ratios are what its columns say."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.primitives.__main__ import ratio, shown
from benchmarks.primitives.rows import ROWS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("row", ["matmul float64", "sort float64 2*10^7, 100"])
def test_a_row_is_measured_and_compared(row):
    """Small: all six computed the same, all have a time and memory, each goal is judged."""
    command = [sys.executable, "-m", "benchmarks.primitives", "--scale", "0.0002", "--rounds", "1", "--row", row]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.stderr == "" and run.returncode in (0, 1)
    for who in ("NumPy 1", "NumPy 2", "1 rank", "2 ranks", "2 forced", "by hand"):
        assert re.search(rf"(?m)^  {who} +[0-9.]+ ms.* [0-9]+ MB +[0-9]+ MB$", run.stdout), who
    (found,) = [one for one in ROWS if row in one.name]
    goals = re.findall(r"goal: .* (reached|MISSED)", run.stdout)
    assert len(goals) == len(found.goals) and run.returncode == ("MISSED" in goals)


def test_a_ratio_is_the_median_of_the_rounds():
    assert ratio([2.0, 9.0, 4.0], [1.0, 3.0, 4.0]) == 2.0


def test_a_goal_that_is_missed_is_said(capsys):
    (row,) = [one for one in ROWS if one.name.startswith("parsum exact")]
    times = {"NumPy 1": [9.0], "NumPy 2": [9.0], "1 rank": [1.0], "2 ranks": [0.5], "2 forced": [0.5]}
    memory = dict.fromkeys(times, (0, 0))
    assert shown(row, times, memory) == [("1 rank", "NumPy 1")]
    assert shown(row, times | {"1 rank": [0.5]}, memory) == []
    assert "9.00 (best by best 9.00) MISSED" in capsys.readouterr().out


def test_operands_have_the_size_that_the_row_says():
    for row in ROWS:
        first, *_ = row.operands(1e-6)
        assert len(first) == max(8, round(row.size * 1e-6 ** (1 / row.exponent)))
        assert row.equal(row.theirs(*row.operands(1e-6)), row.theirs(*map(np.copy, row.operands(1e-6))))
