"""`dino compile`: a script to an SPMD program."""

import os
import sys
import tempfile
import traceback
from pathlib import Path

import click

from dino.errors import CompileError


@click.command()
@click.argument("file")
@click.option("-o", "--output", default="-", metavar="OUT", help="File of the program; standard output by default.")
@click.option("--inline", is_flag=True, help="Paste what the program needs: it then needs only mpi4py and NumPy.")
def command(file, output, inline):
    """Compile the script FILE to a program for all ranks; `-` is standard input.

    Run the result with: mpiexec -n 4 python OUT
    """
    from dino.compiler import compile_program
    from dino.compiler.source import decode

    path = "<stdin>" if file == "-" else file
    text, encoding = decode(_read(file), path)
    if "-" not in (file, output) and os.path.exists(output) and os.path.samefile(file, output):
        raise CompileError(f"{output}: is the script itself; choose another name with -o")
    try:
        program = compile_program(text, path, inline, "out.py" if output == "-" else os.path.basename(output))
    except SyntaxError as error:
        sys.stderr.write("".join(traceback.format_exception_only(error)))
        raise SystemExit(2) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise CompileError(f"{path}: {error or type(error).__name__}") from error
    except CompileError as error:
        raise CompileError(f"{path}: {error}", error.diagnostics) from error
    for diagnostic in program.diagnostics:
        click.echo(f"dino: {path}: {diagnostic}", err=True)
    _write(output, program.text.encode(encoding))


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise CompileError(f"{file}: {error.strerror}") from error


def _write(output: str, content: bytes) -> None:
    """Write a file whole or not at all."""
    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    if os.path.isdir(output):
        raise CompileError(f"{output}: Is a directory")
    if os.path.exists(output) and not os.path.isfile(output):  # /dev/null, a pipe: nothing to replace
        Path(output).write_bytes(content)
        return
    target = os.path.realpath(output)
    try:
        _replace(target, content)
    except OSError as error:
        raise CompileError(f"{output}: {error.strerror}") from error


def _replace(target: str, content: bytes) -> None:
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise PermissionError(13, os.strerror(13))
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".dino-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    """Permissions of the file to be replaced, or those of a new one."""
    if os.path.exists(target):
        return os.stat(target).st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
