"""Codes and names of the rules, told by the names of their files; cheap enough for a hook that finds nothing."""

import os
import re
from functools import cache

_FOLDER = os.path.join(os.path.dirname(__file__), "compiler", "rules")
_FILE = re.compile(r"dn(\d{3})_(\w+)\.py")


@cache
def names() -> dict[str, str]:
    """Names of the rules by code, in order: `wrong-arguments` for `DN110`; nothing is imported."""
    found = (_FILE.fullmatch(file) for file in sorted(os.listdir(_FOLDER)))
    return {f"DN{match[1]}": match[2].replace("_", "-") for match in found if match}
