"""One daemon for one home: a lock that the kernel releases however the daemon ends."""

import fcntl
import os

from dino.errors import LocalPeerError
from dino.peer.home import Home, told


def take(home: Home) -> int:
    """Lock `home` for this process and return the file descriptor that holds the lock.

    Raises
    ------
    LocalPeerError
        If another daemon holds it; says which process.
    """
    with told(f"cannot open {home.lock}"):
        descriptor = os.open(home.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _try(descriptor):
        holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "?"
        os.close(descriptor)
        raise LocalPeerError(f"a daemon already runs for {home.data} (process {holder})")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def is_held(home: Home) -> bool:
    """Tell whether a daemon runs for `home`."""
    try:
        descriptor = os.open(home.lock, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _try(descriptor)
    finally:
        os.close(descriptor)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
