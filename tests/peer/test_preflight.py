"""Which hosts a run takes, and the reasons against the others."""

import pytest

from dino.errors import LaunchError
from dino.peer.preflight import mismatch, obstacle, plan, wish

VERSIONS = {"dino": "0.1", "python": "3.12.1", "numpy": "2.1.0", "mpi4py": "4.0.1", "mpi": "mpich 4.3.0"}


def peer(letter, slots=2, busy=0, **other):
    """Return a peer as `dino listall --json` lists it."""
    return {
        "name": f"n-{letter * 6}",
        "host": f"host{letter}",
        "address": f"10.0.0.{ord(letter) - 96}:5321",
        "state": "ALIVE",
        "slots": slots,
        "busy": busy,
        "architecture": "x86_64",
        "versions": VERSIONS,
        "last_seen": 0.0,
        "self": letter == "a",
        **other,
    }


def taken(roster, ranks=None, hosts=None):
    """Return how many ranks each host takes."""
    return {place.host: place.ranks for place in plan(roster, ranks, hosts).places}


def test_a_wish_names_hosts_and_ranks():
    assert wish("a, b:3,10.0.0.1:2,[fe80::1]:4,[::1]") == {
        "a": None,
        "b": 3,
        "10.0.0.1": 2,
        "[fe80::1]": 4,
        "[::1]": None,
    }


@pytest.mark.parametrize("text", ["", "a,", ",a", "a:", "a:0", "a:-1", "a:x", "a:1:2", "a b", "a;b", "::1", "[::1"])
def test_what_is_not_a_wish_is_refused(text):
    with pytest.raises(LaunchError, match="expected HOST or HOST:RANKS"):
        wish(text)


def test_a_wish_names_no_host_twice():
    with pytest.raises(LaunchError, match="names a twice"):
        wish("a,b,a:2")


def test_every_host_gets_a_rank_before_any_gets_a_second():
    roster = [peer("a", 4), peer("b", 1), peer("c", 3)]
    assert taken(roster, 1) == {"hosta": 1}
    assert taken(roster, 3) == {"hosta": 1, "hostb": 1, "hostc": 1}
    assert taken(roster, 6) == {"hosta": 3, "hostb": 1, "hostc": 2}
    assert taken(roster) == {"hosta": 4, "hostb": 1, "hostc": 3}


def test_root_has_a_rank_even_where_its_slots_are_busy():
    chosen = plan([peer("a", 2, busy=2), peer("b")], None, None)
    assert [(place.host, place.ranks, place.own) for place in chosen.places] == [
        ("hosta", 1, True),
        ("hostb", 2, False),
    ]
    assert chosen.ranks == 3


def test_more_ranks_than_slots_are_refused():
    with pytest.raises(LaunchError, match=r"-n 5 is too many: 4 slots are free \(hosta 2, hostb 2\)"):
        plan([peer("a"), peer("b")], 5, None)
    with pytest.raises(LaunchError, match=r"-n 4 is too many: 2 slots are free \(hosta 1, hostb 1\)"):
        plan([peer("a"), peer("b")], 4, "hostb:1")
    with pytest.raises(LaunchError, match=r"2 slots are free \(hosta 2; not hostb: it is LEFT\)"):
        plan([peer("a"), peer("b", state="LEFT")], 4, None)


OBSTACLES = [
    ({"state": "DEAD"}, "it is DEAD"),
    ({"state": "SUSPECT"}, "it is SUSPECT"),
    ({"architecture": "aarch64"}, "its processor is aarch64, this one x86_64"),
    ({"versions": VERSIONS | {"numpy": "1.26.4"}}, "NumPy 1.26.4 there, 2.1.0 here"),
    ({"busy": 2}, "all 2 slots are busy"),
    ({"busy": 3}, "all 2 slots are busy"),
]


@pytest.mark.parametrize(("other", "reason"), OBSTACLES)
def test_a_peer_with_an_obstacle_is_left_out_and_named(other, reason):
    roster = [peer("a"), peer("b", **other), peer("c")]
    assert obstacle(roster[0], roster[1]) == reason
    assert plan(roster, None, None).obstacles == (("hostb", reason),)
    assert taken(roster) == {"hosta": 2, "hostc": 2}


@pytest.mark.parametrize(("other", "reason"), OBSTACLES)
def test_a_peer_with_an_obstacle_that_is_asked_for_is_an_error(other, reason):
    with pytest.raises(LaunchError, match=f"hostb cannot take part: {reason}"):
        plan([peer("a"), peer("b", **other)], None, "hostb")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"python": "3.12.9", "numpy": "2.1.3", "mpi4py": "4.0.0"}, None),
        ({"python": "3.13.1"}, "Python 3.13.1 there, 3.12.1 here"),
        ({"mpi4py": "4.1.0"}, "mpi4py 4.1.0 there, 4.0.1 here"),
        ({"dino": "0.1.1"}, "DiNo 0.1.1 there, 0.1 here"),
        ({"mpi": "mpich 4.3.1"}, "mpich 4.3.1 there, mpich 4.3.0 here"),
        ({"mpi": "none"}, "it has no MPI"),
    ],
)
def test_versions_that_must_agree(other, reason):
    assert mismatch(VERSIONS, VERSIONS | other) == reason


def test_a_version_that_is_not_told_is_none():
    assert mismatch(VERSIONS, {"dino": "0.1"}) == "it has no Python"


@pytest.mark.parametrize("text", ["hostb", "10.0.0.2", "n-bbbbbb", "n-bb"])
def test_a_host_is_called_by_host_address_or_name(text):
    assert taken([peer("a"), peer("b"), peer("c")], None, f"{text}:2") == {"hosta": 1, "hostb": 2}


def test_a_host_is_called_without_its_domain():
    roster = [peer("a"), peer("b", host="hostb.lab.example"), peer("c", host="hostc.lab.example")]
    assert (
        taken(roster, None, "hostb:2")
        == taken(roster, None, "hostb.lab.example:2")
        == {"hosta": 1, "hostb.lab.example": 2}
    )
    with pytest.raises(LaunchError, match="can be any of n-bbbbbb, n-dddddd"):
        plan([*roster, peer("d", host="hostb.other.example")], None, "hostb")
    assert taken([*roster, peer("d", host="hostb")], None, "hostb:1") == {"hosta": 1, "hostb": 1}


def test_an_ipv6_address_is_written_in_brackets():
    roster = [peer("a"), peer("b", address="[fd00::2]:5321")]
    assert taken(roster, None, "[fd00::2]:1") == {"hosta": 1, "hostb": 1}


def test_an_address_may_be_copied_from_the_table_with_its_port():
    """So many slots nobody has; but who has may be asked for so many ranks."""
    roster = [peer("a"), peer("b", address="10.0.0.2:5321"), peer("c", 5322, address="[fd00::2]:5322")]
    assert taken(roster, None, "10.0.0.2:5321") == {"hosta": 1, "hostb": 2}
    assert taken(roster, None, "[fd00::2]:5322") == {"hosta": 1, "hostc": 5322}
    with pytest.raises(LaunchError, match="10.0.0.2 cannot take 5322 ranks"):
        plan(roster, None, "10.0.0.2:5322")


def test_this_host_comes_first_with_what_it_is_asked_for():
    roster = [peer("a", 4), peer("b")]
    assert taken(roster, None, "hostb,hosta:3") == {"hosta": 3, "hostb": 2}
    assert list(taken(roster, None, "hostb,hosta")) == ["hosta", "hostb"]
    assert taken(roster, None, "hosta") == {"hosta": 4}


@pytest.mark.parametrize("text", ["hostb,10.0.0.2", "hostb:1,n-bbbbbb:1", "hosta,10.0.0.1", "hosta:2,n-aa:1"])
def test_one_host_by_two_names_is_refused(text):
    with pytest.raises(LaunchError, match="--hosts names host[ab] twice"):
        plan([peer("a"), peer("b")], None, text)


def test_more_than_a_peer_has_free_is_refused():
    with pytest.raises(LaunchError, match="hostb cannot take 3 ranks: 1 of its 2 slots are free"):
        plan([peer("a"), peer("b", busy=1)], None, "hostb:3")


def test_an_unknown_host_is_refused_with_those_known():
    with pytest.raises(LaunchError, match="no peer is called 'hostx'; known are hosta, hostb"):
        plan([peer("a"), peer("b")], None, "hostx")


def test_of_two_with_one_name_the_living_is_meant():
    dead, living = peer("b", state="DEAD"), peer("c", host="hostb")
    assert plan([peer("a"), dead, living], None, "hostb").places[1].name == "n-cccccc"
    gone = peer("d", host="hostb", state="LEFT", last_seen=5.0)
    with pytest.raises(LaunchError, match="hostb") as refused:
        plan([peer("a"), {**dead, "last_seen": 3.0}, gone], None, "hostb")
    assert "can be any of" not in str(refused.value)
    with pytest.raises(LaunchError, match="can be any of n-bbbbbb, n-cccccc"):
        plan([peer("a"), peer("b"), living], None, "hostb")
