"""The hooks that we ship, run by the real pre-commit when somebody commits in a real repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

CLEAN = "from dino import sort\n\nprint(sort([2, 1]))\n"
WRONG = "from dino import sort\n\nprint(sort([2, 1], axis=0))\n"
FIXABLE = "from dino import matvec\n\nfor i in range(3):\n    x = matvec(a=A, x=x)\n"
FIXED = "from dino import matvec\n\nfor i in range(3):\n    x = matvec(A, x)\n"


class Repository:
    """A git repository whose owner knows nothing of ours."""

    def __init__(self, folder, home):
        self.folder = folder
        folder.mkdir()
        identity = {
            f"GIT_{who}_{what}": "dino@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        own = {"HOME": str(home), "PRE_COMMIT_HOME": str(home / "hooks"), "GIT_CONFIG_NOSYSTEM": "1"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment = kept | own | identity | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        self.run("git", "init", "--quiet")

    def run(self, *command, wall=60):
        """Return status and output of a command."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=wall
        )
        return done.returncode, done.stdout + done.stderr

    def commit(self, wall=60):
        """Commit all that is there."""
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--message", "x", wall=wall)

    @property
    def head(self):
        return self.run("git", "rev-parse", "--verify", "--quiet", "HEAD")[1].strip()


@pytest.fixture
def source(tmp_path):
    """A repository that offers the hooks, with nothing else in it yet."""
    (tmp_path / "home").mkdir()
    repository = Repository(tmp_path / "source", tmp_path / "home")
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", repository.folder)
    return repository


@pytest.fixture
def project(tmp_path, source):
    """A repository into which pre-commit is installed."""
    repository = Repository(tmp_path / "project", tmp_path / "home")
    status, output = repository.run(BIN / "pre-commit", "install", "--allow-missing-config")
    assert status == 0, output
    return repository


def configure(project, source, hook, more=""):
    status, output = source.commit()
    assert source.head, output
    lines = [
        "repos:",
        f"- repo: {source.folder}",
        f"  rev: {source.head}",
        "  hooks:",
        f"  - id: {hook}",
        f"    {more}",
    ]
    (project.folder / ".pre-commit-config.yaml").write_text("\n".join(lines) + "\n")


INSTALLED = "language: system"  # the `dino` of this environment, so that nothing is downloaded


def test_dino_lint_keeps_a_bad_file_out_until_it_is_right(project, source):
    configure(project, source, "dino-lint", INSTALLED)
    (project.folder / "a.py").write_text(CLEAN)
    (project.folder / "b.py").write_text(WRONG)
    status, output = project.commit()
    assert status == 1
    assert "DN110 `sort` has no parameter `axis`\n --> b.py:3:20\n" in output
    assert not project.head
    (project.folder / "b.py").write_text(CLEAN)
    status, output = project.commit()
    assert status == 0, output
    assert project.head


def test_dino_fix_fixes_what_it_can_and_the_next_commit_passes(project, source):
    configure(project, source, "dino-fix", INSTALLED)
    (project.folder / "a.py").write_text(FIXABLE)
    status, output = project.commit()
    assert status == 1
    assert "files were modified by this hook" in output
    assert "Found 1 problem (1 fixed, 0 remaining)." in output
    assert (project.folder / "a.py").read_text() == FIXED
    assert not project.head
    status, output = project.commit()
    assert status == 0, output
    assert project.head


def test_dino_fix_fails_over_what_it_cannot_fix(project, source):
    configure(project, source, "dino-fix", INSTALLED)
    (project.folder / "a.py").write_text(WRONG)
    assert project.commit()[0] == 1
    assert (project.folder / "a.py").read_text() == WRONG
    assert project.commit()[0] == 1


def test_files_that_the_project_excludes_are_left_alone(project, source):
    configure(project, source, "dino-fix", INSTALLED)
    (project.folder / "pyproject.toml").write_text('[tool.dino.lint]\nexclude = ["old.py"]\n')
    (project.folder / "old.py").write_text(FIXABLE)
    status, output = project.commit()
    assert status == 0, output
    assert (project.folder / "old.py").read_text() == FIXABLE


def test_files_of_other_languages_do_not_start_a_hook(project, source):
    configure(project, source, "dino-lint", INSTALLED)
    (project.folder / "a.txt").write_text(WRONG)
    (project.folder / "a.pyi").write_text("x: int\n")
    status, output = project.commit()
    assert (status, "no files to check" in output) == (0, True), output


def index(tmp_path):
    """Whether pip can fetch what building DiNo needs."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        tmp_path / "wheels",
        "setuptools>=77",
    ]
    return subprocess.run(command, capture_output=True, timeout=120).returncode == 0


BUILT = shutil.ignore_patterns(".git", ".venv", "build", "*.egg-info", "*.so", "__pycache__", ".*_cache")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_hook_as_shipped_builds_an_environment_of_its_own(tmp_path, project, source):
    """`language: python`: pre-commit clones the repository and installs it with pip, kernels compiled."""
    if not index(tmp_path):
        pytest.skip("pip reaches no package index, which pre-commit needs once for `language: python`")
    shutil.copytree(ROOT, source.folder, ignore=BUILT, dirs_exist_ok=True)
    configure(project, source, "dino-lint")
    project.environment["PATH"] = os.environ["PATH"].replace(f"{BIN}{os.pathsep}", "")
    (project.folder / "a.py").write_text(WRONG)
    status, output = project.commit(wall=800)
    assert (status, "DN110 `sort` has no parameter `axis`" in output) == (1, True), output
    assert list((tmp_path / "home/hooks").glob("repo*/py_env-*/bin/dino"))
    (project.folder / "a.py").write_text(CLEAN)
    status, output = project.commit()
    assert status == 0, output
