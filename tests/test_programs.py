"""Whole programs mean under `dino mpirun` on any number of ranks what they mean under plain `python`."""

import functools
import shutil
import sys
import tempfile
from collections import ChainMap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.programs.harness import dino, programs, run, run_on_ranks, run_plainly, with_prelude

PROGRAMS = programs()
EXAMPLES = Path(__file__).parents[1] / "examples"


DIRECTORIES = tempfile.TemporaryDirectory(prefix="dino-programs-")


def fresh_directory():
    """A directory whose name has the same length each time, so that no output depends on it."""
    return Path(tempfile.mkdtemp(dir=DIRECTORIES.name))


@functools.cache
def oracle(program, merged):
    """What plain `python` shows, run once."""
    return run_plainly(program, fresh_directory(), merged)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_is_deterministic_and_ends_as_its_head_says(program):
    """Two plain runs agree, so that a difference on ranks is DiNo's."""
    first, second = oracle(program, False), run_plainly(program, fresh_directory(), False)
    assert first == second
    assert (first.status, first.left) == (program.status, ())


def on_ranks(program, runs):
    """Outcomes by number of ranks and way of its streams: compiled for the first, from the cache then."""
    directory, outcomes = fresh_directory(), {}
    for ranks, merged in runs:
        outcomes[ranks, merged] = run_on_ranks(program, directory, merged, ranks)
        shutil.rmtree(directory)
        directory.mkdir()
    return outcomes


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_is_the_same_on_ranks(program):
    """Same streams in the same order, same files, same exit status, no process left; two runs at a time."""
    halves = [(1, True), (3, True)], [(2, True), (3, False)]
    with ThreadPoolExecutor() as pool:
        outcomes = dict(ChainMap(*pool.map(functools.partial(on_ranks, program), halves)))
    assert outcomes == {(ranks, merged): oracle(program, merged) for ranks, merged in outcomes}


def test_the_collection_is_large_and_varied():
    """At least 30 programs, in every style of import."""
    texts = [program.script.read_bytes() for program in PROGRAMS]
    assert len(texts) >= 30
    for style in (b"from dino import", b"import dino\n", b"import dino as", b"from dino import *", b"# style: bare"):
        assert any(style in text for text in texts), style


@functools.cache
def plain_example(name):
    """What an example shows under plain `python`, run once."""
    command = [sys.executable, str(EXAMPLES / name)]
    return run(command, fresh_directory(), DINO_PATH=None, DINO_PANEL_ROWS=None)


@pytest.mark.parametrize("ranks", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("name", ["digits.py", "pagerank.py"])
def test_an_example_prints_the_same_on_ranks(name, ranks, tmp_path):
    """The shipped examples, from another working directory, where DiNo decides who computes and on the ranks."""
    plain = plain_example(name)
    assert plain.status == 0 and plain.stdout.count("\n") > 10
    for path in ("auto", "ranks"):
        assert run(dino(ranks, EXAMPLES / name), tmp_path, DINO_PATH=path, DINO_PANEL_ROWS=None) == plain


@pytest.mark.parametrize("ranks", [1, 2, 3, 4, 7])
def test_the_example_of_the_readme_prints_the_same_on_ranks(ranks, tmp_path):
    """Bare names, no import; seeded in the first line on both sides, as it draws random numbers."""
    body = "# style: bare\n" + (EXAMPLES / "readme.py").read_text().replace("\nA =", "\nnp.random.seed(7); A =", 1)
    plain, bare = tmp_path / "plain.py", tmp_path / "bare.py"
    plain.write_text(with_prelude(body))
    bare.write_text(body)
    expected = run([sys.executable, str(plain)], tmp_path)
    assert expected.status == 0 and expected.stdout.startswith("[[")
    assert run(dino(ranks, bare), tmp_path) == expected


@pytest.mark.parametrize(
    ("source", "difference"),
    [
        ("import os; os.write(2, b'x')", "stderr"),
        ("print('x')", "stdout"),
        ("open('x', 'w').close()", "files"),
        ("raise SystemExit(1)", "status"),
        ("import time; time.sleep(60)", "status"),
        (
            "import os, time\nif not os.fork():\n"
            "    os.setsid()\n    for fd in range(3): os.close(fd)\n    time.sleep(60)",
            "left",
        ),
    ],
)
def test_the_harness_sees(source, difference, tmp_path):
    """Each difference that a run may show is noticed, a hang and a process left behind included."""
    silent, other = (run([sys.executable, "-c", text], tmp_path, wall=2) for text in ("pass", source))
    assert {name for name in vars(silent) if getattr(silent, name) != getattr(other, name)} == {difference}
