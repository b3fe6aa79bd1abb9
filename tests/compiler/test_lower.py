"""Names that scaffolding adds."""

import ast

import pytest

from dino.compiler.analyse import analyse
from dino.compiler.lower import lower
from dino.compiler.names import names
from dino.compiler.parse import parse
from dino.compiler.region import Collective
from dino.compiler.resolve import resolve


def steps(text):
    parsed = parse(text, "x.py")
    regions = lower(analyse(resolve(parsed, names(parsed.tree)))).regions
    return [step for region in regions if isinstance(region, Collective) for step in region.steps]


@pytest.mark.parametrize(
    ("text", "block", "result", "operands"),
    [
        ("C = matmul(A, B)\n", "C_block", "C", [("A", "A_plan", "A_block"), ("B", "B_plan", "B_copy")]),
        ("matmul(A @ A, f(B))\n", "matmul_block", "", [("A @ A", "a_plan", "a_block"), ("f(B)", "b_plan", "b_copy")]),
        ("C = D = sort(x)\n", "sort_block", "sort_result", [("x", "x_plan", "x_block")]),
        ("s = parsum(x)\n", "s_part", "s", [("x", "x_plan", "x_block")]),
        ("h = hello()\n", "h_block", "h", []),
        ("x_plan, x_block = sort(x)\n", "sort_block", "sort_result", [("x", "x_plan_2", "x_block_2")]),
        ("sort_result = sort(x)\n", "sort_block", "sort_result_2", [("x", "x_plan", "x_block")]),
    ],
)
def test_names_come_from_the_script_and_the_row(text, block, result, operands):
    [step] = steps(text)
    assert (step.block, step.result) == (block, result)
    assert [(operand.text, operand.plan, operand.block) for operand in step.operands] == operands


def test_results_alive_together_have_different_names():
    made = steps("print(sort(x), sort(y), matmul(sort(x), A))\n")
    assert [step.result for step in made] == [
        "sort_result", "sort_result_2", "sort_result_3", "matmul_result",
    ]  # fmt: skip
    assert made[-1].operands[0].text == "sort_result_3"


def test_no_added_name_is_one_of_the_script():
    text = "A_plan = A_block = sort_result = spmd = next_item = 1\nfor a.b in sort(A): print(sort(A), A.x_plan)\n"
    mine = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    for step in steps(text):
        added = {
            step.block,
            step.result,
            *(name for operand in step.operands for name in (operand.plan, operand.block)),
        }
        assert not added & mine
