"""A greeting from every rank with its host name, in rank order."""

import socket


def local(rank: int, size: int, host: str) -> bytes:
    """Return the greeting of one rank."""
    return f"Hello from rank {rank} of {size} on {host}".encode()


def finish(parts) -> None:
    """Print the greetings on root's standard output.

    Parameters
    ----------
    parts : sequence of bytes
        What `local` returned on each rank, in rank order.
    """
    for part in parts:
        print(bytes(part).decode())


def alone() -> None:
    """Greet as the only rank."""
    finish([local(0, 1, socket.gethostname())])
