"""What may be looked up early: it runs no code and cannot fail."""

import ast

# Functions that every NumPy from 2.0 on and every Python have: to look them up runs no code and cannot fail.
STABLE = {
    "numpy": frozenset(
        [
            "abs",
            "all",
            "allclose",
            "any",
            "arange",
            "argmax",
            "argmin",
            "array",
            "array_equal",
            "array_str",
            "asarray",
            "clip",
            "concatenate",
            "cos",
            "cumsum",
            "diag",
            "dot",
            "exp",
            "eye",
            "float64",
            "full",
            "hstack",
            "int64",
            "isclose",
            "log",
            "max",
            "maximum",
            "mean",
            "median",
            "min",
            "minimum",
            "ones",
            "outer",
            "prod",
            "repr",
            "reshape",
            "round",
            "sin",
            "sqrt",
            "squeeze",
            "std",
            "stack",
            "sum",
            "trace",
            "transpose",
            "unique",
            "var",
            "vstack",
            "where",
            "zeros",
        ]
    ),
    "math": frozenset(
        [
            "ceil",
            "cos",
            "exp",
            "fabs",
            "floor",
            "fsum",
            "hypot",
            "isclose",
            "isfinite",
            "isnan",
            "log",
            "log10",
            "log2",
            "pow",
            "sin",
            "sqrt",
        ]
    ),
}


# Methods of what a display makes: to look them up runs no code and cannot fail.
METHODS = {ast.List: frozenset(dir(list)), ast.Constant: frozenset(dir(str))}
