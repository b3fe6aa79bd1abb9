"""What generated programs are made of: tables of Python text with slots.

A slot is filled by `Filler`; the expressions are in `expressions`:

    {vec} {mat} {num} {int} {bool} {list}   an expression of that kind
    {matmul} {matvec} {parsum} {sort}       the primitive as this program spells it
    {name:vec}                              a name that is bound to a value of that kind
    {this:vec}                              the same, and again the same name wherever the template says `this`
    {own:vec}                               the same, bound in the present scope
    {set:vec}                               a name to bind, old or new; it is bound from the end of the line on
    {walrus:vec}                            the same, but whether it is bound is not certain
    {def:vec} {gen:vec} {co:vec}            a new name for a function, generator, coroutine that gives such values
    {param:vec} {default:vec} ...           a parameter of it, see `Author._parameter`
    {self} {apply}                          its name, and a call of it that fits
    {push} {pop} {body}                     its scope begins, ends; the rest of its statements, after which it ends
    {block} {loop} {fail}                   statements; of a loop; one that raises
    {n} {k} {small}                         the size of arrays; a fresh number; a number of rounds
    {counter} {local} {error} {depth}       a name that only this template binds

All vectors of a program have n elements and all matrices n rows and columns, so that most calls fit. A leading `+`
means: only where n > 0; a leading number is a weight.
"""

SIMPLE = (
    "5 {set:mat} = {mat}",
    "5 {set:vec} = {vec}",
    "5 {set:num} = {num}",
    "3 {set:mat} = {matmul}({mat}, {mat})",
    "3 {set:vec} = {matvec}({mat}, {vec})",
    "3 {set:vec} = {sort}({vec})",
    "3 {set:num} = {parsum}({vec})",
    "2 {set:int} = {int}",
    "2 {set:list} = {list}",
    "{set:mat} = {matmul}({matmul}({mat}, {mat}), {matmul}({mat}, {mat}))",
    "{set:vec} = {matvec}({mat}, {matvec}({mat}, {sort}({vec})))",
    "{local} = {matmul}({mat}, {mat})\n{set:mat} = {matmul}({local}, {mat})\n{set:vec} = {matvec}({local}, {vec})",
    "{local} = {matvec}({mat}, {vec})\n{set:vec} = {matvec}({mat}, {local})",
    "{local} = {matvec}({mat}, {vec})\n{local} = {vec}\n{set:vec} = {matvec}({mat}, {local})",
    "{local} = {matmul}({mat}, {mat}) * 1.0\n{set:mat} = {matmul}({local}, {mat})\nprint({local}.sum())",
    "{set:vec} = {set:vec} = {matvec}({mat}, {vec})",
    "{set:num} = {set:num} = {parsum}({vec})",
    "{set:num}, {set:vec} = {parsum}({vec}), {sort}({vec})",
    "[{set:mat}, ({set:num}, {set:vec})] = {matmul}({mat}, {mat}), ({parsum}({vec}), {vec})",
    "{set:num}, *{set:list} = {parsum}({vec}), {sort}({vec}), {vec}",
    "{set:vec}: np.ndarray = {matvec}({mat}, {vec})",
    "{set:num}: 'a comment, ' = {parsum}({vec})",
    "2 {own:vec} += {vec}",
    "{own:vec} += {matvec}({mat}, {vec})",
    "{own:mat} += {matmul}({mat}, {mat})",
    "2 {own:num} += {parsum}({vec})",
    "{own:num} += {num}",
    "{own:list} += [{sort}({vec})]",
    "{name:vec}[:] = {vec}",
    "+ {name:vec}[{int} % {n}] = {parsum}({vec}) % 100",
    "+ {name:vec}[t({k}, 0)] += ({hello}() or 1)",
    "+ {name:vec}[t({k}, 0)] += {parsum}({vec}) % 3",
    "{own:num} += t({k}, {num}) + ({hello}() or 1)",
    "+ {name:mat}[{int} % {n}] = {matvec}({mat}, {vec})",
    "+ {name:mat}[{int} % {n}] += {vec}",
    "+ {name:vec}[0] += {parsum}({vec}) % 3",
    "+ {name:mat}[-1] += {matvec}({mat}, {vec})",
    "+ {name:mat}[0, 0] -= {parsum}({vec}) + {parsum}({vec})",
    "{name:list}[0] += {sort}({vec})",
    "+ {name:list}[0][:1] += {parsum}({vec}) % 3",
    "{local} = contextlib.nullcontext()\n{local}.total = {num}\n{local}.total += {parsum}({vec})\nprint({local}.total)",
    "print({this:vec}, {sort}({this:vec}))",
    "+ {name:vec}[t({k}, 0)] = t({k}, {parsum}({vec}) % 100)",
    "+ {name:list}[{int} % 2] = {sort}({vec})",
    "{name:list}.append({matvec}({mat}, {vec}))",
    "{name:vec}.sort()",
    "np.add({name:vec}, 1, out={name:vec}, casting='unsafe')",
    "2 {set:mat} = {name:mat}",
    "2 {set:vec} = {name:vec}",
    "+ {set:vec} = {name:mat}[0]",
    "{set:mat} = {name:mat}.T",
    "4 print({num})",
    "3 print({parsum}({vec}), {num})",
    "2 print({vec}.tolist())",
    "print({sort}({vec}), {mat}.tolist(), sep='|')",
    "2 print({text})",
    "print({text}, file=sys.stderr)",
    "print(*{sort}({vec}))",
    "print({name:mat} is {name:mat}, np.shares_memory({name:mat}, {name:vec}))",
    "{parsum}({vec})",
    "{sort}({vec})",
    "{matmul}({mat}, {mat})",
    "t({k}, {matvec}({mat}, {vec}))",
    "{hello}()",
    "assert {bool} or True, {text}",
    "del {del}",
    "pass",
    "'a string, by itself'",
    "{set:text} = '''first, line\n   second ''' + {text}",
)
"""Statements of one line, but for strings."""

BRANCHES = (
    "2 if {bool}:\n    {block}\nelif {name:num} is None:\n    print('no')\nelse:\n    print('yes')",
    "3 if {bool}:\n    {block}",
    "4 if {bool}:\n    {block}\nelse:\n    {block}",
    "3 if {parsum}({vec}) > {num}:\n    {block}\nelif {bool}:\n    {block}\nelse:\n    {block}",
    "if {int}:\n    {block}\nelif {parsum}({vec}) % 2 == 0:\n    {block}",
    "2 if {bool}:\n    {block}\nelif {hello}() is None and {bool}:\n    {block}",
    "{local} = {matmul}({mat}, {mat})\nif {bool}:\n    {block}\n    {set:mat} = {matmul}({mat}, {local})",
    "2 with contextlib.nullcontext({vec}) as {set:vec}:\n    {block}",
    "with contextlib.suppress(ValueError, IndexError):\n    {block}\n    {raise}",
    "with Noisy({parsum}({vec})) as {set:num}, Noisy({num}):\n    {block}",
    "match {int}:\n    case 0 | 1:\n        {block}\n    case {set:int} if {parsum}({vec}) > {num}:\n        {block}\n"
    "    case _:\n        {block}",
    "match ({parsum}({vec}), {vec}):\n    case ({set:num}, {set:vec}):\n        {block}",
    "3 try:\n    {block}\n    {raise}\nexcept {exceptions} as {error}:\n    print(type({error}).__name__)\n    {block}",
    "2 try:\n    {block}\nfinally:\n    {block}",
    "try:\n    {block}\nexcept {exceptions}:\n    {block}\n    raise\nelse:\n    {block}\nfinally:\n    {block}",
    "try:\n    try:\n        {raise}\n    finally:\n        print({parsum}({vec}))\nexcept Exception as {error}:\n"
    "    print(repr({error})[:60], {parsum}({vec}))",
    "if __name__ == '__main__':\n    {block}",
)
"""Statements with blocks."""

RAISING = (
    "2 print(undefined_name, {hello}())",
    "{set:num} = undefined_name + ({hello}() or 1)",
    "del {this:vec}\nprint({this:vec}, {hello}())",
    "{sort}({vec}, axis=0)",
    "if {bool}:\n    {local} = {num}\n    {block}\nprint({local}, {hello}())",
    "for {local} in range({small}):\n    {loop}\nprint({local}, {hello}())",
    "3 raise ValueError({num})",
    "raise KeyError({parsum}({vec}))",
    "3 {set:mat} = {matmul}({mat}, np.ones(({n} + 1, 2)))",
    "print({matvec}({mat}, np.ones({n} + 2)))",
    "{set:num} = {parsum}({vec}) + {vec}[99]",
    "{set:num} = {parsum}({vec}) / [][{k}]",
    "{parsum}()",
    "{matmul}({mat})",
    "{sort}({vec}, {vec}, {vec})",
    "{sort}(None)",
    "print({parsum}(undefined_name))",
    "assert {parsum}({vec}) is None, {text}",
    "raise RuntimeError({text}) from ValueError({parsum}({vec}))",
    "int('x')",
    "{set:num}, {set:vec} = {parsum}({vec}),",
    "{set:num} = {parsum}({vec}).missing",
)
"""Statements that raise."""

EXCEPTIONS = (
    "Exception",
    "ValueError",
    "(ValueError, IndexError)",
    "(KeyError, TypeError, AssertionError)",
    "ArithmeticError",
)

ENDS = (
    "print({local}({vec}))\ndef {local}(v):\n    return {parsum}(v)\nprint({local}({vec}))",
    "3 {fail}",
    "raise SystemExit({int})",
    "sys.exit({text})",
    "sys.exit()",
    "{raise}",
    "raise SystemExit({parsum}({vec}))",
)
"""How one program in four ends."""

DEFINITIONS = (
    "6 def {def:vec}({param:mat}, {param:vec}):{push}\n    {body}\n{set:vec} = {apply}",
    "6 def {def:num}({param:vec}):{push}\n    {body}\n{set:num} = {apply}\nprint({apply})",
    "3 def {def:num}({param:vec}, {default:vec}, *, {kwonly:num}, {kwdefault:num}):{push}\n    {body}\n{set:num} = {apply}",
    "2 def {def:num}({param:vec}):{push}\n    {body}\nif {apply}:\n    {block}\nwhile {apply} and {bool}:\n    break",
    "2 def {def:vec}({param:vec}):{push}\n    {body}\nfor {set:num} in {apply}:\n    {loop}",
    "3 def {def:mat}({param:mat}, {default:mat}):{push}\n    {body}\nif {bool}:\n    {set:mat} = {apply}\n{set:mat} = {apply}",
    "3 def {def:num}({param:vec}):{push}\n    {body}\n{set:num} = {num} + {apply}\nfor {set:num} in range({small}):\n"
    "    print({apply}, {parsum}({vec}))",
    "2 def {def:num}({param:vec}):{push}\n    global {global}\n    {block}\n    {global} = {parsum}({vec})\n"
    "    return {num}{pop}\n{global} += {apply}\nprint({global} - {apply}, {global})",
    "2 def {def:num}({param:vec}):{push}\n    try:\n        {block}\n        if {bool}:\n            return {num}\n"
    "    finally:\n        print('end')\n    {block}\n    return {parsum}({vec}){pop}\n{set:num} = {apply}\nprint({apply})",
    "2 def {def:num}({param:vec}):{push}\n    with Noisy({num}):\n        return {num}{pop}\n{set:num} = {apply}",
    "def {def:none}({param:vec}, {default:num}):{push}\n    {body}\n{apply}\n{apply}",
    "4 def {def:vec}({param:mat}, {param:vec}):{push}\n    {body}",
    "4 def {def:num}({param:vec}):{push}\n    {body}",
    "2 def {def:mat}({param:mat}, {default:mat}):{push}\n    {body}",
    "2 def {def:num}({only:num}, /, {param:vec}, {default:vec}, *{rest}, {kwonly:num}, {kwdefault:int}, **{more}):{push}\n"
    "    print(len({rest}), sorted({more}))\n    {body}",
    "2 def {def:vec}(*{rest}, {kwdefault:vec}):{push}\n    print(len({rest}))\n    {body}",
    "2 def {def:num}():{push}\n    {body}",
    """2 def {def:num}({param:vec}) -> "float":{push}\n    \"\"\"Docstring.\"\"\"\n    {body}""",
    '''3 def {def:num}({param:vec}) -> float:{push}\n    """Text."""\n    {body}\n{set:num} = {apply}''',
    "2 def {def:none}({param:vec}):{push}\n    {body}",
    "2 def {def:vec}({param:mat}, {param:vec}, {depth}):{push}\n    if {depth} <= 0:\n        return {sort}({vec})\n    {block}\n"
    "    return {self}({mat}, {matvec}({mat}, {vec}), {depth} - 1){pop}",
    "def {def:num}({param:vec}, {depth}):{push}\n    {block}\n"
    "    return {parsum}({vec}) + ({self}({vec}, {depth} - 1) if {depth} > 0 else 0){pop}",
    "@functools.cache\ndef {def:num}({param:int}):{push}\n    {body}",
    "@traced({parsum}({vec}))\ndef {def:num}({param:vec}):{push}\n    {body}",
    "def {def:num}({param:vec}):{push}\n    {local} = {parsum}({vec})\n    def inner(v):\n        nonlocal {local}\n"
    "        {local} += {parsum}(v)\n        return {local}\n    {block}\n    return inner({vec}) + inner({vec}){pop}",
    "def {def:num}({param:vec}):{push}\n    global {global}\n    {global} = {parsum}({vec})\n    return {global}{pop}",
    "def {gen:num}({param:vec}, {param:mat}):{push}\n    for {local} in range({small}):\n        yield {parsum}({vec}) + {local}\n"
    "        {block}\n    return {num}{pop}",
    "def {gen:vec}({param:mat}):{push}\n    {local} = yield {matvec}({mat}, {vec})\n    yield from [{sort}({vec}), {vec}]{pop}",
    "async def {co:num}({param:vec}):{push}\n    {block}\n    await asyncio.sleep(0)\n    return {parsum}({vec}){pop}",
    "{def:vec} = lambda {param:vec}: {push}{sort}({vec}){pop}",
    "class {newclass}:\n    total = {parsum}({vec})\n    def __init__(self, m={mat}):\n"
    "        self.m, self.v = m, {matvec}({mat}, {vec})\n"
    "    def __getitem__(self, i):\n        print('item', i)\n        return {matvec}(self.m, self.v)\n"
    "    @property\n    def norm(self):\n        return {parsum}(self.v) + self.total\n"
    "    def __matmul__(self, other):\n        return type(self)({matmul}(self.m, other.m))\n"
    "    def __iter__(self):\n        yield {sort}(self.v)\n        yield self.v{endclass}",
)
"""Functions and classes."""

CALLS = {
    "vec": (
        "{call:vec}",
        "t({k}, {call:vec})",
        "{sort}({call:vec})",
        "+ next({gen:call:vec})",
        "list({gen:call:vec})[0]",
    ),
    "mat": ("{call:mat}", "{matmul}({call:mat}, {mat})"),
    "num": (
        "{call:num}",
        "{num} + {call:num}",
        "{parsum}({call:vec})",
        "sum({gen:call:num})",
        "asyncio.run({co:call:num})",
    ),
}
"""Expressions for programs that have functions."""

OBJECTS = {
    "mat": ("{class}().m", "({class}() @ {class}({mat})).m"),
    "vec": ("{class}()[{k}]", "[*{class}({mat})][0]", "{class}().v"),
    "num": ("{class}().norm", "{class}.total", "sum({parsum}(v) for v in {class}())"),
}
"""Expressions for programs that have a class."""

ODD = (
    "print(eval('{parsum}(np.arange(4))'))",
    "exec('{set:num} = {parsum}(np.arange(3))')",
    "{local} = threading.Thread(name='one', target=lambda: print({parsum}({vec})))\n{local}.start()\n{local}.join()",
    "print(sorted(name for name in globals() if len(name) == 1))",
    "{local} = {matmul}\n{set:mat} = {local}({mat}, {mat})",
    "print([name for name in dir() if name.startswith('spmd')])",
)
"""What a few programs only have (the first two no bare ones: names in strings are not looked for): most of them make the whole program another one for the compiler."""

REBINDING = (
    "def {local}():\n    global {parsum}\n    {parsum} = lambda v: 7\nprint({parsum}({vec}))\n{local}()\n"
    "{set:num} = {parsum}({vec})\nprint({parsum}({vec}))",
    "{parsum} = lambda v: float(np.sum(v)) + 1\n{set:num} = {parsum}({vec})",
    "for {sort} in (np.sort, lambda v: -v):\n    {set:vec} = {sort}({vec})",
)
"""The same, for programs whose primitives are names of their own."""

HELPERS = {
    "t": "def t(k, v):\n    print('t', k)\n    return v",
    "bump": "def bump(v):\n    v += 1\n    return v",
    "Noisy": "class Noisy:\n    def __init__(self, v):\n        self.v = v\n    def __enter__(self):\n        print('enter', self.v)\n"
    "        return self.v\n    def __le__(self, other):\n        print('le', self.v)\n        return self.v <= other\n"
    "    def __ge__(self, other):\n        print('ge', self.v)\n        return self.v >= other\n    def __exit__(self, kind, error, trace):\n        print('exit', kind and kind.__name__)",
    "traced": "def traced(c):\n    def wrap(f):\n        def inner(*args, **kwargs):\n            print('call', f.__name__, c)\n"
    "            return f(*args, **kwargs)\n        return inner\n    return wrap",
}
"""Definitions that programs have if they use them."""

NAMES = {
    "mat": ("A", "B", "C", "M", "A_block", "matmul_result", "spmd"),
    "vec": ("x", "y", "v", "w", "x_plan", "x_result", "next_item", "größe", "sort_block"),
    "num": ("s", "total", "norm", "parsum_part", "parsum_result", "root", "x_copy"),
    "int": ("i", "j", "k2", "next_item_2"),
    "list": ("L", "rows", "args"),
    "text": ("line", "word"),
    "none": (),
}
"""Names by the kind of value that they have in the whole program; some of them scaffolding would like to have."""
