"""What `--explain` says behind a line."""

import ast
from collections.abc import Iterable, Iterator

from dino.compiler.program import Analysed, Branch
from dino.compiler.rule import names, rule
from dino.compiler.survey.script import Script


def notes(analysed: Analysed, margin) -> Iterator[tuple[int, str]]:
    """Say what all ranks know, do twice, or wait for root to say: lines, with a note for each.

    Parameters
    ----------
    analysed : Analysed
        The script.
    margin : Margin
        Its `headers` of static control flow, the calls that are `lifted`, and all that is `taken` out of expressions.
    """
    for node in margin.headers:
        if isinstance(node, ast.For):
            known = node.iter in analysed.shared
            yield node.lineno, "all ranks iterate by themselves" if known else "all ranks iterate as often as root"
        elif not isinstance(node.test, ast.Constant):
            known = node.test in analysed.shared
            yield node.lineno, "all ranks know this" if known else "root decides, and tells all ranks"
    for loop, iterates in analysed.placed.iterates.items():
        for name in iterates:
            yield loop.end_lineno, f"`{name}` stays on the ranks as long as the loop runs; root has it again behind it"
    for name in analysed.functions:
        node = analysed.resolved.functions[name].node
        twice = f"twice: as written, and as all ranks walk it where the skeleton calls `{name}`"
        yield node.lineno, "all ranks walk it" if name in analysed.once else twice
    for call in margin.lifted & analysed.resolved.applications.keys():
        yield call.lineno, f"all ranks call `{analysed.resolved.applications[call]}`"
    yield from _taken(margin.taken, margin.lifted)


def findings(script: Script) -> Iterator[tuple[int, str]]:
    """What the linter says of who executes what, and of cost."""
    for code in names():
        if code.startswith(("DN2", "DN3")) and rule(code).default:
            for found in rule(code).findings(script):
                yield found.line, f"{found.code} {found.message}"


def _taken(parts: Iterable[ast.expr | Branch], lifted: set[ast.Call]) -> Iterator[tuple[int, str]]:
    for part in parts:
        if isinstance(part, Branch):
            yield part.test.lineno, f"root decides by `{_text(part.test)}`, and tells all ranks"
            yield from _taken((*part.body, *part.orelse), lifted)
        elif part not in lifted:
            yield part.lineno, f"root evaluates `{_text(part)}` before the next step"


def _text(node: ast.expr) -> str:
    field = isinstance(node, ast.FormattedValue)
    text = " ".join(ast.unparse(ast.JoinedStr([node]) if field else node).split())
    return text if len(text) < 30 else f"{text[:26]}..."
