"""The primitives of DiNo against NumPy and against hand-written mpi4py, interleaved in one run.

    python -m benchmarks.primitives [--row TEXT] [--rounds 7] [--scale 1.0]

Each row is computed in turn by NumPy (1 and 2 BLAS threads, one process), by DiNo on 1 rank (plain `python`), by
`dino mpirun -n 2` as it decides, by the same with `DINO_PATH=ranks`, and by `mpiexec -n 2` of a program in
`benchmarks/handwritten/`. A round is one call of each; a ratio is the median over the rounds of their quotient. Results
are compared first. Memory is what the calls add to the operands at their peak, on root and on the fullest other rank.
All processes sleep but the one that computes: after NumPy's turn with two threads there is a pause, in which the second
stops spinning. Exit status 1 if a goal of design section 8 is missed.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.primitives.memory import Memory
from benchmarks.primitives.rows import ROWS
from dino import __version__, cores

ROOT = Path(__file__).parents[2]
SUBJECT = str(Path(__file__).with_name("subject.py"))
BIN = Path(sys.executable).parent
PAUSE = 0.15  # seconds; OpenBLAS's threads spin for a tenth of one after their last call


class Runner:
    """A process, or several, that computes a row each time it is asked to.

    Parameters
    ----------
    command : list of str
        What to run.
    line : str
        What it is asked by.
    variables : dict
        Changes of its environment.
    """

    def __init__(self, command, line="go", **variables):
        self.line, self.memory = line, Memory()
        environment = {**os.environ, **self.memory.mark, **variables, "PYTHONPATH": str(ROOT)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, text=True, **pipes)
        if self.answer() != "ready":
            raise SystemExit(f"{command} did not start")

    def answer(self):
        """Read a line."""
        return self.process.stdout.readline().strip()

    def ask(self, line=None):
        """Compute once; the seconds, or what the question is answered by."""
        self.process.stdin.write((line or self.line) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self):
        """Let it end."""
        self.process.stdin.close()
        self.process.wait()


def runners(row, scale):
    """Start everyone who computes a row; the same process is NumPy with one thread and with two."""
    about = [row.name, str(scale)]
    ranks = [str(BIN / "dino"), "mpirun", "-n", "2", SUBJECT, *about, "DiNo"]
    numpy = Runner([sys.executable, SUBJECT, *about, "NumPy"], "1")
    found = {"NumPy 1": numpy, "NumPy 2": numpy, "1 rank": Runner([sys.executable, SUBJECT, *about, "DiNo"])}
    found["2 ranks"] = Runner(ranks)
    found["2 forced"] = Runner(ranks, DINO_PATH="ranks")
    if row.hand:
        command = [str(BIN / "mpiexec"), "-n", "2", sys.executable, "-m", f"benchmarks.handwritten.{row.primitive}"]
        found["by hand"] = Runner([*command, *about], OMP_NUM_THREADS="1")
    return found


def measured(row, scale, rounds):
    """Return the seconds of each round for everyone, and the memory of each."""
    everyone = runners(row, scale)
    for who, runner in everyone.items():
        if runner.ask("check") != "True":
            raise SystemExit(f"{row.name}: {who} computes something else than NumPy")
    for runner in everyone.values():
        runner.memory.begin()
    asked = {who: "2" if who == "NumPy 2" else runner.line for who, runner in everyone.items()}
    times = {who: [] for who in everyone}
    for number in range(rounds + 1):
        for who, runner in everyone.items():
            seconds = float(runner.ask(asked[who]))
            time.sleep(PAUSE if who == "NumPy 2" else 0)
            if number:
                times[who].append(seconds)
    memory = {who: runner.memory.added() for who, runner in everyone.items()}
    for runner in set(everyone.values()):
        runner.end()
    return times, memory


def ratio(theirs, ours):
    """How many times faster ours is."""
    return statistics.median(one / other for one, other in zip(theirs, ours))


def shown(row, times, memory):
    """Print a row; return the goals that it misses."""
    print(f"\n{row.name}")
    ours = [who for who in times if who in ("1 rank", "2 ranks", "2 forced")]
    theirs = [who for who in times if who not in ours]
    print(
        f"  {'':10} {'median':>10} {'best':>9} "
        + "".join(f"{'/ ' + who:>12}" for who in theirs)
        + "   memory: root, other rank"
    )
    for who, seconds in times.items():
        ratios = [f"{ratio(times[other], seconds):12.2f}" if who in ours else " " * 12 for other in theirs]
        root, other = memory[who]
        print(
            f"  {who:10} {1e3 * statistics.median(seconds):7.1f} ms {1e3 * min(seconds):6.1f} ms " + "".join(ratios),
            end="",
        )
        print(f"   {root:5.0f} MB {other:5.0f} MB")
    missed = []
    for (who, other), least in row.goals.items():
        reached = ratio(times[other], times[who])
        best = min(times[other]) / min(times[who])
        judged = "reached" if reached >= least else "MISSED"
        print(f"  goal: {who} / {other} >= {least}: {reached:.2f} (best by best {best:.2f}) {judged}")
        missed += [(who, other)] if reached < least else []
    return missed


def main():
    """Print the machine, then the rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--row", default="", help="only rows whose name contains this")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0, help="part of the full work")
    arguments = parser.parse_args()
    coretype = os.environ.get("OPENBLAS_CORETYPE", "unset")
    print(f"DiNo {__version__}, Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()},")
    print(f"{cores.available()} cores, OPENBLAS_CORETYPE {coretype}, load {os.getloadavg()[0]:.1f},", end=" ")
    print(f"medians of {arguments.rounds} rounds, scale {arguments.scale:g}")
    missed = 0
    for row in ROWS:
        if arguments.row in row.name:
            missed += len(shown(row, *measured(row, arguments.scale, arguments.rounds)))
            sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
