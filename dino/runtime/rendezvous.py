"""Where the ranks meet before they initialise MPI, asleep.

MPI_Init waits for the last rank in a loop that takes a whole core, and root comes at its first collective, perhaps
minutes after the workers. So they meet before, at a barrier of hydra's (PMI-1, `cmd=barrier_in` on the socket
`PMI_FD`), across all hosts, in a blocking `read`. Where there is no such socket, they meet in MPI_Init.
"""

import os
import select

VARIABLE = "PMI_FD"
_LOOK_EVERY = 0.05  # seconds between two looks for news of lost ranks


def meet(environment, check=None):
    """Return when every rank of the run has called this.

    Parameters
    ----------
    environment : mapping of str
        Of this rank, as hydra made it.
    check : callable, optional
        Called now and then while waiting; raises if a rank is lost.
    """
    if VARIABLE not in environment:
        return
    socket = int(environment[VARIABLE])
    os.write(socket, b"cmd=barrier_in\n")
    answer = b""
    while not answer.endswith(b"\n"):
        while check is not None and not select.select([socket], [], [], _LOOK_EVERY)[0]:
            check()
        part = os.read(socket, 1 << 10)
        if not part:
            return  # hydra is gone: MPI_Init will say so
        answer += part
