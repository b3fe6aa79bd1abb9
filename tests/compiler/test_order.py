"""Which calls may be lifted: the order of evaluation is watched, not believed."""

import ast
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dino.compiler.order import Order
from dino.compiler.program import Branch


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
        ("{p(): q()}", "pq"),
        ("{**p(), 1: q()}", ""),
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
        st.builds("(not ({} or {}))".format, inner, inner),
        st.builds("{{1: {}, 2: {}}}".format, inner, inner),
    ),
    max_leaves=8,
)


def put(node, names):
    """A copy of a node with names in place of what has been evaluated, as the emitted program has them."""
    if isinstance(node, list):
        return [put(child, names) for child in node]
    if not isinstance(node, ast.AST):
        return node
    if node in names:
        return ast.Name(names[node], ast.Load())
    if isinstance(node, ast.BoolOp):
        return operation(node, node.values, names)
    if (node, "chain") in names:
        first, decided = names[node, "chain"]
        second, third = (put(child, names) for child in node.comparators)
        again = ast.Compare(second, node.ops[1:], [third])
        return ast.IfExp(ast.Name(decided, ast.Load()), again, ast.Name(first, ast.Load()))
    return type(node)(**{name: put(child, names) for name, child in ast.iter_fields(node)})


def operation(node, values, names):
    """The operands of `and` or `or`, the decided ones as `value if decided else ...`."""
    first, *rest = values
    if not rest:
        return put(first, names)
    if (node, first) not in names:
        return ast.BoolOp(node.op, [put(first, names), operation(node, rest, names)])
    test, parts = ast.Name(names[node, first], ast.Load()), [put(first, names), operation(node, rest, names)]
    return ast.IfExp(test, *(parts[::-1] if isinstance(node.op, ast.And) else parts))


def evaluated(node, names, scope):
    """The value of an expression, where some of it has been evaluated."""
    tree = ast.fix_missing_locations(ast.Expression(put(node, names)))
    return eval(compile(tree, "", "eval"), scope)


def take(taken, names, scope):
    """Evaluate what was taken out of an expression, in the order in which the emitted program does."""
    for node in taken:
        name = f"t{len(scope)}"
        if isinstance(node, Branch) and node.word == "chain":
            scope[name] = evaluated(node.test, names, scope)
            scope[f"{name}_true"] = bool(scope[name])
            names[node.whole, "chain"] = name, f"{name}_true"
            take(node.body if scope[f"{name}_true"] else (), names, scope)
        elif isinstance(node, Branch) and node.whole:
            scope[name] = evaluated(node.test, names, scope)
            scope[f"{name}_true"] = bool(scope[name])
            names[node.test], names[node.whole, node.test] = name, f"{name}_true"
            take(node.body if scope[f"{name}_true"] else node.orelse, names, scope)
        elif isinstance(node, Branch):
            scope[name] = evaluated(ast.IfExp(node.test, ast.Constant(True), ast.Constant(False)), names, scope)
            names[node.test] = name
            take(node.body if scope[name] else node.orelse, names, scope)
        else:
            scope[name] = evaluated(node, names, scope)
            names[node] = name


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


NOT_VALUES = ast.Starred | ast.keyword | ast.FormattedValue | ast.Slice


@pytest.mark.parametrize("holdable", [None, lambda node: not isinstance(node, NOT_VALUES)], ids=["lifted", "held"])
@pytest.mark.parametrize("truth", [False, True])
@settings(max_examples=500, deadline=None)
@given(text=EXPRESSIONS)
def test_taking_out_keeps_the_order_of_all_calls(text, truth, holdable):
    """Whatever the expression, the same functions and operators act in the same order, as often."""
    tree = ast.parse(f"a if not {text} else 1" if truth else text, mode="eval")
    order = Order(lambda call: call.func.id in "pqr", ("a", "f").__contains__, {}, holdable=holdable, counted=True)
    order.visit(tree.body)

    def in_steps(scope):
        names = {}
        take(order.taken, names, scope)
        evaluated(tree.body, names, scope)

    assert events(in_steps) == events(lambda scope: eval(compile(tree, "", "eval"), scope))


def taken(text, truth=False):
    """What is taken out of an expression: calls and held values as text, branches in brackets."""
    order = Order(
        liftable=lambda call: isinstance(call.func, ast.Name) and call.func.id in "pqr",
        settled=("a", "print").__contains__,
        modules={},
        lists=frozenset({"a"}),
        holdable=lambda node: not isinstance(node, NOT_VALUES),
    )
    order.visit(ast.parse(text, mode="eval").body, truth=truth)
    return told(order.taken)


def told(nodes):
    return "; ".join(
        f"{node.word} {ast.unparse(node.test)} [{told(node.body)}] [{told(node.orelse)}]"
        if isinstance(node, Branch)
        else ast.unparse(node)
        for node in nodes
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f() + p()", "f(); p()"),
        ("print(f(), a, p(), g(), q())", "f(); p(); g(); q()"),
        ("f(p()).b(q())", "f; p(); f(p()).b; q()"),
        ("print(*f(), p())", ""),
        ("a.append(p())", "p()"),
        ("a.more(p())", "a.more; p()"),
        ("', '.join(p())", "p()"),
        ("{'k': p(), 'l': q()}", "p(); q()"),
        ("f'{f()} {p()}'", ""),
        ("p() if a else q()", "if a [p()] [q()]"),
        ("f() + (p() if g() else a)", "f(); if g() [p()] []"),
        ("f() if a else g()", ""),
        ("a and p()", "and a [p()] []"),
        ("f() or p()", "or f() [] [p()]"),
        ("a and f() and p()", "and a [and f() [p()] []] []"),
        ("f() + (a and p())", "f(); and a [p()] []"),
        ("a and f() or g()", ""),
        ("1 < a < p()", "chain 1 < a [p()] []"),
        ("f() < a < p()", "chain f() < a [p()] []"),
        ("a < f() < p() + g()", "f(); chain a < f() [p()] []"),
        ("f() < g() < p()", "f(); g(); chain f() < g() [p()] []"),
        ("f() < p() < q()", "f(); p(); chain f() < p() [q()] []"),
        ("f() + (1 < a < p()) + q()", "f(); chain 1 < a [p()] []; f() + (1 < a < p()); q()"),
        ("1 < a < 3 < p()", ""),
        ("not (a and p())", "and a [p()] []"),
        ("1 if not (a and p()) else 2", "and a [p()] []"),
        ("f() if f() or p() and q() else 2", "or f() [] [p(); and p() [q()] []]"),
        ("(f() + p() if a else 1) + q()", "if a [f(); p()] []; f() + p() if a else 1; q()"),
    ],
)
def test_what_is_evaluated_before_is_held(text, expected):
    assert taken(text) == expected
