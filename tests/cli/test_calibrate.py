"""`dino calibrate`: a table for people, a file for the cost model."""

import os

import pytest
from click.testing import CliRunner

from dino.cli.calibrate import command
from dino.cost import Machine, Rate
from dino.primitives import TABLE
from dino.runtime import calibrate, verdict

ROWS = [row.name for row in TABLE if row.parameters]


def test_every_primitive_is_measured_and_all_threads_are_no_slower_than_one():
    machine, _ = calibrate.measure()
    assert list(machine.rates) == ROWS
    assert all(0 < rate.one <= rate.all and 0 < rate.call < 1e-3 for rate in machine.rates.values())
    assert machine.reach > 0


@pytest.fixture
def measured(monkeypatch, tmp_path):
    """Return what sets whether the machine was quiet when it was measured."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    machine = Machine(2, 2, 5e9, {"sort": Rate(1e9, 1.5e9, 2e-6)})
    return lambda quiet: monkeypatch.setattr(calibrate, "measure", lambda: (machine, quiet))


def test_what_was_measured_is_shown_and_kept(measured):
    measured(True)
    lines = CliRunner().invoke(command).output.splitlines()
    assert lines[1].split() == ["sort", "1.00", "Gop/s", "1.50", "Gop/s", "1.50", "2.0", "us"]
    assert lines[2] == "A rank reads root's memory at 5.0 GB/s."
    assert verdict.load(os.environ).rates == {"sort": Rate(1e9, 1.5e9, 2e-6)}
    assert verdict.load(os.environ).reach == 5e9 and os.path.exists(lines[3].removeprefix("Kept in "))


def test_nothing_is_kept_of_a_busy_machine(measured):
    measured(False)
    outcome = CliRunner().invoke(command)
    assert outcome.exit_code == 1 and "busy" in outcome.output
    assert verdict.load(os.environ).rates == {}
