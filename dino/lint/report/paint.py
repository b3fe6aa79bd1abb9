"""Colours of a terminal, if it is one."""

from dataclasses import dataclass

_CODES = {"bold": "1", "red": "1;91", "blue": "1;94", "cyan": "1;96", "green": "32", "removed": "31"}


@dataclass(frozen=True)
class Paint:
    """Wraps text in a colour, or leaves it as it is."""

    on: bool = False

    def __call__(self, text: str, colour: str) -> str:
        return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if self.on and text else text


def wanted(choice: str, environment, terminal: bool) -> bool:
    """Whether to use colours: as asked for, else as the environment says, else if somebody looks."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return terminal and environment.get("TERM") != "dumb"
