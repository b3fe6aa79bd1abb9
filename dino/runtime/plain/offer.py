"""What the scaffolding calls, and what the script imports as `dino`."""

import sys
import types

from dino.runtime.plain.spmd import (
    bcast,
    choice,
    collective,
    collective_of,
    each,
    gather,
    primitives,
    reduce,
    root,
    scatter,
)


def offer():
    """The runtime as one object; `import dino` then finds the primitives, whether DiNo is installed or not."""
    module = types.ModuleType("dino", "Primitives that were pasted into this program.")
    module.__dict__.update(primitives, __all__=[*primitives])
    sys.modules["dino"] = module
    calls = {call.__name__: call for call in (choice, each, collective, collective_of, scatter, bcast, gather, reduce)}
    # DiNo's own runtime leaves on the ranks what is kept; this short one takes it through root.
    through_root = {"keep": gather, "reuse": scatter, "allgather": bcast}
    return types.SimpleNamespace(root=root, **calls, **through_root, **primitives)
