"""Where statements may be inserted, which lines are inside strings, and how the script indents."""

import pytest

from dino.compiler.parse import parse, prologue
from dino.compiler.source import Source


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("x = 1\n", ""),
        ("# c\nx = 1\n", ""),
        ("'d'\nx = 1\n", "'d'"),
        ("# c\n'd' # e\nx = 1\n", "# c\n'd' # e"),
        ("'d'; x = 1\n", "'d'"),
        ("r'''d\n'''\nx = 1\n", "r'''d\n'''"),
        ("('d'\n 'e')\n", "('d'\n 'e')"),
        ("'d' + x\n", ""),
        ("('d',)\n", ""),
        ("b'd'\n", ""),
        ("f'd'\n", ""),
        ("'d'\n'e'\n", "'d'"),
        ("from __future__ import annotations\nx\n", "from __future__ import annotations"),
        ("'d'\nfrom __future__ import (\n  annotations)\n", "'d'\nfrom __future__ import (\n  annotations)"),
        ("from os import path\nfrom __main__ import x\n", ""),
        ("", ""),
        ("# only\n", ""),
        ("#!python\n# c\nx\n", "#!python"),
        ("#!python\n# coding: utf-8\nx\n", "#!python\n# coding: utf-8"),
        ("\n# coding: utf-8\nx\n", "\n# coding: utf-8"),
        ("x\n# coding: utf-8\n", ""),
        ("# c\n# d\n# coding: utf-8\n", ""),
    ],
)
def test_prologue_is_docstring_and_future_imports(text, before):
    assert text[: prologue(Source("x.py", text))] == before


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x = '''a\nb\nc'''\n", {2, 3}),
        ("x = ('a'\n 'b')\n", set()),
        ("x = 'a\\\nb'\n", {2}),
        ("x = f'''a\n{y}'''\n", {2}),
        ("x = (1,\n 2)\n", set()),
        ("x = b'''\n'''\n", {2}),
    ],
)
def test_lines_inside_strings_are_known(text, lines):
    assert parse(text, "x.py").verbatim == lines


@pytest.mark.parametrize(
    ("text", "indent"),
    [
        ("x = 1\n", "    "),
        ("if x:\n  y\n", "  "),
        ("if x:\n\ty\n", "\t"),
        ("if x: y\ndef f():\n   z\n", "   "),
        ("class A:\n @b\n def f(): pass\n", " "),
    ],
)
def test_indent_is_the_scripts_own(text, indent):
    assert parse(text, "x.py").indent == indent
