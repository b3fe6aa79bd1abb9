"""install.sh: says what it does before it does it, twice is once, and takes away what it brought."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INSTALL = Path(__file__).parents[1] / "install.sh"


def install(directory, *options, wall=60, **changes):
    """Run install.sh with a home, prefix and bin of its own; return status, standard output and standard error."""
    environment = {**os.environ, "HOME": str(directory), **changes}
    command = [str(INSTALL), "--prefix", str(directory / "venv"), "--bin", str(directory / "bin"), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=wall, cwd=directory)
    return done.returncode, done.stdout, done.stderr


def path_with(directory, *programs):
    """A PATH that holds the named programs only."""
    folder = directory / "programs"
    folder.mkdir()
    for program in programs:
        (folder / program).symlink_to(shutil.which(program))
    return folder


TOOLS = [
    "cat",
    "cksum",
    "dirname",
    "find",
    "id",
    "ls",
    "mkdir",
    "mktemp",
    "printf",
    "readlink",
    "rm",
    "sh",
    "sort",
    "tr",
    "cp",
    "ln",
]


def test_a_dry_run_says_all_and_changes_nothing(tmp_path):
    """Environment, package and link are announced."""
    status, out, err = install(tmp_path, "--dry-run")
    assert (status, err, list(tmp_path.iterdir())) == (0, "", [])
    for part in (f"create the environment {tmp_path}/venv", "install DiNo", f"link {tmp_path}/bin/dino"):
        assert f"would {part}" in out


@pytest.mark.parametrize(
    ("options", "named"), [(["--nonsense"], "--nonsense"), (["--prefix"], "--prefix"), (["--bin", ""], "--bin")]
)
def test_wrong_options_are_one_line_and_status_2(tmp_path, options, named):
    """The line names the option."""
    status, out, err = install(tmp_path, *options)
    assert (status, out, err.count("\n")) == (2, "", 1) and named in err


def test_a_python_that_is_not_there_is_named(tmp_path):
    """No system package would bring it."""
    status, out, err = install(tmp_path, PYTHON="/nope/python")
    assert (status, out, list(tmp_path.iterdir())) == (1, "", [])
    assert err == "dino: PYTHON=/nope/python is no program; name a Python 3.11 or newer, or unset it\n"


def test_help_names_every_option(tmp_path):
    """And does nothing."""
    status, out, err = install(tmp_path, "--help")
    assert (status, err, list(tmp_path.iterdir())) == (0, "", [])
    assert all(option in out for option in ("--prefix", "--bin", "--dry-run", "--uninstall", "--help"))


@pytest.mark.parametrize("place", ["venv", "bin/dino"])
def test_what_is_not_dinos_is_left_alone(tmp_path, place):
    """Neither a folder at the prefix nor a program at the link is overwritten, nor removed."""
    own = tmp_path / place / "own" if place == "venv" else tmp_path / place
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    status, out, err = install(tmp_path, "--dry-run")
    assert status == 1 and "not" in err and str(tmp_path / place) in err
    assert install(tmp_path, "--uninstall")[0] == 0 and own.read_text() == "mine"


def test_missing_system_packages_are_named_where_apt_may_not_be_used(tmp_path):
    """No compiler, no apt: the line to ask an administrator for."""
    python = os.path.realpath(sys.executable)
    status, out, err = install(tmp_path, PATH=str(path_with(tmp_path, *TOOLS)), PYTHON=python)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "apt-get install" in err and "gcc" in err and not (tmp_path / "venv").exists()


def test_missing_system_packages_come_from_apt_where_allowed(tmp_path):
    """As root, apt-get is asked for what is missing, and the dry run says so first."""
    if os.geteuid():
        pytest.skip("needs root: apt-get is called directly only by root")
    folder, asked = path_with(tmp_path, *TOOLS), tmp_path / "asked"
    (folder / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {asked}\n')
    (folder / "apt-get").chmod(0o755)
    status, out, err = install(tmp_path, "--dry-run", PATH=str(folder))
    assert status == 0 and "would install system packages: python3 python3-venv python3-dev gcc" in out
    assert not asked.exists()
    install(tmp_path, PATH=str(folder))
    assert asked.read_text().splitlines()[1].endswith("python3 python3-venv python3-dev gcc")


def test_an_old_python_is_refused(tmp_path):
    """With its version and what to do."""
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\ncase $1 in -V) echo Python 3.9.2;; *) exit 1;; esac\n")
    old.chmod(0o755)
    status, out, err = install(tmp_path, PYTHON=str(old))
    assert (status, out) == (1, "") and "Python 3.9.2" in err and "3.11" in err


def test_uninstall_without_an_installation_says_so(tmp_path):
    """Status 0: the wish is fulfilled."""
    status, out, err = install(tmp_path, "--uninstall")
    assert (status, err) == (0, "") and "nothing to remove" in out


@pytest.mark.slow
def test_an_installation_works_stays_and_goes(tmp_path):
    """Install, run, install again (nothing changes), uninstall; the checkout stays as it was."""
    before = sorted(INSTALL.parent.iterdir())
    status, out, err = install(tmp_path, wall=900)
    assert status == 0, err
    dino = tmp_path / "bin" / "dino"
    assert subprocess.run([dino, "--version"], capture_output=True, text=True, timeout=60).stdout.startswith("dino")
    status, out, err = install(tmp_path)
    assert (status, err) == (0, "") and "all is as it should be" in out and "install DiNo" not in out
    status, out, err = install(tmp_path, "--uninstall")
    assert (status, err) == (0, "") and "remove" in out
    assert not (tmp_path / "venv").exists() and not os.path.lexists(dino)
    assert sorted(INSTALL.parent.iterdir()) == before


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing():
    """POSIX sh without the usual traps."""
    done = subprocess.run(["shellcheck", str(INSTALL)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_folder_named_dino_beside_a_script_hides_nothing(tmp_path):
    """A clone is called so, and scripts are written beside it."""
    (tmp_path / "dino").mkdir()
    (tmp_path / "script.py").write_text("from dino import sort\nprint(sort([2, 1]))\n")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[1 2]\n", "")
