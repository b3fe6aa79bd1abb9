"""The byte scan never dismisses a file in which a rule would find something."""

import re

import pytest

from dino.codes import names
from dino.compiler.rule import rule
from dino.lint import scan
from dino.lint.examine import findings
from dino.lint.scan import concerns
from dino.primitives import TABLE

DEFAULT = frozenset(code for code in names() if rule(code).default)
ALL = frozenset(names())


def test_scan_knows_the_names_of_the_table():
    assert sorted(name.decode() for name in scan.PRIMITIVES) == sorted(row.name for row in TABLE if row.bare)


@pytest.mark.parametrize("code", names())
def test_what_a_rule_finds_is_not_dismissed(code):
    module = rule(code).module
    also = (module.MENTIONS,) if hasattr(module, "MENTIONS") else ()
    for text in module.BAD:
        assert concerns(re.sub("[«»]", "", text).encode(), also), text


YES = [
    b"import dino\n",
    b"import os, dino as d\n",
    b"from \\\n  dino import x\n",
    b"sort(x)\n",
    b"map(sort, x)\n",
    b"x = {sort: 1}\n",
    b"if sort == 1: pass\n",
    b"x[sort:]\n",
    b"'''doc''' ; matmul(a, b)\n",
    b"f'{parsum(x)}'\n",
    b"rf'''{parsum(x)}'''\n",
    b'F"{hello()}"\n',
    b"x = 1  # dino: ignore\n",
    b"a = '\\'' ; sort(x)\n",
    b'a = "#" ; sort(x)\n',
    b"a = '''it's \"x\" ''' ; sort(x)\n",
    b"(matvec)(a, b)\n",
    b"a@sort\n",
    b"x = not sort\n",
    b"\xef\xbb\xbfsort(x)\n",
]
NO = [
    b"",
    b"x.sort()\n",
    b"x . sort ()\n".replace(b" . ", b"."),
    b"np.sort(x)\nnp.matmul(a, b)\n",
    b"# sort the list, hello\n",
    b'"""Sort and sort again. dino"""\n',
    b"print('hello world')\n",
    b"print(f'hello {x}')\n".replace(b"f'hello", b"'hello"),
    b"def sort(x): pass\n",
    b"class sort: pass\n",
    b"from numpy import sort\n",
    b"import heapq as sort\n",
    b"f(sort=True)\ndef g(a, sort = None): pass\n",
    b"sorted(x)\nresort(x)\nsort_(x)\nhello2()\n",
    b"dinosaur = 1\nmy_dino = 2\nx.dino\n",
    b"x = 'a' 'sort' \"b\\\"sort\" r'\\sort'\n",
]


@pytest.mark.parametrize("content", YES)
def test_use_is_seen(content):
    assert concerns(content)


@pytest.mark.parametrize("content", NO)
def test_mention_is_not_use(content):
    assert not concerns(content)


def test_words_that_a_rule_asks_for_are_enough():
    assert not concerns(b"import numpy\n")
    assert concerns(b"import numpy\n", (b"numpy",))


@pytest.mark.parametrize("content", NO)
def test_nothing_is_found_in_what_is_dismissed(content):
    from dino.compiler.source import Source

    assert findings(Source("x.py", content.decode()), ALL) == ()
