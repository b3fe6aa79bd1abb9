"""Who executes each statement."""

import pytest

from dino.compiler.analyse import analyse
from dino.compiler.names import names
from dino.compiler.parse import parse
from dino.compiler.program import Execution
from dino.compiler.resolve import resolve


def shape(statements):
    """Who executes what, as text: `r` root, `e` everywhere, with the number lifted, and blocks in brackets."""
    parts = []
    for statement in statements:
        who = "e" if statement.execution is Execution.EVERYWHERE else "r"
        blocks = [f"({shape(block)})" for block in (statement.body, statement.orelse) if block]
        parts.append(who + (str(len(statement.lifted)) if statement.lifted else "") + "".join(blocks))
    return " ".join(parts)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("y = x", "r"),
        ("y = sort(x)", "r1"),
        ("sort(sort(x))", "r2"),
        ("if x: y = 1", "r"),
        ("if x: sort(x)", "e(r1)"),
        ("if sort(x): y = 1", "r1"),
        ("if x: y = 1\nelif sort(x): y = 2", "r"),
        ("if x: sort(x)\nelif sort(x): y = 2", "e(r1)(r)"),
        ("if x: y = 1\nelse: sort(x)", "e(r)(r1)"),
        ("for i in x: y = 1", "r"),
        ("for i in sort(x): y = 1", "r1"),
        ("for i in x: sort(x)", "e(r1)"),
        ("for i in x:\n  if i: break\n  sort(x)", "e(e(e) r1)"),
        ("for i in x:\n  if i: y = 1\n  sort(x)", "e(r r1)"),
        ("for i in x:\n  if i: break", "r"),
        ("for i in x:\n  with i: break\n  sort(x)", "r"),
        ("for i in x:\n  try: pass\n  except: continue\n  sort(x)", "r"),
        ("for i in x:\n  for j in i: break\n  sort(x)", "e(r r1)"),
        ("for i in x:\n  for j in i: pass\n  else: break\n  sort(x)", "r"),
        ("for i in x: pass\nelse: sort(x)", "e(r)(r1)"),
        ("while x: sort(x)", "e(r1)"),
        ("while sort(x): y = 1", "e1(r)"),
        ("while sort(x): y = 1\nelse: y = 2", "r"),
        ("while (y := sort(x)): y = 1", "r"),
        ("with x: sort(x)", "r"),
        ("try: sort(x)\nfinally: pass", "r"),
        ("def f(): sort(x)", "r"),
        ("assert sort(x)", "r"),
        ("raise sort(x)", "r"),
        ("del sort(x)[0]", "r"),
        ("y[sort(x)] = 1", "r"),
        ("y[z] = sort(x)", "r1"),
        ("y[z] += sort(x)", "r"),
        ("x += sort(x)", "r1"),
        ("missing += sort(x)", "r"),
        ("y = x + sort(x)", "r1"),
        ("y = missing + sort(x)", "r"),
        ("if x: late = 1\ny = late + sort(x)", "r r"),
        ("if x: late = 1\nelse: late = 2\ny = late + sort(x)", "r r1"),
        ("for late in x: y = late + sort(x)\ny = late + sort(x)", "e(r1) r"),
        ("def f(): pass\ny = f(sort(x), f(), sort(x))", "r r1"),
        ("y: int = sort(x)", "r1"),
        ("async def f(): await sort(x)", "r"),
    ],
)
def test_execution(body, expected):
    parsed = parse(f"from dino import sort\nx = 1\n{body}\n", "x.py")
    statements = analyse(resolve(parsed, names(parsed.tree))).statements
    assert shape(statements[2:]) == expected
