"""What hydra starts as rank 0: it hands rank 0 on to root and lives as long as the run.

Run as a file by a bare interpreter: `python -I -S stub.py SOCKET`. Standard library only.
"""

import json
import os
import socket
import sys

# What names a process to MPICH, Intel MPI (PMI), Open MPI and PRRTE (PMIx).
IDENTITY = ("PMI", "HYDI_", "MPI_LOCAL", "MPIR_", "OMPI_", "PRTE_")


def main(path):
    """Send this process's identity, and the descriptor that goes with it, to the launcher; then wait for the end."""
    environment = {name: value for name, value in os.environ.items() if name.startswith(IDENTITY)}
    descriptors = [int(environment["PMI_FD"])] if "PMI_FD" in environment else []
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as launcher:
        launcher.connect(path)
        socket.send_fds(launcher, [json.dumps(environment).encode()], descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        launcher.recv(1)


if __name__ == "__main__":
    main(sys.argv[1])
