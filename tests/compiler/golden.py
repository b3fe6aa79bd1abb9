"""The cases: scripts, and beside each the program that the compiler makes of it."""

from pathlib import Path

FOLDER = Path(__file__).parent / "cases"
SCRIPTS = sorted(path for path in FOLDER.glob("*.py") if not path.name.endswith(".spmd.py"))


def program_of(script):
    """The golden program of a script."""
    return script.with_suffix(".spmd.py")


def text_of(path):
    """A file's text, line ends untouched."""
    return path.read_bytes().decode()
