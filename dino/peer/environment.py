"""What the ranks of a run are given in their environment, on root's host and on others.

Workers get what makes programs run, and none of root's secrets. On another host `PATH`, `HOME` and the like are that
host's own; only what steers MPI, NumPy's threads and DiNo goes along, because all ranks must agree on it.
"""

from collections.abc import Mapping

_LOCAL = (
    "HOME",
    "LANG",
    "LC_",
    "LD_",
    "LOGNAME",
    "PATH",
    "PYTHON",
    "SHELL",
    "TMPDIR",
    "TZ",
    "USER",
    "VIRTUAL_ENV",
    "XDG_",
)
_SHIPPED = ("DINO_", "FI_", "MKL_", "MPICH_", "MPIR_", "OMP_", "OPENBLAS_", "UCX_")
_OWN = ("DINO_HOME", "DINO_TOKEN", "DINO_MPIEXEC", "DINO_RUN", "DINO_TRACE", "DINO_RECORD", "DINO_OPEN_PORT")
_INTERFACES = ("FI_TCP_IFACE", "UCX_NET_DEVICES")


def local(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the part of root's environment that workers on its own host are given."""
    return {
        name: value for name, value in environ.items() if name.startswith((*_LOCAL, *_SHIPPED)) and name != "DINO_TOKEN"
    }


def shipped(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the part of root's environment that goes to other hosts."""
    return {name: value for name, value in environ.items() if name.startswith(_SHIPPED) and name not in _OWN}


def hosted(environ: Mapping[str, str], sent: Mapping[str, str], address: str) -> dict[str, str]:
    """Return what workers on a peer are given.

    Parameters
    ----------
    environ : mapping of str
        The daemon's environment.
    sent : mapping of str
        What came with the offer; only what `shipped` lets through counts.
    address : str
        The peer's own.
    """
    own = {name: value for name, value in environ.items() if name.startswith(_LOCAL)}
    return {**own, **network({**_interface(address), **shipped(sent)})}


def spanning(environ: Mapping[str, str], address: str) -> dict[str, str]:
    """Return what MPI needs in the environment of root's host to reach other hosts; `address` is its own."""
    return network({**_interface(address), **shipped(environ)})


def network(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return `chosen`, with the network module that is the fastest over TCP where the user has chosen none.

    libfabric's TCP moves 1.7 to 4.6 GB/s where UCX, the wheel's default, moves 1.1 to 1.3.
    """
    if "MPIR_CVAR_CH4_NETMOD" in chosen or "MPIR_CVAR_NETMOD" in chosen:
        return dict(chosen)
    return {"MPIR_CVAR_CH4_NETMOD": "ofi", "FI_PROVIDER": "tcp", **chosen}


def _interface(address: str) -> dict[str, str]:
    """Pin MPI to the interface by which peers reach this node: it would else try every one that there is."""
    from dino.peer.address import Address, interface  # here: runs on one host need not wait for it

    name = interface(Address.read(address).host)
    return dict.fromkeys(_INTERFACES, name) if name else {}
