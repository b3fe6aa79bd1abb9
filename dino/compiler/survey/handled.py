"""Whether a script means to handle what a call raises: then an error of that call is no news."""

import ast

_EXPECTING = {"raises", "suppress", "assertRaises", "assertRaisesRegex"}


def handled(script, node: ast.AST) -> bool:
    """Tell whether a node stands in a `try` with handlers, or under `with pytest.raises(...)` and the like."""
    child = node
    for parent in script.scopes.above(node):
        match parent:
            case ast.Try() if parent.handlers and child in parent.body:
                return True
            case ast.With() | ast.AsyncWith() if any(map(_expects, parent.items)):
                return True
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                return False
        child = parent
    return False


def _expects(item: ast.withitem) -> bool:
    match item.context_expr:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _EXPECTING
    return False
