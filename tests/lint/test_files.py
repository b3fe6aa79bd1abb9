"""Which files are looked at."""

import pytest

from dino.errors import LintError
from dino.lint.files import files
from dino.lint.settings import Settings


@pytest.fixture
def tree(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.py", "b.pyi", "c.txt", "sub/d.py", ".venv/e.py", "sub/build/f.py", "sub/deep/g.py", "script"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


def found(*paths, force=False, **given):
    return [path for path, _ in files(paths, lambda path: Settings(**given), force)]


def test_folder_is_walked_in_order_without_what_is_excluded(tree):
    assert found(".") == ["a.py", "sub/d.py", "sub/deep/g.py"]


def test_named_file_is_taken_whatever_it_is_called_and_once(tree):
    assert found("script", "a.py", "a.py", "b.pyi", ".venv/e.py", "sub") == [
        "script",
        "a.py",
        "b.pyi",
        ".venv/e.py",
        "sub/d.py",
        "sub/deep/g.py",
    ]


def test_excluded_patterns(tree):
    assert found(".", exclude=("deep", "a.*")) == ["sub/d.py"]
    assert found(".", exclude=("sub/deep",)) == ["a.py", "sub/d.py"]


def test_what_is_named_is_left_out_only_by_force(tree):
    named = ("a.py", "sub/d.py", "sub/build/f.py", ".venv/e.py", "sub/deep/g.py", "sub/deep")
    assert found(*named, exclude=("deep",)) == ["a.py", "sub/d.py", "sub/build/f.py", ".venv/e.py", "sub/deep/g.py"]
    assert found(*named, exclude=("deep",), force=True) == ["a.py", "sub/d.py"]


def test_link_to_a_folder_is_not_followed_and_a_link_to_a_file_is(tree):
    (tree / "again").symlink_to(tree)
    (tree / "z.py").symlink_to(tree / "a.py")
    (tree / "broken.py").symlink_to(tree / "nowhere.py")
    assert found(".") == ["a.py", "z.py", "sub/d.py", "sub/deep/g.py"]


def test_missing_path_is_an_error(tree):
    with pytest.raises(LintError, match=r"no\.py: No such file or directory"):
        found("a.py", "no.py")
