"""Every rule against its own examples: what it finds, what it leaves alone, and what its fixes do."""

import io
import re
from contextlib import redirect_stdout

import pytest

from dino.compiler.rule import names, refusing, rule
from dino.compiler.source import Source
from dino.lint.examine import examine, findings
from dino.lint.fix import applies, fixed

ALL = frozenset(names())
RULES = [rule(code) for code in names()]
CHECKED = [rule for rule in RULES if not getattr(rule.module, "COMPILING", False)]
BAD = [(rule, text) for rule in CHECKED for text in rule.module.BAD]
GOOD = [(rule, text) for rule in CHECKED for text in rule.module.GOOD]
FIXED = [(rule, text, fixed) for rule in CHECKED for text, fixed in rule.module.BAD.items() if fixed]
SECTIONS = ["What it does", "Why is this bad?", "Example", "Use instead"]


def identity(value):
    return getattr(value, "code", None)


def unmarked(text):
    """The script, and the spans between `«` and `»`."""
    plain, spans, open_ = "", [], []
    for char in text:
        if char == "«":
            open_.append(len(plain))
        elif char == "»":
            spans.append((open_.pop(), len(plain)))
        else:
            plain += char
    return plain, sorted(spans)


def found(text, code):
    return [each for each in findings(Source("x.py", text), ALL) if each.code == code]


@pytest.mark.parametrize(("rule", "text"), BAD, ids=identity)
def test_what_is_marked_is_found_and_nothing_else(rule, text):
    text, spans = unmarked(text)
    assert spans
    assert sorted((each.start, each.end) for each in found(text, rule.code)) == spans


@pytest.mark.parametrize(("rule", "text"), GOOD, ids=identity)
def test_what_looks_alike_is_left_alone(rule, text):
    assert found(text, rule.code) == []


@pytest.mark.parametrize(("rule", "text"), BAD, ids=identity)
def test_fix_is_as_the_example_says_and_leaves_nothing_to_find(rule, text):
    plain, _ = unmarked(text)
    codes = ALL - {"DN301"} if rule.code == "DN199" else frozenset({rule.code})
    after = fixed(examine(plain.encode(), "x.py", codes), codes, unsafe=True)
    assert after.source.text == (rule.module.BAD[text] or plain)
    if rule.module.BAD[text]:
        assert not after.findings
        assert not set(after.fixed) - {rule.code}


@pytest.mark.parametrize(("rule", "text"), BAD, ids=identity)
def test_unsafe_fix_is_not_applied_unasked(rule, text):
    plain, _ = unmarked(text)
    before = examine(plain.encode(), "x.py", frozenset({rule.code}))
    after = fixed(before, frozenset({rule.code}), unsafe=False)
    if not any(applies(each, unsafe=False) for each in before.findings):
        assert after == before


@pytest.mark.parametrize("rule", RULES, ids=identity)
def test_page_has_its_sections_in_order(rule):
    headings = re.findall(r"^## (.*)$", rule.module.__doc__, re.MULTILINE)
    assert headings[: len(SECTIONS)] == SECTIONS
    assert headings[len(SECTIONS) :] in ([], ["Notes"])
    assert rule.summary.endswith(".")


def examples(rule):
    """The scripts under "Example" and "Use instead"."""
    blocks = re.findall(r"^## (?:Example|Use instead)\n((?:    .*\n|\n(?=    ))+)", rule.module.__doc__, re.MULTILINE)
    return ["".join(line[4:] or "\n" for line in block.splitlines(keepends=True)) for block in blocks]


@pytest.mark.parametrize("rule", CHECKED, ids=identity)
def test_examples_of_the_page_are_what_they_claim_to_be(rule):
    bad, good = examples(rule)
    assert found(bad, rule.code)
    assert not found(good, rule.code)


def test_rules_are_named_once_and_have_examples():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.module.BAD and rule.module.GOOD for rule in CHECKED)
    assert all(len(rule.module.GOOD) >= 2 for rule in CHECKED if rule.code != "DN100")


def test_compiler_refuses_what_refusing_rules_find():
    assert [rule.code for rule in refusing()] == ["DN901"]


SAFE = {
    "DN121": [
        'C = matmul(np.arange(6.0).reshape(2, 3), np.ones((3, 2)))\nprint(C, sort([3, 1, 2]), "«bare»")\n',
        '"""Doc."""\nfrom __future__ import annotations\nimport os\nprint(__doc__, parsum(np.arange(10)), os.sep)\n',
        "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# what it is\n\nx = sort([2, 1])  # é\nprint(x)\n",
        "def f(a):\n    '''Doc.'''\n    return matvec(a, np.ones(2))\nprint(f(np.eye(2)))\n",
        "x = matvec(np.eye(2), [1, 2])\nprint(f'{sort([2, 1])} {f\"{parsum(x)}\"}')\n",
    ],
    "DN199": [
        "from dino import sort\nprint(sort([2, 1]))  # dino: ignore[DN113] because\nx = '# dino: ignore'\nprint(x)\n"
    ],
    "DN211": [
        "from dino import matvec\nimport numpy as np\nx = np.ones(2)\nfor i in range(3):\n"
        "    x = matvec(a = np.eye(2) * i,  # first\n               x=x)\nprint(x)\n",
        "from dino import parsum\nfor i in range(3):\n    print(parsum(x=[i, 2.5]))\n",
    ],
    "DN302": [
        "import numpy as np\nx = np.linspace(0, 1, 4_000_000)\nprint(repr(np.sum(x)), np.sum(x[::2]).hex())\n",
        "import numpy as np\nfrom dino import (\n    sort,  # one\n)\nprint(np.sum(np.ones((2000, 2000))), sort([2, 1]))\n",
    ],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SAFE.items() for text in texts])
def test_safe_fix_means_the_same_when_it_is_run(code, text):
    codes = ALL - {"DN121", "DN302"} if code == "DN199" else frozenset({code})
    after = fixed(examine(text.encode(), "x.py", codes), codes, unsafe=False)
    assert after.fixed and not after.findings
    assert printed(after.source.text, {}) == printed(text, original_style() if code == "DN121" else {})


def original_style():
    """The names that the original style takes for granted."""
    import numpy as np

    import dino

    return {"np": np} | {name: getattr(dino, name) for name in dino.__all__}


def printed(text, bound):
    screen = io.StringIO()
    with redirect_stdout(screen):
        exec(compile(text, "x.py", "exec", dont_inherit=True), {"__name__": "__main__", **bound})
    return screen.getvalue()


def test_every_safe_fix_is_run():
    safe = {
        rule.code
        for rule, text, _ in FIXED
        for each in found(unmarked(text)[0], rule.code)
        if each.fix and each.fix.safe
    }
    assert safe == set(SAFE)
