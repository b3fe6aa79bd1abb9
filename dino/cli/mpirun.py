"""`dino mpirun`: compile a script, start the workers, and become the script."""

import click


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("-n", "--ranks", type=click.IntRange(min=1), metavar="RANKS", help="How many ranks; one per core if not given.")
@click.argument("file")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def command(ranks, file, args):
    """Run FILE with ARGS on all cores, as `python FILE ARGS` would run it on one.

    Output, files, exceptions and the exit status are those of `python FILE ARGS`.
    """
    import os

    from dino.compiler import cache
    from dino.peer import launch

    ranks = launch.ranks(ranks)
    folder = cache.folder(os.environ)
    import importlib.util
    spec=importlib.util.spec_from_file_location("x","/tmp/tmpcompile.py"); m=importlib.util.module_from_spec(spec); spec.loader.exec_module(m)
    program = cache.program(open(file,"rb").read(), os.path.abspath(file), folder, m.code)
    launch.become(file, list(args), ranks, str(program), launch.find_mpiexec(folder) if ranks > 1 else None)
