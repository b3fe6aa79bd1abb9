"""Second pass: which calls are primitives."""

import ast
import symtable
from collections.abc import Iterator, Mapping

from dino.compiler.functions import functions, own, own_of
from dino.compiler.program import Names, Parsed, Resolved
from dino.primitives import BY_NAME, TABLE, Primitive


def resolve(parsed: Parsed, names: Names) -> Resolved:
    """Find the calls, in the scope of the module and of its functions, that are certain to be primitives.

    Parameters
    ----------
    parsed : Parsed
        The script.
    names : Names
        What it does with names.

    Returns
    -------
    Resolved
        A name counts as a primitive only where one statement of the module's top level, executed
        before the call, binds it and nothing can bind it anew. Any other call stays as written,
        which is always right: it conducts when it turns out to be a primitive.
    """
    symbols = symtable.symtable(parsed.source.text, parsed.source.path, "exec")
    loaded = _loaded(symbols)
    bare = _bare(loaded, names)
    numpy = bool(bare) and "np" in loaded - _global(names) and not names.stars
    if names.dynamic:
        return Resolved(parsed, names, {}, {}, {}, bare, numpy, {})
    modules = dict(_modules(parsed.tree, names, numpy))
    replaced = _replaced(parsed.tree)
    known = {name: told for name, told in _known(parsed.tree, names, bare).items() if told[0].name not in replaced}
    twice = functions(parsed.tree, symbols, names)
    calls, applications = {}, {}
    for call, hidden in _calls(parsed.tree, twice):
        if (row := _row(call, known, modules, hidden)) and _plain(call, row) and row.name not in replaced:
            calls[call] = row
        elif isinstance(call.func, ast.Name) and call.func.id in twice.keys() - hidden:
            applications[call] = call.func.id
    meanings = {name: module for name, (module, _) in modules.items()}
    return Resolved(parsed, names, calls, twice, applications, bare, numpy, meanings)


def _bare(loaded: set[str], names: Names) -> tuple[str, ...]:
    """Primitives used in the original style: nothing in the file could bind their names for the whole module."""
    if names.stars or names.identifiers & {"exec", "builtins", "__builtins__"}:
        return ()
    return tuple(sorted(row.name for row in TABLE if row.bare and row.name in loaded - _global(names)))


def _global(names: Names) -> frozenset[str]:
    """Names that some statement may bind in the module's own scope, by `global` or `:=` too."""
    return frozenset(names.counts) | names.volatile


def _loaded(scope: symtable.SymbolTable) -> set[str]:
    """Names that are looked up in the module's own scope, from it or from any scope inside."""
    own = scope.get_type() == "module"
    found = {
        symbol.get_name() for symbol in scope.get_symbols() if symbol.is_referenced() and (own or symbol.is_global())
    }
    return found.union(*map(_loaded, scope.get_children()))


def _known(tree: ast.Module, names: Names, bare: tuple[str, ...]) -> Mapping[str, tuple[Primitive, int]]:
    """Names that are primitives from some line on."""
    known = {name: (BY_NAME[name], 0) for name in bare}
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "dino" and not statement.level:
            for name, bound in _imported(statement):
                if name in BY_NAME and _settled(bound, names, names.counts[bound] or 1):
                    known[bound] = BY_NAME[name], statement.end_lineno
    return {name: row for name, row in known.items() if name not in _others(names, name)}


def _replaced(tree: ast.Module) -> set[str]:
    """Primitives that the script replaces in the module `dino` itself, under whatever name that has there."""
    imports = [alias for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    ours = {alias.asname or alias.name for alias in imports if alias.name == "dino"}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)]
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id in ours}


def _imported(statement: ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Yield what an import from DiNo imports and the name that it binds."""
    for alias in statement.names:
        if alias.name == "*":
            yield from ((name, name) for name in BY_NAME)
        else:
            yield alias.name, alias.asname or alias.name


def _settled(name: str, names: Names, bindings: int) -> bool:
    return bindings == 1 and name not in names.volatile


def _others(names: Names, name: str) -> frozenset[str]:
    """The name itself, if a star import could bind it beside the binding that is known."""
    foreign = [module for module in names.stars if module != "dino"]
    own = len(names.stars) - len(foreign)
    ambiguous = bool(foreign) or own + names.counts[name] > 1
    return frozenset({name}) if ambiguous else frozenset()


def _modules(tree: ast.Module, names: Names, numpy: bool) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield names that mean one module from some line on, which nothing in the file changes or passes on."""
    only_read = _only_read(tree)
    if numpy and "np" in only_read:
        yield "np", ("numpy", 0)
    for statement in tree.body:
        for alias in statement.names if isinstance(statement, ast.Import) else ():
            bound = alias.asname or alias.name
            if bound in only_read and _settled(bound, names, names.counts[bound]) and not names.stars:
                yield bound, (alias.name, statement.end_lineno)


def _only_read(tree: ast.Module) -> set[str]:
    """Names used only as the left side of a dot, and never to set or delete what is right of it."""
    nodes = list(ast.walk(tree))
    read = {n.value for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)}
    every = [node for node in nodes if isinstance(node, ast.Name)]
    return {node.id for node in every if node in read} - {node.id for node in every if node not in read}


def _calls(tree: ast.Module, twice: Mapping) -> Iterator[tuple[ast.Call, frozenset[str]]]:
    """Yield the calls in the scope of the module and of its functions, with the names that are local there."""
    for node in own(tree):
        if isinstance(node, ast.Call):
            yield node, frozenset()
    for function in twice.values():
        for node in (node for part in function.node.body for node in own_of(part)):
            if isinstance(node, ast.Call):
                yield node, function.locals


def _row(call: ast.Call, known: Mapping, modules: Mapping, hidden: frozenset[str]) -> Primitive | None:
    match call.func:
        case ast.Name(id=name) if name in known.keys() - hidden:
            row, line = known[name]
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in modules.keys() - hidden:
            module, line = modules[name]
            row = BY_NAME.get(attribute) if module == "dino" else None
        case _:
            return None
    return row if call.lineno > line else None


def _plain(call: ast.Call, row: Primitive) -> bool:
    """Whether a call has exactly the row's arguments, by position."""
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    return not starred and not call.keywords and len(call.args) == len(row.parameters)
