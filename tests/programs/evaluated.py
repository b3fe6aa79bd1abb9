# status: 1
"""eval, exec and compile: code made at run time that calls primitives."""

import ast

import numpy as np
from dino import matmul, parsum, sort

print(eval("parsum(np.arange(5)) + 1"))
space = {"m": matmul, "np": np}
exec("def square(a):\n    return m(a, a)\nresult = square(np.full((2, 2), 3))", space)
print(space["result"].tolist(), space["square"](np.eye(2)).tolist(), sorted(k for k in space if k[0] != "_"))
code = compile("[sort(np.array(x)).tolist() for x in ([3, 1], [2, 1])]", "<made>", "eval")
print(eval(code), code.co_filename)
exec("sort = lambda x: 'replaced'")
print(sort(np.array([2, 1])))
from dino import sort  # noqa: E402

print(sort(np.array([2, 1])))
exec(compile(ast.parse("total = parsum(np.ones(6))"), "<tree>", "exec"))
print(total)  # noqa: F821
print(__import__("dino").parsum(np.ones(2)), getattr(__import__("dino"), "so" + "rt")(np.array([1, 0])))
try:
    eval("parsum(")
except SyntaxError as error:
    print(error.msg, error.filename, error.lineno)
exec("1\nmatmul(np.ones(2), np.ones(3))")
