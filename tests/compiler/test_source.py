"""Positions of nodes in text that is not ASCII, and decoding."""

import ast

import pytest

from dino.compiler.source import Source, decode
from dino.errors import CompileError


@pytest.mark.parametrize(
    "text",
    [
        "x = f(y)\n",
        "é = '𝒳'; f(y)\n",
        "'''é\n𝒳''', f(y)\n",
        "\f  \nf(y)\n",
        "a\rb\r\n'é'; f(y)",
        "'\u2028\x1c'; f(y)\n",
    ],
)
def test_segment_of_a_node_is_its_text(text):
    source = Source("x.py", text)
    call = next(node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    assert source.segment(call) == "f(y)"
    assert source.line(source.start(call)) == call.lineno


def test_a_decorated_definition_begins_with_its_first_decorator():
    source = Source("x.py", "x\n@ (a)\n@b\ndef f(): pass\n")
    node = ast.parse(source.text).body[1]
    assert source.start(node) == 2


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (b"x\r\n", "x\r\n", "utf-8"),
        (b"\xef\xbb\xbfx", "x", "utf-8-sig"),
        (b"# -*- coding: latin-1 -*-\n\xe9", "# -*- coding: latin-1 -*-\né", "iso-8859-1"),
        (b"#!x\n# vim: set fileencoding=cp1252 :\n\x80", "#!x\n# vim: set fileencoding=cp1252 :\n€", "cp1252"),
    ],
)
def test_decoding_goes_by_pep_263(content, text, encoding):
    assert decode(content, "x.py") == (text, encoding)


@pytest.mark.parametrize("content", [b"\xff", b"# coding: none\n", b"\xef\xbb\xbf# coding: latin-1\n"])
def test_what_cannot_be_decoded_is_an_error(content):
    with pytest.raises(CompileError, match=r"^x\.py: .*save it as UTF-8"):
        decode(content, "x.py")


@pytest.mark.parametrize("before", [b"", b"\n", b"\n\n\n"])
def test_a_byte_that_is_not_utf_8_is_named_with_its_line(before):
    with pytest.raises(CompileError, match=rf"^x\.py: line {len(before) + 1}: byte 0xff is not utf-8"):
        decode(before + b"x = '\xff'\n", "x.py")
