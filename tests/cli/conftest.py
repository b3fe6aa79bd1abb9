"""Assertions in modules that tests share tell as much as those in tests."""

import pytest

pytest.register_assert_rewrite("tests.cli.scripts", "tests.cli.nodes")
