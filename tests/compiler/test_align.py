"""The source map: tracebacks and positions are the script's."""

import ast
import contextvars
import traceback

import pytest

from dino.compiler import code_object, compile_program
from dino.compiler.align import mapped
from dino.compiler.names import names
from dino.compiler.parse import parse
from dino.compiler.put_back import StripError
from dino.compiler.resolve import resolve

HEAD = "import numpy as np\nfrom dino import matmul, parsum, sort\nx = np.arange(3.0)\n"

FAILING = {
    "shapes": "C = matmul(np.eye(2), np.eye(3))\n",
    "shapes, over lines": "import dino\nC = dino.matmul(np.eye(2),\n    np.eye(3))\n",
    "shapes, before the dot": "import dino\nC = (dino\n    .matmul(np.eye(2), np.eye(3)))\n",
    "condition over lines": "s = parsum(x)\nif (x >\n    1):\n    print(parsum(x))\n",
    "iterable over lines": "for i in (5 +\n        0):\n    print(parsum(x))\n",
    "inner argument": "C = matmul(np.eye(2),\n    np.eye(1 // 0))\n",
    "nested": "print(1, parsum(sort(x)) / 'a', 2)\n",
    "undefined argument": "y = 2 * parsum(missing) + 1\n",
    "condition": "s = parsum(x)\nif x > 1:\n    print(parsum(x))\n",
    "loop condition": "while parsum(x) < 5:\n    x = x + 1\n    y = undefined\n",
    "repeated condition": "n = 0\nwhile 1 / int(parsum(x) - 4.5):\n    x = x + 0.5\n",
    "iterable": "for i in 5:\n    print(parsum(x))\n",
    "iterator": "for i in (1 // k for k in (1, 0)):\n    parsum(x)\n",
    "target": "for i, j in [(1, 2), (3,)]:\n    parsum(x)\n",
    "inside a function": "def f(a):\n    return matmul(a, 1)\n\n\nif parsum(x):\n    f(x)\n    parsum(x)\n",
    "f-string": "print(f'{parsum(x):q}')\n",
    "augmented": "s = 'a'\ns += parsum(x)\n",
    "multi-line statement": "y = [\n    parsum(x),\n    missing,\n]\n",
    "conducted": "try:\n    parsum(x)\nfinally:\n    1 / 0\n",
    "collective function": "def f(a):\n    b = matmul(a, a)\n    return b / missing\n\n\ny = f(np.eye(2))\n",
    "primitive in a function": "def f(a):\n    return 1 + matmul(a, 1)\n\n\nprint(f(x))\n",
    "missing argument": "def f(a, *, b):\n    return parsum(a)\n\n\nprint(1, f(x), 2)\n",
    "too many arguments": "def f(a, b=1):\n    return parsum(a)\n\n\nf(x, 2,\n  3)\n",
    "unknown keyword": "def f(a):\n    return parsum(a)\n\n\nf(x, c=2)\n",
    "doubled keyword": "def f(a):\n    return parsum(a)\n\n\nf(x, **{'a': 1})\n",
    "nothing to unpack": "def f(a):\n    return parsum(a)\n\n\nf(*5)\n",
    "no mapping": "def f(a):\n    return parsum(a)\n\n\nf(x, **5)\n",
    "argument of a function": "def f(a):\n    return parsum(a)\n\n\ny = f(\n    x, 1 // 0)\n",
    "early function": "def g(a):\n    return f(parsum(a))\n\n\ng(x)\n\n\ndef f(a):\n    return parsum(a)\n",
    "nested functions": "def f(a):\n    return parsum(a) / 0 - g(a)\n\n\ndef g(a):\n    if a[0] < 3:\n        return f(a - 1) + undefined\n\n\n"
    "with np.errstate(all='raise'):\n    pass\nnp.seterr(all='raise')\nprint(g(x))\n",
    "unbound local": "def f(a):\n    if parsum(a) > 99:\n        late = 1\n    print(late + parsum(a))\n\n\nf(x)\n",
    "function in a condition": "def f(a):\n    return parsum(a) and 1 / 0\n\n\nwhile f(x):\n    pass\nelse:\n    sort(x)\n",
    "function as iterable": "def f(a):\n    return parsum(a)\n\n\nfor i in f(x):\n    sort(x)\n",
    "raised in a function": "def f(a):\n    if parsum(a):\n        raise ValueError('a', a) from KeyError(1)\n\n\nf(x)\n",
    "lambda in a function": "def f(a):\n    y = parsum(a)\n    return (lambda z: z / y / 'a')(2)\n\n\nf(x)\n",
    "loop in a function": "def f(a):\n    for i, j in a:\n        sort(j)\n    return 1\n\n\nf([(1, [2]), 3])\n",
    "shown before": "print(f'{parsum(x):q} {parsum(x)}')\n",
    "shown after": "print(f'{len(x)} {parsum(x)} {missing}')\n",
    "shown over lines": 'print(f"""{len(x)}\n  {x.nothing}\n {parsum(x)}""")\n',
    "held": "print(1 // 0, parsum(x))\n",
    "held, undefined": "y = missing + parsum(x)\n",
    "held, over lines": "print(\n    len(x),\n    x.nothing,\n    parsum(x),\n)\n",
    "held method": "x.append(parsum(x))\n",
    "held call fails": "x.fill(parsum(x), 2)\n",
    "after what is held": "print(len(x), parsum(x), 1 // 0)\n",
    "in a branch": "y = parsum(missing) if len(x) else 0\n",
    "choice": "y = parsum(x) if x > 1 else 0\n",
    "choice over lines": "y = (\n    parsum(x)\n    if x >\n    1 else 0)\n",
    "behind and": "if len(x) and parsum(x) / 'a':\n    pass\n",
    "before or": "while 1 // 0 or parsum(x):\n    pass\n",
    "elif": "if len(x) > 5:\n    pass\nelif parsum(x) > 'a':\n    pass\n",
    "elif with else": "if len(x) > 5:\n    pass\nelif parsum(x) > 99:\n    pass\nelse:\n    1 / 0\n",
    "list": "results = []\nresults.append(parsum(x), 1)\n",
    "raise": "raise ValueError(parsum(x), len(x))\n",
    "held in a function": "def f(a):\n    return undefined(a) + parsum(a)\n\n\nprint(f(x))\n",
    "ungläubig": "größe = 'ä'; y = parsum(x) + größe\n",
}


def shown(code):
    """The traceback of a failing program, from its own first frame on; what it sets NumPy to is its own."""
    with pytest.raises(Exception) as caught:
        contextvars.copy_context().run(exec, code, {"__name__": "__main__"})
    return "".join(traceback.format_exception(caught.value.with_traceback(caught.tb.tb_next)))


@pytest.mark.parametrize("body", FAILING.values(), ids=FAILING)
def test_traceback_is_that_of_plain_python(body, tmp_path):
    path = tmp_path / "script.py"
    path.write_text(HEAD + body)
    plain = compile(HEAD + body, str(path), "exec", dont_inherit=True)
    assert shown(code_object(HEAD + body, str(path))) == shown(plain)


def test_bytes_are_decoded_as_cpython_decodes_them():
    scope = {}
    exec(code_object("# coding: latin-1\nx = 'ä'\n".encode("latin-1"), "x.py"), scope)
    assert scope["x"] == "ä"


TAMPERED = {
    "a constant": ("x + 1", "x + 2"),
    "a move": ("spmd.bcast(", "spmd.scatter("),
    "a block": ("spmd.matmul.local(A_block, B_copy)", "spmd.matmul.local(B_copy, A_block)"),
    "an operand": ("(A, B), 4", "(B, A), 4"),
    "a primitive": ("matmul", "matvec"),
    "a target": ("C = spmd.gather", "D = spmd.gather"),
    "a choice": ("spmd.choice(spmd.root and x, 6)", "x"),
    "a statement dropped": ("        print(C)\n", "        pass\n"),
    "unguarded": ("if spmd.root:\n    A", "if True:\n    A"),
    "no parse": ("spmd.gather(C_block)", "spmd.gather(C_block"),
}
FUNCTION = (
    "def f(a, b=min(1, 2)):\n    'Text.'\n    if a:\n        return parsum(a)\n    return b\n\n\ny = f(1) + f(1, b=2)\n"
)
TAMPERED_FUNCTION = {
    "another function": ("collective_of(spmd.root and f)", "collective_of(spmd.root and g)"),
    "no version": ("@spmd.collective_of(spmd.root and f)\n", ""),
    "a parameter": ("def f_spmd(a, b)", "def f_spmd(b, a)"),
    "a value": ("return spmd.root and b", "return spmd.root and a"),
    "a value of all": ("return spmd.root and b", "return b"),
    "an argument": ("f_spmd(1, b=2)", "f_spmd(2, b=2)"),
    "a keyword": ("f_spmd(1, b=2)", "f_spmd(1, a=2)"),
    "a call": ("f_result_2 = f_spmd(1, b=2)", "f_result_2 = f(1, b=2)"),
    "more deleted": ("del f_result, f_result_2", "del f_result, y"),
    "a result unused": ("y = f_result + f_result_2", "y = f_result + f_result"),
    "an order": ("return parsum_result", "return spmd.root and parsum_result; x = 1"),
    "a body": ("if spmd.choice(spmd.root and a, 3)", "if spmd.choice(spmd.root and (b), 3)"),
}
LOOP = (
    "for i in range(2000):\n    if i == 3:\n        hello()\n\nfor j in range(20):\n    if j == 3:\n        hello()\n"
)
ONCE = "def f(a, b=1):\n    'Text.'\n    return parsum(a)\n\n\ny = f(1) + f(1, b=2)\nif y:\n    print(y)\n"
TAMPERED_ONCE = {
    "not for all ranks": ("@spmd.collective  # on all ranks\n", ""),
    "a default": ("def f(a, b=1)", "def f(a, b=2)"),
    "a docstring": ("'Text.'", "'Test.'"),
    "a call of root's": ("    print(y)", "    print(y, f)"),
    "an argument": ("f(1, b=2)", "f(2, b=2)"),
}
TAMPERED_LOOP = {
    "a loop": ("spmd.each(spmd.root and range(2000), 1)", "range(2000)"),
    "a choice in it": ("spmd.choice(spmd.root and (i == 3), 2)", "i == 3"),
    "a loop around what all know": ("for j in range(20)", "for j in spmd.each(spmd.root and (range(20)), 5)"),
}
SCRIPT = "A = B = x = 1\nx = x + 1\n\nC = matmul(A, B)\n\nif x:\n    hello()\n    print(C)\n"


def gate(emitted, script):
    """Pass the gate, with a fresh tree of the script."""
    parsed = parse(script, "x.py")
    return mapped(emitted, parsed.tree, resolve(parsed, names(parsed.tree)).calls)


@pytest.mark.parametrize(("old", "new"), TAMPERED.values(), ids=TAMPERED)
def test_gate_stops_a_program_that_is_not_the_script(old, new):
    emitted = compile_program(SCRIPT).text
    assert gate(emitted, SCRIPT)
    assert old in emitted
    with pytest.raises(StripError):
        gate(emitted.replace(old, new), SCRIPT)


@pytest.mark.parametrize(("old", "new"), TAMPERED_FUNCTION.values(), ids=TAMPERED_FUNCTION)
def test_gate_stops_a_function_that_is_not_the_script(old, new):
    emitted = compile_program(FUNCTION).text
    assert gate(emitted, FUNCTION)
    assert old in emitted
    with pytest.raises(StripError):
        gate(emitted.replace(old, new), FUNCTION)


@pytest.mark.parametrize(("old", "new"), TAMPERED_ONCE.values(), ids=TAMPERED_ONCE)
def test_gate_stops_a_function_that_is_not_the_scripts_own(old, new):
    emitted = compile_program(ONCE).text
    assert gate(emitted, ONCE)
    assert old in emitted
    with pytest.raises(StripError):
        gate(emitted.replace(old, new), ONCE)


def test_gate_stops_what_root_alone_would_reach():
    """Not even where the script, too, calls the function: the emitted program must be the other kind."""
    script = ONCE.replace("print(y)", "print(y, [f(2) for _ in y])")
    emitted = compile_program(script).text
    assert "collective_of" in emitted
    once = compile_program(ONCE).text.replace("print(y)", "print(y, [f(2) for _ in y])")
    with pytest.raises(StripError, match="root alone reaches f"):
        gate(once, script)


@pytest.mark.parametrize("name", TAMPERED_LOOP)
def test_gate_knows_what_all_ranks_know(name):
    old, new = TAMPERED_LOOP[name]
    emitted = compile_program(LOOP).text
    assert gate(emitted, LOOP)
    assert old in emitted
    if name == "a loop":  # right, but a worker would run ahead
        emitted = emitted.replace("spmd.choice(spmd.root and (i == 3), 2)", "i == 3")
        assert gate(emitted.replace(old, new), LOOP)
        return
    with pytest.raises(StripError):
        gate(emitted.replace(old, new), LOOP)


def test_every_position_is_one_of_the_script():
    """No node of the mapped program lies on a line that the script does not have."""
    parsed = parse(SCRIPT, "x.py")
    program = mapped(compile_program(SCRIPT).text, parsed.tree, resolve(parsed, names(parsed.tree)).calls)
    assert {node.lineno for node in ast.walk(program) if hasattr(node, "lineno")} <= set(range(1, 9))
