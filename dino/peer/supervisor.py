"""What a daemon starts for a job: hydra's proxy below it, and an end to everything once the lease has run out.

Run as a file: `python -I supervisor.py FOLDER CONTROL PROXY ARGUMENTS`. Standard input is the lease: the daemon
writes to it each second. Its end, or five seconds of silence (a daemon that is frozen closes nothing), end all
processes that stem from this one, wherever they have gone, and the folder is removed. Standard library only.
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_SILENCE = 5.0  # seconds
_GRACE = 0.5  # seconds between TERM and KILL
_NICE = 10  # the host is somebody's; and its daemon must be heard


def main(folder, control, proxy, *arguments):
    """Run the proxy to its end, or to that of the lease; exit as it did."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    os.nice(_NICE)
    environment = {**os.environ, "HYDI_CONTROL_FD": control}
    process = subprocess.Popen([proxy, *arguments], stdin=subprocess.DEVNULL, env=environment, pass_fds=[int(control)])
    os.close(int(control))
    try:
        _hold(process)
    finally:
        _end()
        shutil.rmtree(folder, ignore_errors=True)
    code = process.returncode
    sys.exit(128 - code if code < 0 else code)


def _hold(process):
    """Return when the process has ended, or the lease."""
    ended = os.pidfd_open(process.pid)
    while True:
        ready, _, _ = select.select([0, ended], [], [], _SILENCE)
        if ended in ready:
            process.wait()
            return
        if not ready or not os.read(0, 1 << 10):
            process.returncode = -signal.SIGKILL
            return


def _end():
    """End all that stems from this process."""
    _signal(_descendants(), signal.SIGTERM)
    deadline = time.monotonic() + _GRACE
    while _descendants() and time.monotonic() < deadline:
        _reap()
        time.sleep(0.005)
    while left := _descendants():
        _signal(left, signal.SIGKILL)
        _reap()
        time.sleep(0.005)


def _reap():
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _descendants():
    """Return the processes that stem from this one and have not been collected."""
    _reap()
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, _, rest = stat.read_text().rpartition(")")
            parents[int(pid.split()[0])] = int(rest.split()[1])
    found, generation = [], {os.getpid()}
    while generation:
        generation = {pid for pid, parent in parents.items() if parent in generation}
        found += generation
    return found


def _signal(pids, number):
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
