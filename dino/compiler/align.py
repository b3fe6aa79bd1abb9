"""The source map: an emitted program's nodes take the positions of the script's."""

import ast
from collections.abc import Mapping

from dino.compiler.asked import asked, parts
from dino.compiler.put_back import StripError
from dino.compiler.shared import shared
from dino.compiler.strip import Stripped, strip
from dino.compiler.truth import is_spelled_out
from dino.compiler.twins import parameters
from dino.primitives import Primitive

_POSITION = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def align(stripped: Stripped, script: ast.Module, calls: Mapping[ast.Call, Primitive]) -> None:
    """Compare a stripped program with the script, node by node, and take over the script's positions.

    Parameters
    ----------
    stripped : Stripped
        The emitted program without scaffolding; its nodes' positions are set.
    script : ast.Module
        The script.
    calls : Mapping
        The script's calls of primitives; of a step only the row is in the emitted text.

    Raises
    ------
    StripError
        If they differ.
    """
    aligner = _Aligner(stripped, calls)
    aligner.pair(stripped.tree, script)
    functions = {node.name: node for node in script.body if isinstance(node, ast.FunctionDef)}
    for twin, original in stripped.twins:
        aligner.twin(twin, functions.get(original))
    aligner.compare_choices(script)
    _place(stripped)


def mapped(emitted: str, script: ast.Module, calls: Mapping[ast.Call, Primitive]) -> ast.Module:
    """Pass the gate: an emitted program, without its scaffolding, is the script.

    Parameters
    ----------
    emitted : str
        The program.
    script : ast.Module
        The script.
    calls : Mapping
        The script's calls of primitives.

    Returns
    -------
    ast.Module
        The program with the script's positions; what comes before the script stands on line 1.

    Raises
    ------
    StripError
        If the program does not parse, or is not scaffolding around the script.
    """
    try:
        program, copy = ast.parse(emitted), ast.parse(emitted)
    except SyntaxError as error:
        raise StripError(f"line {error.lineno} of the emitted text: {error.msg}") from error
    pairs = list(zip(ast.walk(program), ast.walk(copy), strict=True))
    stripped = strip(copy)
    align(stripped, script, calls)
    beginning = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
    for statement in stripped.header:
        _take_over(statement, beginning)
    for node, twin in pairs:
        _copy(node, twin)
    return program


class _Aligner:
    def __init__(self, stripped: Stripped, calls: Mapping[ast.Call, Primitive]):
        self.steps, self.headers, self.calls = stripped.calls, stripped.headers, calls
        self.guarded: dict[ast.expr, bool] = {}

    def compare_choices(self, script: ast.Module) -> None:
        """Check that whatever root does not decide is known to all ranks."""
        if all(self.guarded.values()):
            return
        known = shared(script, frozenset(header for header, guarded in self.guarded.items() if guarded))
        for header, guarded in self.guarded.items():
            if not guarded and header not in known:
                raise StripError(f"{_line(header)}: not every rank knows what decides here")

    def pair(self, emitted: ast.AST, written: ast.AST) -> None:
        """Align two nodes and all below them."""
        if type(emitted) is not type(written):
            raise StripError(f"{_line(written)}: {type(emitted).__name__} came of {type(written).__name__}")
        if emitted in self.headers:
            self.guarded[written] = self.headers[emitted]
        _copy(emitted, written)
        if isinstance(written, ast.BoolOp):
            _flatten(emitted, written)
        for name in written._fields:
            if name == "func" and emitted in self.steps:
                self._same_row(emitted, written)
            else:
                self._field(getattr(emitted, name, None), getattr(written, name, None), written)

    def twin(self, emitted: ast.FunctionDef, written: ast.FunctionDef | None) -> None:
        """Align a collective function with the function as written: its body, but for the docstring."""
        if written is None or parameters(emitted) != parameters(written):
            raise StripError(f"{emitted.name} is no version of a function of the script")
        documented = ast.get_docstring(written, clean=False) is not None
        self._field(emitted.body, written.body[documented:], written)
        _take_over(emitted, written)

    def _same_row(self, emitted: ast.Call, written: ast.Call) -> None:
        if self.calls.get(written) is not self.steps[emitted]:
            raise StripError(f"{_line(written)}: the step is another primitive than the script's")
        for node in ast.walk(emitted.func):
            _copy(node, written.func)

    def _field(self, emitted, written, parent: ast.AST) -> None:
        if isinstance(written, ast.AST):
            self.pair(emitted, written)
        elif isinstance(written, list) and isinstance(emitted, list) and len(emitted) == len(written):
            for one, other in zip(emitted, written, strict=True):
                self._field(one, other, parent)
        elif type(emitted) is not type(written) or repr(emitted) != repr(written):
            raise StripError(f"{_line(parent)}: {emitted!r:.40} came of {written!r:.40}")


def _flatten(emitted: ast.BoolOp, written: ast.BoolOp) -> None:
    """Make `a and b and c` of `a and (b and c)`, which means the same, if that is what the script has."""
    while len(emitted.values) < len(written.values):
        last = emitted.values[-1]
        if not isinstance(last, ast.BoolOp) or type(last.op) is not type(written.op):
            break
        _copy(last, written)
        emitted.values = [*emitted.values[:-1], *last.values]


def _line(node: ast.AST) -> str:
    return f"line {getattr(node, 'lineno', 1)}"


def _copy(node: ast.AST, other: ast.AST) -> None:
    """Set a node's position, and note that it is the script's own."""
    for name in _POSITION:
        if name in node._attributes and name in other._attributes:
            setattr(node, name, getattr(other, name))
    node.aligned = True


def _place(stripped: Stripped) -> None:
    """Give all scaffolding the position of what it serves, and questions theirs."""
    questions = asked(stripped.tree)
    for twin, _ in stripped.twins:
        questions |= asked(twin)
    for scaffold, served in reversed(stripped.serves):
        asks = served in questions and _asks(scaffold)
        if asks:
            _move(served, questions)
        _take_over(scaffold, questions[served] if asks else served)


def _move(test: ast.expr, questions: Mapping[ast.expr, ast.AST]) -> None:
    """Put what combines the parts of a condition where CPython asks for their truth, as it is now a value by itself."""
    for part in parts(test):
        _move(part, questions)
        _copy(test, questions.get(test, test))


def _asks(scaffold: ast.AST) -> bool:
    """Whether a piece of scaffolding asks for the truth of what it serves."""
    match scaffold:
        case ast.Call(func=ast.Attribute(attr="choice")) | ast.If(test=ast.NamedExpr()):
            return True
        case ast.If(test=ast.UnaryOp(operand=ast.NamedExpr() | ast.Call())):
            return True
    return isinstance(scaffold, ast.IfExp) and is_spelled_out(scaffold)


def _take_over(scaffold: ast.AST, served: ast.AST) -> None:
    """Give a piece of scaffolding, but nothing of the script's inside it, the position of what it serves."""
    if getattr(scaffold, "aligned", False):
        return
    _copy(scaffold, served)
    for child in ast.iter_child_nodes(scaffold):
        _take_over(child, _called(served, child) if child is getattr(scaffold, "func", None) else served)


def _called(served: ast.AST, function: ast.AST) -> ast.AST:
    """What a function of the runtime stands for: CPython places a call of `a.b` where `b` ends, less its length."""
    position = {name: getattr(served, name.removeprefix("end_")) for name in _POSITION}
    if isinstance(served, ast.Call) and isinstance(served.func, ast.Attribute):
        position = {name: getattr(served.func, name) for name in _POSITION}
        position["end_col_offset"] += len(getattr(function, "attr", "")) - len(served.func.attr)
    return ast.Pass(**position)
