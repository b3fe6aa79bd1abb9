"""Other people's code with collectives all over: CPython's own tests of modules that DiNo has compiled.

The tests are those of the `test` package of the Python that runs; where a distribution leaves it out they are skipped.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("greenlet", reason="ranks in one process need greenlet: pip install '.[dev]'")

from tests.foreign.standard_library import MODULES  # noqa: E402

ROOT = Path(__file__).parents[2]
EVERY = {"json": 100, "textwrap": 10, "argparse": 100, "statistics": 100, "fractions": 1, "dataclasses": 1}
"""The ranks share one in so many calls of `len`, because a collective on more ranks than cores is slow."""

SHOWS_THE_IMPORT = {"argparse": ["test_all_exports_everything_but_modules"]}
"""Tests that look at all names of a module, so they see the primitives that are imported here."""

DYNAMIC = {"argparse", "dataclasses"}
"""They use `__dict__` and `exec`, so root runs them as they are written, with their steps too."""


def reported(name, way, size):
    """Run the tests of a module on some ranks; what root reports."""
    found = importlib.util.find_spec("test")
    if not found or not importlib.util.find_spec(f"test.test_{name}"):
        pytest.skip(f"this Python comes without its own tests (test.test_{name}): Debian packs them apart")
    mpiexec = Path(sys.executable).with_name("mpiexec")
    command = [str(mpiexec) if mpiexec.exists() else shutil.which("mpiexec"), "-n", str(size), sys.executable]
    command += ["-m", "tests.foreign.on_ranks", name, way, str(EVERY[name])]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, stdin=subprocess.DEVNULL)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize(("way", "size"), [("written", 1), ("steps", 3)])
def test_module_passes_its_own_tests(name, way, size):
    report = reported(name, way, size)
    assert [text.partition(" ")[0] for text in report["wrong"]] == SHOWS_THE_IMPORT.get(name, []), report["wrong"]
    assert report["run"] > 30
    assert report["shared"]["len"] > 0
    assert all(report["static"]) is (way == "steps" and name not in DYNAMIC)
