"""Names of scaffolding that nobody sees: what the script has keeps its name."""

import ast

from dino.compiler import compile_program
from dino.compiler.unseen import unseen

SCRIPT = """\
from dino import parsum
spmd = 3
def double(x):
    return parsum(x) * 2
def again():
    for value in [double([1.0]), spmd and parsum([2])]:
        print(value)
again()
handed = list(map(double, [[1], [2]]))
"""


def names(program):
    nodes = list(ast.walk(program))
    bound = {node.id for node in nodes if isinstance(node, ast.Name)}
    return bound | {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_imports_of_the_script_keep_their_names():
    """Also of the runtime's own modules."""
    script = (
        "from dino.runtime import host\nfrom math import pi as p, tau\nfrom dino import parsum\nprint(parsum([p]))\n"
    )
    emitted = compile_program(script).text
    shown = ast.unparse(unseen(ast.parse(emitted), frozenset(names(ast.parse(script)))))
    assert "from dino.runtime import host\n" in shown and "import pi as p, tau\n" in shown
    assert "from dino import parsum\n" in shown


def test_scaffolding_alone_is_renamed():
    """The runtime, collective versions of functions, plans, blocks and results."""
    emitted, own = compile_program(SCRIPT).text, names(ast.parse(SCRIPT))
    before, after = names(ast.parse(emitted)), names(unseen(ast.parse(emitted), frozenset(own)))
    assert {"spmd_2", "double_spmd", "x_plan"} <= before and own <= after
    assert all(name in own or len(name) > 40 for name in after)
