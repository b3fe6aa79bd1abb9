"""What ranks are given: what steers them, none of root's secrets, and what the user has set."""

import pytest

from dino.peer import environment

ROOT = {
    "AWS_SECRET": "s",
    "DINO_HOME": "/h",
    "DINO_MPIEXEC": "/m",
    "DINO_OPEN_PORT": "1",
    "DINO_TOKEN": "t",
    "DINO_VERBOSE": "1",
    "FI_PROVIDER": "tcp",
    "HOME": "/root",
    "LC_ALL": "C",
    "OMP_NUM_THREADS": "3",
    "PATH": "/bin",
    "PYTHONPATH": "/p",
    "SSH_AUTH_SOCK": "/s",
    "UCX_TLS": "tcp",
}
ADDRESS = "127.0.0.1:5321"


@pytest.mark.parametrize("secret", ["AWS_SECRET", "DINO_TOKEN", "SSH_AUTH_SOCK"])
def test_no_secret_goes_along(secret):
    assert secret not in environment.local(ROOT)
    assert secret not in environment.shipped(ROOT)
    assert secret not in environment.spanning(ROOT, ADDRESS)
    assert secret not in environment.hosted(ROOT, ROOT, ADDRESS)


def test_workers_on_roots_host_get_what_makes_programs_run():
    given = environment.local(ROOT)
    assert given == {name: ROOT[name] for name in set(ROOT) - {"AWS_SECRET", "DINO_TOKEN", "SSH_AUTH_SOCK"}}


def test_only_what_all_ranks_must_agree_on_is_shipped():
    assert environment.shipped(ROOT) == {
        "DINO_VERBOSE": "1",
        "FI_PROVIDER": "tcp",
        "OMP_NUM_THREADS": "3",
        "UCX_TLS": "tcp",
    }


def test_a_peer_keeps_its_own_paths_and_takes_what_steers():
    own = {"HOME": "/peer", "PATH": "/peer/bin", "OMP_NUM_THREADS": "8", "AWS_SECRET": "s"}
    given = environment.hosted(own, {"OMP_NUM_THREADS": "3", "HOME": "/root", "LD_PRELOAD": "/evil.so"}, ADDRESS)
    assert given["HOME"] == "/peer" and given["PATH"] == "/peer/bin"
    assert given["OMP_NUM_THREADS"] == "3"
    assert "LD_PRELOAD" not in given


def test_what_a_peer_has_set_for_itself_does_not_steer_the_ranks():
    assert "OMP_NUM_THREADS" not in environment.hosted({"OMP_NUM_THREADS": "8"}, {}, ADDRESS)


def test_mpi_is_pinned_to_the_interface_of_the_address():
    given = environment.spanning({}, ADDRESS)
    assert given["FI_TCP_IFACE"] == given["UCX_NET_DEVICES"] == "lo"
    assert "FI_TCP_IFACE" not in environment.spanning({}, "198.51.100.7:5321")


def test_what_the_user_set_wins():
    chosen = {"FI_TCP_IFACE": "eth7", "FI_PROVIDER": "sockets"}
    given = environment.spanning(chosen, ADDRESS)
    assert given.items() >= chosen.items()
    assert environment.hosted({}, chosen, ADDRESS).items() >= chosen.items()


def test_the_network_module_is_tcp_by_libfabric():
    assert environment.network({}) == {"MPIR_CVAR_CH4_NETMOD": "ofi", "FI_PROVIDER": "tcp"}


@pytest.mark.parametrize("name", ["MPIR_CVAR_CH4_NETMOD", "MPIR_CVAR_NETMOD"])
def test_a_chosen_network_module_is_left_alone(name):
    assert environment.network({name: "ucx"}) == {name: "ucx"}
