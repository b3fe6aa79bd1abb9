"""Runs on this machine alone, started with as few imports as can be: a script must not wait for us.

`dino mpirun [-n RANKS] [--local] FILE ARGS` comes here straight from `dino.__main__`, without click; `dino.cli.mpirun`
comes here too.
"""

import os

from dino import __all__ as PRIMITIVES
from dino import cache, descriptors, variables
from dino.errors import CompileError


def recognised(words):
    """Read a command line, if it is one of those that need no parser.

    Parameters
    ----------
    words : list of str
        The command line behind `dino`.

    Returns
    -------
    dict or None
        What `run` is given: ranks, file, arguments, and whether peers are left alone; None if click must judge.
    """
    ranks, local, rest = None, False, words[1:]
    if words[:1] != ["mpirun"]:
        return None
    while rest and rest[0].startswith("-"):
        option, *rest = rest
        if option in ("-n", "--ranks") and rest and _is_number(rest[0]):
            ranks, *rest = int(rest[0]), *rest[1:]
        elif option.startswith("-n") and _is_number(option[2:]):
            ranks = int(option[2:])
        elif option == "--local":
            local = True
        else:
            return None
    return {"ranks": ranks, "file": rest[0], "args": rest[1:], "local": local} if rest else None


def _is_number(text):
    return text.isascii() and text.isdecimal() and int(text) > 0


def run(ranks, file, args, hosts=None, local=False, dry_run=False):
    """Compile a script unless that is done, and become root of its run; never returns.

    Parameters
    ----------
    ranks : int or None
        One per core of this machine if None, or all free slots where there are peers.
    file : str
        The script.
    args : list of str
        Its arguments.
    hosts : str, optional
        Take these peers, `HOST[:RANKS],…`.
    local : bool
        Leave peers alone.
    dry_run : bool
        Print which ranks would be where, and return.

    Raises
    ------
    CompileError, LaunchError
        If the script cannot be read or decoded, or the run not be started.
    """
    from dino.peer import programs, span, start

    descriptors.occupy()
    variables.check(os.environ)
    _check_trace(os.environ.get("DINO_TRACE"))
    plan = None if local else span.chosen(ranks, hosts)
    size = start.ranks(ranks) if plan is None else plan.ranks
    if dry_run:
        _read(file)
        print(*span.table(plan, size), sep="\n")
        return
    kept = cache.folder(os.environ)
    mpiexec = start.find_mpiexec(kept) if size > 1 else None
    source, path = _read(file), os.path.join(os.getcwd(), file)
    try:
        program = programs.program(source, path, kept, _compiled)
        programs.warn(source, path, program)
    except SyntaxError:
        start.show_syntax_error(file)
        raise SystemExit(1) from None
    except CompileError as error:
        if isinstance(error.__cause__, SyntaxError | UnicodeDecodeError):  # it cannot be decoded
            start.show_syntax_error(file)
            raise SystemExit(1) from None
        raise CompileError(f"{file}: {error}" if error.diagnostics else str(error), error.diagnostics) from None
    wide = None if plan is None or len(plan.places) == 1 else span.spanning(plan, file)
    start.become(file, args, size, program, mpiexec, _mentions_a_primitive(source), wide)


def _check_trace(target):
    if target and target != "1":
        from dino.runtime.trace import writable

        writable(target)


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
    return any(name.encode() in source for name in PRIMITIVES)
