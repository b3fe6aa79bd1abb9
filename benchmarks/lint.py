"""Linter: whole processes of dino lint, ruff check and flake8, interleaved in one run.

    python benchmarks/lint.py [FOLDER] [--rounds 7] [--flake8-rounds 1]

The tree is the standard library unless FOLDER is another; the small file calls each primitive once. ruff comes with
DiNo's development tools; flake8 takes part where it is on the PATH. All with default rules, without a cache, on all
cores. Columns: median, its ratio to ruff's, and what was found.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from dino import __version__

SMALL = """\
import numpy as np
from dino import matmul, matvec, parsum, sort

A = np.ones((30, 40))
print(matmul(A, A.T), matvec(A, np.ones(40)), parsum(A), sort(A[0]))
"""


def commands():
    """Yield each linter's name and command."""
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    for name, *options in (
        ("ruff", "check", "--isolated", "--no-cache", "--quiet"),
        ("dino", "lint", "--isolated", "--quiet"),
        ("flake8", "--isolated"),
    ):
        program = shutil.which(name, path=beside)
        if program:
            yield name, [program, *options]
        else:
            print(f"{name} is not installed: left out", file=sys.stderr)


def run(command, path):
    """Return the seconds that a whole process takes, and its exit status."""
    start = time.perf_counter()
    status = subprocess.run([*command, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    return time.perf_counter() - start, status


def compare(path, rounds):
    """Time the linters in turn, each as often as `rounds` says, and print a line for each."""
    times, statuses, linters = defaultdict(list), {}, dict(commands())
    for number in range(max(rounds.values())):
        for name in linters:
            if number < rounds[name]:
                seconds, statuses[name] = run(linters[name], path)
                times[name].append(seconds)
    fastest = statistics.median(times["ruff"]) if "ruff" in times else None
    for name in linters:
        median = statistics.median(times[name])
        ratio = f"{median / fastest:8.1f}" if fastest else " " * 8
        found = {0: "nothing", 1: "something"}.get(statuses[name], f"failed: {statuses[name]}")
        print(f"{name:8} {median:9.3f} s {ratio} x  {found:10} {len(times[name]):3} rounds", flush=True)


def main():
    """Print the machine, then a block for the tree and one for a small file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=sysconfig.get_path("stdlib"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--flake8-rounds", type=int, default=1, help="on the tree, where it takes minutes")
    arguments = parser.parse_args()
    files = [path for path in Path(arguments.folder).rglob("*.py") if "site-packages" not in path.parts]
    size = sum(path.stat().st_size for path in files if path.is_file()) / 1e6
    print(f"DiNo {__version__}, Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores")
    print(f"{arguments.folder}: {len(files)} files, {size:.1f} MB")
    both = {"ruff": arguments.rounds, "dino": arguments.rounds}
    compare(arguments.folder, both | {"flake8": arguments.flake8_rounds})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "small.py")
        path.write_text(SMALL)
        print("one small file with primitives:")
        compare(path, both | {"flake8": arguments.rounds})
        path.write_text("import sys\n\nprint(sys.version)\n")
        print("one small file without:")
        compare(path, both | {"flake8": arguments.rounds})


if __name__ == "__main__":
    main()
