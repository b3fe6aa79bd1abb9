"""What ends with a lease: the proxy, and all that stems from it."""

import contextlib
import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dino.peer import launch

WALL = 30
# Children that go elsewhere: to a session of their own, orphaned, deaf to TERM.
FAMILY = """
echo $$ >> {pids}
setsid sh -c 'echo $$ >> {pids}; exec sleep 600' &
(setsid sh -c 'echo $$ >> {pids}; trap "" TERM; while :; do sleep 1; done' &)
while [ "$(wc -l < {pids})" -lt 3 ]; do sleep 0.02; done
"""


@pytest.fixture
def supervise(tmp_path):
    """Return a function that starts a proxy, a bash script, under a supervisor."""
    with contextlib.ExitStack() as stack:

        def start(script, *arguments):
            proxy, folder = tmp_path / "proxy", tmp_path / "job"
            proxy.write_text(f"#!/usr/bin/env bash\n{script}\n")
            proxy.chmod(proxy.stat().st_mode | stat.S_IXUSR)
            folder.mkdir()
            ours, theirs = (stack.enter_context(end) for end in socket.socketpair())
            process = launch.supervised(str(proxy), list(arguments), str(folder), dict(os.environ), theirs.fileno())
            stack.callback(process.stdout.close)
            stack.callback(process.wait, WALL)
            stack.callback(process.stdin.close)
            theirs.close()
            ours.settimeout(WALL)
            return process, ours, folder

        yield start


def family(path):
    """Return the ids of the three processes of FAMILY, once they are there."""
    deadline = time.monotonic() + WALL
    while not path.exists() or len(path.read_text().split()) < 3:
        assert time.monotonic() < deadline, "the proxy's children have not come up"
        time.sleep(0.02)
    return [int(pid) for pid in path.read_text().split()]


def living(pids):
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_it_exits_as_the_proxy_did(supervise):
    process, _, folder = supervise('echo "$@"; exit 7', "--usize", "-2")
    assert process.wait(WALL) == 7
    assert process.stdout.read() == b"--usize -2\n"
    assert not folder.exists()


def test_a_proxy_that_a_signal_ends(supervise):
    process, _, folder = supervise("kill -TERM $$")
    assert process.wait(WALL) == 128 + 15
    assert not folder.exists()


def test_the_proxy_has_the_control_channel_and_nobody_else(supervise):
    process, control, _ = supervise('eval "echo hello >&$HYDI_CONTROL_FD"; eval "cat <&$HYDI_CONTROL_FD"')
    assert control.recv(6, socket.MSG_WAITALL) == b"hello\n"
    control.sendall(b"answer")
    control.shutdown(socket.SHUT_WR)
    assert process.wait(WALL) == 0
    assert process.stdout.read() == b"answer"
    assert control.recv(1) == b""


def test_the_end_of_the_proxy_ends_what_it_left_behind(supervise, tmp_path):
    process, _, folder = supervise(FAMILY.format(pids=tmp_path / "pids") + "exit 3")
    assert process.wait(WALL) == 3
    assert not living(family(tmp_path / "pids"))
    assert not folder.exists()


def test_the_end_of_the_lease_ends_all_that_stems_from_the_proxy(supervise, tmp_path):
    process, _, folder = supervise(FAMILY.format(pids=tmp_path / "pids") + "wait")
    pids = family(tmp_path / "pids")
    assert living(pids) == pids
    process.stdin.close()
    assert process.wait(WALL) == 128 + 9
    assert not living(pids)
    assert not folder.exists()


def test_a_lease_that_is_written_to_holds(supervise, tmp_path):
    process, control, _ = supervise('eval "cat <&$HYDI_CONTROL_FD"; exit 4')
    for _ in range(3):
        process.stdin.write(b".")
        process.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.3)
    control.shutdown(socket.SHUT_WR)
    assert process.wait(WALL) == 4


def test_a_silent_lease_has_run_out(tmp_path):
    proxy, folder, pids = tmp_path / "proxy", tmp_path / "job", tmp_path / "pids"
    proxy.write_text(f"#!/usr/bin/env bash\n{FAMILY.format(pids=pids)}wait\n")
    proxy.chmod(0o700)
    folder.mkdir()
    impatient = (
        "import sys; from dino.peer import supervisor; supervisor._SILENCE = 1.0; supervisor.main(*sys.argv[1:])"
    )
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-c", impatient, str(folder), str(theirs.fileno()), str(proxy)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[theirs.fileno()]) as process:
            assert process.wait(WALL) == 128 + 9, "its lease is still open, but nothing is written to it"
    assert not living(int(pid) for pid in pids.read_text().split())
    assert not folder.exists()
