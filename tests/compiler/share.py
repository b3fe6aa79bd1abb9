"""Say what share of the primitive calls in scripts is static: `python -m tests.compiler.share [FILE...]`.

Without files: the examples, the golden cases and the programs.
"""

import ast
import sys
from pathlib import Path

from dino.compiler import compile_program
from dino.primitives import BY_NAME
from tests.compiler.golden import SCRIPTS

ROOT = Path(__file__).parents[2]
TOUCHED = [script for script in SCRIPTS if not script.stem.endswith("untouched")]


def written(tree):
    """Calls of a script that look like primitives, whatever scope they are in."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dino"
        for alias in node.names
        if alias.name in BY_NAME
    }
    known, modules = imported or set(BY_NAME), {"dino", "d"}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in known:
                yield node
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)) if module in modules:
                if name in BY_NAME:
                    yield node


def steps(tree):
    """Steps of an emitted program: each call of the script's once, however often a function exists."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=name), attr="plan")) if name in BY_NAME:
                yield node


def share(path):
    """How many calls a script has, and how many of them are steps."""
    text = path.read_text()
    return len(list(written(ast.parse(text)))), len(list(steps(ast.parse(compile_program(text, path.name).text))))


def main(paths):
    """Print a line for each script with primitives, and the share of all."""
    groups = {"": [Path(path) for path in paths]} if paths else {
        "examples": sorted((ROOT / "examples").glob("*.py")),
        "cases": TOUCHED,
        "cases that say what must not change": sorted({*SCRIPTS} - {*TOUCHED}),
        "programs": sorted(path for path in (ROOT / "tests/programs").glob("*.py") if path.stem not in {"encoded", "harness", "deep"}),
    }  # fmt: skip
    for group, scripts in groups.items():
        calls, static = map(sum, zip(*(counts := [share(path) for path in scripts])))
        for path, (mine, steps) in zip(scripts, counts):
            if steps < mine:
                print(f"  {path.stem}: {steps} of {mine}")
        print(f"{group}: {static} of {calls} calls are static, {static / calls:.0%}")


if __name__ == "__main__":
    main(sys.argv[1:])
