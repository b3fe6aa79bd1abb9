"""The page that sets compiled scripts beside programs written by hand: what it shows is what the compiler makes."""

import sys
from pathlib import Path

import pytest

import dino
from dino.compiler import compile_script
from tests.programs.harness import dino as on_ranks
from tests.programs.harness import run

DOCS = Path(__file__).parents[2] / "docs"
SCRIPTS = [path for path in sorted((DOCS / "handwritten").glob("*.py")) if not path.name.endswith(".spmd.py")]
GIVEN = {
    "matvec": ((), b""),
    "iterate": (("100", "20"), b""),
    "product": (("50",), b""),
    "pi": ((), b"10\n1000\n0\n"),
    "triad": (("3", "1000"), b""),
}


def lines(text):
    """Number of lines that are neither blank nor only a comment."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in text.split("\n"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_the_page_shows_what_the_compiler_makes(script, request):
    text, program = script.read_text(), script.with_suffix(".spmd.py")
    emitted = compile_script(text, script.name).replace(dino.__version__, "VERSION")
    if request.config.getoption("--update"):
        program.write_text(emitted)
    assert emitted == program.read_text()
    page = (DOCS / "side_by_side.md").read_text()
    assert f"```python\n{text}```" in page and f"```python\n{emitted}```" in page
    assert f"| {lines(text)} | {lines(emitted)} |" in page


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_prints_the_same_on_ranks(script, tmp_path):
    args, given = GIVEN[script.stem]
    plain = run([sys.executable, str(script), *args], tmp_path, stdin=given)
    ranks = run([*on_ranks(3, script), *args], tmp_path, stdin=given)
    assert plain.status == ranks.status == 0
    assert plain.stdout == ranks.stdout and plain.stdout
