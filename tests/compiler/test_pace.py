"""A worker never goes round a loop without hearing of root."""

import ast

import pytest

from dino.compiler.analyse import analyse
from dino.compiler.names import names
from dino.compiler.parse import parse
from dino.compiler.resolve import resolve


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("while True: sort(x)", ["True"]),
        ("while True:\n  if 0: sort(x)", ["0"]),
        ("while True:\n  if x: sort(x)", ["True"]),
        ("while True:\n  if 1: continue\n  sort(x)", ["1"]),
        ("while True:\n  if x: break\n  sort(x)", ["True"]),
        ("while True:\n  if 1: sort(x)\n  else: sort(x)", ["True", "1"]),
        ("while True:\n  for i in x: sort(x)", ["True"]),
        ("while True:\n  for i in range(3): sort(x)", ["range(3)"]),
        ("while True:\n  while 0: sort(x)", ["0"]),
        ("for i in range(1000):\n  if 0: sort(x)", ["range(1000)", "0"]),
        ("for i in range(1001):\n  if 0: sort(x)", ["0"]),
        ("for i in range(1001):\n  if i == 7: sort(x)", []),
        ("for i in range(1001):\n  sort(x)\n  if i == 7: sort(x)", ["range(1001)", "i == 7"]),
        ("for i in range(3):\n  for j in range(10 ** 9 * i):\n    if 0: sort(x)", ["range(3)", "0"]),
        ("for i in range(3):\n  for j in range(9 * i):\n    if 0: sort(x)", ["range(3)", "0"]),
        ("def f(): sort(x)\nwhile True: f()", ["True"]),
        ("def f():\n  if 1: return 2\n  sort(x)\nwhile True: f()", ["1"]),
        ("def f(): g()\ndef g():\n  if 0: f()\n  sort(x)\nwhile True: f()", ["True", "0"]),
        ("def f():\n  while True:\n    if sort(x)[0]: return 1\nf()", ["True"]),
    ],
)
def test_headers_that_need_no_word_from_root(body, expected):
    parsed = parse(f"from dino import sort\nx = 1\n{body}\n", "x.py")
    analysed = analyse(resolve(parsed, names(parsed.tree)))
    assert sorted(map(ast.unparse, analysed.shared)) == sorted(expected)
