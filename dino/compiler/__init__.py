"""The compiler: a script's text goes parse, resolve, analyse, check, lower, emit, and never back."""

import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath

from dino import __version__
from dino.compiler.align import mapped
from dino.compiler.analyse import analyse
from dino.compiler.check import check
from dino.compiler.depth import deep, silent
from dino.compiler.diagnostics import Diagnostic
from dino.compiler.emit import conduct, emit, header, imported, title
from dino.compiler.lower import lower
from dino.compiler.names import names
from dino.compiler.parse import parse, prologue
from dino.compiler.paste import needed, paste
from dino.compiler.program import Analysed, Names, Resolved
from dino.compiler.put_back import StripError
from dino.compiler.resolve import resolve
from dino.compiler.source import Source, decode
from dino.compiler.unseen import unseen
from dino.errors import CompileError

__all__ = ["Compiled", "compile_program", "compile_script", "code_object", "with_imports"]

Runtime = Callable[[str, Names | None], tuple[str, ...]]
"""Gives the lines that make the runtime, from its name in a program and the names of the script."""


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
    analysed : Analysed or None
        What it was made of; None if that could not be found out.
    """

    text: str
    static: bool
    diagnostics: tuple[Diagnostic, ...] = ()
    analysed: Analysed | None = None


def compile_script(text: str, path: str = "<script>", inline: bool = False) -> str:
    """Compile a script to an SPMD program; see `compile_program`."""
    return compile_program(text, path, inline).text


def compile_program(
    text: str,
    path: str = "<script>",
    inline: bool = False,
    output: str = "out.py",
    also: frozenset[str] = frozenset(),
) -> Compiled:
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
    also : frozenset of str
        Primitives that the script's own modules need, to be pasted too.

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
    compile(text, path, "exec", dont_inherit=True)  # before the limit is raised: what CPython refuses, it refuses
    with deep():
        return _compiled(text, path, title(PurePath(path).name, __version__, output), _runtime(inline, also))


def _runtime(inline: bool, also: frozenset[str] = frozenset()) -> Runtime:
    return lambda spmd, names: paste(spmd, needed(names, also)) if inline else imported(spmd)


def _compiled(text: str, path: str, line: str, runtime: Runtime) -> Compiled:
    try:
        resolved = _resolved(text, path)
        analysed = analyse(resolved)
        _refuse(check(analysed))
        if not analysed.static:
            return replace(_conducted(Source(path, text), line, runtime, resolved), analysed=analysed)
        lowered = lower(analysed)
        lines = header(line, runtime(lowered.spmd, resolved.names), resolved.bare, resolved.numpy)
        emitted = emit(lowered, lines)
        mapped(emitted, resolved.parsed.tree, resolved.calls)
    except StripError as error:
        reason = Diagnostic("DN202", 1, f"root runs it as written: {error}")
        return _conducted(Source(path, text), line, runtime, resolved, reason)
    except (RecursionError, MemoryError):
        reason = Diagnostic("DN201", 1, "nested too deeply to be analysed: root runs it as written")
        return _conducted(Source(path, text), line, runtime, None, reason)
    return Compiled(emitted, True, (), analysed)


def code_object(script: str | bytes, path: str) -> types.CodeType:
    """Compile a script, without warnings, to the code that every rank executes, which carries the script's own lines.

    Parameters
    ----------
    script : str or bytes
        The script; bytes are decoded as CPython decodes them.
    path : str
        Its path as CPython would show it.

    Returns
    -------
    types.CodeType
        To be executed in the namespace of `__main__`.

    Raises
    ------
    SyntaxError, ValueError
        As CPython raises it for this text.
    CompileError
        If the bytes cannot be decoded, or no run of DiNo can do right what the script asks for.
    """
    text = script if isinstance(script, str) else decode(script, path)[0]
    with silent():
        compiled = compile_program(text, path)
    with deep():
        try:
            resolved = _resolved(text, path)
            tree = mapped(compiled.text, resolved.parsed.tree, resolved.calls)
            return compile(unseen(tree, resolved.names.identifiers), path, "exec", dont_inherit=True)
        except RecursionError:
            raise CompileError(f"{path}: nested too deeply") from None


def with_imports(script: bytes, path: str) -> types.CodeType | None:
    """Make the program that plain `python` runs in the place of a script of the bare style: its oracle.

    Parameters
    ----------
    script : bytes
        The script, decoded as CPython decodes it.
    path : str
        Its path as CPython would show it.

    Returns
    -------
    types.CodeType or None
        The script as written behind the imports that it goes without, for one rank. None if it needs none.

    Raises
    ------
    SyntaxError, ValueError, CompileError
        As `code_object` does.
    """
    text = decode(script, path)[0]
    with silent():
        compile(text, path, "exec", dont_inherit=True)
    with deep():
        resolved = _resolved(text, path)
        if not resolved.bare:
            return None
        compiled = _conducted(resolved.parsed.source, "#", _runtime(False), resolved)
        tree = mapped(compiled.text, resolved.parsed.tree, resolved.calls)
        return compile(tree, path, "exec", dont_inherit=True)


def _resolved(text: str, path: str) -> Resolved:
    parsed = parse(text, path)
    return resolve(parsed, names(parsed.tree))


def _refuse(diagnostics: tuple[Diagnostic, ...]) -> None:
    if diagnostics:
        raise CompileError(str(diagnostics[0]), diagnostics)


def _conducted(source: Source, line: str, runtime: Runtime, resolved: Resolved | None, *found: Diagnostic) -> Compiled:
    """The program in which root runs the script as it stands; the runtime's name is gone before it starts."""
    bare, numpy = (resolved.bare, resolved.numpy) if resolved else ((), False)
    dynamic = resolved.names.dynamic if resolved else None
    lines = header(line, runtime("spmd", resolved.names if resolved else None), bare, numpy)
    text = conduct(source, prologue(source), "spmd", lines)
    return Compiled(text, False, (*found, dynamic) if dynamic else found)
