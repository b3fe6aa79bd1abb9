"""Moves, costs, waiting: what design section 8 asks for, as a table and as a picture.

    python -m benchmarks.moves [--largest 100000000] [--picture docs/moves.svg] [--only sweep,static,residency,…]

Figures are medians, interleaved within one run; ratios above 1 mean faster than NumPy. Missed bounds are marked. Take
it on a machine with nothing else to do, after `dino calibrate`: some minutes.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.moves import picture, start
from dino import __version__, cores

HERE = Path(__file__).parent
SWEEPS = {
    "by cost": {},
    "by cost, one thread for each process (OMP_NUM_THREADS=1)": {"OMP_NUM_THREADS": "1"},
    "over the ranks (DINO_PATH=ranks)": {"DINO_PATH": "ranks"},
}
ADDED, RATIO, LONG = 3e-6, 0.9, 50e-6
missed = []


def run(script, *args, **variables):
    """Run a script of this folder on two ranks; yield the JSON objects that it writes."""
    command = [sys.executable, "-m", "dino", "mpirun", "-n", "2", str(HERE / script), *map(str, args)]
    with subprocess.Popen(command, env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        sys.exit(f"{script} ended with status {process.returncode}")


def row(what, figure, bound, kept):
    """Print a row of the table."""
    print(f"{what:<66} {figure:>16}   {bound:<22} {'' if kept else 'MISSED'}".rstrip(), flush=True)
    if not kept:
        missed.append(what)


def sweeps(largest):
    """Each primitive at each size, three times; return what is to be drawn."""
    drawn = {}
    for title, variables in SWEEPS.items():
        print(
            f"\n{title}\n{'primitive':<10}{'elements':>11}{'who':>7}{'NumPy':>11}{'DiNo':>11}{'predicted':>11}{'ratio':>8}"
        )
        rows = []
        for one in run("sweep.py", "--largest", min(largest, 10**7) if variables else largest, **variables):
            rows.append(one)
            times = "".join(f"{told(one[name]):>11}" for name in ("numpy", "dino", "predicted"))
            print(f"{one['primitive']:<10}{one['elements']:>11}{one['way']:>7}{times}{one['ratio']:>8.2f}", flush=True)
        print(flush=True)
        if "DINO_PATH" not in variables:
            judged(rows)
        drawn[title] = rows
    return drawn


def judged(rows):
    """Print the bounds of "any primitive, sizes 0 ... 10**7, 2 ranks", and where they are missed."""
    for name in dict.fromkeys(one["primitive"] for one in rows):
        mine = [one for one in rows if one["primitive"] == name and one["elements"] <= 10**7]
        short = max((one for one in mine if one["numpy"] < LONG), key=lambda one: one["added"])
        figure = f"{short['added'] * 1e6:.1f} us"
        row(f"{name}: added to a call, at {short['elements']} elements", figure, "<= 3 us", short["added"] <= ADDED)
        for one in sorted((one for one in mine if one["numpy"] >= LONG), key=lambda one: one["ratio"])[:1]:
            what = f"{name}: against NumPy, at {one['elements']} elements"
            row(what, f"{one['ratio']:.2f}", ">= 0.9", one["ratio"] >= RATIO)


def residency():
    """100 products of one matrix."""
    for title, variables in (("in place", {}), ("by MPI", {"DINO_MOVES": "mpi", "DINO_PATH": "ranks"})):
        with tempfile.NamedTemporaryFile(suffix=".json") as trace:
            (one,) = run("residency.py", DINO_TRACE=trace.name, **variables)
            moves = [move for call in json.load(trace) for move in call["moves"]]
        what, ratio, called = f"100 x matvec, n = 8192, {title}", one["against NumPy"], one["in a callback"]
        row(f"{what}: against NumPy", f"{ratio:.2f}", ">= 0.95", ratio >= 0.95)
        row(f"{what}: in a callback, against the loop", f"{called:.2f}", ">= 0.9", called >= 0.9)
        sent = sum(move["count"] for move in moves if move["name"] == "Scatterv")
        row(f"{what}: times that A was sent", str(sent), "<= 1", sent <= 1)


def static():
    """A small call in a line that all ranks walk."""
    (one,) = run("static.py")
    for name, (numpys, mine) in one.items():
        added = mine - numpys
        row(f"{name}: added to a call of 5 rows, in a static line", f"{added * 1e6:.1f} us", "<= 3 us", added <= ADDED)


def waiting():
    """What waiting costs, and what waking does."""
    (one,) = run("waiting.py", DINO_PATH="ranks")
    for when in ("before", "after"):
        share = one[f"share {when} joining"]
        row(f"share of a core for a waiting worker, {when} root joins", f"{100 * share:.1f} %", "< 5 %", share < 0.05)
    later, by_hand = one["rested"] - one["busy"], _polling()
    what = f"first collective after 5 s, later than when busy (by hand {by_hand * 1e3:.2f})"
    row(what, f"{later * 1e3:.2f} ms", "<= 0.5 ms", later <= 5e-4)


def _polling():
    """The same of a program written by hand, whose worker never sleeps."""
    command = [str(Path(sys.executable).parent / "mpiexec"), "-n", "2", sys.executable, str(HERE / "polling.py")]
    times = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return times["rested"] - times["busy"]


def starting():
    """Whole processes."""
    times = start.measured()
    more = times["plain, dino"] - times["plain, python"]
    row("script without primitives, against python", f"+{more:.3f} s", "<= +0.4 s", more <= 0.4)
    for name in ("tiny, dino", "tiny, dino, on the ranks"):
        ratio = times[name] / times["tiny, by hand"]
        row(f"{name}, against mpi4py by hand ({times['tiny, by hand']:.2f} s)", f"{ratio:.2f}", "<= 1.5", ratio <= 1.5)


def told(seconds):
    """A time for people."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def lines(found):
    """Arrange the sweeps as `picture.drawn` takes them: the forced one beside the free one."""
    panels = {}
    for title, rows in found.items():
        forced = "DINO_PATH" in SWEEPS[title]
        names = ("over the ranks", "predicted for the ranks") if forced else ("DiNo", "predicted for DiNo")
        for one in rows:
            of = panels.setdefault(next(iter(SWEEPS)) if forced else title, {}).setdefault(one["primitive"], {})
            of.setdefault(names[0], []).append((one["elements"], one["dino"]))
            of.setdefault(names[1], []).append((one["elements"], one["predicted"]))
            if not forced:
                of.setdefault("NumPy", []).append((one["elements"], one["numpy"]))
    return panels


def main():
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=10**8)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--only", default="start,waiting,residency,static,sweep")
    arguments = parser.parse_args()
    wanted = arguments.only.split(",")
    told_ = f"NumPy {np.__version__}, {platform.machine()}, {cores.available()} cores"
    print(f"DiNo {__version__}, Python {platform.python_version()}, {told_}", end=", ")
    print(f"OPENBLAS_CORETYPE {os.environ.get('OPENBLAS_CORETYPE', 'unset')}, load {os.getloadavg()[0]:.1f}\n")
    for name, part in (("start", starting), ("waiting", waiting), ("residency", residency), ("static", static)):
        if name in wanted:
            part()
    if "sweep" in wanted:
        found = sweeps(arguments.largest)
        if arguments.picture:
            arguments.picture.write_text(picture.drawn(lines(found)))
    print(f"\n{len(missed)} bounds missed{': ' if missed else ''}{'; '.join(missed)}")


main()
