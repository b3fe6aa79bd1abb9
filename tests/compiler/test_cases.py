"""Golden pairs: the text that the compiler emits, and that it means what the script means."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import dino
from dino.compiler import compile_script
from tests.compiler.golden import SCRIPTS, program_of, text_of
from tests.compiler.share import TOUCHED, share

ROOT = Path(__file__).parents[2]
MPIEXEC = Path(sys.executable).with_name("mpiexec")
PRELUDE = "import numpy as np\nfrom dino import matmul, matvec, parsum, sort, hello\n"
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
IDS = [script.stem for script in SCRIPTS]


@pytest.mark.parametrize("script", SCRIPTS, ids=IDS)
def test_emitted_text_is_the_golden_one(script, request):
    emitted = compile_script(text_of(script), script.name).replace(dino.__version__, "VERSION")
    if request.config.getoption("--update"):
        program_of(script).write_bytes(emitted.encode())
    assert emitted == text_of(program_of(script))


@pytest.mark.parametrize("script", SCRIPTS, ids=IDS)
def test_two_compiles_agree(script):
    assert compile_script(text_of(script)) == compile_script(text_of(script))


def test_a_third_of_the_cases_say_what_must_not_change():
    untouched = [script for script in SCRIPTS if "raise SystemExit" in text_of(program_of(script))]
    assert len(untouched) * 3 >= len(SCRIPTS)


def test_almost_all_calls_are_static():
    """Of the calls in the cases, but for those that say what must not change, nine in ten are steps of all ranks."""
    calls, static = map(sum, zip(*map(share, TOUCHED), strict=True))
    assert static >= 0.9 * calls > 0


def expected_output(script):
    """What the script prints under plain Python, with the imports of the bare style where it has none."""
    text = text_of(script)
    prelude = "" if "import" in text or "def" in text else PRELUDE
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(prelude + text, str(script), "exec", dont_inherit=True), {"__name__": "__main__"})
    return out.getvalue()


@pytest.mark.parametrize(("ranks", "path"), [(1, "ranks"), (2, "ranks"), (3, "ranks"), (7, "ranks"), (2, "auto")])
def test_programs_print_what_their_scripts_print(ranks, path):
    """Every golden program, distributed however small, or by cost, on some ranks: the output of plain Python."""
    scripts = [script for script in SCRIPTS if "hello" not in script.stem or ranks == 1]
    expected = "".join(f"{expected_output(script)!r}\n" for script in scripts)
    command = [sys.executable, "-m", "tests.compiler.cases_on_ranks", *(script.stem for script in scripts)]
    if ranks > 1:
        command = [shutil.which("mpiexec") if not MPIEXEC.exists() else str(MPIEXEC), "-n", str(ranks), *command]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DINO_PATH": path}
    if path == "ranks":
        environment["DINO_PANEL_ROWS"] = "1"
    with subprocess.Popen(command, text=True, cwd=ROOT, env=environment, start_new_session=True, **PIPES) as run:
        try:
            out, err = run.communicate(expected, timeout=200)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
    assert err == ""
    assert out.startswith("differing: 0\n")  # mpiexec may add words of its own about how ranks ended
