"""The manual of the rules, made from the rules."""

import re

from dino.codes import names
from dino.compiler.rule import Rule, rule
from dino.errors import LintError

_GROUPS = {
    "1": "names and calls",
    "2": "who executes what",
    "3": "cost and numerics",
    "9": "what no run can do",
}


def find(text: str) -> Rule:
    """The rule that a code or a name means.

    Raises
    ------
    LintError
        If there is none.
    """
    wanted = text.strip()
    for code, name in names().items():
        if wanted.upper() == code or wanted.lower() == name:
            return rule(code)
    raise LintError(f"no rule {text!r}; `dino rule --all` lists them")


def page(found: Rule, form: str = "text", bold: bool = False) -> str:
    """The manual page of a rule: `text`, `markdown` or `json`."""
    if form == "json":
        import json

        return json.dumps(_facts(found) | {"explanation": found.module.__doc__}, indent=2)
    title = f"# {found.name} ({found.code})"
    text = "\n\n".join((title, _standing(found), found.module.__doc__.strip()))
    return _fenced(text) if form == "markdown" else _readable(text, bold)


def listing(form: str = "text") -> str:
    """All rules: as a table of text, as the manual in Markdown, or as JSON."""
    rules = [rule(code) for code in names()]
    if form == "json":
        import json

        return json.dumps([_facts(each) for each in rules], indent=2)
    if form == "markdown":
        return _manual(rules)
    width = max(len(each.name) for each in rules)
    return "\n".join(f"{each.code}  {each.name:{width}}  {each.summary}{_notes(each)}" for each in rules)


def _facts(found: Rule) -> dict:
    return {
        "code": found.code,
        "name": found.name,
        "summary": found.summary,
        "default": found.default,
        "fix": _fix(found),
    }


def _fix(found: Rule) -> str:
    return "sometimes" if found.fixable else "none"


def _notes(found: Rule) -> str:
    notes = [note for note, holds in (("fix", found.fixable), ("off by default", not found.default)) if holds]
    return f" ({', '.join(notes)})" if notes else ""


def _standing(found: Rule) -> str:
    """Whether it is applied, and whether it can be fixed, in words."""
    if getattr(found.module, "COMPILING", False):
        return "Reported by the compiler."
    applied = "Applied by default." if found.default else f"Off by default: `--extend-select {found.code}`."
    return f"{applied} A fix is sometimes available." if found.fixable else applied


def _readable(text: str, bold: bool) -> str:
    """Markdown as a terminal shows it."""
    start, end = ("\x1b[1m", "\x1b[0m") if bold else ("", "")
    return re.sub(r"^#+ (.*)$", lambda heading: f"{start}{heading[1]}{end}", text, flags=re.MULTILINE)


def _fenced(text: str) -> str:
    """Markdown whose examples are marked as Python."""
    block = re.compile(r"(?:^    .*\n?|^\n(?=    ))+", re.MULTILINE)
    return block.sub(lambda found: _block(found[0]), text)


def _block(text: str) -> str:
    lines = "\n".join(line[4:] for line in text.strip("\n").split("\n"))
    return f"\n```python\n{lines}\n```\n" if lines.strip() else text


def _manual(rules) -> str:
    parts = ["# Rules of `dino lint`", "Made by `dino rule --all --format markdown`; edit the rules, not this file."]
    rows = [f"| [{each.code}](#{_anchor(each)}) | {each.name} | {each.summary}{_notes(each)} |" for each in rules]
    groups = ", ".join(f"DN{digit}xx: {meaning}" for digit, meaning in _GROUPS.items())
    parts += [f"{groups}.", "\n".join(["| code | name | what it finds |", "|---|---|---|", *rows])]
    parts += [re.sub(r"^#", "##", page(each, "markdown"), flags=re.MULTILINE) for each in rules]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(parts))


def _anchor(found: Rule) -> str:
    return f"{found.name}-{found.code.lower()}"
