"""Which mpiexec belongs to the MPI that mpi4py loads, and what is said when none or another does."""

import os
import sys

import pytest

from dino.errors import LaunchError
from dino.peer import mpi
from tests.programs.harness import dino, run

MAPS = """\
55d0-55d1 r--p 00000000 08:01 1234                       /usr/bin/python3.11
7f00-7f01 r-xp 00000000 08:01 1235                       {library}
7f02-7f03 rw-p 00000000 00:00 0
"""


@pytest.mark.parametrize(
    ("library", "expected"),
    [
        ("/home/me/venv/lib/libmpi.so.12", "/home/me/venv/bin/mpiexec.hydra"),
        ("/usr/lib/x86_64-linux-gnu/libmpich.so.12.2.0", "/usr/bin/mpiexec.hydra"),
        ("/usr/lib/x86_64-linux-gnu/openmpi/lib/libmpi.so.40", "/usr/bin/mpiexec.openmpi"),
    ],
)
def test_an_mpiexec_is_looked_for_where_its_library_is(library, expected):
    """Beside the library's own prefix, by the name of its flavour."""
    assert expected in mpi.candidates(library)
    assert mpi.loaded_library(MAPS.format(library=library)) == library


def test_the_mpiexec_of_another_flavour_is_no_candidate():
    """Debian has several in one folder."""
    names = {os.path.basename(path) for path in mpi.candidates("/usr/lib/x86_64-linux-gnu/openmpi/lib/libmpi.so.40")}
    assert names == {"mpiexec.openmpi", "mpiexec"}
    assert "mpiexec.openmpi" not in {os.path.basename(path) for path in mpi.candidates("/usr/lib/libmpich.so.12")}


def test_a_process_without_mpi_has_no_library():
    """Nothing is guessed."""
    assert mpi.loaded_library(MAPS.format(library="/usr/lib/libm.so.6")) is None
    with pytest.raises(LaunchError, match="pip install mpich"):
        mpi.mpiexec({}, None)


def test_a_named_mpiexec_must_exist():
    """And goes before any other if it does."""
    assert mpi.mpiexec({mpi.VARIABLE: sys.executable}, None) == sys.executable
    with pytest.raises(LaunchError, match="/nowhere/mpiexec"):
        mpi.mpiexec({mpi.VARIABLE: "/nowhere/mpiexec"}, None)


def test_an_mpiexec_of_another_mpi_is_named_as_such(tmp_path):
    """Every rank would be 0 of 1: an error that says so, and nothing left running."""
    script, other = tmp_path / "script.py", tmp_path / "mpiexec"
    script.write_text("from dino import hello\nhello()\n")
    other.write_text('#!/bin/sh\nexec "$3" "$4" "$5" "$6" "$7"  # rank 0, without a word of MPI\n')
    other.chmod(0o755)
    outcome = run(dino(2, script), tmp_path, DINO_MPIEXEC=os.fspath(other))
    assert (outcome.status, outcome.stdout, outcome.left) == (1, "", ())
    assert "2 ranks were started but MPI sees 1" in outcome.stderr and "DINO_MPIEXEC" in outcome.stderr
