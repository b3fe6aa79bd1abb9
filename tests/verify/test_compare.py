"""What differs between two outcomes: each aspect, its first place, and nothing where nothing does."""

import dataclasses

import pytest

from dino.verify.compare import differences
from dino.verify.outcome import HUNG, Call, Outcome

SCRIPT = "/d/s.py"
CALLS = (
    Call(SCRIPT, 3, "matmul", ("a", "b"), "c"),
    Call(SCRIPT, 5, "parsum", ("c",), "d"),
    Call(SCRIPT, 9, "sort", ("e",), "f"),
)
PLAIN = Outcome("python", 0, ("one", "two"), ("warned",), {"s.py": "x", "out": "y"}, CALLS)


def seen(**changes):
    return dataclasses.replace(PLAIN, name="3 ranks", **changes)


def changed(index, **changes):
    return (*CALLS[:index], dataclasses.replace(CALLS[index], **changes), *CALLS[index + 1 :])


def test_equal_outcomes_do_not_differ():
    """Seconds are nobody's business."""
    assert differences(PLAIN, seen(seconds=9.0), SCRIPT) == ()


@pytest.mark.parametrize(
    ("changes", "aspect", "where", "line"),
    [
        ({"status": 1}, "status", "1 not 0", 0),
        ({"status": -9}, "status", "SIGKILL not 0", 0),
        ({"status": HUNG}, "status", "hung", 0),
        ({"out": ("one", "2")}, "output", "line 2", 0),
        ({"out": ("one",)}, "output", "line 2", 0),
        ({"out": ("one", "two", "three")}, "output", "line 3", 0),
        ({"err": ()}, "errors", "line 1", 0),
        ({"err": ("warned", f'  File "{SCRIPT}", line 7, in f', "    f()")}, "errors", "line 2", 7),
        ({"files": {"s.py": "x"}}, "files", "out", 0),
        ({"files": {"s.py": "x", "out": "z"}}, "files", "out", 0),
        ({"files": {"s.py": "x", "out": "y", "new": ""}}, "files", "new", 0),
        ({"calls": changed(1, value="D")}, "values", "line 5", 5),
        ({"calls": changed(0, args=("a", "B"))}, "values", "line 3", 3),
        ({"calls": changed(2, name="parsum")}, "values", "line 9", 9),
        ({"calls": changed(2, line=8)}, "values", "line 8", 8),
        ({"calls": CALLS[:2]}, "values", "line 9", 9),
        ({"calls": (*CALLS, CALLS[0])}, "values", "line 3", 3),
    ],
)
def test_one_difference_is_found_at_its_first_place(changes, aspect, where, line):
    """And no other."""
    (found,) = differences(PLAIN, seen(**changes), SCRIPT)
    assert (found.aspect, found.run, found.where, found.line) == (aspect, "3 ranks", where, line)
    assert found.expected != found.seen


def test_what_root_never_had_is_not_compared():
    """A value that stays on the ranks has no digest."""
    assert differences(PLAIN, seen(calls=changed(0, value="", args=("", "b"))), SCRIPT) == ()


def test_every_aspect_is_told():
    """Each with its first difference only."""
    other = seen(status=1, out=(), err=(), files={}, calls=())
    assert [found.aspect for found in differences(PLAIN, other, SCRIPT)] == [
        "status",
        "output",
        "errors",
        "files",
        "values",
    ]
