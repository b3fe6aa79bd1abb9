"""Root is ended where MPI would keep it after a loss, and nowhere else."""

import subprocess
import sys
import textwrap

import pytest

HEAD = """
import sys, threading, time
from types import ModuleType
from dino.runtime import watchdog

watchdog._LOOK_EVERY, watchdog._GRACE = 0.02, 0.2

class Lifeline:
    reason = None
    def loss(self):
        return self.reason
    def feel_pulse(self, now):
        pass

lifeline = Lifeline()

def inside(name, body):
    '''Run a body as a function of a module of the runtime.'''
    module = ModuleType(name)
    module.time = time
    exec(compile(f"def wait():\\n    {body}", f"{name}.py", "exec"), vars(module))
    vars(module)["__package__"] = "dino.runtime"
    module.wait()

def lost_after(seconds):
    threading.Timer(seconds, lambda: setattr(lifeline, "reason", "rank 1 was killed")).start()

unwatch = watchdog.watch(lifeline)
"""


def run(body):
    script = HEAD + textwrap.dedent(body)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30)


def test_a_root_that_mpi_keeps_is_ended_at_the_users_line():
    ended = run("lost_after(0.1)\ndef users():\n    inside('dino.runtime.ranks', 'time.sleep(20)')\nusers()\n")
    assert ended.returncode == 1 and ended.stdout == ""
    assert ended.stderr.startswith("Traceback (most recent call last):\n") and ", in users\n" in ended.stderr
    assert ended.stderr.endswith("\ndino.errors.RankLostError: rank 1 was killed\n")
    assert "ranks.py" not in ended.stderr


@pytest.mark.parametrize(
    "body",
    [
        "inside('dino.runtime.ranks', 'time.sleep(0.6)')",
        "lost_after(0.1)\ninside('dino.runtime.panels', 'time.sleep(0.6)')",
        "lost_after(0.1)\ntime.sleep(0.6)",
        "lost_after(0.1)\ninside('dino.runtime.ranks', 'time.sleep(0.2)')\ntime.sleep(0.4)",
        "unwatch()\nlost_after(0.1)\ninside('dino.runtime.ranks', 'time.sleep(0.6)')",
    ],
    ids=["no loss", "in a computation", "in the script", "it comes out of MPI", "watched no more"],
)
def test_otherwise_root_goes_on(body):
    ended = run(body + "\nprint('on')\n")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "on\n", "")
