"""Runs over three hosts of the namespace lab: the same output as plain `python`."""

import os
import signal
from pathlib import Path

import pytest

from dino.peer import local
from tests.lab.daemons import home_of
from tests.lab.lab import ROOT, missing, wait_until
from tests.lab.runs import FORCED, mpirun, nothing_remains, remains, running, written
from tests.lab.test_registry import STRANGER

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


def outcome(process):
    return process.returncode, process.stdout, process.stderr


@pytest.mark.parametrize("ranks", [3, 5])
@pytest.mark.parametrize("example", ["readme", "digits", "pagerank"])
def test_an_example_prints_what_it_prints_plainly(three, example, ranks, tmp_path):
    script = ROOT / "examples" / f"{example}.py"
    text = script.read_text()
    if example == "readme":  # the bare style: what python needs stands before it
        text = "import numpy as np\nfrom dino import *\nnp.random.seed(1)\n" + text
    (tmp_path / "script.py").write_text(text)
    (tmp_path / "data").symlink_to(ROOT / "examples" / "data")
    host = three.hosts[0]
    plain = host.run(["python", "script.py"], cwd=tmp_path)
    assert plain.returncode == 0, plain.stderr
    assert outcome(mpirun(host, "-n", ranks, "script.py", cwd=tmp_path)) == outcome(plain)
    nothing_remains(three)


def test_ranks_are_on_all_hosts_and_their_data_crosses_the_network(three, tmp_path):
    """One rank on each before any has two; 32 MB go to two other hosts."""
    written(tmp_path, "hello()\nprint(matmul(np.ones((2000, 2000)), np.eye(2000)).sum())\n")
    before = [received(host) for host in three.hosts]
    ran = mpirun(three.hosts[0], "-n", 3, "script.py", cwd=tmp_path)
    greetings = "".join(f"Hello from rank {rank} of 3 on host{rank + 1}\n" for rank in range(3))
    assert outcome(ran) == (0, greetings + "4000000.0\n", "")
    grown = [received(host) - old for host, old in zip(three.hosts, before, strict=True)]
    assert grown[1] > 32e6 and grown[2] > 32e6


def test_the_ranks_of_a_host_share_what_all_ranks_get(three, tmp_path):
    """Two hosts with two ranks, one with one; an operand that changes, and one that stays."""
    text = (
        "a, b = np.arange(300.0 * 400).reshape(300, 400), np.arange(400.0 * 500).reshape(400, 500) % 7\n"
        "for turn in range(4):\n    b[turn // 2] = turn // 2\n    print(matmul(a, b)[:, 3].sum(), matmul(a, b).sum())\n"
    )
    written(tmp_path, text)
    host = three.hosts[0]
    plain = host.run(["python", "script.py"], cwd=tmp_path, env={**host.env, **FORCED})
    trace = {"DINO_TRACE": str(tmp_path / "trace.json")}
    assert outcome(mpirun(host, "-n", 5, "script.py", cwd=tmp_path, env={**host.env, **FORCED, **trace})) == outcome(
        plain
    )
    assert "Bcast to hosts" in (tmp_path / "trace.json").read_text()


def test_of_a_matrix_that_changes_a_little_only_that_crosses_the_network(three, tmp_path):
    """8 MB once, then a row at a time: twenty times all of it would be 53 MB for each of the two other hosts."""
    text = (
        "a, x = np.ones((1000, 1000)), np.arange(1000.0)\n"
        "for turn in range(20):\n    a[47 * turn] = turn\n    print(matvec(a, x).sum())\n"
    )
    written(tmp_path, text)
    host = three.hosts[0]
    plain = host.run(["python", "script.py"], cwd=tmp_path)
    before = [received(host) for host in three.hosts]
    assert outcome(mpirun(host, "-n", 3, "script.py", cwd=tmp_path)) == outcome(plain)
    grown = [received(host) - old for host, old in zip(three.hosts, before, strict=True)]
    assert 2e6 < grown[1] < 8e6 and 2e6 < grown[2] < 8e6


def received(host):
    shown = host.run(["cat", "/proc/net/dev"]).stdout
    return int(next(line.split()[1] for line in shown.splitlines() if "eth0:" in line))


@pytest.mark.parametrize(
    "text",
    [
        "print(parsum(np.arange(9)))\nsys.exit(7)\n",
        "print(sort(np.array([2, 1])), input())\nprint(sys.stdin.read())\n",
        "def f(x):\n    return 1 / parsum(x)\nx = f(np.zeros(0, int))\n",
        "matmul(np.ones((2, 3)), np.ones((2, 3)))\n",
        "print(parsum(np.ones(3)), flush=True)\nos.kill(os.getpid(), signal.SIGTERM)\n",
        "hello.__doc__\nprint(sorted(n for n in os.environ if n.startswith(('PMI', 'FI_', 'MPI', 'HYD'))), parsum([1]))\n",
    ],
)
def test_status_exception_and_input_are_those_of_plain_python(three, text, tmp_path):
    written(tmp_path, text)
    host = three.hosts[0]
    plain = host.run(["python", "script.py"], cwd=tmp_path, input="one\ntwo\n", env={**host.env, **FORCED})
    assert outcome(mpirun(host, "-n", 3, "script.py", cwd=tmp_path, input="one\ntwo\n")) == outcome(plain)


def test_ctrl_c_is_the_scripts(three, tmp_path):
    process = running(three, tmp_path)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=15)
    assert (process.returncode, stdout, stderr) == (5, "interrupted\n", "")
    nothing_remains(three)


def test_the_control_port_of_a_run_is_not_on_the_network(three, tmp_path):
    """Whatever listens on root's host while a run is on: only the daemon and the ranks' data ports."""
    before = listening(three.hosts[0])
    process = running(three, tmp_path)
    try:
        owners = listening(three.hosts[0]) - before
        assert not any("mpiexec" in owner or "hydra" in owner for owner in owners), owners
    finally:
        process.kill()
        process.communicate(timeout=15)
    nothing_remains(three)


def listening(host):
    """Return the command lines of the processes that listen on a TCP port of the host."""
    inodes = {}
    for line in host.run(["cat", "/proc/net/tcp", "/proc/net/tcp6"]).stdout.splitlines():
        fields = line.split()
        if len(fields) > 9 and fields[3] == "0A":
            inodes[f"socket:[{fields[9]}]"] = fields[1]
    return {line for pid, line in host.commands().items() if held(pid) & set(inodes)}


def held(pid):
    """Return what a process has open, as the kernel names it; nothing if the process has ended."""
    try:
        return {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:
        return set()


def test_a_run_leaves_at_once_when_it_has_ended(three, tmp_path):
    """Not as late as hydra hears of a loss: nothing was lost."""
    written(tmp_path, "print(parsum(np.ones(9)))\n")
    for _ in range(3):
        assert mpirun(three.hosts[0], "-n", 3, "script.py", cwd=tmp_path).stdout == "9.0\n"
        wait_until(lambda: not remains(three), 3, "nothing is left")


def test_ranks_at_home_are_listed_as_busy_while_the_run_lasts(three, tmp_path):
    busy = lambda: [peer["busy"] for peer in local.peers(home_of(three.hosts[0]))]
    wait_until(lambda: busy() == [0, 0, 0], 10, "all slots are free")
    process = running(three, tmp_path)
    wait_until(lambda: busy() == [1, 1, 1], 10, "a slot of each host is busy")
    process.kill()
    process.communicate(timeout=15)
    wait_until(lambda: busy() == [0, 0, 0], 10, "all slots are free again")


def test_a_dry_run_shows_the_places_and_runs_nothing(three, tmp_path):
    written(tmp_path, "print('ran')\n")
    shown = mpirun(three.hosts[0], "--dry-run", "-n", 4, "script.py", cwd=tmp_path)
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert lines == [
        ["RANKS", "HOST", "ADDRESS"],
        ["0-1", "host1", "10.77.0.1:5321", "(root)"],
        ["2", "host2", "10.77.0.2:5321"],
        ["3", "host3", "10.77.0.3:5321"],
    ]


def test_hosts_and_local_choose_where_ranks_are(three, tmp_path):
    written(tmp_path, "hello()\n")
    chosen = mpirun(three.hosts[0], "--hosts", "host3:2", "script.py", cwd=tmp_path).stdout.split("\n")[:-1]
    assert [line.rpartition(" ")[2] for line in chosen] == ["host1", "host3", "host3"]
    nothing_remains(three)
    alone = mpirun(three.hosts[0], "--local", "-n", 2, "script.py", cwd=tmp_path).stdout.split("\n")[:-1]
    assert [line.rpartition(" ")[2] for line in alone] == ["host1", "host1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-n", 99], "-n 99 is too many: 6 slots are free"),
        (["--hosts", "host9"], "no peer is called 'host9'"),
        (["--hosts", "host2:5"], "host2 cannot take 5 ranks: 2 of its 2 slots are free"),
        (["--hosts", "host2,,"], "expected HOST or HOST:RANKS"),
        (["--hosts", "host2", "--local"], "exclude each other"),
    ],
)
def test_what_cannot_be_had_is_told(three, words, said, tmp_path):
    written(tmp_path, "print('ran')\n")
    idle = lambda: all(not peer["busy"] for peer in local.peers(home_of(three.hosts[0])))
    wait_until(idle, 10, "all slots are free")
    refused = mpirun(three.hosts[0], *words, "script.py", cwd=tmp_path)
    assert refused.returncode == 2 and said in refused.stderr and refused.stdout == "", refused.stderr


def test_a_stranger_gets_no_job(three):
    target = three.hosts[1]
    stranger = STRANGER.replace("GET /v1/node", "GET /v1/job")
    tried = three.hosts[0].run(["python", "-c", stranger, target.address])
    assert "101" not in tried.stdout
    assert "it showed no certificate" in (target.home / "log").read_text()
    assert home_of(target).token.exists()
