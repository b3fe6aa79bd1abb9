"""Comments that suppress findings."""

import pytest

from dino.codes import names
from dino.compiler.source import Source
from dino.lint.examine import findings

ALL = frozenset(names()) - {"DN121", "DN301"}
HEAD = "from dino import sort\n"


def codes(text, applied=ALL):
    return [found.code for found in findings(Source("x.py", HEAD + text), applied)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("sort(x)\n", ["DN113"]),
        ("sort(x)  # dino: ignore[DN113]\n", []),
        ("sort(x)  # dino: ignore\n", []),
        ("sort(x)  #dino:ignore[ DN113 ]\n", []),
        ("sort(x)  # dino: ignore[DN11]\n", []),
        ("sort(x)  # dino: ignore[DN1, DN2]\n", ["DN199"]),
        ("sort(x)  # noqa  # dino: ignore[DN113]\n", []),
        ("sort(x)  # dino: ignore[DN110]\n", ["DN113", "DN199"]),
        ("sort(x, 1)  # dino: ignore[DN110]\n", ["DN113"]),
        ("sort(x, 1)  # dino: ignore[DN110,DN113]\n", []),
        ("sort(\n    x\n)  # dino: ignore[DN113]\n", []),
        ("sort(  # dino: ignore[DN113]\n    x\n)\n", []),
        ("sort(\n    x  # dino: ignore[DN113]\n)\n", ["DN113", "DN199"]),
        ("sort(x); y = '# dino: ignore[DN113]'\n", ["DN113"]),
        ("# dino: ignore[DN113]\nsort(x)\n", ["DN199", "DN113"]),
        ("sort(x)\nsort(y)\n# dino: ignore-file\n", []),
        ("sort(x)\nsort(y, 1)\n# dino: ignore-file[DN113]\n", ["DN110"]),
        ("y = 1\n# dino: ignore-file\n", ["DN199"]),
        ("sort(x)  # dino: ignorance\n", ["DN113"]),
        ("sort(x)  # dino: ignore[]\n", []),
    ],
)
def test_suppression(text, left):
    assert codes(text) == left


def test_suppression_of_a_rule_that_is_not_applied_is_left_in_peace():
    assert codes("y = 1  # dino: ignore[DN113]\n", frozenset({"DN199", "DN110"})) == []
    assert codes("y = 1  # dino: ignore[DN113]\n", frozenset({"DN110"})) == []
