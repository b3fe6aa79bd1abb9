"""Run a command as containers do: `python confined.py [--memfd] COMMAND...`, where the kernel refuses some system calls.

These are process_vm_readv and process_vm_writev (as Yama and some filters do) and userfaultfd, with --memfd also
memfd_create; by seccomp, so it holds for all that the command starts.
"""

import ctypes
import os
import platform
import struct
import sys

NUMBERS = {"x86_64": (310, 311, 323), "aarch64": (270, 271, 282)}
MEMFD = {"x86_64": 319, "aarch64": 279}
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _FORBID = 0x7FFF0000, 0x00050000 | 1  # EPERM


def program(numbers):
    """Return the filter: the number of the call against each that is forbidden."""
    count = len(numbers)
    rows = [(_LOAD, 0, 0, 0)]
    rows += [(_EQUAL, count - place, 0, number) for place, number in enumerate(numbers)]
    rows += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _FORBID)]
    return b"".join(struct.pack("HBBI", *row) for row in rows)


def confine(numbers):
    """Forbid these system calls to this process and its descendants."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = program(numbers)
    memory = ctypes.create_string_buffer(code)
    told = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(memory))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _FILTER, told, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


if __name__ == "__main__":
    machine, memfd = platform.machine(), sys.argv[1] == "--memfd"
    confine((*NUMBERS[machine], *[MEMFD[machine]] * memfd))
    command = sys.argv[1 + memfd :]
    os.execvp(command[0], command)
