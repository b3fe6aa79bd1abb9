"""Every module of the standard library through the compiler: `python -m tests.foreign.gate` prints what is not as it should be.

As it is, a module has no primitive, so root runs it untouched. With the built-in functions imported as primitives, and a step
after each of its statements, the emitted program without its scaffolding must be the module again.
"""

import ast
import sys
import sysconfig
from pathlib import Path

from dino.compiler import compile_program
from dino.compiler.source import decode
from tests.foreign.standard_library import has_statements, with_primitives, with_steps

FOLDER = Path(sysconfig.get_path("stdlib"))
APART = {"site-packages", "test", "tests", "lib2to3", "idle_test", "idlelib", "turtledemo", "__pycache__"}


def modules():
    """The files of the standard library, without its tests and its programs."""
    return sorted(path for path in FOLDER.rglob("*.py") if not APART & set(path.relative_to(FOLDER).parts))


def wrong(path):
    """What is not as it should be with a module; empty if nothing is."""
    text, _ = decode(path.read_bytes(), str(path))
    before, _, after = compile_program(text, path.name).text.replace("\r\n", "\n").partition("\ndel spmd\n")
    if (
        not text.replace("\r\n", "\n").rstrip("\n").endswith(after.strip("\n"))
        or not after
        and ast.parse(text).body[1:]
    ):
        return "not untouched"
    if not has_statements(text):
        return ""
    script = with_steps(with_primitives(text))
    program = compile_program(script, path.name)
    codes = {diagnostic.code for diagnostic in program.diagnostics}
    if codes - {"DN101"}:
        return "; ".join(map(str, program.diagnostics))
    if not program.static:
        return "" if codes or _may_bind(text) else "not static, and nobody says why"
    return ""


def _may_bind(text):
    """Whether a module may bind the functions' names itself: a star import, or a name of its own."""
    nodes = list(ast.walk(ast.parse(text)))
    stars = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes)
    return stars or any(
        isinstance(node, ast.Name) and node.id == "len" and isinstance(node.ctx, ast.Store) for node in nodes
    )


if __name__ == "__main__":
    from tests.foreign.builtins_as_primitives import install

    install()
    count, bad = 0, 0
    for path in modules():
        count += 1
        if found := wrong(path):
            bad += 1
            print(f"{path.relative_to(FOLDER)}: {found}", flush=True)
    print(f"{count} modules, {bad} of them not as they should be")
    sys.exit(bool(bad))
