"""Which mpiexec belongs to the MPI that mpi4py loads."""

import os

from dino.errors import LaunchError

NAMES = ("mpiexec.hydra", "mpiexec.mpich", "mpiexec.openmpi", "mpiexec")
VARIABLE = "DINO_MPIEXEC"


def mpiexec(environment, library):
    """Return the path of the mpiexec to launch with.

    Parameters
    ----------
    environment : mapping of str
        `DINO_MPIEXEC` in it goes first.
    library : str or None
        File of the MPI library that mpi4py loads.

    Raises
    ------
    LaunchError
        If there is none, or the one that was named does not exist.
    """
    named = environment.get(VARIABLE)
    if named:
        if not os.access(named, os.X_OK):
            raise LaunchError(f"{VARIABLE} names {named}, which cannot be executed")
        return named
    if library is None:
        raise LaunchError("mpi4py loads no MPI library here; install the wheel: python -m pip install mpich")
    for candidate in candidates(library):
        if os.access(candidate, os.X_OK):
            return candidate
    raise LaunchError(f"no mpiexec belongs to {library}, the MPI that mpi4py loads; name one in {VARIABLE}")


def proxy(mpiexec):
    """Return the path of hydra's proxy, which is beside hydra's mpiexec.

    Raises
    ------
    LaunchError
        If it is not there: another MPI cannot span hosts without SSH.
    """
    path = os.path.join(os.path.dirname(mpiexec), "hydra_pmi_proxy")
    if not os.access(path, os.X_OK):
        raise LaunchError(f"{path} is missing: runs over several hosts need MPICH (python -m pip install mpich)")
    return path


def candidates(library):
    """Return the places, best first, where the mpiexec of an MPI library can be.

    A library in PREFIX/lib, or deeper as Debian has it, belongs to programs in PREFIX/bin. Debian keeps several
    MPIs beside one another and tells them apart by the ending.

    Parameters
    ----------
    library : str
        File of the MPI library.

    Returns
    -------
    list of str
    """
    folder, name = os.path.split(library)
    parts = folder.split("/")
    flavour = "openmpi" if "openmpi" in parts or name.startswith("libmpi.so.40") else "mpich"
    names = [name for name in NAMES if flavour == "mpich" or "hydra" not in name and "mpich" not in name]
    if flavour == "mpich":
        names.remove("mpiexec.openmpi")
    above = [parts[:end] for end in range(len(parts) - 1, 0, -1) if parts[end].startswith("lib")]
    return ["/".join([*prefix, "bin", name]) for prefix in above for name in names]


def loaded_library(maps):
    """Return the file of the MPI library among the mappings of a process, or None.

    Parameters
    ----------
    maps : str
        Text of /proc/PID/maps.
    """
    files = [line.split(maxsplit=5)[5] for line in maps.splitlines() if line.count(" ") >= 5 and "/" in line]
    return next((file for file in files if os.path.basename(file).startswith(("libmpi.so", "libmpich.so"))), None)
