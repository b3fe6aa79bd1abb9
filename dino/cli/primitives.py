"""`dino primitives`: the table."""

import shutil
import sys

import click

from dino.primitives import TABLE, Primitive


@click.command(short_help="List the primitives.")
def command():
    """List the primitives: what they do, NumPy's name for it, and what the ranks exchange."""
    lines, width = plain(TABLE), shutil.get_terminal_size().columns
    fits = not sys.stdout.isatty() or max(map(len, lines)) <= width
    click.echo("\n".join(lines if fits else narrow(TABLE)))


_HEADINGS = ("name", "signature", "what it does", "NumPy", "collectives")


def cells(row: Primitive) -> tuple[str, ...]:
    """One row of the table, as texts."""
    return (
        row.form,
        row.signature,
        row.summary,
        row.alias or "-",
        ", ".join(row.collectives),
    )


def plain(rows) -> list[str]:
    """The table as lines of text, columns apart by two spaces."""
    return _aligned([_HEADINGS, *map(cells, rows)])


def narrow(rows) -> list[str]:
    """The same for a terminal in which the lines would break: each row on three."""
    heads = _aligned([(form, signature, alias) for form, signature, _, alias, _ in map(cells, rows)])
    below = ((f"    {summary}", f"    {moves}") for _, _, summary, _, moves in map(cells, rows))
    return [line for head, more in zip(heads, below, strict=True) for line in (head, *more)]


def _aligned(lines):
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
