"""The cluster's authority and the check that a name is the hash of its bearer's key."""

import hashlib
import ssl

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from dino.peer import tls
from tests.peer.conftest import NOW


def test_the_authority_is_a_function_of_the_seed_to_the_byte(seed):
    first, second = (tls.authority(seed).public_bytes(Encoding.DER) for _ in range(2))
    assert first == second
    assert first != tls.authority(bytes(32)).public_bytes(Encoding.DER)


def test_every_version_makes_the_same_authority(seed):
    """Nodes of unequal versions of the libraries must agree: the fingerprint is pinned."""
    digest = hashlib.sha256(tls.authority(seed).public_bytes(Encoding.DER)).hexdigest()
    assert digest == "3e2116165a263208ee2d8fdbfa59af3ebb213a1f736205b4032c5df7dc44f243"


def test_a_leaf_bears_its_key_s_name(alice, seed):
    der = tls.leaf(alice, NOW).public_bytes(Encoding.DER)
    assert tls.bearer(der, tls.authority(seed)) == alice.name


def test_a_member_cannot_bear_another_name(alice, bob, seed):
    der = tls.leaf(bob, NOW, name=alice.name).public_bytes(Encoding.DER)
    with pytest.raises(ssl.SSLCertVerificationError, match="hash of its own key"):
        tls.bearer(der, tls.authority(seed))


@pytest.mark.parametrize("certificate", ["stranger", "authority"])
def test_other_certificates_bear_nothing(certificate, stranger, seed):
    chosen = tls.authority(seed) if certificate == "authority" else tls.leaf(stranger, NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="not of this cluster"):
        tls.bearer(chosen.public_bytes(Encoding.DER), tls.authority(seed))


def test_contexts_speak_tls_1_3_only_and_want_certificates(alice):
    for context in (tls.server_context(alice, NOW), tls.client_context(alice, NOW)):
        assert context.minimum_version is ssl.TLSVersion.TLSv1_3
        assert context.verify_mode is ssl.CERT_REQUIRED
