"""What a run on this machine needs is found before anything starts."""

import os

import pytest

from dino.errors import LaunchError
from dino.peer import start


def test_one_rank_needs_no_shared_memory(monkeypatch, tmp_path):
    monkeypatch.setattr(start, "_SHARED", str(tmp_path / "nowhere"))
    assert start.ranks(1) == 1


def test_shared_memory_that_is_not_there_is_an_error_at_once(monkeypatch, tmp_path):
    """MPI would end root in its own way."""
    monkeypatch.setattr(start, "_SHARED", str(tmp_path / "nowhere"))
    with pytest.raises(
        LaunchError, match="nowhere for 2 ranks, and it cannot be written: mount a tmpfs there, or use -n 1"
    ):
        start.ranks(2)


def test_shared_memory_that_is_too_small_is_an_error_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(start, "_SHARED", str(tmp_path))
    monkeypatch.setattr(os, "statvfs", lambda path: type("", (), {"f_bavail": 2, "f_frsize": 1 << 20}))
    assert start.ranks(1) == 1
    with pytest.raises(LaunchError, match="MPI needs 2.2 MB of .* for 2 ranks, and 2.1 MB are free there"):
        start.ranks(2)


def test_more_ranks_than_mpi_can_serve_are_refused():
    with pytest.raises(LaunchError, match="-n 1000000 is too many"):
        start.ranks(1_000_000)
