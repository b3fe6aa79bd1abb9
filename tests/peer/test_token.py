"""The token: what is read, and what is said of one that cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dino.errors import LocalPeerError
from dino.peer import token
from dino.peer.address import Address

GOOD = str(token.Token(bytes(range(32)), Address("10.0.0.1", 5321)))
BARE = GOOD.split("@")[0]


@given(st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read(seed):
    assert token.read(str(token.Token(seed))) == token.Token(seed)


def test_the_form_is_the_one_of_the_manual():
    assert len(BARE) == len("dino1-") + 56
    assert GOOD.endswith("@10.0.0.1:5321")


@pytest.mark.parametrize(
    "text", [GOOD, f"  {GOOD}\n", GOOD.upper(), GOOD[:20] + "\n" + GOOD[20:], GOOD.replace(":5321", "")]
)
def test_pasting_does_no_harm(text):
    assert token.read(text) == token.Token(bytes(range(32)), Address("10.0.0.1", 5321))


BAD = [
    ("", "empty"),
    ("hello", "does not start with 'dino1-'"),
    (BARE[:-1], "55 characters after 'dino1-' instead of 56: was it cut off"),
    (BARE + "a", "57 characters"),
    (BARE[:10] + "1" + BARE[11:], "a character at position 11 that no token has"),
    (BARE + "@host:99999", "not a port"),
    (BARE + "@a:b:c", "not an address"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_a_bad_token_says_what_is_wrong(text, reason):
    with pytest.raises(LocalPeerError, match=reason) as caught:
        token.read(text)
    assert BARE[6:20] not in str(caught.value)


def test_every_wrong_character_and_every_swap_is_noticed():
    for place in range(6, len(BARE)):
        wrong = BARE[:place] + ("a" if BARE[place] != "a" else "b") + BARE[place + 1 :]
        with pytest.raises(LocalPeerError, match="check characters"):
            token.read(wrong)
    for place in range(6, len(BARE) - 1):
        swapped = BARE[:place] + BARE[place + 1] + BARE[place] + BARE[place + 2 :]
        if swapped != BARE:
            with pytest.raises(LocalPeerError, match="check characters"):
                token.read(swapped)


def test_a_token_is_not_shown_by_accident():
    assert BARE[6:20] not in repr(token.read(GOOD))
    assert bytes(range(32)).hex()[:10] not in repr(token.read(GOOD))
