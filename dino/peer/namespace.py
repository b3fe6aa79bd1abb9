"""A network of its own for mpiexec: its control port listens on every interface and trusts whoever connects.

Twelve bytes from a stranger end a run there, and the first to come is sent mpiexec's environment. In a network
namespace that holds nothing but mpiexec and its agents, nobody else can come.
"""

import ctypes
import fcntl
import os
import socket
import struct

VARIABLE = "DINO_OPEN_PORT"
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 0x1


def enter() -> None:
    """Move this process, which has one thread, to a network namespace with a loopback interface only.

    Raises
    ------
    OSError
        If this system forbids it.
    """
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare: " + os.strerror(ctypes.get_errno()))
    _write("setgroups", "deny")
    _write("uid_map", f"{user} {user} 1")
    _write("gid_map", f"{group} {group} 1")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))


def allowed() -> str | None:
    """Try it in a child; return None, or why this system forbids it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            enter()
        except OSError as error:
            os.write(writing, str(error.strerror or error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        reason = answer.read().decode()
    os.waitpid(child, 0)
    return reason or None


def _write(name: str, text: str) -> None:
    with open(f"/proc/self/{name}", "w") as file:
        file.write(text)
