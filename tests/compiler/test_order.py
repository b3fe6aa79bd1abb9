"""Which calls may be lifted: the order of evaluation is watched, not believed."""

import ast
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dino.compiler.order import Order


def lifted(text, settled=("a", "print")):
    """Names of the calls that are lifted, where every call of p, q, r is a primitive."""
    order = Order(
        liftable=lambda call: isinstance(call.func, ast.Name) and call.func.id in "pqr",
        settled=settled.__contains__,
        modules={"np": "numpy"},
    )
    order.visit(ast.parse(text, mode="eval").body)
    return "".join(call.func.id for call in order.lifted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p()", "p"),
        ("p(q(), r())", "qrp"),
        ("p(f(), q())", "p"),
        ("p(u, q())", "p"),
        ("p(a, q())", "qp"),
        ("2 * p() + f(q())", "p"),
        ("a + p()", "p"),
        ("u + p()", ""),
        ("-1 + p()", "p"),
        ("-u + p()", ""),
        ("a.b(p())", ""),
        ("a[0] + p()", ""),
        ("a[p()]", "p"),
        ("print(1, p(), q())", "pq"),
        ("print(f(), p())", ""),
        ("print(p(), f(), q())", "p"),
        ("np.sqrt(p())", ""),
        ("[p(), q()]", "pq"),
        ("{p(): q()}", ""),
        ("p() and q()", "p"),
        ("a and p()", ""),
        ("p() if q() else r()", "q"),
        ("p() < q() < r()", "pq"),
        ("a < p()", "p"),
        ("f'{p()} {q()}'", "p"),
        ("f'a{p():>{q()}}'", "pq"),
        ("f'{a}{p()}'", ""),
        ("[p() for i in q()]", ""),
        ("lambda: p()", ""),
        ("print(*p())", "p"),
        ("print(*a, p())", ""),
        ("print(end=p())", "p"),
        ("(yield p())", ""),
    ],
)
def test_only_what_is_evaluated_first_is_lifted(text, expected):
    assert lifted(text) == expected


def test_functions_of_numpy_may_be_looked_up_later():
    assert lifted("np.sqrt(p())", settled=("np",)) == "p"
    assert lifted("np.made_up(p())", settled=("np",)) == ""


SIMPLE = st.sampled_from(["a", "f()", "1", "p()", "q()", "r(a)"])
LEAVES = st.one_of(SIMPLE, st.builds("f'{{{}}}{{{}}}'".format, SIMPLE, SIMPLE))
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("p({}, {})".format, inner, inner),
        st.builds("f({}, {})".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} < {} < {})".format, inner, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    ),
    max_leaves=8,
)


class Put(ast.NodeTransformer):
    """Puts names in place of lifted calls, innermost first, as the emitted program does."""

    def __init__(self, lifted):
        self.lifted, self.steps = set(lifted), []

    def visit_Call(self, node):
        self.generic_visit(node)
        if node not in self.lifted:
            return node
        name = f"t{len(self.steps)}"
        self.steps.append((name, node))
        return ast.Name(name, ast.Load())


def events(run):
    """What was called, in order, when `run` evaluates something in a scope whose functions say so."""
    log, numbers = [], itertools.count()

    class Value:
        def __init__(self, word="v"):
            self.word = f"{word}{next(numbers)}"

        def __bool__(self):
            log.append("bool")
            return len(log) % 2 == 0

        def __format__(self, spec):
            log.append("format")
            return ""

        def __add__(self, other):
            log.append("add")
            return Value()

        __radd__ = __lt__ = __gt__ = __add__

    def function(word):
        def call(*args):
            log.append(word)
            return Value(word)

        return call

    scope = {word: function(word) for word in "fpqr"} | {"a": Value("a")}
    try:
        run(scope)
    except TypeError:
        log.append("TypeError")
    return log


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS)
def test_lifting_keeps_the_order_of_all_calls(text):
    """Whatever the expression, the same functions and operators act in the same order."""
    tree = ast.parse(text, mode="eval")
    order = Order(lambda call: call.func.id in "pqr", ("a", "f").__contains__, {})
    order.visit(tree.body)
    put = Put(order.lifted)
    rest = ast.fix_missing_locations(ast.Expression(put.visit(tree.body)))

    def in_steps(scope):
        for name, call in put.steps:
            scope[name] = eval(compile(ast.fix_missing_locations(ast.Expression(call)), "", "eval"), scope)
        eval(compile(rest, "", "eval"), scope)

    assert events(in_steps) == events(lambda scope: eval(text, scope))
