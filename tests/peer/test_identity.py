"""A node's key and name."""

import pytest

from dino.errors import LocalPeerError
from dino.peer import identity
from dino.peer.home import Home


@pytest.fixture
def home(tmp_path):
    return Home.of({"DINO_HOME": str(tmp_path)})


def test_what_is_saved_is_loaded(home, seed):
    node = identity.fresh(seed)
    identity.save(node, home)
    again = identity.load(home)
    assert (again.name, again.seed, again.public) == (node.name, node.seed, node.public)


def test_a_second_identity_is_refused(home, seed):
    identity.save(identity.fresh(seed), home)
    with pytest.raises(LocalPeerError, match="already belongs to a cluster"):
        identity.save(identity.fresh(seed), home)


def test_none_is_told(home):
    with pytest.raises(LocalPeerError, match="'dino init' creates one"):
        identity.load(home)


def test_a_damaged_key_is_told(home, seed):
    identity.save(identity.fresh(seed), home)
    home.key.write_bytes(b"rubbish")
    with pytest.raises(LocalPeerError, match="is damaged"):
        identity.load(home)


def test_secrets_are_not_shown_by_accident(alice, seed):
    assert seed.hex()[:8] not in repr(alice)
    assert repr(alice) == "Identity()"


def test_a_signature_binds_name_key_and_content(alice, bob):
    signature = alice.sign(b"x")
    assert identity.signed(b"x", alice.name, alice.public, signature)
    assert not identity.signed(b"y", alice.name, alice.public, signature)
    assert not identity.signed(b"x", bob.name, alice.public, signature)
    assert not identity.signed(b"x", alice.name, bob.public, signature)
    assert not identity.signed(b"x", alice.name, "00", "00")
