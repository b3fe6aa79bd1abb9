"""What goes wrong on one rank is an error on all: never a hang, never half a result."""

import os
import resource
import signal
import time

import pytest

from tests.cli.scripts import started
from tests.programs.harness import dino, run, workers

HEAD = """\
import resource, sys, time
import numpy as np
from dino import matmul, matvec, parsum, sort
from dino.errors import RankLostError
"""


def write(directory, body):
    path = directory / "script.py"
    path.write_text(HEAD + body)
    return path


LARGE = 4000
"""Rows of a square matrix of 128 MB."""


def allow(pid, more):
    """Let a process take some bytes more than it has, and not another one."""
    with open(f"/proc/{pid}/statm") as file:
        size = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE") + more
    resource.prlimit(pid, resource.RLIMIT_AS, (size, size))


@pytest.mark.parametrize(
    ("call", "moves"),
    [
        ("matmul(small, large)", "in-place"),
        ("matmul(small, large)", "mpi"),
        ("matvec(large, large[0])", "mpi"),  # in place it reads pieces of a megabyte, and needs no memory
        ("sort(large.ravel())", "in-place"),
        ("sort(large.ravel())", "mpi"),
    ],
)
def test_a_worker_out_of_memory_ends_the_run_and_says_so(call, moves, tmp_path, monkeypatch):
    """The worker's MemoryError, which rank it was, the user's line, status 1; within seconds."""
    monkeypatch.setenv("DINO_MOVES", moves)
    script = write(
        tmp_path,
        f"large = np.ones(({LARGE}, {LARGE}))\nsmall = np.ones((64, {LARGE}))\nparsum(small)\n"
        f"print('up', flush=True)\ninput()\nanswer = {call}\nprint(answer)\n",
    )
    with started(script, tmp_path) as (process, mark):
        allow(workers(mark)[2], 20 << 20)
        begun = time.monotonic()
        out, err = process.communicate("\n", timeout=40)
        assert time.monotonic() - begun < 20
    assert out == "" and process.returncode == 1
    assert "rank 2 on" in err and "MemoryError" in err
    assert f'File "{script}", line 10, in <module>' in err
    assert "\ndino.errors.RankLostError: rank 2" in err


@pytest.mark.parametrize("moves", ["in-place", "mpi"])
@pytest.mark.parametrize(
    ("call", "after"),
    [("matmul(np.ones((70_000, 1)), np.ones((1, 70_000)))", "matmul(np.ones((9, 9)), np.ones((9, 9)))[0, 0]")],
)
def test_root_out_of_memory_raises_before_anybody_hears_of_the_call(call, after, moves, tmp_path):
    """MemoryError as from NumPy; the script may catch it, and the ranks are in step."""
    script = write(
        tmp_path,
        "parsum(np.ones(99))\nresource.setrlimit(resource.RLIMIT_AS, (20 << 30, 20 << 30))\n"
        f"for _ in range(2):\n    try:\n        {call}\n    except MemoryError as error:\n        print(error)\n"
        f"    print({after})\n",
    )
    outcome = run(dino(3, script), tmp_path, DINO_MOVES=moves)
    assert (outcome.status, outcome.stderr, outcome.left) == (0, "", ())
    first, second = outcome.stdout.splitlines()[::2], outcome.stdout.splitlines()[1::2]
    assert second == ["9.0", "9.0"] and all("Unable to allocate 36.5 GiB" in line for line in first)


@pytest.mark.parametrize("static", [True, False])
def test_after_a_failure_on_root_workers_write_to_no_memory_of_the_scripts(static, tmp_path):
    """They may still be computing what root has given up: where their rows belong stays untouched, and no call follows."""
    call = "c = matmul(a, b)" if static else "c = list(map(matmul, [a], [b]))"
    attempt = f"    {call}\n" if not static else "    exec('c = matmul(a, b)')\n"
    script = write(
        tmp_path,
        "import dino.runtime.matmul as implementation\n"
        "a, b = np.ones((1500, 1500)), np.ones((1500, 1500))\nmatmul(a, b)\n"
        "def failing(*args, **options):\n    raise MemoryError('planted')\n"
        "implementation.local = failing\n"
        f"try:\n{attempt}except MemoryError as error:\n    print(error)\n"
        "mine = [np.full((1500, 1500), 7.0) for _ in range(4)]\n"
        "time.sleep(1)\nprint(all((one == 7).all() for one in mine))\n"
        "try:\n    parsum(a)\nexcept RankLostError as error:\n    print('no more')\n",
    )
    outcome = run(dino(3, script), tmp_path, DINO_MOVES="in-place", DINO_PANEL_ROWS=None)
    assert (outcome.stdout, outcome.status) == ("planted\nTrue\nno more\n", 0), outcome.stderr


@pytest.mark.parametrize("moves", ["in-place", "mpi"])
@pytest.mark.parametrize("body", ["sort(x)", "matvec(a, a[0])", "parsum(x, exact=True)"])
def test_a_rank_that_is_killed_in_a_collective_is_an_error(body, moves, tmp_path, monkeypatch):
    """Whatever the ranks do when it happens."""
    monkeypatch.setenv("DINO_MOVES", moves)
    script = write(
        tmp_path,
        f"x = np.arange(3e5)[::-1].copy()\na = np.ones((900, 900))\nparsum(x)\nprint('up', flush=True)\n"
        f"while True:\n    {body}\n",
    )
    with started(script, tmp_path) as (process, mark):
        time.sleep(0.3)
        os.kill(workers(mark)[1], signal.SIGKILL)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 1 and out == ""
    last = err.splitlines()[-1]
    assert last.startswith("dino.errors.RankLostError: ") and "rank 1" in last and "SIGKILL" in last


def test_objects_are_roots_alone_whatever_they_do(tmp_path):
    """Numbers of Python's own, and an exception out of one of them, between collectives."""
    script = write(
        tmp_path,
        "class Odd:\n    def __lt__(self, other):\n        raise LookupError('odd')\n"
        "x = np.array([3, 1, 2], object)\n"
        "print(parsum(x), sort(x), matvec(np.array([[1, 2]], object), x[:2]), parsum(np.ones(9)))\n"
        "try:\n    sort(np.array([Odd(), Odd()]))\nexcept LookupError as error:\n    print(error)\n"
        "print(parsum(np.ones(9)))\n",
    )
    outcome = run(dino(3, script), tmp_path)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, "6 [1 2 3] [5] 9.0\nodd\n9.0\n", "")
