"""Which headers all ranks evaluate by themselves."""

import ast

import pytest

from dino.compiler.shared import shared


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("while True: pass", ["True"]),
        ("while 1:\n  if 0: pass\n  elif x: pass", ["1", "0"]),
        ("if __name__ == '__main__': pass", ["__name__ == '__main__'"]),
        ("if '__main__' == __name__: pass", []),
        ("__name__ = 'x'\nif __name__ == '__main__': pass", []),
        ("if __name__ == x: pass", []),
        ("for i in range(10): pass", ["range(10)"]),
        ("for i in range(-3, 10, 2): pass", ["range(-3, 10, 2)"]),
        ("for i in range(3, 10, 0): pass", []),
        ("for i in range(2.0): pass", []),
        ("for i in range(): pass", []),
        ("for i in range(*x): pass", []),
        ("for i in range(n): pass", []),
        ("for i, j in range(3): pass", []),
        ("range = f\nfor i in range(3): pass", []),
        ("def f(range):\n  for i in range(3): pass", []),
        ("from x import *\nfor i in range(3): pass", []),
        ("from dino import *\nfor i in range(3): pass", ["range(3)"]),
        ("for i in range(3):\n  if i == 1: pass", ["range(3)", "i == 1"]),
        (
            "for i in range(3):\n  if i % 2 and not i // 2 > i * 3 - 1: pass",
            ["range(3)", "i % 2 and (not i // 2 > i * 3 - 1)"],
        ),
        ("for i in range(3):\n  if 5 % i: pass", ["range(3)"]),
        ("for i in range(3):\n  if i % 0: pass", ["range(3)"]),
        ("for i in range(3):\n  if i == x: pass", ["range(3)"]),
        ("for i in range(3):\n  if i in x: pass", ["range(3)"]),
        ("for i in range(3):\n  for j in range(i): pass", ["range(3)", "range(i)"]),
        ("for i in range(3): pass\nelse:\n  if i: pass", ["range(3)"]),
        ("for i in range(3): pass\nif i: pass", ["range(3)"]),
        ("for i in range(3):\n  i = 1\n  if i: pass", ["range(3)"]),
        ("for i in range(3):\n  for i in range(2): pass\n  if i: pass", ["range(3)", "range(2)"]),
        ("for i in range(3):\n  with x as i: pass\n  if i: pass", ["range(3)"]),
        ("for i in range(3):\n  f()\n  if i: pass\ndef f():\n  global i\n  i = 1", ["range(3)"]),
        ("for i in range(3):\n  if i: pass\nfor i in range(2):\n  if i: pass", ["range(3)", "i", "range(2)", "i"]),
        ("def f():\n  for i in range(3):\n    if i: pass", ["range(3)", "i"]),
        ("def f():\n  def g():\n    nonlocal i\n    i = 1\n  for i in range(3):\n    if i: pass", ["range(3)"]),
        ("for i in x:\n  if i: pass", []),
        ("with x:\n  while True: pass", []),
    ],
)
def test_shared_headers(text, expected):
    found = sorted(shared(ast.parse(text)), key=lambda node: (node.lineno, node.col_offset))
    assert [ast.unparse(node) for node in found] == expected
