"""Whether a program means on ranks what it means under plain `python`."""

import contextlib
import warnings
from unittest import mock

import dino.compiler
from dino.compiler import code_object, compile_program
from tests.generator.outcome import execute, importing, show_source
from tests.generator.program import PRELUDE
from tests.generator.ranks import RankError, run_in_world


def oracle(program):
    """The outcome under plain `python`."""
    namespace = {"__name__": "__main__", "__builtins__": importing()}
    if program.bare:
        exec(PRELUDE, namespace)
    show_source(program.text, program.name)
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
        code = compile(program.text, program.name, "exec", dont_inherit=True)
    return execute(code, namespace, _compared(program))


def _compared(program):
    """Names whose values are compared; what stands before a bare program is none of its own."""
    return program.names - {"np", "matmul", "matvec", "parsum", "sort", "hello"} if program.bare else program.names


def compiled(program):
    """The code that every rank runs, the emitted program, and what the compiler's own gate refused: nothing should be."""
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning), _remembering("_resolved", "mapped"):
        made = compile_program(program.text, program.name)
        with mock.patch.object(dino.compiler, "compile_program", return_value=made):
            code = code_object(program.text, program.name)
    refused = [str(diagnostic) for diagnostic in made.diagnostics if diagnostic.code == "DN202"]
    return code, made, "; ".join(refused)


@contextlib.contextmanager
def _remembering(*names):
    """The compiler does twice what costs most, for text and for code: here it remembers, by the text it is given."""
    with contextlib.ExitStack() as stack:
        for name in names:
            function, known = getattr(dino.compiler, name), {}

            def remembered(text, *args, function=function, known=known):
                if text not in known:
                    known[text] = function(text, *args)
                return known[text]

            stack.enter_context(mock.patch.object(dino.compiler, name, remembered))
        yield


def difference(program, sizes, run=None, judge=True):
    """How a program differs on any of some numbers of ranks; empty if it does not.

    Parameters
    ----------
    program : Program
        The program.
    sizes : sequence of int
        Numbers of ranks.
    run : callable, optional
        `(code, names, size) -> Outcome`; in a world of greenlets by default.
    judge : bool
        False on a rank that only takes part.
    """
    expected = oracle(program) if judge else None
    try:
        code, _, refused = compiled(program)
    except Exception as error:
        return f"compiler: {type(error).__name__}: {error}"
    if refused:
        return f"gate: {refused}"
    for size in sizes:
        try:
            outcome = (run or run_in_world)(code, _compared(program), size)
            found = expected.difference(outcome) if judge else ""
        except RankError as error:
            found = str(error)
        if found:
            return f"{size} ranks: {found}"
    return ""
