"""Scripts that run plainly and on ranks, to be compared."""

import subprocess
import sys
import textwrap
from contextlib import contextmanager

from tests.programs.harness import dino, environment, kill, left_behind, marked, new_mark, run

HEAD = "import os, signal, sys, time\nimport numpy as np\nfrom dino import matmul, parsum\n"


def write(directory, text, name="script.py"):
    """Write a script that imports what most scripts here need, on its first three lines."""
    path = directory / name
    path.write_text(HEAD + textwrap.dedent(text))
    return path


def python(script, *args):
    """The command that runs a script plainly."""
    return [sys.executable, str(script), *args]


def same(directory, script, *args, ranks=2, **options):
    """Assert that a script does on ranks what it does plainly, and return that."""
    expected = run(python(script, *args), directory, **options)
    assert run(dino(ranks, script, *args), directory, **options) == expected
    return expected


@contextmanager
def started(script, directory, ranks=3):
    """Start a script on ranks and wait until it prints "up"; on leaving, nothing may be left."""
    mark = new_mark()
    pipes = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
    with subprocess.Popen(dino(ranks, script), cwd=directory, env=environment(mark), text=True, **pipes) as process:
        try:
            assert process.stdout.readline() == "up\n"
            yield process, mark
        finally:
            if process.poll() is None:
                kill(marked(mark))
        assert left_behind(mark) == ()
