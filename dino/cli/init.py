"""`dino init`: create a cluster, or join one."""

import os
import sys

import click

from dino.errors import LocalPeerError


@click.command(short_help="Make this machine a node of a new or an existing cluster.")
@click.option("--join", is_flag=True, help="Join the cluster whose token is given, instead of creating one.")
@click.option(
    "--token-file",
    metavar="FILE",
    help="Read the token from FILE, '-' for standard input. Otherwise from DINO_TOKEN, else it is asked for.",
)
@click.option("--peer", metavar="HOST[:PORT]", help="Where a member is; without it, the address in the token.")
def command(join, token_file, peer):
    """Make this machine a node: of a new cluster or, with --join, of an existing one.

    Whoever has a cluster's token can run programs as you on this machine. It is never taken from the command
    line, where other users could see it.
    """
    from dino.peer.home import Home

    if not join and (token_file or peer):
        raise LocalPeerError("--token-file and --peer belong to --join: 'dino init --join'")
    home = Home.of(os.environ)
    if join:
        _join(home, token_file, peer)
    else:
        _create(home)


def _create(home):
    from dino.peer import enrol

    node = enrol.create(home)
    click.echo(f"Created a cluster. This node is {node.name}; its state is in {home.data}.")
    _warn()
    click.echo("Next: 'dino serve' starts this node; 'dino token' prints what other machines need to join.")


def _join(home, token_file, peer):
    from dino.peer import enrol, identity, token
    from dino.peer.address import Address

    if identity.is_initialised(home):
        raise LocalPeerError(f"this node already belongs to a cluster (state in {home.data}); 'dino reset' leaves it")
    where = Address.read(peer) if peer else None
    node, member = enrol.join(home, token.read(_given(token_file)), where)
    click.echo(f"Joined the cluster of {member.facts['host']} ({member.name} at {member.address}).")
    click.echo(f"This node is {node.name}; its state is in {home.data}.")
    _warn()
    click.echo("Next: 'dino serve' starts this node.")


def _warn():
    from dino.peer.enrol import who

    click.echo(
        f"Whoever has the cluster's token can run programs as {who()} on this machine, "
        "and as their users on the other members: keep it like a password."
    )


def _given(token_file):
    """Return the token's text, from the file, the environment or a hidden prompt."""
    if token_file == "-":
        return sys.stdin.readline()
    if token_file:
        return _read(token_file)
    if "DINO_TOKEN" in os.environ:
        return os.environ["DINO_TOKEN"]
    if not sys.stdin.isatty():
        raise LocalPeerError("no terminal to ask for the token: give --token-file FILE, '-' for standard input")
    return click.prompt("Token (not shown)", hide_input=True, err=True)


def _read(path):
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read(4096)
    except OSError as error:
        raise LocalPeerError(f"cannot read the token file {path}: {error.strerror}") from error
