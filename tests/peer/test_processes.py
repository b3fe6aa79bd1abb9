"""Who has ended a run, by what its processes have printed."""

from dino.peer import processes


def test_a_rank_has_ended_once_its_watcher_says_so():
    """A whole line of the watcher's; not what the rank itself prints before."""
    assert processes.has_ended("noise\nrank 1 on vm, process 12, was killed by SIGKILL\n")
    assert processes.has_ended("rank 1 on vm failed:\nValueError\nrank 1 on vm, process 12, ended with status 1\n")
    assert not processes.has_ended("rank 1 on vm failed:\nTraceback (most recent call last):\n")
    assert not processes.has_ended("rank 1 on vm, process 12, was killed by SIGK")
