"""What users and programs read; whole texts."""

import json
import re

import pytest

from dino.codes import names
from dino.compiler.rule import rule
from dino.lint.examine import examine
from dino.lint.report import FORMATS, render
from dino.lint.report.paint import Paint, wanted

CODES = frozenset(names()) - {"DN121", "DN301"}
SCRIPT = """\
import numpy as np
from dino import matmul, parsum, sort

A = np.ones((3, 4))
B = matmul(A, A)

"""


def shown(text, form="full", codes=CODES, unsafe=False, colours=False):
    return "\n".join(render(form, [examine(text.encode(), "a.py", codes)], unsafe, Paint(colours)))


def test_full_shows_the_lines_around_with_carets_below():
    assert shown(SCRIPT) == (
        "DN112 `matmul` of shapes (3, 4) and (3, 4): 4 is not 3\n"
        " --> a.py:5:5\n"
        "  |\n"
        "4 | A = np.ones((3, 4))\n"
        "5 | B = matmul(A, A)\n"
        "  |     ^^^^^^^^^^^^\n"
        "  |\n"
        "help: the signature is (m,k),(k,n)->(m,n): both `k` must be equal\n"
    )


def test_full_shows_what_a_fix_would_change():
    assert shown("from dino import sort\n\nx = [3, 1]\nsort(x)\nprint(x)\n") == (
        "DN113 result of `sort` is not used\n"
        " --> a.py:4:1\n"
        "  |\n"
        "3 | x = [3, 1]\n"
        "4 | sort(x)\n"
        "  | ^^^^^^^\n"
        "5 | print(x)\n"
        "  |\n"
        "help: `sort` changes no argument\n"
        "fix: Assign the result to `x` (unsafe: the script may mean something else afterwards)\n"
        "  |\n"
        "2 |\n"
        "3 | x = [3, 1]\n"
        "  - sort(x)\n"
        "4 + x = sort(x)\n"
        "5 | print(x)\n"
        "  |\n"
    )


def test_full_shows_the_import_that_a_fix_adds():
    text = "".join(f"x{n} = {n}\n" for n in range(9)) + "print(sort(x1))\n"
    assert shown(text, codes=frozenset({"DN121"})).endswith(
        "fix: Add `from dino import sort`\n  |\n1 + from dino import sort\n2 +\n3 | x0 = 0\n4 | x1 = 1\n  |\n"
    )


def test_full_marks_several_lines_with_a_bar():
    text = "from dino import matmul\nC = f(matmul(\n    A,\n    B,\n    C,\n))\n"
    assert "5 |     C,\n  |     ^\n" in shown(text)
    text = "from dino import matmul\nif x:\n    matmul(A,\n           B)\n"
    assert ("2 |   if x:\n3 | /     matmul(A,\n4 | |            B)\n  | |_____________^\n") in shown(text)


def test_full_leaves_out_the_middle_of_a_long_finding():
    text = "from dino import matmul\nmatmul(\n" + "".join(f"    A +  # {n}\n" for n in range(20)) + "    A, B)\n"
    lines = shown(text).split("\n")
    assert "..." in lines
    assert len(lines) < 16


@pytest.mark.parametrize(
    ("line", "carets"),
    [
        ("sort(日本, 1)", "           ^"),
        ("\tsort(é, 1)", "            ^"),
        ("sort('e\u0301', 1)", "          ^"),
    ],
)
def test_carets_stand_under_wide_characters_tabs_and_accents(line, carets):
    lead = "if 1:\n" if line.startswith("\t") else ""
    text = shown(f"from dino import sort\n{lead}{line}\n", codes=frozenset({"DN110"}))
    assert f"  | {carets}\n" in text


def test_concise_is_one_line_each():
    text = "from dino import sort\nsort(x)\nsort(y, 1)  # dino: ignore[DN113]\nz = 1  # dino: ignore\n"
    assert shown(text, "concise").split("\n") == [
        "a.py:2:1: DN113 result of `sort` is not used",
        "a.py:3:9: DN110 `sort` takes 1 argument, 2 are given",
        "a.py:4:8: DN199 [*] this suppresses nothing",
    ]
    assert shown(text, "concise", unsafe=True).startswith("a.py:2:1: DN113 [*] result")


def test_json_has_places_and_edits(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = json.loads(shown("from dino import sort\n'é'; sort(x)\n", "json"))
    assert found == [
        {
            "code": "DN113",
            "name": "unused-result",
            "message": "result of `sort` is not used",
            "help": "`sort` changes no argument",
            "filename": str(tmp_path / "a.py"),
            "location": {"row": 2, "column": 6},
            "end_location": {"row": 2, "column": 13},
            "fix": {
                "applicability": "unsafe",
                "message": "Assign the result to `x`",
                "edits": [
                    {"content": "x = ", "location": {"row": 2, "column": 6}, "end_location": {"row": 2, "column": 6}}
                ],
            },
        }
    ]


def test_github_escapes_what_it_must(tmp_path, monkeypatch):
    folder = tmp_path / "100%,a:b"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = str(folder / "a.py").replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    assert shown("from dino import sort\nsort(x)\n", "github") == (
        f"::error title=dino (DN113),file={path},line=2,col=1,endColumn=8,endLine=2"
        "::a.py:2:1: DN113 result of `sort` is not used%0Ahelp: `sort` changes no argument"
    )


def test_sarif_names_its_rules():
    run = json.loads(shown("from dino import sort\nsort(x)\n", "sarif"))["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["DN113"]
    result = run["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 8}
    replacement = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement["insertedContent"] == {"text": "x = "}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_every_rule(form):
    for code in names():
        for text in rule(code).module.BAD:
            codes = frozenset(names()) if code == "DN199" else frozenset({code})
            assert code in shown(re.sub("[«»]", "", text), form, codes, colours=True)


def test_nothing_found_is_nothing_shown():
    assert [shown("x = 1\n", form) for form in ("full", "concise", "github", "json")] == ["", "", "", "[]"]


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours(choice, environment, terminal, expected):
    assert wanted(choice, environment, terminal) is expected


def test_colour_changes_nothing_but_colour():
    plain, coloured = shown(SCRIPT), shown(SCRIPT, colours=True)
    assert plain != coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
