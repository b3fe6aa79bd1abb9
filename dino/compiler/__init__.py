"""The compiler: a script's text goes parse, resolve, analyse, check, lower, emit, and never back."""

import ast
import types
from dataclasses import dataclass
from pathlib import PurePath

from dino import __version__
from dino.compiler.align import align, mapped
from dino.compiler.analyse import analyse
from dino.compiler.check import check
from dino.compiler.diagnostics import Diagnostic
from dino.compiler.emit import conduct, emit, header
from dino.compiler.lower import lower
from dino.compiler.names import names
from dino.compiler.parse import parse, prologue
from dino.compiler.program import Resolved
from dino.compiler.resolve import resolve
from dino.compiler.source import Source
from dino.compiler.strip import StripError, strip
from dino.errors import CompileError

START = "__import__('dino.runtime.boot')"
"""What makes a process root of the run that `dino mpirun` has started, without a name of its own in the script."""

__all__ = ["Compiled", "compile_program", "compile_script", "code_object"]


@dataclass(frozen=True)
class Compiled:
    """An emitted program.

    Attributes
    ----------
    text : str
        The program.
    static : bool
        Whether all ranks walk a skeleton; else root runs the script as it stands, and only conducts.
    diagnostics : tuple of Diagnostic
        Why it is not static although the script seems to allow it.
    """

    text: str
    static: bool
    diagnostics: tuple[Diagnostic, ...] = ()


def compile_script(text: str, path: str = "<script>", inline: bool = False) -> str:
    """Compile a script to an SPMD program; see `compile_program`."""
    return compile_program(text, path, inline).text


def compile_program(text: str, path: str = "<script>", inline: bool = False, output: str = "out.py") -> Compiled:
    """Compile a script to a program that every rank runs.

    Parameters
    ----------
    text : str
        The script, with line ends as they are in its file.
    path : str
        Its path, for messages and for the header.
    inline : bool
        Whether to paste the definitions that the program needs instead of importing them.
    output : str
        Name of the emitted file, for the header.

    Returns
    -------
    Compiled
        Its text parses, and without its scaffolding equals the script.

    Raises
    ------
    SyntaxError, ValueError
        As CPython raises it for this text.
    CompileError
        If no run of DiNo can do right what the script asks for.
    """
    name = PurePath(path).name
    try:
        resolved = _resolved(text, path)
        analysed = analyse(resolved)
        _refuse(check(analysed))
        if not analysed.static:
            return _conducted(text, path, output, resolved)
        lowered = lower(analysed)
        emitted = emit(lowered, header(lowered.spmd, name, __version__, output, resolved.bare, resolved.numpy))
        _aligned(emitted, resolved)
    except StripError as error:
        return _conducted(text, path, output, resolved, Diagnostic("DN202", 1, f"root runs it as written: {error}"))
    except (RecursionError, MemoryError):
        deep = Diagnostic("DN201", 1, "nested too deeply to be analysed: root runs it as written")
        return _conducted(text, path, output, None, deep)
    return Compiled(emitted, True)


def code_object(text: str, path: str, root: bool = True) -> types.CodeType:
    """Compile a script to the code that one rank executes, which carries the script's own lines.

    Parameters
    ----------
    text : str
        The script.
    path : str
        Its path as CPython would show it.
    root : bool
        Whether the code is for root. Where nothing is static, root runs what CPython would make of the
        script, with no name added to its namespace but those of the bare style.

    Returns
    -------
    types.CodeType
        To be executed in the namespace of `__main__`.
    """
    compiled = compile_program(text, path)
    if compiled.static:
        tree, stripped = _aligned(compiled.text, _resolved(text, path))
        return mapped(tree, stripped, path)
    if not root:
        return compile("from dino.runtime import spmd", path, "exec", dont_inherit=True)
    return _as_written(text, path)


def _resolved(text: str, path: str) -> Resolved:
    parsed = parse(text, path)
    return resolve(parsed, names(parsed.tree))


def _refuse(diagnostics: tuple[Diagnostic, ...]) -> None:
    if diagnostics:
        raise CompileError(str(diagnostics[0]), diagnostics)


def _aligned(emitted: str, resolved: Resolved):
    """Pass the gate: parse what was emitted, strip it, compare it with the script."""
    try:
        tree = ast.parse(emitted)
    except SyntaxError as error:
        raise StripError(f"line {error.lineno} of the emitted text: {error.msg}") from error
    stripped = strip(tree)
    align(stripped, resolved.parsed.tree, resolved.calls)
    return tree, stripped


def _conducted(text: str, path: str, output: str, resolved: Resolved | None, *found: Diagnostic) -> Compiled:
    """The program in which root runs the script as it stands."""
    source = Source(path, text)
    taken = resolved.names.identifiers if resolved else frozenset({"spmd"} if "spmd" in text else ())
    spmd = next(name for name in ("spmd", "dino_spmd", "dino_spmd_2") if name not in taken)
    bare, numpy = (resolved.bare, resolved.numpy) if resolved else ((), False)
    lines = header(spmd, PurePath(path).name, __version__, output, bare, numpy)
    notes = (resolved.names.dynamic,) if resolved and resolved.names.dynamic else ()
    return Compiled(conduct(source, prologue(source), spmd, lines), False, (*found, *notes))


def _as_written(text: str, path: str) -> types.CodeType:
    """The script's own code, after the start of the runtime and the imports of the bare style."""
    try:
        resolved = _resolved(text, path)
        tree = ast.parse(text, path)
    except (RecursionError, MemoryError):
        return _wrapped(compile(text, path, "exec", dont_inherit=True), path)
    lines = header("spmd", "", "", "", resolved.bare, resolved.numpy)[2:]
    first = ast.parse("\n".join([START, *lines])).body
    for node in (child for statement in first for child in ast.walk(statement)):
        node.lineno, node.end_lineno, node.col_offset, node.end_col_offset = 1, 1, 0, 0
    place = sum(resolved.parsed.source.start(node) < resolved.parsed.prologue for node in tree.body)
    tree.body[place:place] = first
    return compile(tree, path, "exec", dont_inherit=True)


def _wrapped(code: types.CodeType, path: str) -> types.CodeType:
    """A program that starts the runtime and executes `code`, where nothing can be put into the code itself."""
    wrapper = compile(f"{START}; exec('the code')", path, "exec", dont_inherit=True)
    return wrapper.replace(co_consts=tuple(code if const == "the code" else const for const in wrapper.co_consts))
