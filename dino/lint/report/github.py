"""For GitHub's workflows, which show each finding at its line in the pull request."""

import os

from dino.lint.report import place


def render(results, unsafe, paint):
    """Yield a workflow command for each finding."""
    for result in results:
        path = os.path.abspath(result.path)
        for found in result.findings:
            yield _command(result, found, path)


def _command(result, found, path):
    (line, column), (end_line, end_column) = (where(result.source, found) for where in (place.start, place.end))
    columns = f",col={column},endColumn={end_column}" if line == end_line else ""
    properties = f"title={_value(f'dino ({found.code})')},file={_value(path)},line={line}{columns},endLine={end_line}"
    text = f"{result.path}:{line}:{column}: {found.code} {found.message}"
    return f"::error {properties}::{_data(text + (chr(10) + 'help: ' + found.help if found.help else ''))}"


def _data(text):
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text):
    return _data(text).replace(":", "%3A").replace(",", "%2C")
