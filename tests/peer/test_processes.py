"""Who has ended a run, by what its processes have printed."""

import pytest

from dino.peer import processes


def test_a_rank_has_ended_once_its_watcher_says_so():
    """A whole line of the watcher's; not what the rank itself prints before."""
    assert processes.has_ended("noise\nrank 1 on vm, process 12, was killed by SIGKILL\n")
    assert processes.has_ended("rank 1 on vm failed:\nValueError\nrank 1 on vm, process 12, ended with status 1\n")
    assert not processes.has_ended("rank 1 on vm failed:\nTraceback (most recent call last):\n")
    assert not processes.has_ended("rank 1 on vm, process 12, was killed by SIGK")


@pytest.mark.parametrize(
    ("output", "found"),
    [
        (
            "noise\nrank 1 on vm, process 12, was killed by SIGKILL\nrank 2 on vm, process 13, was killed by SIGTERM\n",
            1,
        ),
        ("rank 1 on vm, process 12, was killed by SIGKILLrank 2 on vm, process 13, ended with status 143\n", 1),
        ("rank 3 on vm failed:\nTraceback\nMemoryError\nrank 3 on vm, process 7, ended with status 1\n", 3),
    ],
)
def test_the_first_report_names_the_culprit(output, found):
    assert processes.culprit(output).startswith(f"rank {found} on vm")
    assert "rank 2" not in processes.culprit(output) and "ended with" not in processes.culprit(output)


def test_without_a_report_all_that_is_known_is_told():
    assert (
        processes.culprit("===\nBAD\n", "mpiexec was killed by SIGKILL") == "mpiexec was killed by SIGKILL:\n===\nBAD"
    )
    assert processes.culprit("", "mpiexec was killed by SIGKILL") == "mpiexec was killed by SIGKILL"
    assert processes.culprit("") == "the workers ended"


@pytest.mark.parametrize(
    ("code", "how"), [(-9, "was killed by SIGKILL"), (-63, "was killed by signal 63"), (3, "ended with status 3")]
)
def test_how_a_process_ended(code, how):
    assert processes.how(code) == how
