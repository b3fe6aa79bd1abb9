"""`dino` without a command, and with one that does not exist."""

import pytest

from dino.__main__ import main


def test_every_command_is_said_in_a_line_that_fits(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main([]) == 2
    shown = capsys.readouterr().out
    commands = shown.partition("Commands:\n")[2].splitlines()
    assert len(commands) >= 12
    assert all(line.endswith(".") and not line.endswith("...") and len(line) <= 80 for line in commands)


def test_an_unknown_command_is_named(capsys):
    assert main(["frobnicate"]) == 2
    assert capsys.readouterr().err == "dino: No such command 'frobnicate'. See dino --help\n"


def test_a_command_that_is_nearly_right_is_suggested(capsys):
    assert main(["mpiron", "x.py"]) == 2
    assert capsys.readouterr().err == "dino: No such command 'mpiron'. Did you mean 'mpirun'? See dino --help\n"


def test_an_option_that_is_nearly_right_is_suggested(capsys):
    assert main(["mpirun", "--lcoal", "x.py"]) == 2
    assert capsys.readouterr().err.endswith("Did you mean '--local'? See dino mpirun --help\n")


@pytest.mark.parametrize("name", ["DINO_PATH", "DINO_MOVES"])
def test_a_variable_that_says_nothing_known_is_an_error_before_the_script_runs(name, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv(name, "fast")
    (tmp_path / "x.py").write_text("print('not reached')\n")
    assert main(["mpirun", str(tmp_path / "x.py")]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1) and told.err.startswith(
        f"dino: {name} is 'fast'; it can be auto"
    )
