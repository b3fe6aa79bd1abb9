"""Which rules apply where, and what is said of bad settings."""

import pytest

from dino.codes import names
from dino.compiler.rule import rule
from dino.errors import LintError
from dino.lint import settings
from dino.lint.settings import Settings, matches

CALLS = frozenset(code for code in names() if code.startswith("DN11"))
DEFAULT = frozenset(code for code in names() if rule(code).default)


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings._above.cache_clear()
    yield tmp_path
    settings._above.cache_clear()


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, DEFAULT),
        ({"select": ("ALL",)}, set(names())),
        ({"select": ("DN110",)}, {"DN110"}),
        ({"select": ("DN11", "DN3")}, {code for code in names() if code.startswith(("DN11", "DN3"))}),
        ({"select": ("DN11",), "ignore": ("DN112",)}, CALLS - {"DN112"}),
        ({"select": ("DN112",), "ignore": ("DN11",)}, {"DN112"}),
        ({"select": ("DN112",), "ignore": ("DN112",)}, set()),
        ({"select": ("ALL",), "ignore": ("DN",)}, set()),
        ({"ignore": ("DN3",)}, {code for code in DEFAULT if not code.startswith("DN3")}),
        ({"extend_select": ("DN121",)}, DEFAULT | {"DN121"}),
        ({"extend_select": ("DN121",), "ignore": ("DN121",)}, DEFAULT),
        ({"select": ("DN1",), "extend_select": ("DN301",)}, {c for c in names() if c.startswith("DN1")} | {"DN301"}),
    ],
)
def test_selection(given, codes):
    assert Settings(**given).codes() == codes


def test_closest_pyproject_with_a_section_counts(project):
    (project / "pyproject.toml").write_text('[tool.dino.lint]\nselect = ["DN110"]\n')
    (project / "a/b").mkdir(parents=True)
    (project / "a/pyproject.toml").write_text("[tool.other]\n# dino\n")
    (project / "a/b/x.py").touch()
    assert settings.settings("a/b/x.py").codes("a/b/x.py") == {"DN110"}
    (project / "a/b/pyproject.toml").write_text("[tool.dino.lint]\n")
    settings._above.cache_clear()
    assert settings.settings("a/b/x.py").codes("a/b/x.py") == DEFAULT


def test_per_file_ignores(project):
    (project / "pyproject.toml").write_text(
        '[tool.dino.lint]\nselect = ["DN1"]\n[tool.dino.lint.per-file-ignores]\n'
        '"tests/*" = ["DN11"]\n"__init__.py" = ["DN1"]\n"examples/readme.py" = ["DN110"]\n'
    )
    found = settings.settings(".")
    every = {code for code in names() if code.startswith("DN1")}
    assert found.codes("x.py") == every
    assert found.codes("tests/x.py") == found.codes("tests/deep/x.py") == every - CALLS
    assert found.codes("a/__init__.py") == frozenset()
    assert found.codes("examples/readme.py") == every - {"DN110"}
    assert found.codes("other/examples/readme.py") == every


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("a/b.py", "b.py", True),
        ("a/b.py", "a", True),
        ("a/b.py", "a/", True),
        ("a/b.py", "*.py", True),
        ("a/b.py", "a/*.py", True),
        ("a/c/b.py", "a/*.py", False),
        ("a/c/b.py", "a/**/*.py", True),
        ("a/b.py", "a/**/*.py", True),
        ("a/c/b.py", "a/c", True),
        ("a/c/b.py", "c/b.py", False),
        ("a/c/b.py", "**/b.py", True),
        ("a/b.py", "?.py", True),
        ("a/b.py", "[ab].py", True),
        ("a/b.py", "[cd].py", False),
        ("a.b/xpy", "*.py", False),
    ],
)
def test_patterns(path, pattern, expected):
    assert matches(path, pattern, ".") is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.dino.lint]\nselct = []\n", "has no setting 'selct'; it can have select, ignore"),
        ('[tool.dino.lint]\nselect = "DN110"\n', "select must be a list of strings"),
        ("[tool.dino.lint]\nignore = [110]\n", "ignore must be a list of strings"),
        ('[tool.dino.lint]\nignore = ["DN010"]\n', "ignore: no rule 'DN010'; `dino rule --all` lists them"),
        ("[tool.dino.lint]\nper-file-ignores = []\n", "per-file-ignores must be a table"),
        ('[tool.dino.lint.per-file-ignores]\nx = ["E501"]\n', "per-file-ignores 'x': no rule 'E501'"),
        ("[tool.dino.lint\n", "pyproject.toml: Expected"),
        ("[tool.dino]\nlint = 3\n", "must be a table"),
    ],
)
def test_bad_settings_are_said(project, text, message):
    (project / "pyproject.toml").write_text(text)
    with pytest.raises(LintError) as caught:
        settings.settings("x.py")
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(project / "pyproject.toml"))
