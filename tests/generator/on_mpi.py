"""Programs on real MPI processes: one `mpiexec` runs many, and is started again behind one that hangs or dies."""

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WALL = 120.0  # seconds for one program, whatever else the machine does
_LAST_WORDS = 600


def run_on_mpi(seeds, size, wall=WALL):
    """Run the programs of some seeds on ranks that are processes.

    Parameters
    ----------
    seeds : range
        Of the programs.
    size : int
        Number of ranks.
    wall : float
        Seconds without any news after which a program counts as hung.

    Yields
    ------
    tuple of (int, str)
        A seed, and how its program differs; empty if it does not.
    """
    while seeds:
        done, left = 0, ""
        with _started(seeds, size) as process:
            for line in _lines(process, wall):
                seed, _, found = line.rstrip("\n").partition(" ")
                if seed != str(seeds[done]):
                    left += line
                    continue
                done += 1
                yield int(seed), found
                if done == len(seeds):
                    return
            status = process.poll()
            _kill(process)
            left += process.stderr.read()[-_LAST_WORDS:]
        how = f"hangs for {wall:g} s" if status is None else f"ends with status {status}"
        yield seeds[done], f"{size} processes: {how}: {left}"
        seeds = seeds[done + 1 :]


@contextlib.contextmanager
def _started(seeds, size):
    mpiexec = Path(sys.executable).with_name("mpiexec")
    command = [str(mpiexec) if mpiexec.exists() else shutil.which("mpiexec"), "-n", str(size)]
    command += [sys.executable, "-W", "ignore", "-m", "tests.generator.on_ranks"]
    command += map(str, (seeds.start, seeds.stop - seeds.start, seeds.step))
    with subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            _kill(process)


def _lines(process, wall):
    """Lines of its output until it ends, or says nothing for too long."""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(wall):
            line = process.stdout.readline()
            if not line:
                process.wait(wall)
                return
            yield line


def _kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
