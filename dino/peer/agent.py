"""What hydra starts for each host: it hands hydra's control channel to the launcher and lives as long as the run.

Run as a file by a bare interpreter: `python -I -S agent.py SOCKET HOST "PROXY" ARGUMENTS`. It stands in mpiexec's own
network namespace, where mpiexec's port can be reached. Standard library only.
"""

import json
import socket
import sys

_PATIENCE = 10.0  # seconds; hydra itself would wait for ever


def main(path, host, _, *arguments):
    """Connect to mpiexec, send the connection and what hydra asks of the proxy to the launcher; wait for the end."""
    port = arguments[arguments.index("--control-port") + 1].rpartition(":")[2]
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as launcher:
        launcher.connect(path)
        with socket.create_connection(("127.0.0.1", int(port)), _PATIENCE) as control:
            control.setblocking(True)  # the flag goes along
            socket.send_fds(launcher, [json.dumps([host, arguments]).encode()], [control.fileno()])
        launcher.recv(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
