"""One daemon for one home."""

import os

import pytest

from dino.errors import LocalPeerError
from dino.peer import lock
from dino.peer.home import Home


@pytest.fixture
def home(tmp_path):
    home = Home.of({"DINO_HOME": str(tmp_path)})
    home.create()
    return home


def test_a_second_holder_is_refused_with_the_first_one_s_process(home):
    held = lock.take(home)
    assert lock.is_held(home)
    with pytest.raises(LocalPeerError, match=rf"already runs for .* \(process {os.getpid()}\)"):
        lock.take(home)
    os.close(held)
    assert not lock.is_held(home)
    os.close(lock.take(home))


def test_no_lock_file_is_not_held(home):
    assert not lock.is_held(home)
