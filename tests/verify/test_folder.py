"""Folders: what is copied, what is seen of them."""

import os

import pytest

from dino.errors import VerifyError
from dino.verify import folder, run


@pytest.fixture
def original(tmp_path):
    """A folder with everything that folders have."""
    (tmp_path / "outside").write_text("outside")
    where = tmp_path / "original"
    (where / "data").mkdir(parents=True)
    (where / "s.py").write_text("script")
    (where / "data" / "x").write_text("x")
    (where / "inner").symlink_to("data/x")
    (where / "data" / "outer").symlink_to("../../outside")
    (where / "linked").symlink_to("data")
    (where / "dangling").symlink_to("nowhere")
    os.mkfifo(where / "pipe")
    for name in folder.LEFT_OUT:
        (where / name).mkdir()
        (where / name / "x").write_text("cache")
    return where


def test_a_copy_is_seen_as_the_original_is(original, tmp_path):
    """Content, permissions, links inside; no caches, no pipes."""
    os.chmod(original / "s.py", 0o750)
    copy = tmp_path / "deeper" / "down" / "copy"
    folder.copy(original, copy)
    seen = folder.snapshot(copy)
    assert sorted(seen) == ["dangling", "data/outer", "data/x", "inner", "linked", "s.py"]
    assert {name: told for name, told in seen.items() if name != "data/outer"} == {
        name: told for name, told in folder.snapshot(original).items() if name != "data/outer"
    }
    assert (copy / "data" / "outer").read_text() == "outside"
    assert not (copy / ".git").exists()


def test_a_folder_that_holds_its_own_copies_is_copied_without_them(original):
    """A script in /tmp is in a folder with the copies, too."""
    for name in ("first", "second"):
        copy = original / "copies" / name
        folder.copy(original, copy)
        assert sorted(folder.snapshot(copy)) == ["dangling", "data/outer", "data/x", "inner", "linked", "s.py"]


def test_files_that_vanish_while_they_are_looked_at_are_none(original, monkeypatch):
    """Somebody else's, in the same folder."""
    walk = os.walk

    def found(folder):
        for parent, folders, names in walk(folder):
            yield parent, folders, [*names, "vanished"]

    monkeypatch.setattr(os, "walk", found)
    assert folder.size(original) > 0 and "vanished" not in folder.snapshot(original)
    assert folder._described(original / "vanished") == "- No such file or directory"
    assert folder._size(original / "vanished") == 0


def test_every_change_is_seen(original):
    """Content, permissions, names, where a link leads."""
    before = folder.snapshot(original)
    (original / "s.py").write_text("Script")
    (original / "data" / "x").chmod(0o600)
    (original / "new").touch()
    (original / "inner").unlink()
    (original / "inner").symlink_to("s.py")
    (original / "linked").unlink()
    after = folder.snapshot(original)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {"s.py", "data/x", "new", "inner", "linked"}


def test_a_folder_too_large_is_refused(original):
    """With its size and what to do; caches do not count."""
    folder.check(original, most=100)
    (original / "large").write_bytes(bytes(101))
    with pytest.raises(VerifyError, match="--directory"):
        folder.check(original, most=100)


def test_the_folder_is_the_scripts_own_unless_another_is_named(original):
    """One that contains it."""
    script = str(original / "data" / "x")
    assert run.prepared(script) == (original / "data", "x")
    assert run.prepared(script, str(original)) == (original, "data/x")
    with pytest.raises(VerifyError, match="does not lie in"):
        run.prepared(script, str(original / "linked" / "y"))
