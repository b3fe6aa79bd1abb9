"""Equal bytes from plain `python`, on any number of ranks, by every path, on each of BLAS's kernels."""

import functools
import os
import sys
from pathlib import Path

import pytest

from tests.programs.harness import dino, run

SCRIPT = Path(__file__).with_name("bytes_of_primitives.py")
KERNELS = [None, "Haswell"]
"""What OPENBLAS_CORETYPE says: the kernel of this machine, and another one with other bits."""

DEFAULTS = {"DINO_PATH": None, "DINO_PANEL_ROWS": None, "DINO_MOVES": None, "OMP_NUM_THREADS": None}
RANKS = [(ranks, path, moves) for ranks in (2, 3, 4, 7) for path, moves in (("ranks", "in-place"), ("ranks", "mpi"))]
RANKS += [(1, "auto", None), (2, "auto", None), (3, "alone", None)]


def digests(command, directory, kernel, **variables):
    """Run a command and return what it prints."""
    outcome = run(command, directory, wall=120, **{**DEFAULTS, "OPENBLAS_CORETYPE": kernel, **variables})
    assert (outcome.status, outcome.stderr, outcome.left) == (0, "", ())
    return outcome.stdout


@functools.cache
def plainly(kernel, directory):
    return digests([sys.executable, str(SCRIPT)], directory, kernel)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bytes")


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("ranks", "path", "moves"), RANKS)
def test_ranks_give_the_bytes_of_plain_python(ranks, path, moves, kernel, folder):
    """Static and conducted calls; products that stay on the ranks, and what stays there of a loop."""
    expected = plainly(kernel, folder)
    assert expected.count("\n") == 32
    assert digests(dino(ranks, SCRIPT), folder, kernel, DINO_PATH=path, DINO_MOVES=moves) == expected


@pytest.mark.parametrize("kernel", KERNELS)
def test_threads_give_the_bytes_of_one(kernel, folder):
    """Plain `python`, and root alone under `dino mpirun`, where the user allows a process one thread."""
    expected = plainly(kernel, folder)
    for command in ([sys.executable, str(SCRIPT)], dino(3, SCRIPT)):
        assert digests(command, folder, kernel, OMP_NUM_THREADS="1") == expected


@pytest.mark.skipif(
    "avx512f" not in Path("/proc/cpuinfo").read_text(), reason="this processor's own kernel is Haswell's"
)
@pytest.mark.skipif("OPENBLAS_CORETYPE" in os.environ, reason="the caller has chosen a kernel")
def test_the_kernels_differ(folder):
    """So that the comparison on each of them means something."""
    one, other = (plainly(kernel, folder).splitlines() for kernel in KERNELS)
    assert [line.split()[0] for line in one] == [line.split()[0] for line in other]
    assert one != other
    assert [line for line in one if "integers" in line] == [line for line in other if "integers" in line]
