"""Runs over the hosts of a lab, and what they leave behind."""

import subprocess
import time

from tests.lab.lab import wait_until

FORCED = {"DINO_PATH": "ranks", "PYTHONUNBUFFERED": ""}
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


def mpirun(host, *words, cwd, **options):
    """Run a script across the lab, from `host`; every call of a primitive goes over the ranks."""
    env = {**host.env, **FORCED, **options.pop("env", {})}
    return host.run(["dino", "mpirun", *map(str, words)], cwd=cwd, env=env, **options)


def written(folder, text):
    (folder / "script.py").write_text("import os, signal, sys, time\nimport numpy as np\nfrom dino import *\n" + text)
    return folder / "script.py"


def remains(lab):
    """Return the command lines of what has been left on the hosts besides their daemons, and jobs' folders."""
    daemons = {host.daemon.pid for host in lab.hosts}
    lines = [line for host in lab.hosts for pid, line in host.commands().items() if pid not in daemons]
    return lines + [str(path) for host in lab.hosts for path in host.home.glob("dino-job-*")]


def nothing_remains(lab):
    try:
        wait_until(lambda: not remains(lab), 12, "nothing is left")
    except AssertionError as error:
        raise AssertionError(f"{error}: {remains(lab)}") from None


def running(lab, folder, text=ENDLESS, **options):
    """Start a run without end on three hosts and return it once its ranks work."""
    written(folder, text)
    host = lab.hosts[0]
    env = {**host.env, **FORCED}
    process = host.spawn(
        ["dino", "mpirun", "--hosts", "host2:1,host3:1", "script.py"],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
    assert process.stdout.readline() == "1000.0\n", process.stderr.read()
    time.sleep(0.3)
    return process
