"""`dino mpirun`: compile a script, start the workers, and become the script."""

import os

import click

from dino.errors import CompileError
from dino.primitives import BY_NAME


@click.command(context_settings={"allow_interspersed_args": False})
@click.option(
    "-n", "--ranks", type=click.IntRange(min=1), metavar="RANKS", help="Number of ranks; one per core by default."
)
@click.argument("file")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def command(ranks, file, args):
    """Run the script FILE with ARGS on all cores.

    Output, files, exceptions and exit status are those of `python FILE ARGS`.
    """
    from dino.peer import programs, start

    size = start.ranks(ranks)
    cache = programs.folder(os.environ)
    mpiexec = start.find_mpiexec(cache) if size > 1 else None
    source = _read(file)
    try:
        program = programs.program(source, os.path.join(os.getcwd(), file), cache, _compiled)
    except SyntaxError as error:
        if error.lineno is None:
            raise CompileError(f"{file}: {error.msg}") from None
        start.show_syntax_error(file)
        raise SystemExit(2) from None
    start.become(file, list(args), size, program, mpiexec, _mentions_a_primitive(source))


def _read(file):
    try:
        with open(file, "rb") as script:
            return script.read()
    except OSError as error:
        raise CompileError(f"{file}: {error.strerror}") from error


def _compiled(source, path):
    from dino.compiler import code_object

    return code_object(source, path)


def _mentions_a_primitive(source):
    return any(name.encode() in source for name in BY_NAME)
