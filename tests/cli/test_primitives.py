"""`dino primitives`: every row, readable in a pipe."""

from click.testing import CliRunner

from dino.cli.primitives import command
from dino.primitives import TABLE


def test_every_row_is_a_line():
    lines = CliRunner().invoke(command).output.splitlines()
    assert len(lines) == 1 + len(TABLE)
    for line, row in zip(lines[1:], TABLE, strict=True):
        assert line.startswith(f"{row.name}(")
        assert all(part in line for part in (row.summary, row.signature, *row.collectives))
