"""What the lab tells of its hosts' processes."""

import os
import subprocess
from pathlib import Path

from tests.lab.lab import command_line


def test_a_process_is_told_by_what_started_it():
    assert command_line(os.getpid()) == Path("/proc/self/cmdline").read_text().replace("\0", " ")


def test_a_process_that_ends_while_it_is_read_has_no_command_line(monkeypatch):
    """Between open and read the kernel forgets it: ESRCH, not ENOENT (CI met it)."""
    process = subprocess.Popen(["sleep", "60"])

    def read_late(path):
        with path.open("rb") as file:
            process.kill()
            process.wait()
            return file.read()

    monkeypatch.setattr(Path, "read_bytes", read_late)
    assert command_line(process.pid) == ""
    assert command_line(process.pid) == ""  # nor one that had ended before
