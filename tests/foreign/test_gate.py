"""Modules of the standard library through the compiler, some other ones in each run; `python -m tests.foreign.gate` is all."""

import random

import pytest

from dino.primitives import BY_NAME
from tests.foreign.builtins_as_primitives import install
from tests.foreign.gate import modules, wrong

SAMPLE = random.SystemRandom().sample(modules(), 25)


@pytest.fixture(autouse=True)
def with_rows(monkeypatch):
    """Rows that are taken away again."""
    install(into=lambda table, name, value: monkeypatch.setitem(table, name, value))
    assert "len" in BY_NAME


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_module_goes_through_the_compiler(path):
    assert wrong(path) == ""
