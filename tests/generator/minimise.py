"""Delta debugging: the smallest program that still differs, a program at every step (Zeller, IEEE TSE 28, 2002)."""

import ast
import dataclasses
import warnings


def minimised(program, differs):
    """Make a program smaller as long as it differs in the same way.

    Parameters
    ----------
    program : Program
        It differs.
    differs : callable
        How a program differs, as text; empty if it does not.

    Returns
    -------
    Program
        No single statement or expression of it can go. The text is cut, so the layout of the rest stays.
    """
    kind = _kind(differs(program))

    def still(text):
        return _is_valid(text) and _kind(differs(dataclasses.replace(program, text=text))) == kind

    text, before = program.text, None
    while text != before:
        before = text
        text = _without_statements(text, still)
        text = _with_simpler(text, still)
    return dataclasses.replace(program, text=text)


def _kind(difference):
    """What a difference must have in common with another, to be the same fault."""
    words = difference.partition(": ")[2] if " ranks: " in difference else difference
    return words.split(":")[0].split(" ")[0]


def _is_valid(text):
    try:
        with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
            compile(text, "<smaller>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _without_statements(text, still):
    """Drop stretches of statements, large ones first; of a block that would be empty `pass` remains."""
    size = max(len(_statements(text)) // 2, 1)
    while size:
        place = 0
        while place < len(_statements(text)):
            smaller = _dropped(text, _statements(text)[place : place + size])
            if smaller != text and still(smaller):
                text = smaller
            else:
                place += size
        size //= 2
    return text


def _statements(text):
    """Ranges of the text that are statements, with whether each is alone in its block, in order of their beginnings."""
    found = []
    for node in ast.walk(ast.parse(text)):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                found += [(*_range(text, child), len(block) == 1 and name == "body") for child in block]
    return sorted(found)


def _range(text, node):
    """Offsets at which a node begins, decorators included, and ends."""
    lines = text.encode().split(b"\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    first = min([node, *getattr(node, "decorator_list", ())], key=lambda part: part.lineno)
    back = first is not node  # over the `@`
    begin = starts[first.lineno - 1] + first.col_offset - back
    return _characters(text, begin), _characters(text, starts[node.end_lineno - 1] + node.end_col_offset)


def _characters(text, offset):
    return len(text.encode()[:offset].decode())


def _dropped(text, statements):
    """The text without some statements; those inside one that goes, go with it."""
    end = len(text)
    for start, stop, alone in reversed(statements):
        if stop <= end:
            text = text[:start] + ("pass" if alone else "") + text[stop:].removeprefix(";").lstrip(" ")
            end = start
    lines = [line for line in text.split("\n") if line.strip()]
    return "\n".join(lines) + "\n"


def _with_simpler(text, still):
    """Put in place of each statement with blocks one of its blocks, of each expression a part of it or a constant."""
    place = 0
    while True:
        candidates = list(_simpler(text))
        if place >= len(candidates):
            return text
        smaller = candidates[place]
        if len(smaller) < len(text) and still(smaller):
            text = smaller
        else:
            place += 1


def _simpler(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            start, stop = _range(text, node)
            parts = [child for child in ast.walk(node) if isinstance(child, ast.expr) and child is not node]
            for part in parts[:4]:
                begin, end = _range(text, part)
                if start <= begin and end <= stop:
                    yield text[:start] + text[begin:end] + text[stop:]
            if stop - start > 1:
                yield text[:start] + "1" + text[stop:]
        for name in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.stmt) and getattr(node, name, None):
                yield _unwrapped(text, node, getattr(node, name))


def _unwrapped(text, node, block):
    """The text with the statements of a block in place of the statement that they are in."""
    start, stop = _range(text, node)
    first, last = _range(text, block[0])[0], _range(text, block[-1])[1]
    depth = " " * node.col_offset
    inner = [ast.unparse(child) for child in block]
    body = "\n".join(inner).replace("\n", f"\n{depth}") if "'''" not in text[first:last] else text[first:last]
    return text[:start] + body + text[stop:]
