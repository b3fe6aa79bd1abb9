"""How many cores and threads there are to use."""

import os
import subprocess
import sys

import pytest

from dino import cores


@pytest.mark.parametrize(
    ("variables", "threads"),
    [
        ({}, None),
        ({"OMP_NUM_THREADS": "3"}, 3),
        ({"OMP_NUM_THREADS": "4,2"}, 4),
        ({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "3"}, 1),
        ({"OMP_NUM_THREADS": ""}, None),
        ({"OMP_NUM_THREADS": "0"}, None),
        ({"OMP_NUM_THREADS": "many"}, None),
    ],
)
def test_the_users_own_limit_holds(variables, threads):
    assert cores.setting(variables) == threads


def group(directory, path, text):
    folder = directory / path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cpu.max").write_text(text)


def test_the_smallest_quota_of_the_groups_above_counts(tmp_path):
    """1.5 cores are rounded up: one thread would leave half of one unused."""
    group(tmp_path, ".", "max 100000\n")
    group(tmp_path, "a", "150000 100000\n")
    group(tmp_path, "a/b", "400000 100000\n")
    assert cores.quota(str(tmp_path), "/a/b") == 2
    assert cores.quota(str(tmp_path), "/") is None
    assert cores.quota(str(tmp_path), "/nowhere") is None


def test_the_affinity_mask_holds():
    code = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]); from dino import cores; print(cores.threads())"
    environment = {name: value for name, value in os.environ.items() if name not in cores.SETTINGS}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert told.stdout == "1\n"
