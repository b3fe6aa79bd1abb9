"""The manual page in docs/ is made from the rules."""

from pathlib import Path

from dino.compiler.rule import rule
from dino.lint.manual import listing, page

PAGE = Path(__file__).parents[2] / "docs/rules.md"


def test_manual_is_up_to_date(pytestconfig):
    if pytestconfig.getoption("update", default=False):
        PAGE.write_text(listing("markdown") + "\n")
    assert PAGE.read_text() == listing("markdown") + "\n", "dino rule --all --format markdown > docs/rules.md"


def test_examples_are_marked_as_python():
    text = page(rule("DN112"), "markdown")
    assert text.count("```python\nimport numpy as np\nfrom dino import matmul\n") == 2
    assert "\n    " not in text
