"""Compiler: whole processes of dino compile, and where their time goes.

    python benchmarks/compile.py [FILE...] [--rounds 7]

Without files: scripts of 250, 500, 1,000 and 2,000 lines, in which a quarter of the lines calls a primitive, in
functions, loops, conditions and f-strings, and one of 500 lines without any. Interleaved with `python -c pass`. To
reach: 500 lines in at most 1.0 s on a machine with nothing else to do; else the processor's time tells more. The second
table is one process that compiles the script of 1,000 lines, by passes, in the processor's time.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

HEAD = """\
import numpy as np
from dino import matmul, matvec, parsum, sort

rng = np.random.default_rng(0)
"""
PART = """

def step_{0}(A, x, rounds):
    '''Iterate, until it has converged.'''
    for i in range(rounds):
        y = matvec(A, x)
        norm = np.sqrt(parsum(y * y))
        if norm < 1e-9 or parsum(abs(y)) == 0:
            break
        x = y / norm
    return x, norm


A = rng.random(({0}, {0}))
x, norm = step_{0}(A, rng.random({0}), 3)
print("step {0}", norm, parsum(x) if norm else 0)
s = sort(matmul(A, A.T)[:, 0])
if s[0] > 0.5:
    print(f"{{s[0]:.3f}} of {{len(s)}}")
"""
PLAIN = "x_{0} = [i * i for i in range({0}) if i % 2]\nprint(x_{0}[:3], sum(x_{0}))\n"
STAGES = """
import time
start = time.process_time()
import dino.compiler as compiler
from dino.compiler.align import mapped
from dino.compiler.emit import emit, header, imported
told = [("import", time.process_time() - start)]

def timed(name, function, *args):
    start = time.process_time()
    value = function(*args)
    told.append((name, time.process_time() - start))
    return value

text = open(PATH).read()
with compiler.deep():
    timed("syntax, by CPython", compile, text, PATH, "exec")
    parsed = timed("parse", compiler.parse, text, PATH)
    names = timed("names", compiler.names, parsed.tree)
    resolved = timed("resolve", compiler.resolve, parsed, names)
    analysed = timed("analyse", compiler.analyse, resolved)
    timed("check", compiler.check, analysed)
    lowered = timed("lower", compiler.lower, analysed)
    lines = header("#", imported(lowered.spmd), resolved.bare, resolved.numpy)
    emitted = timed("emit", emit, lowered, lines)
    timed("gate: strip and align", mapped, emitted, parsed.tree, resolved.calls)
for name, seconds in told:
    print(f"{name}\\t{seconds}")
"""


def script(lines, part=PART):
    """A script of so many lines."""
    text = HEAD + "".join(part.format(number) for number in range(2, lines))
    cut = text.split("\n")[:lines]
    while cut[-1][:1].isspace() or not cut[-1] or cut[-1].endswith(":"):  # not in the middle of a block
        cut.pop()
    return "\n".join(cut + ["pass"] * (lines - len(cut))) + "\n"


def seconds(command):
    """Seconds of a whole process, which must end well: by the clock, and of a processor."""
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return time.perf_counter() - start, used


def whole(paths, rounds):
    """Time whole processes in turn, and print a line for each."""
    times = defaultdict(list)
    dino = str(Path(sys.executable).with_name("dino"))
    for _ in range(rounds):
        times["python -c pass"].append(seconds([sys.executable, "-c", "pass"]))
        for path in paths:
            for inline in ((), ("--inline",)):
                times[" ".join(["dino compile", *inline, path.name])].append(seconds([dino, "compile", *inline, path]))
    counts = {path.name: path.read_text().count("\n") for path in paths}
    print(f"{'whole process, median':44} {'by the clock':>12} {'processor':>10} {'per 1,000 lines':>16}")
    least = min(used for _, used in times["python -c pass"])
    for name, taken in times.items():
        clock, used = map(statistics.median, zip(*taken, strict=True))
        lines = counts.get(name.rpartition(" ")[2])
        per = f"{(used - least) / lines * 1000:14.3f} s" if lines else ""
        print(f"{name:44} {clock:10.3f} s {used:8.3f} s {per:>16}")


def passes(path, rounds):
    """Time the passes inside a process, the median of several, and print a line for each."""
    times = defaultdict(list)
    for _ in range(rounds):
        program = STAGES.replace("PATH", repr(str(path)))
        out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            name, taken = line.split("\t")
            times[name].append(float(taken))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"\n{'pass, for ' + path.name:44} {'median':>8} {'share':>7}")
    for name, median in medians.items():
        print(f"{name:44} {median:6.3f} s {median / sum(medians.values()):7.0%}")


def main():
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    told = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as folder:
        paths = told.files
        if not paths:
            paths = [Path(folder, f"{lines}.py") for lines in (250, 500, 1000, 2000)] + [Path(folder, "500_without.py")]
            for path in paths:
                path.write_text(script(int(path.stem.partition("_")[0]), PLAIN if "_" in path.stem else PART))
        whole(paths, told.rounds)
        passes(paths[min(2, len(paths) - 1)], told.rounds)


if __name__ == "__main__":
    main()
