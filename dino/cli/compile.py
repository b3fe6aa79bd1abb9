"""`dino compile`: a script to an SPMD program."""

import ast
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path

import click

from dino.errors import CompileError


@click.command(short_help="Write the MPI program that a script becomes, or explain it.")
@click.argument("file")
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="File of the program, or a folder; standard output by default."
)
@click.option("--inline", is_flag=True, help="Paste in what it needs besides mpi4py and NumPy; last digits may differ.")
@click.option("--explain", "explaining", is_flag=True, help="Instead of the program, say who runs each line, and why.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), help="Of the explanation; text by default.")
def command(file, output, inline, explaining, form):
    """Compile the script FILE to a program for all ranks; `-` is standard input.

    Run the result with: mpiexec -n 4 python OUT

    If OUT is a folder (it exists, or ends in /), the script's own modules and packages are written along, packages with
    all that lies in them. What modules call of the primitives is conducted.

    --explain shows the script with a margin: who runs each line (root; all ranks; a step of all ranks; conducted, where
    the ranks join in what root calls), what each step moves and why, what keeps a call from being a step, where names
    live, and whether all ranks are proven to meet in the same collectives. `dino rule CODE` tells more of a code.
    """
    if form and not explaining:
        raise click.UsageError("--format is for --explain.")
    if inline and explaining:
        raise click.UsageError("--explain says the same of a program with --inline: give one of the two.")
    from dino.compiler import compile_program
    from dino.compiler.source import decode

    path = "<stdin>" if file == "-" else file
    text, encoding = decode(_read(file), path)
    target = _target(file, output)
    own = _modules(text, file)
    also = frozenset().union(*(module.primitives for module in own))
    try:
        program = compile_program(text, path, inline, "out.py" if output == "-" else os.path.basename(target), also)
    except SyntaxError as error:
        sys.stderr.write("".join(traceback.format_exception_only(error)))
        raise SystemExit(2) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise CompileError(f"{path}: {error or type(error).__name__}") from error
    except CompileError as error:
        raise CompileError(f"{path}: {error}", error.diagnostics) from error
    if explaining:
        _write(output, _explanation(path, text, program, own, form or "text"))
        return
    for diagnostic in program.diagnostics:
        click.echo(f"dino: {path}: {diagnostic}", err=True)
    _write_modules(file, output, target, own)
    _write(target, program.text.encode(encoding))


def _explanation(path: str, text: str, program, own: tuple, form: str) -> bytes:
    from dino.compiler.explain import explain
    from dino.compiler.margin import as_object, margin
    from dino.compiler.source import Source

    explained = explain(Source(path, text), program.text, program.analysed, program.diagnostics, own)
    shown = json.dumps(as_object(explained), indent=1) if form == "json" else "\n".join(margin(explained))
    return f"{shown}\n".encode("utf-8", "surrogateescape")


def _target(file: str, output: str) -> str:
    """The file of the program; never the script itself."""
    if not _is_folder(output):
        target = output
    elif file == "-":
        raise CompileError(f"{output}: is a folder; what comes from standard input needs the name of a file")
    else:
        target = os.path.join(output, os.path.basename(file))
    if "-" not in (file, output) and os.path.exists(target) and os.path.samefile(file, target):
        raise CompileError(f"{target}: is the script itself; choose another name with -o")
    return target


def _is_folder(output: str) -> bool:
    return output.endswith("/") or os.path.isdir(output)


def _modules(text: str, file: str) -> tuple:
    """The script's own modules; none if they cannot be found, which importing them will say."""
    from dino.compiler.depth import silent
    from dino.compiler.modules import modules

    folder = Path(file).parent

    def read(path):
        try:
            return Path(folder, path).read_bytes()
        except OSError:
            return None

    try:
        with silent():
            tree = ast.parse(text)
        return modules(tree, read) if file != "-" else ()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _write_modules(file: str, output: str, target: str, own: tuple) -> None:
    tops = sorted({module.path.partition("/")[0] for module in own})
    folder = Path(file).parent
    if _is_folder(output):
        for path in (path for top in tops for path in _contents(folder / top)):
            copy = Path(output, path.relative_to(folder))
            _made(copy.parent)
            _write(str(copy), path.read_bytes())
        _made(Path(output))
    elif tops and output != "-" and os.path.realpath(os.path.dirname(target)) != os.path.realpath(folder):
        named = ", ".join(top.removesuffix(".py") for top in tops)
        click.echo(f"dino: {file}: imports {named} of its own folder; -o FOLDER/ would write them along", err=True)


def _contents(path: Path) -> list[Path]:
    """The files of a module or of a package, its caches apart."""
    if path.is_file():
        return [path]
    return [file for file in sorted(path.rglob("*")) if file.is_file() and "__pycache__" not in file.parts]


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CompileError(f"{folder}: {error.strerror}") from error


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
