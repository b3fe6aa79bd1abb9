"""The last line of a verification."""

from dino.verify.outcome import Call, Outcome
from dino.verify.report import verdict


def outcome(name, calls=(), status=0):
    return Outcome(name, status, (), (), {}, calls, 0.0)


def test_what_compared_no_primitive_says_so():
    assert verdict([outcome("python"), outcome("2 ranks")], []) == "same on 2 ranks, but no primitive was called"
    assert (
        verdict([outcome("python", status=1), outcome("2 ranks", status=1)], [])
        == "same on 2 ranks (python itself ends with 1), but no primitive was called"
    )


def test_what_compared_calls_is_the_same():
    call = Call("sort", 1, (), None)
    assert verdict([outcome("python", (call,)), outcome("2 ranks", (call,))], []) == "same on 2 ranks"
