"""What a node tells of itself."""

import os

from dino.peer import node
from dino.peer.message import Alive, News, from_json, to_json
from tests.peer.simulation import named


def test_the_facts_are_those_of_this_machine():
    facts = node.facts(3, 1)
    assert facts["cores"] == len(os.sched_getaffinity(0))
    assert (facts["slots"], facts["busy"]) == (3, 1)
    assert facts["memory"] > 2**20
    assert facts["versions"].keys() == {"dino", "python", "numpy", "mpi4py", "mpi"}


def test_the_facts_pass_the_other_side_s_checks():
    word = Alive(named(1), 1, "h:1", 0, node.facts(1, 0), "00", "11")
    assert from_json(to_json(News((word,), node.load()))).updates == (word,)
