"""Every way in which a run over three hosts may end early: soon, with who is to blame, and with nothing left.

`DINO_LAB_TIMES=5` repeats each death five times and prints the seconds from it to the run's end.
"""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.lab.daemons import settled, start
from tests.lab.lab import missing, wait_until
from tests.lab.runs import nothing_remains, running

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")
TIMES = int(os.environ.get("DINO_LAB_TIMES", 1))
ENDED_WITHIN = 10.0  # seconds from a death to the run's end


def test_a_killed_root_leaves_nothing(three, tmp_path):
    process = running(three, tmp_path)
    process.kill()
    process.communicate(timeout=15)
    nothing_remains(three)


def launcher_of(host):
    """The process that keeps the command line of `dino mpirun`: root's is the program's."""
    return next(pid for pid, line in host.commands().items() if "dino mpirun" in line)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_launcher_ends_the_run_and_leaves_nothing(three, number, tmp_path):
    before = folders()
    process = running(three, tmp_path)
    assert folders() > before
    os.kill(launcher_of(three.hosts[0]), number)
    _, stderr = process.communicate(timeout=3 * ENDED_WITHIN)
    assert process.returncode == 1 and "the launcher of this run was killed" in stderr, stderr
    nothing_remains(three)
    if number == signal.SIGTERM:
        assert folders() == before


def folders():
    return {path for path in Path(tempfile.gettempdir()).glob("dino-*") if not path.name.startswith("dino-job-")}


def test_a_stopped_launcher_ends_the_run_and_is_named(three, tmp_path):
    process, launcher = running(three, tmp_path), launcher_of(three.hosts[0])
    began = time.monotonic()
    os.kill(launcher, signal.SIGSTOP)
    try:
        _, stderr = process.communicate(timeout=3 * ENDED_WITHIN)
        assert time.monotonic() - began < ENDED_WITHIN
        assert process.returncode == 1 and f"(process {launcher}) is stopped" in stderr, stderr
    finally:
        os.kill(launcher, signal.SIGCONT)
    nothing_remains(three)


def daemon_killed(host):
    host.daemon.kill()
    host.daemon.wait(5)


def daemon_frozen(host):
    host.daemon.send_signal(signal.SIGSTOP)


def cable_pulled(host):
    host.unplug()


def worker_killed(host):
    os.kill(max(workers_of(host)), signal.SIGKILL)  # the rank, not the process that watches it


def worker_stopped(host):
    os.kill(max(workers_of(host)), signal.SIGSTOP)


def workers_of(host):
    return [pid for pid, line in host.commands().items() if "dino.runtime.worker" in line]


def mended(host):
    host.plug()
    host.daemon.send_signal(signal.SIGCONT)
    if host.daemon.poll() is not None:
        start(host)


def test_a_host_that_is_gone_ends_a_root_that_is_inside_of_mpi(three, tmp_path):
    """Its worker stands still before MPI_Init, in which root waits without an end; then the cable is pulled."""
    folder, victim = tmp_path, three.hosts[1]
    process = running(
        three, folder, "print('1000.0', flush=True)\ninput()\nparsum(np.ones(1000))\n", stdin=subprocess.PIPE
    )
    wait_until(lambda: len(workers_of(victim)) == 2, 10, "the worker is up")
    time.sleep(1)  # until it waits for root
    os.kill(max(workers_of(victim)), signal.SIGSTOP)
    process.stdin.write("\n")
    process.stdin.flush()
    time.sleep(0.5)
    began = time.monotonic()
    cable_pulled(victim)
    try:
        _, stderr = process.communicate(timeout=3 * ENDED_WITHIN)
        assert time.monotonic() - began < ENDED_WITHIN
        assert process.returncode == 1 and "RankLostError" in stderr and "host2" in stderr, stderr
        nothing_remains(three)
    finally:
        mended(victim)
        settled(three)


def test_two_hosts_that_lose_each_other_end_the_run(three, tmp_path):
    """Both still hear of root, and root of both: nobody else can tell."""
    text = (
        "x = np.random.default_rng(0).random(300_000)\nprint(parsum(np.ones(1000)), flush=True)\nwhile True: sort(x)\n"
    )
    process, (_, one, other) = running(three, tmp_path, text), three.hosts
    began = time.monotonic()
    one.lose(other)
    try:
        _, stderr = process.communicate(timeout=3 * ENDED_WITHIN)
        print(f"\nlost each other: ended after {time.monotonic() - began:.1f} s")
        assert process.returncode == 1 and "RankLostError: rank" in stderr, stderr
        silent = {
            f"{host.name} ended because {peer.address} has not answered" for host, peer in ((one, other), (other, one))
        }
        assert any(told in stderr for told in silent), stderr
        nothing_remains(three)
    finally:
        one.find(other)
        settled(three)


@pytest.mark.parametrize("attempt", range(TIMES))
@pytest.mark.parametrize("death", [daemon_killed, daemon_frozen, cable_pulled, worker_killed, worker_stopped])
def test_a_death_ends_the_run_and_is_named(three, death, attempt, tmp_path):
    process, victim = running(three, tmp_path), three.hosts[1]
    began = time.monotonic()
    death(victim)
    try:
        _, stderr = process.communicate(timeout=3 * ENDED_WITHIN)
        took = time.monotonic() - began
        print(f"\n{death.__name__}: ended after {took:.1f} s")
        assert process.returncode == 1 and "RankLostError" in stderr and "host2" in stderr, stderr
        assert took < ENDED_WITHIN
        assert f'File "{tmp_path}/script.py"' in stderr
        nothing_remains(three)
    finally:
        mended(victim)
        settled(three)
