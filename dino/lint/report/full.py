"""For people: each finding with the lines that it is about, what to do, and what its fix would change."""

from dino.lint.fix import edits_of
from dino.lint.report import place
from dino.lint.report.frame import change, frame, gutter


def render(results, unsafe, paint):
    """Yield the lines of a report."""
    for result in results:
        for found in result.findings:
            yield from _finding(result, found, unsafe, paint)
            yield ""


def _finding(result, found, unsafe, paint):
    source = result.source
    mark = f" [{paint('*', 'cyan')}]" if place.mark(found, unsafe) else ""
    line, column = place.start(source, found)
    yield f"{paint(found.code, 'red')}{mark} {paint(found.message, 'bold')}"
    yield f"{' ' * gutter(source, found)}{paint('-->', 'blue')} {result.path}:{line}:{column}"
    yield from frame(source, found, paint)
    if found.help:
        yield f"{paint('help', 'cyan')}: {found.help}"
    if found.fix:
        unsafely = "" if found.fix.safe else " (unsafe: the script may mean something else afterwards)"
        yield f"{paint('fix', 'cyan')}: {found.fix.title}{unsafely}"
        yield from change(source, edits_of(found, source), paint)
