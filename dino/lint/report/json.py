"""For programs: a list of objects, in ruff's words."""

import json
import os

from dino.lint.fix import edits_of
from dino.lint.report import place


def render(results, unsafe, paint):
    """Yield the text of a JSON list; rows and columns count from 1, columns count characters."""
    yield json.dumps([_object(result, found) for result in results for found in result.findings], indent=2)


def _object(result, found):
    return {
        "code": found.code,
        "name": place.name(found),
        "message": found.message,
        "help": found.help or None,
        "filename": os.path.abspath(result.path),
        "location": _location(*place.start(result.source, found)),
        "end_location": _location(*place.end(result.source, found)),
        "fix": found.fix and _fix(result.source, found),
    }


def _fix(source, found):
    return {
        "applicability": "safe" if found.fix.safe else "unsafe",
        "message": found.fix.title,
        "edits": [
            {
                "content": edit.text,
                "location": _location(*place.position(source, edit.start)),
                "end_location": _location(*place.position(source, edit.end)),
            }
            for edit in edits_of(found, source)
        ],
    }


def _location(row, column):
    return {"row": row, "column": column}
