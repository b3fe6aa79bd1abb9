"""One line for each finding, as compilers write them; editors and `grep` read it."""

from dino.lint.report import place


def render(results, unsafe, paint):
    """Yield the lines of a report."""
    for result in results:
        for found in result.findings:
            line, column = place.start(result.source, found)
            mark = f" [{paint('*', 'cyan')}]" if place.mark(found, unsafe) else ""
            where = ":".join((paint(result.path, "bold"), str(line), str(column)))
            yield f"{where}: {paint(found.code, 'red')}{mark} {found.message}"
