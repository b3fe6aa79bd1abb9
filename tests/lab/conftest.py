"""Three hosts whose daemons know each other."""

import pytest

from tests.lab.daemons import join_all, settled, start
from tests.lab.lab import Lab


@pytest.fixture(scope="package")
def three(tmp_path_factory):
    """Return the lab, for all tests of runs: its daemons are up and list each other."""
    with Lab(3, tmp_path_factory.mktemp("three")) as lab:
        join_all(lab.hosts)
        for host in lab.hosts:
            start(host)
        settled(lab)
        yield lab
