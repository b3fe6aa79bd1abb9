"""Why a primitive is conducted: each reason, and what is a step instead."""

import pytest

from dino.compiler import compile_program
from dino.compiler.explain import explain
from dino.compiler.rule import names, rule
from dino.compiler.source import Source
from tests.compiler.test_rules import examples

HEAD = "import numpy as np\nfrom dino import matmul, parsum, sort\nx = np.arange(3)\n"
CODES = [code for code in names() if "DN220" <= code <= "DN229"]


def reasons(text):
    """Codes and messages of what is conducted, in the order of the text."""
    compiled = compile_program(text)
    uses = explain(Source("s.py", text), compiled.text, compiled.analysed).uses
    return [(use.conducted.code, use.conducted.message) for use in uses if use.conducted]


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("sort(x=x)", "DN220", "sort: called with keywords or stars"),
        ("sort(*[x])", "DN220", "stars"),
        ("assert x and sort(x)", "DN221", "only if the rest"),
        ("print(1 < 2 < x < sort(x))", "DN221", "only if"),
        ("1 < 2 < 3 < parsum(x)", "DN221", "only if"),
        ("[y for y in x if parsum(x)]", "DN221", "comprehension"),
        ("{y: z for y in x for z in sort(x)}", "DN221", "comprehension"),
        ("print(*iter(x), sort(x))", "DN222", "sort: `*iter(x)` is evaluated before it"),
        ("print(x\n.mean(sort(x)))", "DN222", "`x.mean` is"),
        ("import weakref\nprint(len(x), sort(x))", "DN222", "`weakref` may show"),
        ("print((y := 3), sort(x))", "DN222", "`:=`"),
        ("if len(x) > 5:\n    late = 1\nlate += sort(x)", "DN222", "may not be bound yet"),
        ("with open(0):\n    sort(x)", "DN223", "inside `with` (line 4)"),
        ("try:\n    if x:\n        sort(x)\nfinally:\n    pass", "DN223", "inside `try` (line 4)"),
        ("match x:\n    case _: sort(x)", "DN223", "`match`"),
        ("assert parsum(x)", "DN223", "its statement is one that root"),
        ("x[parsum(x)] += 1", "DN223", "its statement is one that root"),
        ("for y in x:\n    try:\n        break\n    finally:\n        pass\n    sort(x)", "DN223", "all ranks"),
        ("if len(x):\n    from dino import hello\nhello()", "DN224", "not certain"),
        ("sort(x, x)", "DN224", "number of arguments"),
        ("def f():\n    yield sort(x)", "DN225", "`f`, which is a generator"),
        ("def f():\n    return sort(x)\nlist(map(f, []))", "DN225", "no statement of the skeleton calls"),
        ("class C:\n    def m(self):\n        return sort(x)", "DN225", "`m`, which is no function of the top"),
        ("class C:\n    y = sort(x)", "DN225", "body of a class"),
        ("f = lambda: sort(x)", "DN225", "lambda"),
        ("f = sort", "DN226", "sort: passed on"),
        ("list(map(parsum, [x]))", "DN226", "parsum: passed on"),
        ("globals(); sort(x)", "DN101", "'globals'"),
    ],
)
def test_the_reason_is_the_first_that_holds(text, code, part):
    """With what the reader needs to find it."""
    found = reasons(HEAD + text + "\n")
    assert found and found[-1][0] == code and part in found[-1][1]


@pytest.mark.parametrize(
    "text",
    [
        "print(len, 3, sort(x))",
        "for y in sort(x):\n    parsum(x)",
        "def f(a):\n    return sort(a)\nf(x)",
        "if parsum(x) and x.any():\n    sort(x)",
        "y = (sort(x), 1)",
        "y: object = matmul(x, x)",
    ],
)
def test_a_step_needs_no_reason(text):
    """Nothing is said of what all ranks walk to."""
    assert reasons(HEAD + text + "\n") == []


@pytest.mark.parametrize("code", CODES)
def test_the_pages_examples_are_what_they_claim_to_be(code):
    """The bad one is conducted for this reason; of the good one everything is a step."""
    bad, good = examples(rule(code))
    assert code in [found for found, _ in reasons(bad)]
    assert reasons(good) == []
