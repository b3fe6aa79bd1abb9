"""Descriptors: the script's standard streams stay closed if they were, and nothing is inherited from us."""

import json
import os
import subprocess
import sys

import pytest

CHECK = """
import json, os, sys
from dino import descriptors
before = sorted(os.listdir("/proc/self/fd"))
closed = [place for place in (0, 2) if not os.path.exists(f"/proc/self/fd/{place}")]
with descriptors.aside():
    pipe = os.pipe()
    os.set_inheritable(pipe[0], True)
print(json.dumps([closed, pipe, [os.get_inheritable(end) for end in pipe]]))
for end in pipe:
    os.close(end)
assert sorted(os.listdir("/proc/self/fd")) == before
"""


@pytest.mark.parametrize("closed", [[], [0], [2], [0, 2]])
def test_nothing_is_opened_in_place_of_a_standard_stream(closed):
    def close():
        for descriptor in closed:
            os.close(descriptor)

    told = subprocess.run(
        [sys.executable, "-c", CHECK], stdout=subprocess.PIPE, preexec_fn=close, timeout=60, check=True
    )
    found, pipe, inheritable = json.loads(told.stdout)
    assert found == closed and min(pipe) > 2 and inheritable == [False, False]


SCRIPT = """
import os, sys
import numpy as np
from dino import parsum
print(parsum(np.ones(100)), sys.stdin is None, sys.stdout is None, sys.stderr is None, file=open(sys.argv[1], "w"))
print("hello")
undefined
"""


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)])
def test_a_script_without_standard_streams_is_what_it_is_without_dino(closed, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)

    def close():
        for descriptor in closed:
            os.close(descriptor)

    def run(*command):
        environment = {**os.environ, "DINO_PATH": "ranks"}
        (tmp_path / "out").write_text("")
        ended = subprocess.run(
            [sys.executable, *command, "script.py", "out"],
            cwd=tmp_path,
            env=environment,
            preexec_fn=close,
            timeout=60,
            capture_output=True,
        )
        return ended.returncode, ended.stdout, ended.stderr, (tmp_path / "out").read_text()

    plain = run()
    assert run("-m", "dino", "mpirun", "-n", "2") == plain
    assert "100.0" in plain[3]
