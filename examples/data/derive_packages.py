"""Derive the graph of Debian's Python packages from Debian's own Packages index.

Run on a Debian 12 machine with only the main component of "bookworm" configured, after `apt-get update`:

    apt-cache dumpavail | python3 derive_packages.py

It writes `packages.txt` (names, one a line, sorted) and `depends.csv` (one edge a line: the
number of a package and of one that it depends on, counted from 0) beside itself. A package
is a node if its name starts with "python3-"; every alternative of `Depends` is an edge.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent


def depends(index):
    """Read the text of a Packages index into a dictionary from a Python package to its dependencies."""
    graph = {}
    for stanza in index.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Depends): (.*)$", stanza, re.MULTILINE))
        if fields.get("Package", "").startswith("python3-"):
            graph[fields["Package"]] = set(re.findall(r"(?:^|[,|] ?)([a-z0-9][a-z0-9+.-]+)", fields.get("Depends", "")))
    return graph


def main():
    """Write both files."""
    graph = depends(sys.stdin.read())
    number = {name: position for position, name in enumerate(sorted(graph))}
    edges = sorted((number[a], number[b]) for a in graph for b in graph[a] & graph.keys() if a != b)
    (HERE / "packages.txt").write_text("".join(f"{name}\n" for name in number))
    (HERE / "depends.csv").write_text("".join(f"{a},{b}\n" for a, b in edges))


if __name__ == "__main__":
    main()
