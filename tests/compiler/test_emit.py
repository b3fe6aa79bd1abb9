"""Layouts that are hard to keep: each is static, and means what the script means."""

import contextlib
import io

import pytest

from dino.compiler import code_object, compile_program

USE = "import numpy as np\nfrom dino import parsum\nx = np.arange(3)\n"
LAYOUTS = {
    "CRLF": (USE + "if 1:\n    print(parsum(x))\n    s = '''a\nb'''\n    print(s)\n").replace("\n", "\r\n"),
    "CR": (USE + "s = '''a\nb'''\nprint(parsum(x), repr(s))\n").replace("\n", "\r"),
    "mixed line ends": "import numpy as np\r\nfrom dino import parsum\rx = np.arange(3)\nprint(parsum(x))\r\n",
    "no newline at the end": USE + "print(parsum(x))",
    "form feeds": USE + "\f\nprint(1)\n\fdef f():\n\f    pass\n\f\nif 1:\n\f    print(parsum(x))\n",
    "docstring and statement on a line": "'''doc'''; import numpy as np; from dino import parsum\nprint(parsum(np.ones(2)))\n",
    "docstring, future and comments": "'a' 'b'; from __future__ import annotations # c\n"
    + USE
    + "print(parsum(x), __doc__)\n",
    "docstring in brackets": "('''doc\n''' # c\n)\n" + USE + "print(parsum(x), __doc__)\n",
    "bytes are no docstring": "b'no'\n" + USE + "print(parsum(x), __doc__)\n",
    "one-line suites": USE + "for i in x: s = parsum(x); print(i, s)\nelse: print(parsum(x)) ; print('else') # c\n",
    "one-line if": USE + "if len(x) : print(parsum(x))\nelif 1 : print(1)\nelse : pass\n",
    "backslashes": USE + "if len(x) \\\n  > 1 \\\n :\n    print(parsum(x)\\\n    , 1)\nelse \\\n  :\n  print(0)\n",
    "comment before else": USE
    + "if len(x):\n    print(parsum(x))\n# else: no\n  # deeper else\nelse:  # c: d\n    print(0)\n",
    "brackets in headers": USE + "while (len(x) # :\n  ) : # c\n    x = x[:-1]; print(parsum(x))\n",
    "tuple iterated": USE + "for i in 1, (2), :\n    print(i, parsum(x))\nfor i in *x, *x:\n    print(parsum(x))\n",
    "statements joined by a backslash": USE + "a = 1; \\\n   s = parsum(x); \\\n print(a, s)\n",
    "blank backslash line": USE + "\\\nprint(1)\nprint(parsum(x))\n",
    "no space after a call": USE + "print(parsum(x)if 1 else 2, 3)\nprint(parsum(x)in[3])\n",
    "comments at the end": USE + "if 1:\n    print(parsum(x))\n    # inner\n  # middle\n# outer\n",
    "nested indents": USE
    + "if len(x):\n  if len(x):\n       print(1)\n       print(parsum(x))\n  else:\n   print(2)\n",
    "tab after spaces": USE + "if len(x):\n    if len(x):\n    \tprint(1)\n    \tprint(parsum(x))\n",
    "decorated": USE
    + "print(parsum(x))\n@ staticmethod\n@ (lambda f : f)\ndef f(): pass\nclass C:\n  '''a\n  b'''\nprint(C.__doc__)\n",
    "a string in a nested block": USE + "def f():\n    return '''\n  a\n b'''\nprint(parsum(x), repr(f()))\n",
    "wide characters": USE + "größe = '𝒳é'; print(größe, parsum(x), '𝒳', parsum(x)); print('é' + str(parsum(x)))\n",
    "bare primitives only": "hello\nprint(parsum(np.arange(4)))\n",
    "pass in a static loop": USE + "for i in x:\n    if i: pass\n    elif i + 1: continue\n    print(parsum(x))\n",
    "break in elif": USE + "for i in x:\n    if i == 5: print(i)\n    elif i == 1: break\n    else: print(parsum(x))\n",
    "deep": USE + "y = " + "(" * 90 + "parsum(x)" + ")" * 90 + "\nprint(y" + " + 1" * 2000 + ")\n",
    "annotation without value": USE
    + "y: int\nprint(parsum(x))\nz: undefined.x = parsum(x)\n".replace("undefined.x", "int"),
    "numbers": USE + "print(1_000, 0x1F, 1e400, -0.0, 1j, parsum(x), ..., None, b'\\xff', '\\N{BULLET}')\n",
}
CONDUCTED = {
    "a loop's else breaks": USE
    + "for i in x:\n    print(parsum(x))\n    for j in x: print(parsum(x))\n    else: break\n",
    "a try breaks": USE + "for i in x:\n    print(parsum(x))\n    try: break\n    finally: print(i)\n",
}


def run(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {"__name__": "__main__"})
    return out.getvalue()


def check(script):
    """Compare what the emitted program and the code object print with what the script prints."""
    program = compile_program(script, "x.py")
    prelude = "" if "import" in script else "import numpy as np\nfrom dino import *\n"
    expected = run(compile(prelude + script, "x.py", "exec", dont_inherit=True))
    assert run(compile(program.text, "out.py", "exec", dont_inherit=True)) == expected
    assert run(code_object(script, "x.py")) == expected
    assert program.diagnostics == ()
    return program


@pytest.mark.parametrize("script", LAYOUTS.values(), ids=LAYOUTS)
def test_layout_is_static_and_keeps_its_meaning(script):
    assert check(script).static


@pytest.mark.parametrize("script", CONDUCTED.values(), ids=CONDUCTED)
def test_loop_whose_end_workers_could_not_follow_is_conducted(script):
    assert not check(script).static


def test_line_ends_of_the_script_are_used():
    program = compile_program(LAYOUTS["CRLF"]).text
    assert program.count("\n") == program.count("\r\n")


def test_header_says_how_to_run():
    first = compile_program("x = 1\n", "/tmp/däta.py", output="o.py").text.split("\n")[0]
    assert first.endswith(r"from d\xe4ta.py; run with: mpiexec -n 4 python o.py")


@pytest.mark.parametrize("broken", ["x = (\n", "x = '\0'\n", "return\n", "from __future__ import nothing\n"])
def test_what_cpython_refuses_is_refused_as_cpython_does(broken):
    with pytest.raises((SyntaxError, ValueError)) as expected:
        compile(broken, "x.py", "exec")
    with pytest.raises(type(expected.value)) as found:
        compile_program(broken, "x.py")
    assert str(found.value) == str(expected.value)
