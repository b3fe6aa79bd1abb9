import os
import sys


def part():
    """Fork, and wait for the child's end without taking its status."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return pid
