"""`--inline`: programs that need only mpi4py and NumPy, on some ranks, against plain Python."""

import ast
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dino.compiler import compile_program
from dino.compiler.paste import needed, paste
from dino.primitives import TABLE
from tests.compiler.golden import FOLDER, text_of
from tests.compiler.test_cases import MPIEXEC, expected_output

CASES = [
    "readme_bare",
    "power_iteration",
    "for_break_else",
    "function_and_method",
    "namespace_untouched",
    "fresh_names",
    "function_and_method",
    "function_early_return",
    "function_in_headers",
    "function_recursive",
    "function_signatures",
    "main_guard_function",
    "import_star",
]
PLAIN = Path(__file__).parents[2] / "dino" / "runtime" / "plain"

EDGES = """
import os, sys
import numpy as np
from dino import matmul, matvec, parsum, sort
assert "dino.runtime" not in sys.modules
print("pasted")
for n in (0, 1, 2, 5, 13):
    for kind in (bool, np.int8, np.uint64, np.float32, np.float64, np.complex128, np.float16, object, ">f8"):
        x = (np.arange(n * 3) * 7 % 5).reshape(n, 3).astype(kind)
        v = x[:, 0]
        for mine, numpys in (
            (matmul(x, x.T), x @ x.T), (matvec(x, np.ones(3)), x @ np.ones(3)), (parsum(v), np.sum(v)),
            (parsum(x), np.sum(x)), (sort(v), np.sort(v)), (sort(x), np.sort(x)), (sort(v[::-2]), np.sort(v[::-2])),
        ):
            assert type(mine) is type(numpys) and np.array_equal(mine, numpys), (n, kind, mine, numpys)
            assert getattr(mine, "dtype", 0) == getattr(numpys, "dtype", 0), (n, kind)
x = np.array([3, np.nan, -np.inf, 1, np.nan, np.inf, 0.5])
print(sort(x), parsum([1, 2]), sort([2, 1]), sort(np.array(["b", "a"])), sort(np.full(9, 4)))
try:
    matmul(np.eye(2), np.eye(3))
except ValueError as error:
    print(error)
if os.fork() == 0:
    print("child", parsum(np.arange(4)), flush=True)
    sys.exit(0)
os.wait()
print("end", parsum(np.arange(4)))
"""

ENDS = {
    "exit": ("import sys\nx = sort(np.arange(3))\nsys.exit(3)\n", 3, ""),
    "error between steps": (
        "x = sort(np.arange(3))\n1 / 0\nprint(sort(x))\n",
        1,
        "ZeroDivisionError: division by zero",
    ),
    "error in a loop": (
        "for i in (1 // k for k in (1, 0)):\n    hello\n    x = sort(np.arange(3))\n",
        1,
        "ZeroDivisionError",
    ),
    "error of a primitive": (
        "for i in range(3):\n    x = matmul(np.eye(2), np.eye(3))\n",
        1,
        "ValueError: matmul: Input",
    ),
    "error in a condition": ("if np.arange(3):\n    x = sort(np.arange(3))\n", 1, "ValueError: The truth value"),
}


def ranks(path, number):
    """Run an emitted program on some ranks, where DiNo cannot be imported: its status, output and errors."""
    command = [str(MPIEXEC), "-n", str(number), sys.executable, path.name]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdout=pipe, stderr=pipe, text=True, cwd=path.parent, env=environment, start_new_session=True
    ) as run:
        try:
            out, err = run.communicate(timeout=40)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
    return run.returncode, out, err


def written(tmp_path, text):
    path = tmp_path / "out.py"
    path.write_text(compile_program(text, "x.py", inline=True).text)
    return path


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("case", CASES)
def test_case_prints_what_its_script_prints(case, number, tmp_path):
    path = written(tmp_path, text_of(FOLDER / f"{case}.py"))
    assert ranks(path, number) == (0, expected_output(FOLDER / f"{case}.py"), "")


@pytest.mark.parametrize("number", [1, 2, 4])
def test_edges_agree_with_numpy(number, tmp_path):
    status, out, err = ranks(written(tmp_path, EDGES), number)
    assert (status, err) == (0, "")
    assert out.startswith(
        "pasted\n[-inf  0.5  1.   3.   inf  nan  nan] 3 [1 2] ['a' 'b'] [4 4 4 4 4 4 4 4 4]\nmatmul: Input"
    )
    assert out.endswith("child 6\nend 6\n")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("body", "status", "message"), ENDS.values(), ids=ENDS)
def test_program_that_ends_early_leaves_nobody_waiting(body, status, message, number, tmp_path):
    found, _, err = ranks(written(tmp_path, "import numpy as np\nfrom dino import *\n" + body), number)
    assert found == status
    assert message in err


def test_worker_that_fails_ends_the_run(tmp_path):
    script = "import numpy as np\nfrom dino import sort\nx = sort(np.arange(3))\ny = sort(x)\n"
    text = compile_program(script, "x.py", inline=True).text
    path = tmp_path / "out.py"
    path.write_text(text.replace("x_block = spmd.scatter", "1 / spmd.root\nx_block = spmd.scatter"))
    status, _, err = ranks(path, 2)
    assert status != 0
    assert "ZeroDivisionError" in err


def test_every_rank_greets_in_order(tmp_path):
    status, out, _ = ranks(written(tmp_path, "hello()\n"), 3)
    host = os.uname().nodename
    assert (status, out) == (0, "".join(f"Hello from rank {rank} of 3 on {host}\n" for rank in range(3)))


def test_only_what_is_mentioned_is_pasted():
    text = compile_program("x = sort(y)\n", inline=True).text
    assert "class Sort" in text
    assert "class MatMul" not in text
    assert needed(None) == tuple(row.name for row in TABLE)


def test_no_pasted_line_is_of_dino():
    nodes = ast.walk(ast.parse("\n".join(paste("spmd", needed(None)))))
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert modules == {"mpi4py"}


@pytest.mark.parametrize("name", [row.name for row in TABLE])
def test_definition_of_a_primitive_is_at_most_40_lines(name):
    assert len((PLAIN / f"{name}.py").read_text().splitlines()) <= 40
