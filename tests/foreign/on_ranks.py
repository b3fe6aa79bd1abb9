"""Run by `mpiexec -n P python -m tests.foreign.on_ranks NAME WAY EVERY`: CPython's own tests of a module that DiNo has compiled.

All ranks walk the compiled module; then root runs the tests, and the others take part in what its functions call. WAY is
`written`, or `steps`: with a collective behind each statement of the module. The ranks share
one in EVERY calls of `len`. Root prints one line of JSON.
"""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import sys
import traceback
import unittest

os.environ |= {"DINO_PATH": "ranks"}

from dino.runtime.ranks import join_world  # noqa: E402

RANKS = join_world()

from dino.compiler import code_object, compile_program  # noqa: E402
from dino.runtime import session  # noqa: E402
from tests.foreign import builtins_as_primitives, standard_library  # noqa: E402
from tests.generator.ranks import session_of  # noqa: E402


class Conducted(importlib.machinery.SourceFileLoader):
    """What the tests import afresh is root's alone, as it is written; its calls are conducted."""

    def source_to_code(self, data, path, *, _optimization=-1):
        text = standard_library.with_primitives(importlib.util.decode_source(data))
        return compile(text, path, "exec", dont_inherit=True)

    def get_code(self, fullname):
        return self.source_to_code(self.get_data(self.path), self.path)


class Finder:
    """Finds some modules with another loader."""

    def __init__(self, names):
        self.names = names

    def find_spec(self, name, path, target=None):
        if name not in self.names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader = Conducted(spec.loader.name, spec.loader.path)
        return spec


def walk(name, way, is_root):
    """Execute a module on this rank; whether it was static."""
    text, path = standard_library.source(name)
    text = standard_library.with_primitives(text)
    text = standard_library.with_steps(text) if way == "steps" else text
    static = compile_program(text, path).static
    code = code_object(text, path)
    if not is_root:
        with contextlib.suppress(SystemExit):
            exec(code, {"__name__": name})
        return static
    module = sys.modules[name] = importlib.util.module_from_spec(importlib.util.find_spec(name))
    exec(code, vars(module))
    return static


def bind_children(names):
    """Let packages have their modules as attributes, as importing these does."""
    for name in names:
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, sys.modules[name])


def tested(name):
    """Run CPython's tests of a module: how many, and what went wrong."""
    names = [f"test.test_{name}"]
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    stream = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        result = unittest.TextTestRunner(stream, verbosity=0).run(suite)
    wrong = [f"{test}: {text}" for test, text in (*result.failures, *result.errors)]
    return {"run": result.testsRun, "skipped": len(result.skipped), "wrong": wrong}


def main(name, way, every):
    """Walk, test, report."""
    builtins_as_primitives.install(int(every))
    session._session = here = session_of(RANKS)
    static = [walk(one, way, here.is_root) for one in standard_library.MODULES[name]]
    if not here.is_root:
        here.serve()
        return
    bind_children(standard_library.MODULES[name])
    sys.meta_path.insert(0, Finder(standard_library.MODULES[name]))
    report = tested(name) | {"static": static, "shared": builtins_as_primitives.shared()}
    print(json.dumps(report), flush=True)
    here.join()
    here.leave()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except BaseException as error:
        if not isinstance(error, SystemExit) or error.code:
            traceback.print_exc()
            sys.stderr.flush()
            RANKS.MPI.COMM_WORLD.Abort(1)
