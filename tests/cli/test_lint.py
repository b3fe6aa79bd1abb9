"""`dino lint`, whole: status, streams, files that it writes."""

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dino.__main__ import main
from dino.lint import settings

BAD = "from dino import sort\nsort(x)\ny = sort(x)  # dino: ignore[DN113]\n"
FIXED = "from dino import sort\nsort(x)\ny = sort(x)\n"
UNSAFELY = "from dino import sort\nx = sort(x)\ny = sort(x)\n"


@pytest.fixture
def lint(tmp_path, monkeypatch, capsys):
    """Run `dino lint` in a folder of its own; return status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)

    def run(*args, stdin=b""):
        settings._above.cache_clear()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = main(["lint", *args])
        except SystemExit as error:
            status = error.code
        return status, *capsys.readouterr()

    return run


def test_clean_tree(lint):
    Path("a.py").write_text("from dino import sort\nprint(sort([2, 1]))\n")
    assert lint() == (0, "All checks passed!\n", "")
    assert lint("a.py", "--quiet") == (0, "", "")


def test_tree_without_scripts_is_said_to_be_one(lint):
    Path("a.pyi").write_text(BAD)
    assert lint() == (0, "All checks passed!\n", "dino: no Python file (.py) there to look at\n")
    assert lint("--quiet") == (0, "", "")


def test_findings_are_status_one(lint):
    Path("a.py").write_text(BAD)
    status, out, err = lint("--format", "concise")
    assert (status, err) == (1, "")
    assert out == (
        "a.py:2:1: DN113 result of `sort` is not used\n"
        "a.py:3:14: DN199 [*] nothing to suppress: `DN113`\n"
        "Found 2 problems.\n"
        "[*] 1 fixable with --fix (1 more with --unsafe-fixes).\n"
    )
    assert lint("--exit-zero")[0] == 0
    assert Path("a.py").read_text() == BAD


def test_fix(lint):
    Path("a.py").write_text(BAD)
    os.chmod("a.py", 0o755)
    status, out, _ = lint("--fix", "--format", "concise")
    assert (status, Path("a.py").read_text()) == (1, FIXED)
    assert "Found 2 problems (1 fixed, 1 remaining).\n" in out
    status, out, _ = lint("--fix", "--unsafe-fixes")
    assert (status, Path("a.py").read_text()) == (0, UNSAFELY)
    assert out == "Found 1 problem (1 fixed, 0 remaining).\n"
    assert stat.S_IMODE(os.stat("a.py").st_mode) == 0o755
    assert os.listdir(".") == ["a.py"]


def test_fix_through_a_link_changes_the_file_behind_it(lint):
    Path("a.py").write_text(BAD)
    Path("b.py").symlink_to("a.py")
    lint("--fix", "b.py")
    assert Path("b.py").is_symlink()
    assert Path("a.py").read_text() == FIXED


def test_exit_non_zero_on_fix_is_for_hooks(lint):
    Path("a.py").write_text("x = 1  # dino: ignore[DN113]\n")
    assert lint("--fix", "--exit-non-zero-on-fix")[0] == 1
    assert lint("--fix", "--exit-non-zero-on-fix")[0] == 0


def test_diff_is_a_patch_and_changes_nothing(lint):
    Path("a.py").write_text(BAD)
    status, out, _ = lint("--diff")
    assert (status, Path("a.py").read_text()) == (1, BAD)
    subprocess.run(["git", "apply", "-p0"], input=out.encode(), check=True)
    assert Path("a.py").read_text() == FIXED
    assert lint("--diff") == (0, "", "")


def test_select_and_ignore(lint):
    Path("a.py").write_text(BAD + "hello()\n")
    assert codes(lint("--format", "json")) == ["DN113", "DN199"]
    assert codes(lint("--format", "json", "--select", "DN11,DN2", "--ignore", "DN199")) == ["DN113"]
    assert codes(lint("--format", "json", "--select", "DN199", "--select", "DN113")) == ["DN113", "DN199"]
    assert codes(lint("--format", "json", "--ignore", "DN1")) == []


def codes(result):
    return [found["code"] for found in json.loads(result[1])]


def test_settings_of_the_project_apply_unless_isolated(lint):
    Path("a.py").write_text(BAD)
    Path("pyproject.toml").write_text('[tool.dino.lint]\nignore = ["DN113"]\nexclude = ["old"]\n')
    Path("old").mkdir()
    Path("old/b.py").write_text(BAD)
    assert codes(lint("--format", "json")) == []
    assert codes(lint("--format", "json", "--select", "DN113")) == []
    assert codes(lint("--format", "json", "--isolated", "a.py")) == ["DN113", "DN199"]
    Path("other.toml").write_text('[tool.dino.lint]\nselect = ["DN113"]\n')
    assert codes(lint("--format", "json", "--config", "other.toml", "a.py")) == ["DN113"]


def test_statistics(lint):
    Path("a.py").write_text(BAD + "sort(y)\nsort(1, 2)\n")
    status, out, _ = lint("--statistics")
    assert status == 1
    assert out.startswith(
        "3  DN113  [ ] unused-result\n1  DN110  [ ] wrong-arguments\n1  DN199  [*] unused-suppression\n"
    )


def test_standard_input(lint):
    status, out, _ = lint("-", "--stdin-filename", "src/a.py", "--format", "concise", stdin=BAD.encode())
    assert status == 1
    assert out.startswith("src/a.py:2:1: DN113")
    status, out, err = lint("-", "--fix", stdin=BAD.encode())
    assert (status, out) == (1, FIXED)
    assert "<stdin>:2:1" in err
    assert lint("-", "--fix", stdin=b"x = 1\r\n") == (0, "x = 1\r\n", "All checks passed!\n")
    assert lint("-", "--diff", stdin=BAD.encode())[1].startswith("--- <stdin>\n+++ <stdin>\n@@")
    assert lint("-", stdin=b"") == (0, "All checks passed!\n", "")


def test_standard_input_has_the_settings_of_the_file_that_it_stands_for(lint):
    Path("pyproject.toml").write_text('[tool.dino.lint.per-file-ignores]\n"tests/*" = ["DN113"]\n')
    assert codes(lint("-", "--format", "json", "--stdin-filename", "tests/a.py", stdin=BAD.encode())) == []
    assert codes(lint("-", "--format", "json", "--stdin-filename", "a.py", stdin=BAD.encode())) == ["DN113", "DN199"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["no.py"], "dino: no.py: No such file or directory\n"),
        (["--select", "DN010"], "dino: --select: no rule 'DN010'; `dino rule --all` lists them\n"),
        (["--config", "no.toml"], "dino: no.toml: No such file\n"),
        (["-", "a.py"], "dino: `-` stands for all of the input; give no other path with it\n"),
        (["--statistics", "--format", "json"], "dino: --statistics is a table for people: no --format json with it\n"),
        (["--stdin-filename", "b.py"], "dino: --stdin-filename names standard input: give `-` as the path with it\n"),
        (["--select"], "dino: Option '--select' requires an argument. See dino lint --help\n"),
        (["--format", "xml"], "dino: Invalid value for '--format'"),
        (["--frobnicate"], "dino: No such option"),
    ],
)
def test_bad_command_line_is_status_two(lint, args, message):
    status, out, err = lint(*args)
    assert (status, out) == (2, "")
    assert err.startswith(message)


def test_bad_settings_are_status_two(lint):
    Path("pyproject.toml").write_text("[tool.dino.lint]\nselct = []\n")
    Path("a.py").touch()
    status, out, err = lint()
    assert (status, out) == (2, "")
    assert "has no setting 'selct'" in err


def test_named_settings_must_be_there(lint):
    Path("other.toml").write_text("[tool.dino.lnt]\nselect = []\n")
    assert lint("--config", "other.toml") == (2, "", "dino: other.toml: there is no [tool.dino.lint] in it\n")


def test_file_that_is_not_python_is_a_finding(lint):
    Path("a.py").write_bytes(b"from dino import sort\nx = (\n")
    Path("b.py").write_bytes(b"from dino import sort\nx = '\xff'\n")
    status, out, _ = lint("--format", "concise")
    assert status == 1
    assert out.splitlines()[:2] == [
        "a.py:2:5: DN100 '(' was never closed",
        "b.py:1:1: DN100 line 2: byte 0xff is not utf-8; save it as UTF-8 or name its encoding on line 1 or 2",
    ]


def test_deep_file_is_no_crash(lint):
    Path("a.py").write_text("from dino import parsum\nx = " + " + ".join(["parsum(y)"] * 2900) + "\n")
    assert lint()[0] == 0
    Path("a.py").write_text("from dino import parsum\nx = " + "-" * 90_000 + "1\n")
    status, out, _ = lint("--format", "concise")
    assert (status, out.split()[1]) == (1, "DN201")


def test_fault_of_a_rule_is_named(lint, monkeypatch):
    from dino.compiler.rules import dn113_unused_result as module

    monkeypatch.setattr(module, "check", lambda script: 1 / 0)
    Path("a.py").write_text(BAD)
    status, _, err = lint()
    assert status == 2
    assert err == "dino: a.py: DN113 (unused-result) failed: ZeroDivisionError: division by zero; please report it\n"


def test_many_files_in_parallel_are_reported_in_order(lint, monkeypatch):
    from dino.lint import run

    monkeypatch.setattr(run, "PARALLEL", 1)
    for number in range(150):
        Path(f"f{number:03}.py").write_text(BAD if number % 50 == 0 else "x = 1\n")
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    lines = lint("--format", "concise", "--select", "DN113")[1].splitlines()
    assert [line[:7] for line in lines[:3]] == ["f000.py", "f050.py", "f100.py"]
    assert lint("--fix", "--select", "DN113,DN199")[0] == 1
    assert Path("f050.py").read_text() == FIXED


def test_in_a_terminal_it_has_colours(tmp_path):
    from tests.cli.terminal import Terminal

    (tmp_path / "a.py").write_text(BAD)
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm"}
    terminal = Terminal([sys.executable, "-m", "dino", "lint", "a.py"], tmp_path, environment)
    assert terminal.end() == 1
    assert "\x1b[1;91mDN113\x1b[0m \x1b[1mresult of `sort` is not used\x1b[0m" in terminal.screen


def test_a_hook_starts_without_what_it_does_not_need(tmp_path):
    (tmp_path / "a.py").write_text("x.sort()\n")
    (tmp_path / "b.py").write_text(BAD)
    heavy = {"numpy", "mpi4py", "rich", "libcst", "asyncio", "requests", "multiprocessing"}
    for name, more in (("a.py", {"dino.compiler"}), ("b.py", set())):
        code = f"import sys; sys.argv = ['dino', 'lint', {name!r}]\nfrom dino.__main__ import main\n"
        code += "try: main()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
        run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert not (heavy | more) & set(run.stderr.split())
