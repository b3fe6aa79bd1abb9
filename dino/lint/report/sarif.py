"""SARIF 2.1.0, for code scanning."""

import json
import os
from pathlib import Path

from dino import __version__
from dino.compiler.rule import rule
from dino.lint.fix import edits_of
from dino.lint.report import place

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(results, unsafe, paint):
    """Yield the text of one run."""
    found = [_result(result, each) for result in results for each in result.findings]
    rules = [_rule(code) for code in sorted({each["ruleId"] for each in found})]
    driver = {"name": "dino", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code):
    known = rule(code)
    return {
        "id": code,
        "name": known.name,
        "shortDescription": {"text": known.summary},
        "help": {"text": known.module.__doc__},
    }


def _result(result, found):
    artifact = {"uri": Path(os.path.abspath(result.path)).as_uri()}
    region = _region(place.start(result.source, found), place.end(result.source, found))
    shown = {
        "ruleId": found.code,
        "level": "error",
        "message": {"text": found.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    return shown | ({"fixes": [_fix(result.source, found, artifact)]} if found.fix else {})


def _region(start, end):
    return {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}


def _fix(source, found, artifact):
    replacements = [
        {
            "deletedRegion": _region(place.position(source, edit.start), place.position(source, edit.end)),
            "insertedContent": {"text": edit.text},
        }
        for edit in edits_of(found, source)
    ]
    change = {"artifactLocation": artifact, "replacements": replacements}
    return {"description": {"text": found.fix.title}, "artifactChanges": [change]}
