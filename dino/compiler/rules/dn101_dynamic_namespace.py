"""Access to the module's names by other means than names.

## What it does
Finds `globals()`, `exec`, `sys.modules`, debuggers, profilers, mocks, strings that say `__main__`, and the like in a
script that calls primitives.

## Why is this bad?
Any name may then be bound to anything at any time, so nothing is known of any name, and the script does not become
static scaffolding: root runs it as written and its primitives conduct. It means the same and is as correct; only
`dino compile` has nothing to show, and nothing stays distributed between two calls.

## Example
    from dino import sort
    for name in ["a", "b"]:
        globals()[name] = sort(load(name))

## Use instead
    from dino import sort
    sorted_columns = {}
    for name in ["a", "b"]:
        sorted_columns[name] = sort(load(name))

## Notes
Off by default: it is a matter of taste until the speed of a script depends on it.
"""

from dataclasses import replace

from dino.compiler.names import names

DEFAULT = False
BAD = {"from dino import sort\n«globals()['x'] = 1»\ny = sort(x)\n": None}
GOOD = ["from dino import sort\nd = {}\nd['x'] = 1\ny = sort(d['x'])\n", "globals()['x'] = 1\n"]


def check(script):
    """Find the first such access, if the script calls primitives at all."""
    dynamic = names(script.tree).dynamic if script.calls else None
    if dynamic:
        start = script.source.starts[dynamic.line - 1]
        lead = len(script.source.indentation(start))
        yield replace(dynamic, start=start + lead, end=script.source.line_end(start))
