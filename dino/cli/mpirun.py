"""`dino mpirun`: compile a script, start the workers, and become the script."""

import click

from dino import local


@click.command(context_settings={"allow_interspersed_args": False}, short_help="Run a script on all cores.")
@click.option(
    "-n", "--ranks", type=click.IntRange(min=1), metavar="RANKS", help="Number of ranks; one per core by default."
)
@click.argument("file")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def command(ranks, file, args):
    """Run the script FILE with ARGS on all cores.

    Output, files, exceptions and exit status are those of `python FILE ARGS`.

    In the environment: DINO_TRACE=1 (or a file) tells at the end which way each call of a primitive went, why, and what
    it moved; DINO_PATH=ranks|alone overrides the choice.
    """
    local.run(ranks, file, list(args))
