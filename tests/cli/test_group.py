"""`dino` without a command, and with one that does not exist."""

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
