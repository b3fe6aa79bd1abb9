"""A failing disk is told once, and again when it fails anew."""

from dino.errors import StoreError
from dino.peer.record import Record


class FailingStore:
    def __init__(self, failures):
        self.failures = failures
        self.kept = []

    def remember(self, incarnation):
        if incarnation in self.failures:
            raise StoreError("the registry cannot be used: disk full")
        self.kept.append(incarnation)


def test_failures_are_logged_once_in_a_row_and_do_not_raise(caplog):
    store = FailingStore({2, 3, 5})
    record = Record(store)
    for incarnation in range(1, 7):
        record.remember(incarnation)
    assert store.kept == [1, 4, 6]
    assert len(caplog.messages) == 2
    assert all("disk full" in line for line in caplog.messages)
