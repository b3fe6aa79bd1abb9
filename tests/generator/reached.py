"""Which branches of the compiler generated programs reach: `python -m tests.generator.reached --count 2000`."""

import argparse
import io
import os
from pathlib import Path

import coverage

ROOT = Path(__file__).parents[2]
PASSES = ("analyse", "lift", "order", "lower", "steps", "emit")
"""Who executes what, and what is written of it."""


def measured(count, first):
    """Compile programs from `first` on; the text of coverage's report, branches included."""
    files = [str(ROOT / "dino" / "compiler" / f"{name}.py") for name in PASSES]
    measure = coverage.Coverage(branch=True, include=files, data_file=None)
    measure.start()
    from tests.generator.program import program
    from tests.generator.verdict import compiled

    for seed in range(first, first + count):
        compiled(program(seed))
    measure.stop()
    report = io.StringIO()
    share = measure.report(file=report, show_missing=True)
    return share, report.getvalue()


if __name__ == "__main__":
    os.environ |= {"DINO_PATH": "ranks", "DINO_PANEL_ROWS": "1"}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    told = parser.parse_args()
    print(measured(told.count, told.first)[1])
