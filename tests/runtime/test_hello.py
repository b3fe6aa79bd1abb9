"""hello: a greeting from every rank."""

import socket

from dino.runtime import hello


def test_greetings_come_in_rank_order(capsys):
    """One line for each rank, on root's standard output."""
    assert hello.finish([hello.local(rank, 3, f"host{rank % 2}") for rank in range(3)]) is None
    assert capsys.readouterr().out == (
        "Hello from rank 0 of 3 on host0\nHello from rank 1 of 3 on host1\nHello from rank 2 of 3 on host0\n"
    )


def test_received_bytes_are_printed(capsys):
    """What MPI delivers may be a bytearray or a view."""
    hello.finish([memoryview(hello.local(0, 1, "höst"))])
    assert capsys.readouterr().out == "Hello from rank 0 of 1 on höst\n"


def test_alone(capsys):
    """Under plain python the only rank greets."""
    assert hello.alone() is None
    assert capsys.readouterr().out == f"Hello from rank 0 of 1 on {socket.gethostname()}\n"
