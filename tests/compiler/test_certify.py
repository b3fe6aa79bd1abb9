"""The certificate: what all ranks are certain to reach alike, by the text alone."""

import pytest

from dino.compiler import compile_program
from dino.compiler.certify import Region, certify
from tests.compiler.golden import SCRIPTS, program_of, text_of

HEAD = "from dino.runtime import spmd\n"
STEP = "x_plan = spmd.sort.plan(spmd.root and (x,), 7)\n"


def certified(text):
    """(what, line, proven) of each region behind the usual import."""
    return [(region.what, region.line, region.proven) for region in certify(HEAD + text)]


def test_a_step_is_proven_at_the_top_and_under_what_root_decides():
    """Branches, loops, loops that end by a shared condition, functions."""
    text = f"""
{STEP}
if spmd.choice(spmd.root and (x), 8):
    {STEP}
else:
    while True:
        {STEP}
        if not spmd.choice(spmd.root and (y), 9):
            break
for z in spmd.each(spmd.root and (x), 10):
    {STEP}
@spmd.collective_of(spmd.root and f)
def f_spmd(x):
    {STEP}
"""
    found = certified(text)
    assert {proven for _, _, proven in found} == {True}
    whats = [what for what, _, _ in found]
    assert whats == ["sort", "choice", "sort", "sort", "choice", "each", "sort", "sort"]
    assert [line for what, line, _ in found if what != "sort"] == [8, 9, 10]


@pytest.mark.parametrize(
    "control",
    [
        "if x:\n    ",
        "while x:\n    ",
        "for y in x:\n    ",
        "if spmd.choice(a, 1) and x:\n    ",
        "with x:\n    ",
        "if x: pass\n",
        "if x:\n    raise SystemExit\n",
    ],
)
def test_a_step_under_or_behind_any_other_control_is_not(control):
    """Nor is a function's, which might be called there; what comes before is."""
    text = f"@spmd.collective_of(spmd.root and f)\ndef f_spmd(x):\n    {STEP}{STEP}{control}{STEP}"
    assert [proven for what, _, proven in certified(text) if what == "sort"] == [False, True, False]


def test_what_root_runs_alone_is_no_region():
    """Whatever stands in it."""
    assert certified("if spmd.root:\n    if x:\n        sort(x)\n") == []


def test_a_renamed_or_pasted_runtime_is_found():
    """Its name is read off the text."""
    text = STEP.replace("spmd", "spmd_2")
    assert certify(f"from dino.runtime import spmd as spmd_2\n{text}") == (Region(7, "sort", True),)
    script = "from dino import sort\nx = sort([2, 1])\n"
    assert certify(compile_program(script, inline=True).text) == (Region(2, "sort", True),)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_what_the_compiler_emits_is_proven(script):
    """Every golden program; a program of which root runs all has nothing to prove."""
    emitted = text_of(program_of(script))
    found = certify(emitted)
    assert all(region.proven for region in found)
    assert bool(found) == ("raise SystemExit" not in emitted and ".plan(" in emitted)
