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
        ("if x: y = 1\nelif sort(x): y = 2", "e(r)(r1)"),
        ("if x: sort(x)\nelif sort(x): y = 2", "e(r1)(r1)"),
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
        ("while sort(x): y = 1\nelse: y = 2", "e1(r)(r)"),
        ("for i in x:\n  while sort(x): y = 1\n  else: break", "r"),
        ("while (y := sort(x)): y = 1", "r"),
        ("with x: sort(x)", "r"),
        ("try: sort(x)\nfinally: pass", "r"),
        ("def f(): sort(x)", "r"),
        ("assert sort(x)", "r"),
        ("raise sort(x)", "r1"),
        ("del sort(x)[0]", "r"),
        ("y[sort(x)] = 1", "r"),
        ("y[z] = sort(x)", "r1"),
        ("y[z] += sort(x)", "r"),
        ("x += sort(x)", "r1"),
        ("missing += sort(x)", "r"),
        ("y = x + sort(x)", "r1"),
        ("y = missing + sort(x)", "r1"),
        ("if x: late = 1\ny = late + sort(x)", "r r1"),
        ("if x: late = 1\nelse: late = 2\ny = late + sort(x)", "r r1"),
        ("for late in x: y = late + sort(x)\ny = late + sort(x)", "e(r1) r1"),
        ("def f(): pass\ny = f(sort(x), f(), sort(x))", "r r2"),
        ("y: int = sort(x)", "r1"),
        ("x[0] += sort(x)", "r1"),
        ("x[0 + 1] += sort(x)", "r"),
        ("late[0] += sort(x)", "r"),
        ("x.y += sort(x)", "r1"),
        ("x.y.z += sort(x)", "r"),
        ("late += sort(x)", "r"),
        ("y = sort(x) if x else 1", "r1"),
        ("y = x and sort(x)", "r1"),
        ("if x and sort(x): y = 1", "r1"),
        ("while x or sort(x): y = 1", "e1(r)"),
        ("assert sort(x)", "r"),
        ("y = len(x), sort(x)", "r1"),
        ("y = [*x, sort(x)]", "r"),
        ("async def f(): await sort(x)", "r"),
    ],
)
def test_execution(body, expected):
    parsed = parse(f"from dino import sort\nx = 1\n{body}\n", "x.py")
    statements = analyse(resolve(parsed, names(parsed.tree))).statements
    assert shape(statements[2:]) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("def f(): sort(x)\nf()", {"f": "r1"}),
        ("def f(): sort(x)\ng(f)", {}),
        ("def f(): sort(x)\ndef g(): f()\ng()", {"f": "r1", "g": "r1"}),
        ("def g(): return f()\ndef f(): return sort(x)\ng()", {"g": "e1", "f": "e1"}),
        ("def g(): return f()\ng()\ndef f(): return sort(x)", {}),
        ("def f(n):\n  if n: return f(n - 1)\n  sort(x)\nf(2)", {"f": "e(e1) r1"}),
        ("def f(n):\n  if n: return 1\n  return f(n)\nf(2)", {}),
        ("def f():\n  for i in x: return sort(i)\nf()", {"f": "e(e1)"}),
        ("def f():\n  sort(x)\n  for i in x: return 1\nf()", {}),
        ("def f():\n  sort(x)\n  with x: return 1\nf()", {}),
        ("def f():\n  sort(x)\n  def g(): return 1\n  return g\nf()", {"f": "r1 r e"}),
        ("def f():\n  while sort(x):\n    return 1\nf()", {"f": "e1(e)"}),
        ("def f(): sort(x)\nif f(): y = 1", {"f": "r1"}),
        ("def f(): sort(x)\nif y: y = 1\nelif f(): y = 1", {"f": "r1"}),
        ("def f(): sort(x)\nif y: sort(x)\nelif f(): y = 1", {"f": "r1"}),
        ("def f(): sort(x)\nfor i in f(): y = 1", {}),
        ("def f(): sort(x)\nfor i in f(): sort(x)", {"f": "r1"}),
        ("def f(): sort(x)\ny = 1 + f()", {"f": "r1"}),
        ("def f(): sort(x)\ny = 1 + f()\nz.__del__", {}),
        ("def f(): sort(x)\ny = f(f())\nz.__del__", {"f": "r1"}),
        ("def f(): sort(x)\ntry: f()\nfinally: pass", {}),
        ("def f(): sort(x)\n[f() for i in x]", {}),
        ("def f(y): return y + sort(y)\nf(x)", {"f": "e1"}),
        ("def f(y): return late + sort(y)\nf(x)\nlate = 1", {"f": "e1"}),
        ("def f(y): return late + sort(y)\nlate = 1\nf(x)", {"f": "e1"}),
        ("def f(y):\n  del y\n  return y + sort(x)\nf(x)", {"f": "r e1"}),
        ("def f(y):\n  def g():\n    nonlocal y\n    y = 1\n  return y + sort(g())\nf(x)", {"f": "r e1"}),
        ("def f(sort): return sort(x)\nf(x)", {}),
        ("def f(print): return print(sort(x))\nf(x)", {"f": "e1"}),
        ("def f():\n  print(sort(x))\n  print = 1\nf()", {"f": "r1 r"}),
    ],
)
def test_collective_functions(body, expected):
    parsed = parse(f"from dino import sort\nx = 1\n{body}\n", "x.py")
    functions = analyse(resolve(parsed, names(parsed.tree))).functions
    assert {name: shape(statements) for name, statements in functions.items()} == expected
