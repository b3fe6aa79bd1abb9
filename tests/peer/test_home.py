"""Where the state goes, and who may read it."""

import pytest

from dino.errors import LocalPeerError
from dino.peer.home import Home, read_private, write_private

CASES = [
    ({"DINO_HOME": "/x", "HOME": "/h"}, "/x/data", "/x/state", "/x/run"),
    ({"HOME": "/h"}, "/h/.local/share/dino", "/h/.local/state/dino", "/h/.local/state/dino/run"),
    (
        {"HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s", "XDG_RUNTIME_DIR": "/r"},
        "/d/dino",
        "/s/dino",
        "/r/dino",
    ),
]


@pytest.mark.parametrize(("environ", "data", "state", "runtime"), CASES)
def test_the_folders_follow_the_environment(environ, data, state, runtime):
    home = Home.of(environ)
    assert (str(home.data), str(home.state), str(home.runtime)) == (data, state, runtime)


@pytest.fixture
def home(tmp_path):
    return Home.of({"DINO_HOME": str(tmp_path / "home")})


def test_folders_and_files_are_private(home):
    home.create()
    write_private(home.token, b"secret")
    assert {path.stat().st_mode & 0o777 for path in (home.data, home.state, home.runtime)} == {0o700}
    assert home.token.stat().st_mode & 0o777 == 0o600
    assert read_private(home.token) == b"secret"


def test_an_existing_file_is_not_overwritten(home):
    home.create()
    write_private(home.token, b"one")
    with pytest.raises(LocalPeerError, match="File exists"):
        write_private(home.token, b"two")
    assert home.token.read_bytes() == b"one"
    assert [path.name for path in home.data.iterdir()] == ["token"]


def test_a_secret_open_to_others_is_refused(home):
    home.create()
    write_private(home.token, b"secret")
    home.token.chmod(0o644)
    with pytest.raises(LocalPeerError, match=r"open to other users \(mode 0644\): run 'chmod 600"):
        read_private(home.token)


def test_forgetting_deletes_our_files_and_no_others(home):
    home.create()
    write_private(home.token, b"secret")
    (home.data / "thesis.txt").write_text("not ours")
    home.forget()
    assert [path.name for path in home.data.iterdir()] == ["thesis.txt"]
    assert not home.state.exists()


def test_a_place_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalPeerError, match="cannot create .*: Not a directory"):
        Home.of({"DINO_HOME": str(tmp_path / "file")}).create()
