"""`dino reset`: leave the cluster and forget it."""

import os
import sys

import click


@click.command(short_help="Take this node out of the cluster, and forget its key.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(yes):
    """Stop this node's daemon, leave the cluster and delete this node's key, token and registry."""
    from dino.errors import LocalPeerError
    from dino.peer import enrol, identity
    from dino.peer.home import Home

    home = Home.of(os.environ)
    if not identity.is_initialised(home):
        click.echo(f"Nothing to reset: this node belongs to no cluster (nothing in {home.data}).")
        return
    if not yes and not sys.stdin.isatty():
        raise LocalPeerError("no terminal to ask for confirmation: give --yes")
    if not yes and not click.confirm(
        f"Leave the cluster and delete this node's key, token and registry in {home.data}?"
    ):
        click.echo("Nothing was changed.")
        raise SystemExit(1)
    if not enrol.leave(home):
        click.echo("No other member could be reached: they will list this node as DEAD, not as LEFT.", err=True)
    click.echo("This node left its cluster and forgot it. 'dino init' starts anew.")
