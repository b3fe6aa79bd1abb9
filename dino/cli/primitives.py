"""`dino primitives`: the table."""

import click

from dino.primitives import TABLE, Primitive


@click.command(short_help="List the primitives.")
def command():
    """List the primitives: what they do, NumPy's name for it, and what the ranks exchange."""
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=False)
    if not console.is_terminal:
        click.echo("\n".join(plain(TABLE)))
        return
    table = Table(*_HEADINGS)
    for row in TABLE:
        table.add_row(*cells(row))
    console.print(table)


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
    """The table as lines of text, columns apart by two spaces, for pipes."""
    lines = [_HEADINGS, *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
