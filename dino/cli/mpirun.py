"""`dino mpirun`: compile a script, start the workers, and become the script."""

import os
import sys

import click


@click.command(context_settings={"allow_interspersed_args": False})
@click.option("-n", "--ranks", type=click.IntRange(min=1), metavar="RANKS", help="Number of ranks; one per core by default.")
@click.argument("file")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def command(ranks, file, args):
    """Run the script FILE with ARGS on all cores.

    Output, files, exceptions and exit status are those of `python FILE ARGS`.
    """
    from dino.peer import launch, programs

    size = launch.ranks(ranks)
    cache = programs.folder(os.environ)
    mpiexec = launch.find_mpiexec(cache) if size > 1 else None
    program = programs.program(_read(file), os.path.abspath(file), cache, _compiled)
    launch.become(file, list(args), size, program, mpiexec)


def _read(file):
    from dino.errors import CompileError

    try:
        with open(file, "rb") as script:
            return script.read()
    except OSError as error:
        raise CompileError(f"{file}: {error.strerror}") from error


def _compiled(source, path):
    """Compile a script; a syntax error is shown as CPython shows it."""
    from dino.compiler import code_object

    try:
        return code_object(source, path)
    except SyntaxError as error:
        import traceback

        sys.stderr.write("".join(traceback.format_exception_only(error)))
        raise SystemExit(2) from None
