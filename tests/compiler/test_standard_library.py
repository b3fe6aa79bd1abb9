"""The gate over other people's code: real modules, as they are and with steps between their statements."""

import ast
import sysconfig
from pathlib import Path

import pytest

from dino.compiler import compile_program
from dino.compiler.align import mapped
from dino.compiler.source import decode

FOLDER = Path(sysconfig.get_path("stdlib"))
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.stat().st_size < 60_000)[::4]


def with_steps(text):
    """The module with a call of `hello` after each of its statements, all of them indented in the end."""
    tree = ast.parse(text)
    lines = text.split("\n")
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    start = max((node.end_lineno for node in futures), default=tree.body[0].end_lineno if tree.body else 0)
    for node in reversed([node for node in tree.body if node.end_lineno >= start]):
        lines.insert(node.end_lineno, "hello()")
    return "\n".join(lines)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_is_the_same_without_scaffolding(path):
    text, _ = decode(path.read_bytes(), str(path))
    for script in (text, with_steps(text)):
        program = compile_program(script, path.name)
        assert [d for d in program.diagnostics if d.code != "DN101"] == []
        if not program.static:
            mapped(program.text, ast.parse(script), {})


def test_most_modules_with_steps_are_static():
    programs = [compile_program(with_steps(path.read_text()), path.name) for path in MODULES[:20]]
    assert sum(program.static for program in programs) > len(programs) // 2
