"""Whether a file can concern DiNo at all, decided on its bytes: nearly no file of a tree can, so few are parsed."""

import re

PRIMITIVES = (b"matmul", b"matvec", b"parsum", b"sort", b"hello")
"""Names of the original style, which need no import. (A test compares with the table, which costs more to import.)"""

_WORDS = (b"dino", *PRIMITIVES)
_NAME = b"|".join(rb"%b(?<![\w.]%b)(?!\w)" % (word, word) for word in _WORDS)
"""Each word where it is a name and not an attribute; it starts with a letter, so that `re` can look for that first."""

_LOOSE = re.compile(_NAME)
_TOKEN = re.compile(
    rb"\#[^\n]*"
    rb'|"""[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*"""'
    rb"|'''[^\\']*(?:(?:\\.|'(?!''))[^\\']*)*'''"
    rb'|"[^\\"\n]*(?:\\.[^\\"\n]*)*"'
    rb"|'[^\\'\n]*(?:\\.[^\\'\n]*)*'"
    rb"|(?:" + _NAME + rb")(?!\s*=[^=])",
    re.DOTALL,
)
_DEFINES = re.compile(rb"(?:def|class|import|as)\s+\Z")
_SUPPRESSES = re.compile(rb"#\s*dino:")


def concerns(content: bytes, also: tuple[bytes, ...] = ()) -> bool:
    """Tell whether a file may use a primitive, or suppresses a rule.

    Parameters
    ----------
    content : bytes
        The file.
    also : tuple of bytes
        Words that make it interesting by themselves.

    Returns
    -------
    bool
        False only if no rule could find anything: `dino` and the primitives' names occur at most in strings, in
        comments, behind a dot, and where they are bound.
    """
    if any(word in content for word in also):
        return True
    if not any(word in content for word in _WORDS) or not _LOOSE.search(content):
        return False
    return any(_counts(content, token) for token in _TOKEN.finditer(content))


def _counts(content: bytes, token: re.Match) -> bool:
    text = token[0]
    start = token.start()
    match text[:1]:
        case b"#":
            return bool(_SUPPRESSES.match(text))
        case b'"' | b"'":
            formatted = content[max(0, start - 2) : start].lower().find(b"f") >= 0
            return formatted and bool(_LOOSE.search(text))
    return text == b"dino" or not _DEFINES.search(content, max(0, start - 12), start)
