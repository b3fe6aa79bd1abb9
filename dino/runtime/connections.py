"""Connections: whether the network still carries what a worker sends to other ranks.

Root hears of every host by way of the launcher. That two other hosts have lost each other they alone can tell, and TCP
itself would go on sending for a quarter of an hour. So a worker that waits for long asks the kernel (tcp(7), TCP_INFO).
"""

import _socket  # as `lifeline` does: socket itself has much to import
import os
import sys
from contextlib import suppress

SILENCE = 8.0
"""Seconds without an answer to what has been sent again and again; a link that is back sooner is not lost."""

_AGAIN = 3  # times that the same, or a probe, was sent, each after twice as long as the one before
_TCP_INFO_BYTES = 104  # what Linux has had since 2.6
_RETRANSMITS, _PROBES, _LAST_ACK = 2, 3, 56  # offsets, of bytes, and of milliseconds in four bytes


def lost():
    """Return the address of a host that answers no more; None if all do.

    For a process all of whose TCP connections are MPI's, as a worker's are.
    """
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # no socket, or closed meanwhile
            connection = _socket.socket(fileno=int(name))
            try:
                info = connection.getsockopt(_socket.IPPROTO_TCP, _socket.TCP_INFO, _TCP_INFO_BYTES)
                if is_silent(info):
                    return connection.getpeername()[0]
            finally:
                connection.detach()
    return None


def is_silent(info: bytes) -> bool:
    """Whether a connection's TCP_INFO says that nothing comes back for what is sent.

    A receiver that reads nothing answers nevertheless, by its kernel, and that resets both counters. Probes instead of
    repeats are sent where this host itself has no way to the other.
    """
    answered = int.from_bytes(info[_LAST_ACK : _LAST_ACK + 4], sys.byteorder) / 1000
    return info[_RETRANSMITS] + info[_PROBES] >= _AGAIN and answered >= SILENCE
