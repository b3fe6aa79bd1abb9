"""What users may say in the environment."""

import pytest

from dino import variables
from dino.errors import LaunchError


@pytest.mark.parametrize("environment", [{}, {variables.PATH: ""}, {"OTHER": "ranks"}])
def test_unset_or_empty_is_the_default(environment):
    assert variables.chosen(variables.PATH, environment) == "auto"
    variables.check(environment)


def test_what_is_set_holds():
    assert variables.chosen(variables.PATH, {"DINO_PATH": "ranks"}) == "ranks"
    assert variables.chosen(variables.MOVES, {"DINO_MOVES": "in-place"}) == "in-place"


@pytest.mark.parametrize(
    ("name", "known"), [("DINO_PATH", "auto, ranks, alone"), ("DINO_MOVES", "auto, mpi, in-place")]
)
def test_an_unknown_word_is_an_error_that_lists_the_known_ones(name, known):
    with pytest.raises(LaunchError, match=f"{name} is 'fast'; it can be {known}"):
        variables.check({name: "fast"})
