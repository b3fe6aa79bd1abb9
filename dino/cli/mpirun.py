"""`dino mpirun`: compile a script, start the workers, and become the script."""

import click

from dino import local as start
from dino.errors import LaunchError


@click.command(context_settings={"allow_interspersed_args": False}, short_help="Run a script on all cores.")
@click.option(
    "-n", "--ranks", type=click.IntRange(min=1), metavar="RANKS", help="Number of ranks; all there are by default."
)
@click.option("--hosts", metavar="HOST[:RANKS],…", help="Take these peers of 'dino listall', by host, address or name.")
@click.option("--local", is_flag=True, help="Stay on this machine.")
@click.option("--dry-run", is_flag=True, help="Only show which ranks would be where.")
@click.argument("file")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def command(ranks, hosts, local, dry_run, file, args):
    """Run the script FILE with ARGS on all cores: of this machine, and of all peers while 'dino serve' runs here.

    Output, files, exceptions and exit status are those of `python FILE ARGS`.

    In the environment: DINO_TRACE=1 (or a file) tells at the end which way each call of a primitive went, why, and what
    it moved; DINO_PATH=ranks|alone overrides the choice.
    """
    if hosts is not None and local:
        raise LaunchError("--hosts and --local exclude each other")
    start.run(ranks, file, list(args), hosts, local, dry_run)
