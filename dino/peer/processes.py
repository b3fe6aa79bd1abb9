"""The processes of a run, as the kernel shows them in /proc."""

import os
import re
import signal
import time


def parents():
    """Return the parent of every process, from /proc."""
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                stat = file.read()
        except OSError:
            continue  # it has ended meanwhile
        found[int(name)] = int(stat.rpartition(")")[2].split()[1])
    return found


def descendants(ancestor):
    """Return the process ids of all that stem from `ancestor`, children first."""
    parent_of = parents()
    found, generation = [], [ancestor]
    while generation:
        generation = [pid for pid, parent in parent_of.items() if parent in generation]
        found += generation
    return found


def reap(ancestor, deadline):
    """Collect children that end; return when none is left or at the deadline (seconds, monotonic)."""
    while time.monotonic() < deadline:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            time.sleep(0.005)


def end_descendants(ancestor, grace):
    """Ask all descendants to end, wait, and kill what is left, until nothing is.

    Parameters
    ----------
    ancestor : int
        A process that adopts orphans: a subreaper.
    grace : float
        Seconds between TERM and KILL.
    """
    _signal(descendants(ancestor), signal.SIGTERM)
    reap(ancestor, time.monotonic() + grace)
    while left := descendants(ancestor):
        _signal(left, signal.SIGKILL)
        reap(ancestor, time.monotonic() + 0.1)


def _signal(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def has_ended(output):
    """Whether the process that watches a rank has reported its end; `output` as for `culprit`."""
    return re.search(r"^rank \d+ on .*, process \d+, (was killed by|ended with status) .*\n", output, re.M) is not None


def culprit(output, otherwise="the workers ended"):
    """Find who ended a job in what its processes have printed.

    Parameters
    ----------
    output : str
        What mpiexec and the workers wrote.
    otherwise : str
        What is known if that says nothing.

    Returns
    -------
    str
        The first report of a rank that failed, or was found dead by the process that watched it.
    """
    report = re.search(
        r"^rank \d+ on .*? (failed:\n(?:.*\n)*?(?=rank \d+ on |Abort\(|=====|\Z)|(?:was|ended) .*?(?=rank \d+ on |$))",
        output,
        re.M,
    )
    if report:
        return report.group().rstrip()
    return f"{otherwise}:\n{output}".rstrip() if output else otherwise


def how(code):
    """Say how a process has ended, by its exit code as `subprocess` has it."""
    return f"was killed by {_name(-code)}" if code < 0 else f"ended with status {code}"


def _name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
