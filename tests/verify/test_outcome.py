"""What is read of a run: lines that count, calls of primitives."""

import re

from dino.verify.outcome import Call, Outcome, calls, lines


def test_lines_that_count():
    """Addresses, ignored lines, greetings where the script greets, the end of the last line."""
    data = b"<f at 0x7f00>\ntook 3 s\nHello from rank 0 of 2 on pc\nend"
    assert lines(data, None, False) == (
        "<f at 0x...>",
        "took 3 s",
        "Hello from rank 0 of 2 on pc",
        "end<no end of line>",
    )
    assert lines(data, re.compile("^took"), True) == ("<f at 0x...>", "end<no end of line>")
    assert lines(b"", None, True) == ()
    assert lines(b"a\n\nb\xff\n", None, False) == ("a", "", "b\\xff")


def test_a_record_is_read_up_to_where_it_was_cut_off():
    """Nested calls end in another order than they begin; some never end."""
    text = (
        '{"call": 0, "file": "s", "line": 1, "name": "sort", "args": ["a"]}\n'
        '{"call": 1, "file": "s", "line": 2, "name": "parsum", "args": []}\n'
        '{"call": 1, "value": "v"}\n'
        '{"call": 0, "val'
    )
    assert calls(text) == (Call("s", 1, "sort", ("a",)), Call("s", 2, "parsum", (), "v"))


def test_an_ending_is_legible():
    """Signals by name."""
    assert [Outcome("python", status).ending for status in (0, 3, -15, "hung")] == ["0", "3", "SIGTERM", "hung"]
