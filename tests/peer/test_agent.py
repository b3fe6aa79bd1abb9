"""What hydra starts for each host: it hands mpiexec's connection over, and ends with the run."""

import json
import socket
import subprocess
import sys
from pathlib import Path

from dino.peer import agent

AGENT = Path(agent.__file__)
WALL = 20


def test_it_hands_the_connection_over_and_lives_as_long_as_the_launcher(tmp_path):
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener,
        socket.create_server(("127.0.0.1", 0)) as mpiexec,
    ):
        listener.bind(str(tmp_path / "agents"))
        listener.listen()
        control = ["--control-port", f"host1:{mpiexec.getsockname()[1]}", "--rmk", "user"]
        command = [sys.executable, "-I", "-S", AGENT, "agents", "n-2", "/opt/hydra_pmi_proxy", *control]
        process = subprocess.Popen(command, cwd=tmp_path)
        listener.settimeout(WALL), mpiexec.settimeout(WALL)
        launcher, hydra = listener.accept()[0], mpiexec.accept()[0]
        message, (descriptor,), _, _ = socket.recv_fds(launcher, 1 << 16, 1)
        assert json.loads(message) == ["n-2", control]
        with socket.socket(fileno=descriptor) as handed, launcher, hydra:
            assert handed.getblocking()
            hydra.sendall(b"to the proxy")
            assert handed.recv(100) == b"to the proxy"
            assert process.poll() is None
        assert process.wait(WALL) == 0


def test_without_a_launcher_it_fails(tmp_path):
    command = [sys.executable, "-I", "-S", AGENT, "agents", "n-2", "proxy", "--control-port", "host1:9"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=WALL).returncode != 0
