"""What no run of DiNo can do right."""

import pytest

from dino.compiler import compile_program
from dino.errors import CompileError


@pytest.mark.parametrize(
    "text",
    ["from mpi4py import MPI\ncomm = MPI.COMM_WORLD\n", "import mpi4py.MPI\nmpi4py.MPI.COMM_WORLD\n"],
)
def test_script_that_drives_the_world_itself_is_refused(text):
    with pytest.raises(CompileError) as caught:
        compile_program(text)
    assert [(d.code, d.line) for d in caught.value.diagnostics] == [("DN901", 2)]


OTHERS = [
    "from mpi4py import MPI\nMPI.Get_version()\n",
    "x.COMM_WORLD\n",
    "COMM_WORLD = 1\n",
    "class MPI:\n    COMM_WORLD = 1\nprint(MPI.COMM_WORLD)\n",
]


@pytest.mark.parametrize("text", OTHERS)
def test_other_scripts_are_not(text):
    assert compile_program(text).text
