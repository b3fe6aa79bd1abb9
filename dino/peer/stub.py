"""What hydra starts as rank 0: it hands rank 0 on to root and lives as long as the run.

Run as a file by a bare interpreter: `python -I -S stub.py SOCKET`, while the workers start; what takes long to import
(json, socket) would take it from them. Standard library only.
"""

import _socket
import os
import sys

# What names a process to MPICH, Intel MPI (PMI), Open MPI and PRRTE (PMIx).
IDENTITY = ("PMI", "HYDI_", "MPI_LOCAL", "MPIR_", "OMPI_", "PRTE_")


def told(environment) -> bytes:
    """What the launcher is told of an environment: who this process is."""
    return b"\0".join(
        os.fsencode(f"{name}={value}") for name, value in environment.items() if name.startswith(IDENTITY)
    )


def read(message: bytes) -> dict[str, str]:
    """Return the variables that a message tells."""
    return dict(os.fsdecode(one).split("=", 1) for one in message.split(b"\0") if one)


def main(path):
    """Send this process's identity, and the descriptor that goes with it, to the launcher; then wait for the end."""
    number = os.environ.get("PMI_FD")
    rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, int(number).to_bytes(4, sys.byteorder))] if number else []
    launcher = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    launcher.connect(path)
    launcher.sendmsg([told(os.environ)], rights)
    if number:
        os.close(int(number))
    launcher.recv(1)


if __name__ == "__main__":
    main(sys.argv[1])
