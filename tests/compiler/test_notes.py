"""What stands behind a line in the margin: who decides, and what comes first."""

import pytest

from tests.compiler.test_explain import explained

HEAD = "import numpy as np\nfrom dino import matvec, parsum, sort\nx = np.arange(3)\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print(parsum(x))", []),
        ("print(len(x), parsum(x))", ["root evaluates `len(x)` before the next step"]),
        ("print(f'{x[0]:.1f} {parsum(x)}')", ["root evaluates `f'{x[0]:.1f}'` before the next step"]),
        ("y = parsum(x) if x[0] else 0", ["root decides by `x[0]`, and tells all ranks"]),
        (
            "while x[0] < 5 and (len(x), parsum(x)):\n    x += 5",
            [
                "root decides, and tells all ranks",
                "root decides by `x[0] < 5`, and tells all ranks",
                "root evaluates `len(x)` before the next step",
            ],
        ),
        ("for i in x:\n    sort(x)", ["all ranks iterate as often as root"]),
        ("for i in range(2):\n    sort(x)", ["all ranks iterate by themselves"]),
        ("def f(a):\n    return sort(a)\ny = f(x)", ["all ranks walk it", "all ranks call `f`"]),
        ("def f(a):\n    return sort(a)\ny = f(x)\nz = f", ["twice: as written, and as", "all ranks call `f`"]),
        (
            "A = [x]\nfor i in range(2):\n    x = matvec(A, x)",
            ["all ranks iterate by themselves", "`x` stays on the ranks"],
        ),
    ],
)
def test_notes_say_what_ranks_cannot_know(text, expected):
    notes = [note for _, note in explained(HEAD + text + "\n").notes if not note.startswith("DN")]
    assert len(notes) == len(expected) and all(map(str.startswith, notes, expected))
