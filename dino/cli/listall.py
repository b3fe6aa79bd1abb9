"""`dino listall`: the peers of this node."""

import json
import os
import time
from itertools import compress

import click


@click.command(short_help="List the nodes of the cluster.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
def command(as_json):
    """List every node of the cluster: its state, address, cores, slots, load; versions where they differ from here.

    A node that has left or died is listed for a day, unless another one has its address; with --json in any case.

    Asks this node's daemon; if it is not running, shows what the registry's database knew last.
    """
    rows = _rows()
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    elif rows:
        _print(_without_former(rows))


def _rows():
    from dino.errors import PeerUnreachable
    from dino.peer import identity, local
    from dino.peer.home import Home

    home = Home.of(os.environ)
    if not identity.is_initialised(home):
        identity.load(home)
    try:
        return local.peers(home)
    except PeerUnreachable as error:
        rows = _remembered(home)
        known = "This is what was known last:" if rows else "No node is known yet"
        click.echo(f"dino: {error}. {known}", err=True)
        return rows


def _remembered(home):
    from dino.peer import identity
    from dino.peer.roster import roster
    from dino.peer.store import read_members

    rows = roster(read_members(home.database), identity.load(home).name)
    # A daemon that was killed could not write that it is gone; the caller found that it is.
    return [{**row, "state": "DEAD"} if row["self"] and row["state"] == "ALIVE" else row for row in rows]


def _without_former(rows):
    """Leave out the gone whose address a living node has: `dino reset` and joining anew make another node of it."""
    taken = {row["address"] for row in rows if row["state"] in _LIVING}
    return [row for row in rows if row["state"] in _LIVING or row["address"] not in taken]


def _print(rows):
    from rich.console import Console

    now = time.time()
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:  # then it is as wide as it needs to be: programs read whole lines
        console = Console(width=200, highlight=False, markup=False)
    tables = [_table(rows, now, _LESS[:count]) for count in range(len(_LESS) + 1)]
    fitting = (table for table in tables if Console(width=1000).measure(table).maximum <= console.width)
    console.print(next(fitting, tables[-1]))
    for line in _differences(rows):
        console.print(line)


_LIVING = ("ALIVE", "SUSPECT")
_COLUMNS = {
    "Host": "left",
    "Address": "left",
    "State": "left",
    "Slots": "right",
    "Cores": "right",
    "Memory": "right",
    "Load": "right",
    "RTT": "right",
    "Seen": "right",
}
_LESS = ("Memory", "Load", "RTT", "Cores", "Seen", "Slots")
"""Columns that a narrow terminal does not show, the first that goes first."""

_STYLES = {"ALIVE": "", "SUSPECT": "yellow", "DEAD": "red", "LEFT": "dim"}


def _cells(row, now):
    """Return the texts of one row at the time `now`; busy slots before those offered."""
    return (
        row["host"] + (" *" if row["self"] else ""),
        row["address"],
        row["state"],
        f"{row['busy'] if row['state'] == 'ALIVE' else '-'}/{row['slots']}",
        str(row["cores"]),
        f"{row['memory'] / 2**30:.0f} GiB",
        "-" if row["load"] is None else f"{row['load']:.1f}",
        "-" if row["rtt_ms"] is None or row["self"] else f"{row['rtt_ms']:.1f} ms",
        "now" if row["self"] and row["state"] == "ALIVE" else _ago(max(0.0, now - row["last_seen"])),
    )


def _table(rows, now, without):
    """Return the table, without some of its columns."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown = [title not in without for title in _COLUMNS]
    for title, justify in compress(_COLUMNS.items(), shown):
        table.add_column(title, justify=justify, no_wrap=True)
    for row in rows:
        table.add_row(*compress(_cells(row, now), shown), style=_STYLES[row["state"]])
    return table


def _differences(rows):
    """Yield a line for each living node with other versions than this one: they may not share a run."""
    own = next((row["versions"] for row in rows if row["self"]), {})
    for row in rows:
        others = row["versions"]
        unequal = [what for what in others if own.get(what, others[what]) != others[what]]
        if unequal and row["state"] in _LIVING:
            there, here = (", ".join(f"{what} {versions[what]}" for what in unequal) for versions in (others, own))
            yield f"{row['host']} has {there}; here: {here}."


def _ago(seconds):
    """Return a length of time as people say it: '3 s', '5 min', '2 h', '4 d'."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length:.0f} {unit}"
    return f"{seconds:.0f} s"
