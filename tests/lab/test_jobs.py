"""Runs over three hosts of the namespace lab: the same output as plain `python`, and every way to end early.

`DINO_LAB_TIMES=5` repeats each death five times and prints the seconds from it to the run's end.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from dino.peer import local
from tests.lab.lab import ROOT, Lab, missing, wait_until
from tests.lab.test_registry import STRANGER, home_of, join_all, start, states

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")
TIMES = int(os.environ.get("DINO_LAB_TIMES", 1))
ENDED_WITHIN = 10.0  # seconds from a death to the run's end
FORCED = {"DINO_PATH": "ranks", "PYTHONUNBUFFERED": ""}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with Lab(3, tmp_path_factory.mktemp("jobs")) as lab:
        join_all(lab.hosts)
        for host in lab.hosts:
            start(host)
        settled(lab)
        yield lab


def settled(lab):
    wait_until(lambda: all(states(host) == ["ALIVE"] * 3 for host in lab.hosts), 60, "three daemons list each other")


def mpirun(host, *words, cwd, **options):
    """Run a script across the lab, from `host`; every call of a primitive goes over the ranks."""
    env = {**host.env, **FORCED, **options.pop("env", {})}
    return host.run(["dino", "mpirun", *map(str, words)], cwd=cwd, env=env, **options)


def outcome(process):
    return process.returncode, process.stdout, process.stderr


def written(folder, text):
    (folder / "script.py").write_text("import os, signal, sys, time\nimport numpy as np\nfrom dino import *\n" + text)
    return folder / "script.py"


def remains(lab):
    """Return the command lines of what has been left on the hosts besides their daemons, and jobs' folders."""
    daemons = {host.daemon.pid for host in lab.hosts}
    left = [Path(f"/proc/{pid}/cmdline") for host in lab.hosts for pid in host.pids() if pid not in daemons]
    lines = [path.read_bytes().replace(b"\0", b" ").decode() for path in left if path.exists()]
    return [line for line in lines if line] + [str(path) for host in lab.hosts for path in host.home.glob("dino-job-*")]


def nothing_remains(lab):
    wait_until(lambda: not remains(lab), 12, f"nothing is left: {remains(lab)}")


@pytest.mark.parametrize("ranks", [3, 5])
@pytest.mark.parametrize("example", ["readme", "digits", "pagerank"])
def test_an_example_prints_what_it_prints_plainly(lab, example, ranks, tmp_path):
    script = ROOT / "examples" / f"{example}.py"
    text = script.read_text()
    if example == "readme":  # the bare style: what python needs stands before it
        text = "import numpy as np\nfrom dino import *\nnp.random.seed(1)\n" + text
    (tmp_path / "script.py").write_text(text)
    (tmp_path / "data").symlink_to(ROOT / "examples" / "data")
    host = lab.hosts[0]
    plain = host.run(["python", "script.py"], cwd=tmp_path)
    assert plain.returncode == 0, plain.stderr
    assert outcome(mpirun(host, "-n", ranks, "script.py", cwd=tmp_path)) == outcome(plain)
    nothing_remains(lab)


def test_ranks_are_on_all_hosts_and_their_data_crosses_the_network(lab, tmp_path):
    """One rank on each before any has two; 32 MB go to two other hosts."""
    written(tmp_path, "hello()\nprint(matmul(np.ones((2000, 2000)), np.eye(2000)).sum())\n")
    before = [received(host) for host in lab.hosts]
    ran = mpirun(lab.hosts[0], "-n", 3, "script.py", cwd=tmp_path)
    greetings = "".join(f"Hello from rank {rank} of 3 on host{rank + 1}\n" for rank in range(3))
    assert outcome(ran) == (0, greetings + "4000000.0\n", "")
    grown = [received(host) - old for host, old in zip(lab.hosts, before, strict=True)]
    assert grown[1] > 32e6 and grown[2] > 32e6


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
def test_status_exception_and_input_are_those_of_plain_python(lab, text, tmp_path):
    written(tmp_path, text)
    host = lab.hosts[0]
    plain = host.run(["python", "script.py"], cwd=tmp_path, input="one\ntwo\n", env={**host.env, **FORCED})
    assert outcome(mpirun(host, "-n", 3, "script.py", cwd=tmp_path, input="one\ntwo\n")) == outcome(plain)


ENDLESS = """
a = np.ones((300, 300))
print(parsum(np.ones(1000)), flush=True)
try:
    while True:
        a = matmul(a, a) / 300
except KeyboardInterrupt:
    print("interrupted")
    sys.exit(5)
"""


def running(lab, folder, text=ENDLESS):
    """Start a run without end on three hosts and return it once its ranks work."""
    written(folder, text)
    host = lab.hosts[0]
    env = {**host.env, **FORCED}
    process = host.spawn(
        ["dino", "mpirun", "-n", "3", "script.py"],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "1000.0\n", process.stderr.read()
    time.sleep(0.3)
    return process


def test_ctrl_c_is_the_scripts(lab, tmp_path):
    process = running(lab, tmp_path)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=15)
    assert (process.returncode, stdout, stderr) == (5, "interrupted\n", "")
    nothing_remains(lab)


def test_a_killed_root_leaves_nothing(lab, tmp_path):
    process = running(lab, tmp_path)
    process.kill()
    process.communicate(timeout=15)
    nothing_remains(lab)


def daemon_killed(host):
    host.daemon.kill()
    host.daemon.wait(5)


def daemon_frozen(host):
    host.daemon.send_signal(signal.SIGSTOP)


def cable_pulled(host):
    host.unplug()


def worker_killed(host):
    workers = [pid for pid in host.pids() if b"dino.runtime.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(max(workers), signal.SIGKILL)  # the rank, not the process that watches it


def mended(host):
    host.plug()
    host.daemon.send_signal(signal.SIGCONT)
    if host.daemon.poll() is not None:
        start(host)


@pytest.mark.parametrize("attempt", range(TIMES))
@pytest.mark.parametrize("death", [daemon_killed, daemon_frozen, cable_pulled, worker_killed])
def test_a_death_ends_the_run_and_is_named(lab, death, attempt, tmp_path):
    process, victim = running(lab, tmp_path), lab.hosts[1]
    began = time.monotonic()
    death(victim)
    try:
        _, stderr = process.communicate(timeout=3 * ENDED_WITHIN)
        took = time.monotonic() - began
        print(f"\n{death.__name__}: ended after {took:.1f} s")
        assert process.returncode == 1 and "RankLostError" in stderr and "host2" in stderr, stderr
        assert took < ENDED_WITHIN
        assert f'File "{tmp_path}/script.py"' in stderr
        nothing_remains(lab)
    finally:
        mended(victim)
        settled(lab)


def test_the_control_port_of_a_run_is_not_on_the_network(lab, tmp_path):
    """Whatever listens on root's host while a run is on: only the daemon and the ranks' data ports."""
    before = listening(lab.hosts[0])
    process = running(lab, tmp_path)
    try:
        owners = listening(lab.hosts[0]) - before
        assert not any("mpiexec" in owner or "hydra" in owner for owner in owners), owners
    finally:
        process.kill()
        process.communicate(timeout=15)
    nothing_remains(lab)


def listening(host):
    """Return the command lines of the processes that listen on a TCP port of the host."""
    inodes = {}
    for line in host.run(["cat", "/proc/net/tcp", "/proc/net/tcp6"]).stdout.splitlines():
        fields = line.split()
        if len(fields) > 9 and fields[3] == "0A":
            inodes[f"socket:[{fields[9]}]"] = fields[1]
    return {command for pid in host.pids() for command in holders(pid, inodes)}


def holders(pid, inodes):
    try:
        held = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
        return [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()] if held & set(inodes) else []
    except OSError:
        return []


def test_a_dry_run_shows_the_places_and_runs_nothing(lab, tmp_path):
    written(tmp_path, "print('ran')\n")
    shown = mpirun(lab.hosts[0], "--dry-run", "-n", 4, "script.py", cwd=tmp_path)
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert lines == [
        ["RANKS", "HOST", "ADDRESS"],
        ["0-1", "host1", "10.77.0.1:5321", "(root)"],
        ["2", "host2", "10.77.0.2:5321"],
        ["3", "host3", "10.77.0.3:5321"],
    ]


def test_hosts_and_local_choose_where_ranks_are(lab, tmp_path):
    written(tmp_path, "hello()\n")
    chosen = mpirun(lab.hosts[0], "--hosts", "host3:2", "script.py", cwd=tmp_path).stdout.split("\n")[:-1]
    assert [line.rpartition(" ")[2] for line in chosen] == ["host1", "host3", "host3"]
    nothing_remains(lab)
    alone = mpirun(lab.hosts[0], "--local", "-n", 2, "script.py", cwd=tmp_path).stdout.split("\n")[:-1]
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
def test_what_cannot_be_had_is_told(lab, words, said, tmp_path):
    written(tmp_path, "print('ran')\n")
    idle = lambda: all(not peer["busy"] for peer in local.peers(home_of(lab.hosts[0])))
    wait_until(idle, 10, "all slots are free")
    refused = mpirun(lab.hosts[0], *words, "script.py", cwd=tmp_path)
    assert refused.returncode == 2 and said in refused.stderr and refused.stdout == "", refused.stderr


def test_a_stranger_gets_no_job(lab):
    target = lab.hosts[1]
    stranger = STRANGER.replace("GET /v1/node", "GET /v1/job")
    tried = lab.hosts[0].run(["python", "-c", stranger, target.address])
    assert "101" not in tried.stdout
    assert "it showed no certificate" in (target.home / "log").read_text()
    assert home_of(target).token.exists()
