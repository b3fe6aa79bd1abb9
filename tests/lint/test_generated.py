"""Random programs full of primitives: no rule fails, and safe fixes change nothing."""

import os
import warnings
from dataclasses import replace

import pytest

from dino.codes import names
from dino.lint.examine import examine
from dino.lint.fix import fixed
from dino.primitives import BY_NAME
from tests.generator.outcome import execute, importing, show_source
from tests.generator.program import PRELUDE, program

ALL = frozenset(names())
FIRST = int(os.environ.get("DINO_LINT_SEED", "0"))
COUNT = int(os.environ.get("DINO_LINT_PROGRAMS", "40"))
PRIMITIVES = {"np", *BY_NAME}


def outcome(text, made, bare):
    """What a version of a program shows under plain `python`, but for tracebacks: a new import moves their lines."""
    namespace = {"__name__": "__main__", "__builtins__": importing()}
    if bare:
        exec(PRELUDE, namespace)
    show_source(text, made.name)
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
        code = compile(text, made.name, "exec", dont_inherit=True)
    found = execute(code, namespace, made.names - PRIMITIVES)
    output = "".join(line for line in found.streams.splitlines(keepends=True) if not line.startswith("!"))
    return replace(found, streams=output)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_safe_fixes_leave_a_generated_program_what_it_is(seed):
    made = program(seed)
    before = examine(made.text.encode(), made.name, ALL)
    after = fixed(before, ALL, unsafe=False)
    assert not [found for found in after.findings if found.fix and found.fix.safe]
    if after.fixed:
        bare = made.bare and "DN121" not in after.fixed
        mended = outcome(after.source.original, made, bare)
        assert outcome(made.text, made, made.bare).difference(mended) == ""
