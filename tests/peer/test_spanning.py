"""The launcher of a run over several hosts: what it starts, and which losses root hears of, and when."""

import asyncio
import json
import os
import socket

import pytest

from dino.peer import identity, spanning
from dino.peer.home import Home
from dino.peer.launch import Run
from dino.peer.preflight import Place
from dino.peer.spanning import Loop, Span, SpanningLauncher

PLACES = (
    Place("n-a", "alpha", "10.0.0.1:5321", 2, True),
    Place("n-b", "be", "10.0.0.2:5321", 2, False),
    Place("n-c", "c", "10.0.0.3:5321", 1, False),
)
KILLED = "rank 2 on be, process 7, was killed by SIGKILL"


@pytest.fixture
def played(tmp_path, alice, monkeypatch):
    """Return a function that plays a scene with a launcher and returns what root has heard meanwhile."""
    monkeypatch.setenv("DINO_HOME", str(tmp_path))
    identity.save(alice, Home.of(os.environ))
    monkeypatch.setattr(spanning, "_ACCUSE_AFTER", 0.05)
    monkeypatch.setattr(spanning, "_CLOSE_AFTER", 0.1)

    def play(scene, places=PLACES):
        async def inside():
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            root = os.pidfd_open(os.getpid())
            run = Run(sum(place.ranks for place in places), "/cache/program.pyc", "/opt/bin/mpiexec", os.getpid())
            launcher = SpanningLauncher(run, Span(places, {}, "heat.py", True), theirs, root, Loop())
            launcher.folder = str(tmp_path)
            with ours, theirs:
                await scene(launcher)
                os.close(root)
                return heard(ours)

        return asyncio.run(inside())

    return play


def heard(lifeline):
    lifeline.setblocking(False)
    messages = []
    try:
        while data := lifeline.recv(1 << 16):
            messages.append(json.loads(data))
    except BlockingIOError:
        return [(message["kind"], message["reason"]) for message in messages]


def controlled(launcher, route):
    """Give a route a control channel; return hydra's end."""
    hydra, control = socket.socketpair()
    hydra.setblocking(False)
    launcher._controls[route] = control
    return hydra


def closed(hydra):
    try:
        return hydra.recv(1) == b""
    except BlockingIOError:
        return False


def test_every_hosts_workers_are_started_by_that_hosts_own_command(played):
    async def scene(launcher):
        for route in launcher.routes:
            route.command = [f"/on/{route.place.host}/python", "worker"]
        line = launcher.command("/run/root")
        hosts = line[line.index("-hosts") + 1]
        parts = " ".join(line[line.index("-genvnone") + 1 :]).split(" : ")
        assert hosts == "n-a:2,n-b:2,n-c:1"
        assert parts[0].startswith("-n 1 ") and parts[0].endswith("stub.py /run/root")
        assert parts[1].startswith("-n 1 ") and parts[1].endswith("-m dino.runtime.worker /cache/program.pyc")
        assert parts[2:] == ["-n 2 /on/be/python worker", "-n 1 /on/c/python worker"]

    assert played(scene) == []


def test_a_root_alone_on_its_host_has_no_worker_there(played):
    async def scene(launcher):
        assert " ".join(launcher.command("/run/root")).count(" : ") == 1

    played(scene, (Place("n-a", "alpha", "10.0.0.1:5321", 1, True), PLACES[1]))


def test_a_host_that_is_lost_is_told_at_once_and_hydra_hears_of_it_later(played):
    """Hydra would end root's PMI, without which MPI_Init crashes."""

    async def scene(launcher):
        route = launcher.routes[0]
        hydra = controlled(launcher, route)
        launcher._route_ended(route, "lost be (10.0.0.2:5321): the connection broke")
        assert not closed(hydra)
        await asyncio.sleep(0.3)
        assert closed(hydra)

    assert played(scene) == [("lost", "lost be (10.0.0.2:5321): the connection broke")]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (f"noise\n{KILLED}\n", KILLED),
        ("", "the ranks on be ended with status 1"),
        ("Abort\n", "the workers ended:\nAbort"),
    ],
)
def test_ranks_that_end_are_accused_once_their_last_words_have_come(played, said, reason):
    async def scene(launcher):
        launcher._route_ended(launcher.routes[0], "the ranks on be ended with status 1")
        launcher.output = said.encode()
        await asyncio.sleep(0.2)

    assert played(scene) == [("lost", reason)]


def test_root_hears_of_the_first_loss_only(played):
    async def scene(launcher):
        for route in launcher.routes:
            launcher._route_ended(route, f"lost {route.place.host}")

    assert played(scene) == [("lost", "lost be")]


def test_what_ends_after_root_has_released_it_is_no_loss(played):
    async def scene(launcher):
        launcher._route_ended(launcher.routes[0], "the ranks on be ended with status 0")
        launcher.released = True
        hydra = controlled(launcher, launcher.routes[1])
        launcher._route_ended(launcher.routes[1], "the ranks on c ended with status 0")
        assert closed(hydra)
        await asyncio.sleep(0.2)

    assert played(scene) == []


def test_a_stream_that_this_side_has_ended_is_no_loss(played):
    async def scene(launcher):
        launcher._route_ended(launcher.routes[0], None)

    assert played(scene) == []
