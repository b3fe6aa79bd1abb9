"""`dino rule`: pages and lists."""

import json

import pytest

from dino.__main__ import main
from dino.codes import names
from tests.compiler.test_rules import RULES


def run(capsys, *args):
    status = main(["rule", *args])
    return status, *capsys.readouterr()


@pytest.mark.parametrize("asked", ["DN110", "dn110", "wrong-arguments"])
def test_page(capsys, asked):
    status, out, _ = run(capsys, asked)
    assert status == 0
    assert out.startswith("wrong-arguments (DN110)\n\nApplied by default.\n\nWrong number of arguments")
    assert "\nWhat it does\n" in out


def test_every_rule_has_a_page(capsys):
    for rule in RULES:
        assert f"{rule.name} ({rule.code})" in run(capsys, rule.code)[1]


def test_list(capsys):
    lines = run(capsys, "--all")[1].splitlines()
    assert [line.split()[:2] for line in lines] == [list(pair) for pair in names().items()]
    assert all(len(line) <= 120 for line in lines)
    assert "off by default" in lines[list(names()).index("DN121")]


def test_json(capsys):
    assert [each["code"] for each in json.loads(run(capsys, "--all", "--format", "json")[1])] == list(names())
    page = json.loads(run(capsys, "DN303", "--format", "json")[1])
    assert (page["name"], page["default"], page["fix"]) == ("float-equality", True, "sometimes")


@pytest.mark.parametrize("args", [["DN010"], [], ["DN110", "--all"]])
def test_bad_command_line(capsys, args):
    status, out, err = run(capsys, *args)
    assert (status, out) == (2, "")
    assert err.startswith("dino: no rule 'DN010'" if args == ["DN010"] else "dino: name a rule, or --all")
