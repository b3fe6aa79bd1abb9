"""Faults planted by hand into compiler and runtime, and how soon the generator finds each: `python -m tests.generator.faults`.

A fault is a small change of one source file. It is made while that module is imported, in a process of its own; no file
changes. If the text to be changed is no longer there, the fault must be written anew: that is an error.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZES = (3,)
NEEDED = 28 / 30
CONTROL = 10
"""Programs that must not differ without any fault, or what the hunt finds are not the faults."""


@dataclass(frozen=True)
class Fault:
    """One change: `old` stands in the file once and becomes `new`."""

    name: str
    module: str
    old: str
    new: str


def _compiler(module, *rows):
    return [Fault(name, f"dino.compiler.{module}", old, new) for name, old, new in rows]


FAULTS = [
    *_compiler(
        "order",
        ("operands in the wrong order", "return (node.left, node.right)", "return (node.right, node.left)"),
        ("arguments before the function", "return (node.func, *node.args,", "return (*node.args, node.func,"),
        (
            "short circuit ignored",
            "self._operation(node, node.values, depth, truth)",
            "self._all(node.values, depth + 1)",
        ),
        (
            "steps of the other branch of x if c else y",
            "tuple(body.taken), tuple(orelse.taken), None",
            "tuple(orelse.taken), tuple(body.taken), None",
        ),
        (
            "both branches of x if c else y evaluated",
            "self.taken.append(branch)",
            "self.taken += [test, *body.taken, *orelse.taken]",
        ),
        (
            "only the truth of and and or counts",
            "tuple(orelse.taken), None if truth else node",
            "tuple(orelse.taken), None",
        ),
        ("and takes the branch of or", '(more, none) if word == "and" else', '(more, none) if word == "or" else'),
        ("what comes before a step is not held", "self.taken += nodes", "pass"),
        ("chained comparison evaluated whole", "(node.left, node.comparators[0])", "(node.left, *node.comparators)"),
        (
            "comprehensions and lambdas evaluated early",
            "        return ()\n",
            "        return tuple(ast.iter_child_nodes(node))\n",
        ),
        ("every name counts as settled", "if not self.settled(node.id):", "if False:"),
        ("everything counts as free of effects", "if not self._is_stable(node) or any(", "if any("),
    ),
    *_compiler(
        "analyse",
        ("hidden break forgotten", "if any(_hidden(node.body)):", "if False:"),
        ("break left to root", "decides = (in_loop and any(_controls(node))) or", "decides ="),
        ("return left to root", "return _returns(statement.node)\n", "return False\n"),
        ("bound in one branch counts as bound", "bound_by_body & bound_by_orelse", "bound_by_body | bound_by_orelse"),
    ),
    *_compiler(
        "lift",
        ("operand of += read late", "return (node.target, node.value)", "return (node.value,)"),
        (
            "target of += read late",
            "            return (node.target, node.value)\n",
            "            return (node.value,)\n",
        ),
        (
            "calls in f-strings cut at wrong places",
            "inexact = {child for expression in expressions for child in _inexact(resolved, expression)}",
            "inexact = set()",
        ),
        ("f-strings that quote", "if isinstance(node, ast.expr) and (quoted or", "if isinstance(node, ast.expr) and ("),
        (
            "functions called before they are bound",
            "in scope.collective & certain & bound and",
            "in scope.collective and",
        ),
        (
            "a loop's body evaluated before it",
            "case ast.For():\n            return (node.iter,)",
            "case ast.For():\n            return (node.iter, *(s.value for s in node.body if isinstance(s, ast.Expr)))",
        ),
    ),
    *_compiler(
        "order",
        (
            "the middle of a chain evaluated twice",
            "repeatable = is_constant(second) or (isinstance(second, ast.Name) and self.settled(second.id))",
            "repeatable = True",
        ),
        (
            "the second comparison of a chain is not watched",
            "        self._push(depth, node)\n\n    def _may",
            "\n    def _may",
        ),
    ),
    *_compiler(
        "steps",
        ("a value decides otherwise", "{'not ' * (node.word != 'or')}", "{'not ' * (node.word == 'or')}"),
        ("name reused", "while candidate in self.taken or candidate in used:", "while False:"),
        (
            "stand-in of another call",
            "name = self.applications.get(node) or self.calls[node].name\n",
            "name = 'x'\n        used = set()\n",
        ),
    ),
    *_compiler(
        "lower",
        (
            "loop else dropped",
            "return self._with_else(clause, statement, line) if statement.orelse else ((clause,), line)",
            "return ((clause,), line)",
        ),
        (
            "else dropped",
            "return self._with_else(clause, statement, line)\n        lead",
            "return (clause,), line\n        lead",
        ),
        ("loop target not assigned", "regions=_merged([*assignment, *regions])", "regions=_merged([*regions])"),
        ("steps of a while condition taken once", "repeated = group[0] if group else None", "repeated = None"),
    ),
    *_compiler(
        "lower",
        ("an item is changed and not put back", "if not isinstance(node, ast.AugAssign) or", "if True or"),
        (
            "else of a while with steps dropped",
            "return (replace(clause, leaving=_moved(last, last.indentation, inner)),)",
            "return (clause,)",
        ),
    ),
    *_compiler(
        "emit",
        ("gather omitted", "*self._computing(step), self._move_out(step)]", "*self._computing(step)]"),
        ("strings indented", "return line.text if line.verbatim or not", "return line.text if not"),
    ),
    *_compiler(
        "resolve",
        ("keyword arguments ignored", "return not starred and not call.keywords and", "return not starred and"),
        ("rebound name still a primitive", "return bindings == 1 and name not in names.volatile", "return True"),
        ("dynamic access ignored", "if names.dynamic:", "if False:"),
    ),
    *_compiler(
        "region",
        ("bcast for scatter", 'return "reuse" if kept else "scatter"', 'return "reuse" if kept else "bcast"'),
        ("scatter for allgather", 'return "allgather" if kept else "bcast"', 'return "scatter" if kept else "bcast"'),
    ),
    *_compiler(
        "align",
        (
            "lines of the emitted text in tracebacks",
            "        _take_over(scaffold, questions[served] if asks else served)",
            "        pass",
        ),
    ),
    *_compiler(
        "names",
        (
            "global names count as settled",
            "_unsettles(node: ast.AST) -> tuple[str, ...]:\n    match node:\n        case ast.Global() | ast.Nonlocal():\n"
            "            return tuple(node.names)\n",
            "_unsettles(node: ast.AST) -> tuple[str, ...]:\n    match node:\n",
        ),
        (
            "deleted names forgotten",
            "case ast.Name(ctx=ast.Del()):\n            return (node.id,)\n        case ast.ExceptHandler()",
            "case ast.ExceptHandler()",
        ),
    ),
    *_compiler(
        "place",
        ("kept although root reads it", "if loads and loads <= _operands(resolved, statements, name):", "if loads:"),
        ("kept although bound twice", "once = counts.get(name) == 1 and", "once ="),
    ),
    *_compiler(
        "iterates",
        (
            "left on the ranks although root reads it",
            "any(node not in operands | targets for node in mentions)",
            "False",
        ),
        ("gathered although it may be unbound", "for name in names & loop.bound", "for name in names"),
    ),
    *_compiler(
        "once",
        ("all ranks are to walk what root alone calls", "if not elsewhere & found:", "if True:"),
    ),
    *_compiler(
        "pace",
        ("a worker runs ahead", "if not free:\n            return known", "return known"),
    ),
    *_compiler(
        "shared",
        ("a name counts as known to all", "return name in variables", "return True"),
    ),
    Fault(
        "choice not announced", "dino.runtime.spmd", "    here.announce(Kind.CHOICE, line=line, payload=truth)\n", ""
    ),
    Fault("iteration not announced", "dino.runtime.spmd", '        here.leader.note(_NEXT, "", line)\n', ""),
    Fault("wrong number of iterations", "dino.runtime.spmd", "payload=count)", "payload=count + 1)"),
    Fault("end of loop not announced", "dino.runtime.spmd", "        here.announce(Kind.STOP, line=line)\n", ""),
    Fault(
        "default values dropped",
        "dino.runtime.spmd",
        "function.__name__, function.__defaults__)",
        "function.__name__, None)",
    ),
    Fault(
        "keyword defaults dropped",
        "dino.runtime.spmd",
        "twin.__kwdefaults__, twin.__qualname__ = function.__kwdefaults__, ",
        "twin.__kwdefaults__, twin.__qualname__ = None, ",
    ),
    Fault(
        "function's name lost",
        "dino.runtime.spmd",
        "version.__code__.replace(co_name=function.__name__)",
        "version.__code__",
    ),
]
"""All of them."""


class _Planting(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module with a fault in it."""

    def __init__(self, fault):
        self.fault = fault
        self.path = ROOT / f"{fault.module.replace('.', '/')}.py"

    def find_spec(self, name, path, target=None):
        return (
            importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.fault.module else None
        )

    def get_source(self, name):
        return planted(self.fault)

    def is_package(self, name):
        return False


def planted(fault):
    """The source of a module with the fault in it."""
    text = (ROOT / f"{fault.module.replace('.', '/')}.py").read_text()
    if text.count(fault.old) != 1:
        raise LookupError(
            f"{fault.name}: {fault.old!r} stands {text.count(fault.old)} times in {fault.module}: write it anew"
        )
    changed = text.replace(fault.old, fault.new)
    compile(changed, fault.module, "exec")
    return changed


def _hunt(fault, first, most, send):
    """In a process of its own: run programs until one differs."""
    if fault:
        sys.meta_path.insert(0, _Planting(fault))
    os.environ |= {"DINO_PATH": "ranks", "DINO_PANEL_ROWS": "1"}
    from tests.generator.program import program
    from tests.generator.verdict import difference

    for number in range(most):
        found = difference(program(first + number), SIZES)
        if found:
            send.send((number + 1, found))
            return
    send.send((0, ""))


def hunted(fault, first=0, most=1000):
    """After how many programs a fault, or none, is found; 0 if it is not; and how it shows."""
    receive, send = multiprocessing.Pipe(False)
    process = multiprocessing.get_context("fork").Process(target=_hunt, args=(fault, first, most, send))
    process.start()
    send.close()
    try:
        return receive.recv()
    except EOFError:
        process.join()
        return 1, f"the process ends with status {process.exitcode}"


def main(only):
    """Print the table; the exit status is 1 if too many are not found."""
    missed, begin = [], time.monotonic()
    chosen = [fault for fault in FAULTS if not only or fault.name in only]
    for fault in chosen:
        planted(fault)
    number, found = hunted(None, most=CONTROL)
    if number:
        print(f"without any fault, program {number} differs too: {found}", file=sys.stderr)
        return 2
    for fault in chosen:
        number, found = hunted(fault)
        print(f"{fault.name:46} {f'program {number}' if number else 'NOT FOUND':12} {found[:100]!r}", flush=True)
        missed += [] if number else [fault.name]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} faults found in {time.monotonic() - begin:.0f} s")
    return 1 if not only and len(chosen) - len(missed) < NEEDED * len(chosen) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
