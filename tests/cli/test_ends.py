"""How a run ends: as under `python`; and what a script sees of a worker's death."""

import os
import shlex
import signal
import time

import pytest

from tests.cli.scripts import same, started, write
from tests.programs.harness import dino, marked, run, workers


@pytest.mark.parametrize("ranks", [1, 2, 3])
@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("raise ValueError('own')", 1),
        ("matmul(np.ones(2), np.ones(3))", 1),
        ("sys.exit(7)", 7),
        ("sys.exit('text')", 1),
        ("os._exit(9)", 9),
        ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(9)", -signal.SIGTERM),
        ("os.kill(os.getpid(), signal.SIGKILL); time.sleep(9)", -signal.SIGKILL),
        ("os.abort()", -signal.SIGABRT),
    ],
)
@pytest.mark.parametrize("before", ["", "parsum(np.ones(3))"], ids=["first", "after a primitive"])
def test_a_script_ends_as_under_python(tmp_path, before, ending, status, ranks):
    """Same status and the same traceback, before workers are there and after; nothing is left."""
    script = write(tmp_path, f"{before}\nprint('end', flush=True)\n{ending}")
    assert same(tmp_path, script, ranks=ranks).status == status


def test_a_shell_sees_status_137_after_sigkill(tmp_path):
    """Root killed by SIGKILL: its status is the shell's, its workers end."""
    script = write(tmp_path, "parsum(np.ones(3))\nos.kill(os.getpid(), signal.SIGKILL)")
    outcome = run(["sh", "-c", f"{shlex.join(dino(3, script))}; echo status $?"], tmp_path)
    assert outcome.stdout == "status 137\n" and outcome.left == ()


@pytest.mark.parametrize("victim", [1, 2])
@pytest.mark.parametrize(
    ("body", "line"),
    [("input()\nprint('before')\nparsum(a)", 8), ("while True:\n    matmul(a, a)", 7)],
    ids=["in user code before a primitive", "in a primitive"],
)
def test_a_worker_that_is_killed_is_named_and_ends_the_run(tmp_path, body, line, victim):
    """RankLostError with the user's line, status 1, within 10 s."""
    script = write(tmp_path, f"a = np.ones((300, 300))\nparsum(a); print('up', flush=True)\n{body}\n")
    with started(script, tmp_path) as (process, mark):
        os.kill(workers(mark)[victim], signal.SIGKILL)
        time.sleep(0.2)
        begun = time.monotonic()
        out, err = process.communicate("\n", timeout=20)
        assert time.monotonic() - begun < 10
    last = err.splitlines()[-1]
    assert last.startswith("dino.errors.RankLostError: ") and f"rank {victim}" in last and "SIGKILL" in last
    assert f'File "{script}", line {line}, in <module>' in err and process.returncode == 1


def test_a_worker_that_stands_still_is_named_and_ends_the_run(tmp_path):
    """Not one that goes on soon."""
    script = write(
        tmp_path,
        "parsum(np.ones(9)); print('up', flush=True)\ninput()\nparsum(np.ones(9))\nwhile True: sort(np.ones(9))\n",
    )
    with started(script, tmp_path) as (process, mark):
        rank = max(pid for pid, line in marked(mark).items() if "dino.runtime.worker" in line)
        os.kill(rank, signal.SIGSTOP)
        time.sleep(1)
        os.kill(rank, signal.SIGCONT)
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(1)
        assert process.poll() is None
        os.kill(rank, signal.SIGSTOP)
        begun = time.monotonic()
        _, err = process.communicate(timeout=20)
        assert time.monotonic() - begun < 10
    last = err.splitlines()[-1]
    assert last.startswith("dino.errors.RankLostError: rank ") and f"process {rank}, was killed by SIGKILL, as" in last
    assert f'File "{script}", line 7, in <module>' in err and process.returncode == 1


def test_a_worker_that_is_killed_while_root_is_inside_of_mpi_is_named(tmp_path):
    """It stands still before MPI_Init, in which root then waits; whoever holds the interpreter would wait for ever."""
    script = write(tmp_path, "print('up', flush=True)\ninput()\nparsum(np.ones(9))\n")
    with started(script, tmp_path) as (process, mark):
        time.sleep(1)  # until the workers wait for root
        os.kill(workers(mark)[1], signal.SIGSTOP)
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(0.5)
        os.kill(workers(mark)[1], signal.SIGKILL)
        out, err = process.communicate(timeout=20)
    last = err.splitlines()[-1]
    assert last.startswith("dino.errors.RankLostError: ") and "rank 1" in last and "SIGKILL" in last
    assert f'File "{script}", line 6, in <module>' in err and (process.returncode, out) == (1, "")


def test_a_script_may_catch_a_lost_rank_and_end_in_its_own_way(tmp_path):
    """Root is alive: its handlers run, its status is its own."""
    script = write(
        tmp_path,
        """
        from dino.errors import RankLostError
        parsum(np.ones(9))
        print("up", flush=True)
        input()
        for attempt in range(2):
            try:
                parsum(np.ones(9))
            except RankLostError:
                print("lost", attempt)
        sys.exit(5)
        """,
    )
    with started(script, tmp_path) as (process, mark):
        os.kill(workers(mark)[1], signal.SIGKILL)
        out, err = process.communicate("\n", timeout=20)
    assert (process.returncode, out, err) == (5, "lost 0\nlost 1\n", "")


@pytest.mark.parametrize("before", ["", "parsum(np.ones(3))"], ids=["first", "after a primitive"])
def test_a_script_that_closes_all_descriptors_is_told_so(tmp_path, before):
    """Daemons do that; the run's own are among them."""
    script = write(tmp_path, f"{before}\nos.closerange(3, 4096)\nparsum(np.ones(4))")
    outcome = run(dino(2, script), tmp_path)
    assert (outcome.status, outcome.stdout, outcome.left) == (1, "", ())
    last = outcome.stderr.splitlines()[-1]
    assert last.startswith("dino.errors.RankLostError: the script has closed the descriptors")
    assert "ignored" not in outcome.stderr


def test_a_launcher_that_is_terminated_leaves_nothing(tmp_path, monkeypatch):
    """Neither processes nor its folder; root hears of it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    script = write(tmp_path, "parsum(np.ones(9)); print('up', flush=True)\ninput()\nparsum(np.ones(9))\n")
    with started(script, tmp_path) as (process, mark):
        assert list(tmp_path.glob("dino-*"))
        launcher = next(pid for pid, line in marked(mark).items() if " mpirun " in line)
        os.kill(launcher, signal.SIGTERM)
        time.sleep(0.2)
        _, err = process.communicate("\n", timeout=20)
    assert "the launcher of this run was killed, and the workers with it" in err and process.returncode == 1
    assert not list(tmp_path.glob("dino-*"))
