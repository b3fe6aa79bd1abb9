"""A `# dino: ignore` that suppresses nothing.

## What it does
Finds suppressions of which no finding is left, or whose code does not exist.

## Why is this bad?
A reader looks for a problem that is not there, and the next one on that line goes unseen.

## Example
    from dino import sort
    y = sort(x)  # dino: ignore[DN113]

## Use instead
    from dino import sort
    y = sort(x)

## Notes
A suppression of a rule that is not applied in this run is left in peace.
"""

BAD = {
    "from dino import sort\ny = sort(x)  «# dino: ignore[DN113]»\n": "from dino import sort\ny = sort(x)\n",
    "from dino import sort\ny = sort(x)  «# dino: ignore»\n": "from dino import sort\ny = sort(x)\n",
    "from dino import sort\ny = sort(x)  # dino: ignore[«DN010»]\n": None,
    "from dino import sort\nsort(x)  # dino: ignore[DN113, «DN110»]  (on purpose)\n": (
        "from dino import sort\nsort(x)  # dino: ignore[DN113]  (on purpose)\n"
    ),
}
GOOD = [
    "from dino import sort\nsort(x)  # dino: ignore[DN113]\n",
    "from dino import sort\nsort(x)  # dino: ignore\n",
    "from dino import sort\ny = sort('# dino: ignore[DN113]')\n",
]
