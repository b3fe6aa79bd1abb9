"""`dino token`: print the line that lets another machine join."""

import os

import click


@click.command(short_help="Print the line that lets another machine join.")
def command():
    """Print the line to paste at 'dino init --join' on another machine.

    It holds the cluster's secret and this node's address. The address comes from the running daemon; without one
    it is the machine's usual address and the usual port.
    """
    from dino.errors import PeerUnreachable
    from dino.peer import identity, local, token
    from dino.peer.address import Address, own_host
    from dino.peer.home import Home

    home = Home.of(os.environ)
    node = identity.load(home)
    try:
        address = Address.read(local.ask(home, "GET", "/node")["updates"][0]["address"])
    except PeerUnreachable as error:
        address = Address(own_host())
        click.echo(f"dino: {error}; until then nobody can join at {address}.", err=True)
    click.echo("On the other machine type 'dino init --join' and paste this line. Keep it secret.", err=True)
    click.echo(token.Token(node.seed, address))
