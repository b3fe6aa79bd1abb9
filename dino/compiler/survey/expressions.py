"""What is known of the value of one expression, given what is known of names."""

import ast
import operator

from dino.compiler.survey import functions
from dino.compiler.survey.arrays import Array, Nested, Unknown, Value, as_array, elementwise, promoted, subscripted
from dino.primitives import BY_NAME

_INTEGER = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_LIMIT = 2**62
_NUMBERS = {"numpy.inf", "numpy.nan", "numpy.pi", "numpy.e", "math.pi", "math.e", "math.inf", "math.nan"}
_TYPES = {"float", "int", "bool", "complex"}
_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Expressions:
    """Evaluate expressions, and keep in `values` what is known of each.

    Parameters
    ----------
    script : Script
        The script.
    """

    def __init__(self, script):
        self.script = script
        self.names: dict[str, Value] = {}
        self.globals: dict[str, Value] = {}
        self.values: dict[ast.expr, Value] = {}

    def value(self, node: ast.expr) -> Value:
        """Evaluate an expression and all that is in it."""
        value = self._value(node)
        if value is None:
            self.values.pop(node, None)
        else:
            self.values[node] = value
        return value

    def _value(self, node) -> Value:  # noqa: C901  (one case for each kind of expression)
        match node:
            case ast.Constant():
                return _constant(node.value)
            case ast.Name():
                return self._name(node)
            case ast.Tuple():
                return tuple(self.value(item) for item in node.elts)
            case ast.List():
                return _nested([self.value(item) for item in node.elts])
            case ast.BinOp():
                return self.operation(node.op, self.value(node.right), node.left)
            case ast.UnaryOp():
                return _unary(node.op, self.value(node.operand))
            case ast.Attribute():
                return self._attribute(node)
            case ast.Subscript():
                return subscripted(self.value(node.value), self._index(node.slice))
            case ast.Call():
                return self._call(node)
            case ast.NamedExpr():
                value = self.value(node.value)
                self.set(node.target.id, None)
                return value
            case ast.Lambda():
                return None
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return self._comprehension(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return None

    def set(self, name: str, value: Value) -> None:
        """Bind a name."""
        self.names[name] = value

    def operation(self, op: ast.operator, right: Value, left_node: ast.expr) -> Value:
        """Evaluate a binary operation."""
        left = (
            self._target(left_node) if isinstance(getattr(left_node, "ctx", None), ast.Store) else self.value(left_node)
        )
        if type(left) is type(right) is int:
            return _arithmetic(op, left, right)
        if isinstance(op, ast.MatMult):
            return functions.called("dino.matmul", [left, right], {})
        if not (isinstance(left, Array) or isinstance(right, Array)):
            return None
        whole = elementwise(left, right)
        if whole and isinstance(op, ast.Div):
            return Array(whole.shape, "f" if whole.kind in tuple("biuf") else whole.kind)
        return whole

    def _target(self, node) -> Value:
        return self.names.get(node.id) if isinstance(node, ast.Name) else None

    def _name(self, node: ast.Name) -> Value:
        owner = self.script.scopes.around[node].owner(node.id)
        if owner is None:
            return node.id if node.id in _TYPES else None
        if owner.parent is None and node.id not in self.names:
            return self.globals.get(node.id)
        here = self.script.scopes.around[node]
        if isinstance(owner.node, _COMPREHENSIONS):
            return None
        while isinstance(here.node, _COMPREHENSIONS):
            here = here.parent
        return self.names.get(node.id) if here is owner else None

    def _attribute(self, node: ast.Attribute) -> Value:
        name = self.script.qualified(node)
        if name in _NUMBERS:
            return Array((), "f")
        if name.startswith("numpy."):
            return name
        return functions.attribute(self.value(node.value), node.attr)

    def _index(self, node: ast.expr) -> list:
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return [self._subscript(part) for part in parts]

    def _subscript(self, node: ast.expr):
        if isinstance(node, ast.Slice):
            return slice(*map(self._bound, (node.lower, node.upper, node.step)))
        value = self.value(node)
        if isinstance(node, ast.Constant) and node.value in (None, Ellipsis):
            return node.value
        if isinstance(node, ast.Attribute) and self.script.qualified(node) == "numpy.newaxis":
            return None
        return value if type(value) is int else Unknown

    def _bound(self, node: ast.expr | None):
        value = None if node is None else self.value(node)
        return value if node is None or type(value) is int else Unknown

    def _call(self, node: ast.Call) -> Value:
        name = self.script.qualified(node.func)
        receiver = None
        if not name and isinstance(node.func, ast.Attribute):
            receiver = self.value(node.func.value)
        args = [self.value(argument) for argument in node.args]
        keywords = {keyword.arg: self.value(keyword.value) for keyword in node.keywords}
        if None in keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            return None
        if name:
            return functions.called(name, args, keywords) if _is_known(name) else None
        if receiver is not None:
            return functions.method(receiver, node.func.attr, args, keywords)
        return self._builtin(node.func, args)

    def _builtin(self, node: ast.expr, args: list[Value]) -> Value:
        if not isinstance(node, ast.Name) or len(args) != 1 or self.script.scopes.around[node].owner(node.id):
            return None
        if node.id == "len":
            return functions.length(args[0])
        if node.id == "int" and type(args[0]) is int:
            return args[0]
        return Array((), "f") if node.id == "float" else None

    def _comprehension(self, node) -> None:
        """What its targets and conditions are is not known."""
        for generator in node.generators:
            self.value(generator.iter)
            for condition in generator.ifs:
                self.value(condition)
        for part in ("elt", "key", "value"):
            if hasattr(node, part):
                self.value(getattr(node, part))


def _is_known(name: str) -> bool:
    return name.startswith("numpy.") or (name.startswith("dino.") and name[5:] in BY_NAME)


def _arithmetic(op: ast.operator, left: int, right: int) -> Value:
    """What an operation on two of Python's integers gives."""
    if isinstance(op, ast.Div):
        return Array((), "f")
    if type(op) not in _INTEGER or (right == 0 and isinstance(op, ast.FloorDiv | ast.Mod)):
        return None
    if isinstance(op, ast.Pow) and not (0 <= right <= 62 and abs(left) <= 10):
        return None
    whole = _INTEGER[type(op)](left, right)
    return whole if abs(whole) < _LIMIT else None


def _constant(value) -> Value:
    match value:
        case bool():
            return Array((), "b")
        case int() if abs(value) < _LIMIT:
            return value
        case float() | complex():
            return Array((), "f" if isinstance(value, float) else "c")
        case str():
            return value
    return None


def _nested(items: list[Value]) -> Value:
    """A list display whose items are numbers, or lists of equal shape."""
    parts = [item if isinstance(item, Nested) else as_array(item) for item in items]
    if not parts or None in parts:
        return None
    shapes = {part.shape for part in parts}
    if len(shapes) != 1 or None in shapes:
        return None
    return Nested((len(parts), *shapes.pop()), promoted(*(part.kind for part in parts)))


def _unary(op: ast.unaryop, value: Value) -> Value:
    if type(value) is int and isinstance(op, ast.USub):
        return -value
    if isinstance(value, Array) and isinstance(op, ast.USub | ast.UAdd):
        return value
    return None
