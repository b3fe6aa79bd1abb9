"""`dino primitives`: every row, readable in a pipe and in a narrow terminal."""

from click.testing import CliRunner

from dino.cli.primitives import command, narrow
from dino.primitives import TABLE


def test_every_row_is_a_line():
    lines = CliRunner().invoke(command).output.splitlines()
    assert len(lines) == 1 + len(TABLE)
    for line, row in zip(lines[1:], TABLE, strict=True):
        assert line.startswith(f"{row.name}(")
        assert all(part in line for part in (row.summary, row.signature, *row.collectives))


def test_a_narrow_terminal_breaks_nothing():
    lines = narrow(TABLE)
    assert len(lines) == 3 * len(TABLE) and max(map(len, lines)) <= 80
    for start, row in zip(range(0, len(lines), 3), TABLE, strict=True):
        head, summary, moves = lines[start : start + 3]
        assert head.startswith(f"{row.name}(") and row.signature in head
        assert (summary.strip(), moves.strip()) == (row.summary, ", ".join(row.collectives))
