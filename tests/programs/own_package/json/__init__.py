"""Not the standard library's."""

NAME = "own json"
