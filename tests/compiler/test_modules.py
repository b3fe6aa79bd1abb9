"""A script's own modules: what its imports reach beside it, and nothing else."""

import ast

import pytest

from dino.compiler.modules import Module, modules

FILES = {
    "flat.py": "from dino import sort\nimport other\n",
    "other.py": "x = 1\n",
    "broken.py": "x = (\n",
    "pack/__init__.py": "from . import first\nfrom .inner import *\n",
    "pack/first.py": "import dino\nfrom .second import y\ndino.matmul\n",
    "pack/second.py": "from ..... import beyond\n",
    "pack/unused.py": "",
    "pack/inner/__init__.py": "from ..third import z\n",
    "pack/third.py": "",
    "loose/part.py": "from . import sibling\nimport pack.unused.deeper\n",
    "loose/sibling.py": "",
    "both/__init__.py": "",
    "both.py": "import never\n",
    "never.py": "",
}


def found(text):
    """Names of the modules of a script."""
    read = {path: content.encode() for path, content in FILES.items()}.get
    return [module.name for module in modules(ast.parse(text), read)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import numpy, os", []),
        ("import flat", ["flat", "other"]),
        ("from flat import x as y", ["flat", "other"]),
        ("def f():\n    import other", ["other"]),
        ("import broken", ["broken"]),
        ("import pack", ["pack", "pack.first", "pack.inner", "pack.second", "pack.third"]),
        ("from pack.third import *", ["pack", "pack.first", "pack.inner", "pack.second", "pack.third"]),
        ("from loose import sibling", ["loose.sibling"]),
        ("import both", ["both"]),
        ("from . import flat", ["flat", "other"]),
    ],
)
def test_imports_are_followed(text, names):
    """At any depth of the text and of the packages, by way of other modules, around circles."""
    assert found(text) == names


def test_a_namespace_package_and_a_module_that_lies_deeper():
    """What is imported from inside counts, and the packages around it."""
    assert set(found("import loose.part")) >= {"loose.part", "loose.sibling", "pack", "pack.unused"}


def test_what_modules_need_of_dino_is_known():
    """For what has to be pasted."""
    read = {path: content.encode() for path, content in FILES.items()}.get
    flat, other = modules(ast.parse("import flat"), read)
    assert flat == Module("flat", "flat.py", frozenset({"sort"})) and other.primitives == frozenset()
