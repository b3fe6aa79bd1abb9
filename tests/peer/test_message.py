"""Messages: what is written is read, what is malformed is refused, what is forged is noticed."""

import json
from dataclasses import replace

import pytest

from dino.errors import RemotePeerError
from dino.peer import gossip, message
from dino.peer.message import Alive, Dead, Left, News, Suspect
from dino.peer.view import Member, State, View
from tests.peer.simulation import FACTS


@pytest.fixture(scope="module")
def seal(alice):
    return gossip.sealer(alice)


@pytest.fixture(scope="module")
def word(alice, seal):
    return seal([Alive(alice.name, 3, "10.0.0.1:5321", 7, FACTS)])[0]


@pytest.fixture(scope="module")
def farewell(alice, seal):
    return seal([Left(alice.name, 3)])[0]


def test_what_is_written_is_read(word, farewell, bob):
    news = News((word, Suspect(bob.name, 1, word.name), Dead(bob.name, 1, word.name, 2.5), farewell), 0.5)
    assert message.from_json(json.loads(json.dumps(message.to_json(news)))) == news


def test_what_is_unknown_is_ignored(word):
    body = message.to_json(News((word,)))
    body["updates"][0]["colour"] = "red"
    body["updates"].append({"kind": "praise", "name": 3})
    assert message.from_json({**body, "later": 1}) == News((word,))


def test_facts_that_are_unknown_are_kept_because_they_are_signed(alice, seal):
    told = seal([Alive(alice.name, 1, "h:1", 0, {**FACTS, "gpus": 2})])[0]
    read = message.from_json(json.loads(json.dumps(message.to_json(News((told,)))))).updates[0]
    assert read.facts["gpus"] == 2
    assert message.is_own_word(read)


BAD = [
    ({"name": "x"}, "name"),
    ({"name": 1}, "name: expected str"),
    ({"incarnation": -1}, "incarnation"),
    ({"incarnation": True}, "incarnation: expected int"),
    ({"incarnation": 2**60}, "incarnation"),
    ({"address": "a b"}, "address: not an address"),
    ({"address": None}, "address: expected str"),
    ({"facts": []}, "facts: expected dict"),
    ({"facts": {**FACTS, "cores": "two"}}, "facts.cores"),
    ({"facts": {**FACTS, "host": "\x1b[2J"}}, "facts.host"),
    ({"facts": {**FACTS, "versions": {"a": "\n"}}}, "facts.versions"),
    ({"facts": {**FACTS, "more": "x" * 9000}}, "facts: more than"),
    ({"public": "zz"}, "public"),
    ({"signature": ""}, "signature"),
]


@pytest.mark.parametrize(("change", "reason"), BAD)
def test_a_malformed_update_names_the_part(change, reason, word):
    with pytest.raises(RemotePeerError, match=reason):
        message.from_json({"updates": [{**message.update_to_json(word), **change}]})


@pytest.mark.parametrize(
    "body", [None, [], {}, {"updates": 1}, {"updates": [1]}, {"updates": [], "load": "x"}, {"updates": [{}] * 20_001}]
)
def test_a_malformed_message_is_refused(body):
    with pytest.raises(RemotePeerError):
        message.from_json(body)


def test_only_the_node_itself_can_say_that_it_lives_or_leaves(word, farewell, alice, bob):
    assert message.is_own_word(word) and message.is_own_word(farewell)
    by_bob = gossip.sealer(bob)
    forgeries = [
        replace(word, incarnation=4),
        replace(word, address="10.6.6.6:5321"),
        replace(word, facts={**FACTS, "slots": 99}),
        replace(word, public=bob.public, signature=bob.sign(word.signed_bytes())),
        replace(word, name=bob.name),
        replace(farewell, incarnation=9),
        replace(farewell, public=bob.public, signature=bob.sign(farewell.signed_bytes())),
        replace(word, signature="00"),
        *by_bob([Alive(alice.name, 9, "h:1", 0, FACTS)]),
    ]
    believed, forged = gossip.believable(View(word), forgeries)
    assert believed == []
    assert forged == forgeries


def test_what_is_held_is_not_verified_again(word, bob):
    held = replace(word, signature="00")
    view = View(Alive(bob.name, 1, "h:1", 0, FACTS), {word.name: Member(held, State.ALIVE, 3, 0.0, 0.0)})
    assert gossip.believable(view, [held]) == ([held], [])
    assert gossip.believable(view, [replace(held, incarnation=4)])[1]


def test_the_age_of_a_farewell_is_not_signed(farewell):
    assert message.is_own_word(replace(farewell, age=99.0))
