"""Messages about a job: each comes back as it was, nothing else is taken for one."""

import json

import pytest

from dino.errors import RemotePeerError
from dino.peer import stream

MESSAGES = [
    stream.Offer("j-1", "heat.py", 3, "ab12", {"python": "3.12.1"}, {"OMP_NUM_THREADS": "1"}),
    stream.Reserved(["/usr/bin/python", "-I", "ä b"], known=True),
    stream.Refused("all 2 slots are busy", busy=True),
    stream.Ship("UEs="),
    stream.Ready(),
    stream.Launch(["--control-port", "x:1"]),
    stream.Close(),
    stream.End(),
    stream.Ended(137, 'line\n"quoted" \x00'),
    stream.Beat(),
]


def test_every_kind_of_message_is_tried_here():
    assert {type(message) for message in MESSAGES} == set(stream._KINDS.values())


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_comes_back_as_it_was(message):
    assert stream.decode(stream.encode(message)) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "5",
        '"Beat"',
        "[1]",
        "{}",
        '{"kind": "Nothing"}',
        '{"kind": []}',
        '{"kind": null}',
        '{"kind": "Ship"}',
        '{"kind": "Beat", "more": 1}',
        '{"kind": "Ship", "kind": "Other", "program": ""}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:40],
)
def test_text_that_spells_no_message_is_refused(text):
    with pytest.raises(RemotePeerError, match="not a message about a job"):
        stream.decode(text)


@pytest.mark.parametrize(
    ("message", "field", "value"),
    [
        (0, "ranks", "3"),
        (0, "ranks", 3.0),
        (0, "ranks", True),
        (0, "ranks", None),
        (0, "versions", []),
        (0, "versions", {"python": 3}),
        (0, "environment", {"A": None}),
        (0, "job", 1),
        (1, "command", "python"),
        (1, "command", ["python", 1]),
        (1, "known", 1),
        (2, "reason", None),
        (3, "program", ["x"]),
        (5, "arguments", {}),
        (5, "arguments", [["x"]]),
        (8, "status", "0"),
        (8, "output", 0),
    ],
)
def test_a_field_of_another_type_is_refused(message, field, value):
    fields = json.loads(stream.encode(MESSAGES[message])) | {field: value}
    with pytest.raises(RemotePeerError, match=rf"{fields['kind']}\.{field} is not of type"):
        stream.decode(json.dumps(fields))
