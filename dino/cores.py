"""How many cores this process may use: as the kernel, its control group and the user's own settings allow."""

import math
import os
from functools import cache

SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
"""Variables by which users limit the threads of a process; the smallest holds."""

_GROUPS = "/sys/fs/cgroup"


def available():
    """Return the number of cores that processes started here may keep busy.

    Returns
    -------
    int
        Those of the affinity mask, but no more than the control group's quota of processor time pays for.
    """
    mask = len(os.sched_getaffinity(0))
    return min(mask, _quota() or mask)


def threads():
    """Return the number of threads that one computation of this process may run on: see `available`, and `most`."""
    return int(min(available(), most()))


@cache
def most():
    """Return the number of threads that quota and user (see `SETTINGS`) allow, whatever the affinity mask is."""
    return min(_quota() or math.inf, setting(os.environ) or math.inf)


def setting(environment):
    """Return the least number of threads that the user's variables allow, or None; what is no number is ignored."""
    firsts = [environment.get(name, "").partition(",")[0].strip() for name in SETTINGS]
    return min((int(first) for first in firsts if first.isdecimal() and int(first)), default=None)


@cache
def _quota():
    try:
        with open("/proc/self/cgroup") as file:
            group = next((line[3:].strip() for line in file if line.startswith("0::")), None)
    except OSError:
        return None
    return None if group is None else quota(_GROUPS, group)


def quota(mount, group):
    """Return the cores that a control group (version 2) and those above it may use, rounded up, or None.

    Parameters
    ----------
    mount : str
        Where the hierarchy is mounted.
    group : str
        The group's path in it, from "/".
    """
    found = []
    path = group.strip("/").split("/") if group.strip("/") else []
    for depth in range(len(path) + 1):
        try:
            with open(os.path.join(mount, *path[:depth], "cpu.max")) as file:
                limit, period = file.read().split()
        except (OSError, ValueError):
            continue
        if limit != "max":
            found.append(max(1, -(-int(limit) // int(period))))
    return min(found, default=None)
