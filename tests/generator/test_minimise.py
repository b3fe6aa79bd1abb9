"""The minimiser keeps what makes a program differ, and little else."""

import pytest

pytest.importorskip("greenlet", reason="the generator needs greenlet: pip install '.[dev]'")

from tests.generator.minimise import minimised  # noqa: E402
from tests.generator.program import Program, program  # noqa: E402


def test_what_is_left_is_what_differs():
    text = "import sys\nx = [1, 2]\nfor i in x:\n    if i:\n        print(sort(i), 'é')\n    y = 3\n"
    smaller = minimised(Program("<p>", text, True), lambda p: "values: differ" if "sort" in p.text else "")
    assert smaller.text.strip() in ("sort", "sort(1)")


def test_a_seed_is_one_program():
    assert program(17) == program(17)
    assert program(17).text != program(18).text
