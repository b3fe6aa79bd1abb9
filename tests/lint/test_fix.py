"""Fixes in files as people have them: line ends, encodings, comments, imports in odd places."""

import pytest

from dino.codes import names
from dino.compiler.diagnostics import Edit
from dino.compiler.source import Source
from dino.lint.examine import examine
from dino.lint.fix import edited, fixed

BARE = frozenset({"DN121"})


def after(content, codes=BARE, unsafe=False):
    result = fixed(examine(content, "x.py", codes), codes, unsafe)
    return result.source.original.encode(result.encoding)


IMPORTS = {
    "x = sort(y)\n": "from dino import sort\n\nx = sort(y)\n",
    "# about\n\nx = sort(y)\n": "# about\n\nfrom dino import sort\n\nx = sort(y)\n",
    "#!/bin/x\n# about\n\n# y\nx = sort(y)\n": "#!/bin/x\n# about\n\nfrom dino import sort\n\n# y\nx = sort(y)\n",
    "#!/bin/x\nx = sort(y)\n": "#!/bin/x\nfrom dino import sort\n\nx = sort(y)\n",
    '"""Doc."""\n\nx = sort(y)\n': '"""Doc."""\n\nfrom dino import sort\n\nx = sort(y)\n',
    '"""Doc."""\nimport numpy as np\nx = sort(np.ones(3))\n': (
        '"""Doc."""\nimport numpy as np\nfrom dino import sort\nx = sort(np.ones(3))\n'
    ),
    "from __future__ import annotations\nx = sort(y)\n": (
        "from __future__ import annotations\n\nfrom dino import sort\nx = sort(y)\n"
    ),
    "import os  # why\nimport sys\n\nx = sort(y)\n": "import os  # why\nimport sys\n\nfrom dino import sort\n\nx = sort(y)\n",
    "from dino import (\n    hello,  # hi\n)\nx = sort(y)\n": "from dino import (\n    hello, sort,  # hi\n)\nx = sort(y)\n",
    "from dino import hello as h\nx = sort(y)\n": "from dino import hello as h, sort\nx = sort(y)\n",
    "import os; x = sort(y)\n": "import os; x = sort(y)\n",
    "x = sort(y)": "from dino import sort\n\nx = sort(y)",
    "def f():\n    return sort(np.ones(3))\n": (
        "import numpy as np\nfrom dino import sort\n\ndef f():\n    return sort(np.ones(3))\n"
    ),
}


@pytest.mark.parametrize(("before", "expected"), IMPORTS.items())
def test_import_stands_where_a_person_would_put_it(before, expected):
    assert after(before.encode()).decode() == expected


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_ends_are_kept(newline):
    before = "# é\nx = 1\nsort(x)\ny = sort(x)  # dino: ignore[DN113]\n"
    expected = "from dino import sort\n\n# é\nx = 1\nx = sort(x)\ny = sort(x)\n"
    made = after(before.replace("\n", newline).encode(), frozenset(names()), unsafe=True)
    assert made.decode() == expected.replace("\n", newline)


def test_mixed_line_ends_are_left_where_they_are():
    before = b"a = 1\r\nsort(a)\nb = 2\r\n"
    assert after(before, frozenset({"DN113"}), unsafe=True) == b"a = 1\r\na = sort(a)\nb = 2\r\n"


@pytest.mark.parametrize(("mark", "codec"), [(b"\xef\xbb\xbf", "utf-8"), (b"# coding: latin-1\n", "latin-1")])
def test_encoding_is_kept(mark, codec):
    before = mark + "é = 1\nx = '\xe9'; sort(é)\n".encode(codec)
    expected = mark + "é = 1\nx = '\xe9'; é = sort(é)\n".encode(codec)
    assert after(before, frozenset({"DN113"}), unsafe=True) == expected


def test_form_feeds_and_tabs_are_kept():
    before = b"x = 1\n\x0cif x:\n\tsort(x)\n"
    assert after(before, frozenset({"DN113"}), unsafe=True) == b"x = 1\n\x0cif x:\n\tx = sort(x)\n"


def test_file_that_is_not_python_is_not_touched():
    before = b"from dino import sort\nsort(x)\nif\n"
    result = fixed(examine(before, "x.py", frozenset(names())), frozenset(names()), True)
    assert (result.source.original.encode(), result.fixed) == (before, {})
    assert [found.code for found in result.findings] == ["DN100"]


def test_call_in_an_f_string_is_reported_and_not_fixed_where_positions_are_unsure():
    import sys

    before = b"from dino import parsum\nfor i in x:\n    print(f'{i} {parsum(x=i)}')\n"
    result = fixed(examine(before, "x.py", frozenset({"DN211"})), frozenset({"DN211"}), True)
    if sys.version_info < (3, 12):
        assert [(found.line, found.fix) for found in result.findings] == [(3, None)]
        assert result.source.text.encode() == before
    else:
        assert result.source.text.encode() == before.replace(b"x=i", b"i")


def test_edits_count_a_line_end_as_one_character():
    source = Source("x.py", "ab\r\ncd\r\nef\n")
    assert edited(source, [Edit(3, 4, "C"), Edit(8, 8, "!\n")]) == "ab\r\nCd\r\nef!\r\n\n"
