"""Where fields of f-strings stand, and which of them can stand in an f-string of their own."""

import ast

import pytest

from dino.compiler.formatted import located
from dino.compiler.source import Source


def fields(text):
    """Each field of the f-strings in a script as an f-string of its own, None if it cannot be cut out."""
    source = Source("s.py", text)
    found = [located(source, node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FormattedValue)]
    return [one and f"f{one.quote}{source.text[one.start : one.end]}{one.quote}" for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f'{a}'", ['f"{a}"']),
        ("f'{ a !r:>10} {(b)}'", ['f"{ a !r:>10}"', 'f"{(b)}"']),
        ("""f'{d["k"]}'""", ["""f'{d["k"]}'"""]),
        ("f'{a:{b}}'", [None, 'f"{b}"']),
        ("f'{a=}'", [None]),
        ("f'{{{a}}}'", ['f"{a}"']),
        ("f'{a:%H}'", ['f"{a:%H}"']),
        ("'x' f'{a}' f\"{b}\"", ['f"{a}"', 'f"{b}"']),
        ("f'{ {1: 2}[1] }'", ['f"{ {1: 2}[1] }"']),
        ("f'''{a}\n {b}'''", ['f"{a}"', 'f"{b}"']),
    ],
)
def test_a_field_is_cut_out_with_its_format(text, expected):
    assert fields(text + "\n") == expected
