"""Which calls the compiler makes static, for rules about those that it does not."""

from collections.abc import Iterable, Iterator

from dino.compiler.analyse import analyse
from dino.compiler.names import names
from dino.compiler.parse import parse
from dino.compiler.program import Statement
from dino.compiler.resolve import resolve


def static_calls(script) -> frozenset[tuple[int, int]]:
    """Line and column of each primitive call that all ranks execute as a step."""
    parsed = parse(script.source.original, script.source.path)
    analysed = analyse(resolve(parsed, names(parsed.tree)))
    blocks = (analysed.statements, *analysed.functions.values())
    return frozenset((call.lineno, call.col_offset) for block in blocks for call in _lifted(block))


def _lifted(statements: Iterable[Statement]) -> Iterator:
    for statement in statements:
        yield from statement.lifted
        yield from _lifted((*statement.body, *statement.orelse))
