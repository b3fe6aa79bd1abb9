"""`dino mpirun` on a terminal: lines, Ctrl-C, pdb."""

import shlex
import signal
import time

import pytest

from tests.cli.scripts import python, write
from tests.cli.terminal import Terminal
from tests.programs.harness import dino, environment, left_behind, new_mark, run


def in_terminal(command, directory, play):
    """Play a scene on a terminal that runs a command; return its exit status, and its screen."""
    mark = new_mark()
    terminal = Terminal(command, directory, environment(mark, PYTHON_BASIC_REPL="1", TERM="dumb"))
    try:
        play(terminal)
        status = terminal.end()
    finally:
        left = left_behind(mark)
    assert left == ()
    return status, terminal.screen


def same_in_terminal(directory, script, play, ranks=2):
    """Assert that a scene looks on ranks as it does plainly, and return status and screen."""
    expected = in_terminal(python(script), directory, play)
    assert in_terminal(dino(ranks, script), directory, play) == expected
    return expected


def test_a_terminal_is_a_terminal(tmp_path):
    """isatty on all three streams, the window's size, echo and input()."""
    script = write(
        tmp_path,
        """
        print([stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)], os.ttyname(0) == os.ttyname(2))
        print(os.tcgetpgrp(0) == os.getpgrp(), os.get_terminal_size(), parsum(np.arange(4)))
        name = input("name? ")
        print("hello", name, os.getsid(0) == os.getpid())
        """,
    )

    def play(terminal):
        terminal.expect("name? ")
        terminal.type("Ada\n")

    status, screen = same_in_terminal(tmp_path, script, play)
    assert status == 0 and "[True, True, True]" in screen and "hello Ada" in screen


def test_lines_typed_ahead_are_left_to_the_next_process(tmp_path):
    """The same half-read input in a terminal."""
    script = write(tmp_path, "print(os.read(0, 100), parsum(np.ones(2)))\nprint('half', flush=True)")

    def play(terminal):
        terminal.expect("ready")
        terminal.type("one\ntwo\nthree\n")
        terminal.expect("half")
        terminal.type(chr(4))

    def shell(command):
        return ["/bin/sh", "-c", f"echo ready; {shlex.join(command)}; exec cat"]

    status, screen = expected = in_terminal(shell(python(script)), tmp_path, play)
    assert in_terminal(shell(dino(2, script)), tmp_path, play) == expected
    assert status == 0 and screen.endswith("two\r\nthree\r\n")


BUSY = {"in a primitive": "matmul(a, a)", "in user code": "time.sleep(0.01)"}


@pytest.mark.parametrize("where", BUSY)
@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_ctrl_c_is_a_keyboard_interrupt_that_may_be_caught(tmp_path, where, ranks):
    """After it the script goes on, primitives included."""
    script = write(
        tmp_path,
        f"""
        a = np.ones((200, 200))
        parsum(a)
        print("ready", flush=True)
        try:
            while True:
                {BUSY[where]}
        except KeyboardInterrupt:
            print("caught", parsum(a), matmul(a, a)[0, 0])
        """,
    )

    def play(terminal):
        terminal.expect("ready")
        time.sleep(0.3)
        terminal.type(chr(3))

    status, screen = same_in_terminal(tmp_path, script, play, ranks)
    assert status == 0 and "caught 40000.0 200.0" in screen


@pytest.mark.parametrize("where", BUSY)
@pytest.mark.parametrize("ranks", [1, 2])
def test_ctrl_c_that_nobody_catches_ends_the_run_by_sigint(tmp_path, where, ranks):
    """Killed by SIGINT (130 for a shell) after finally blocks and the traceback; nothing is left."""
    script = write(
        tmp_path,
        f"""
        a = np.ones((200, 200))
        parsum(a)
        print("ready", flush=True)
        try:
            while True:
                {BUSY[where]}
        finally:
            print("cleaned up", parsum(a))
        """,
    )

    def play(terminal):
        terminal.expect("ready")
        time.sleep(0.3)
        terminal.type(chr(3))

    status, screen = same_in_terminal(tmp_path, script, play, ranks)
    assert status == -signal.SIGINT
    assert "cleaned up 40000.0" in screen and screen.rstrip().endswith("KeyboardInterrupt")


def test_a_shell_sees_status_130_after_ctrl_c(tmp_path):
    """As a user's shell tells it."""
    script = write(tmp_path, "parsum(np.ones(3))\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)")
    outcome = run(["sh", "-c", f"{shlex.join(dino(2, script))}; echo status $?"], tmp_path)
    assert outcome.stdout == "status 130\n" and outcome.left == ()


def test_a_session_in_pdb(tmp_path):
    """breakpoint(): list, next, print, a primitive typed at the prompt, step out, continue."""
    script = write(
        tmp_path,
        """
        def total(x):
            breakpoint()
            y = parsum(x)
            return y + 1

        print(total(np.arange(5)))
        print(matmul(np.eye(2), np.ones((2, 1))))
        """,
    )

    def play(terminal):
        for command in ("l", "n", "p y", "p parsum(x * 2)", "w", "r", "c"):
            terminal.expect("(Pdb) ")
            terminal.type(command + "\n")

    status, screen = same_in_terminal(tmp_path, script, play)
    assert status == 0 and "20" in screen and "-> y = parsum(x)" in screen
