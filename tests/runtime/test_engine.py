"""What MPI is told beside what the user says."""

import subprocess
import sys
from pathlib import Path

import pytest

from dino.runtime import engine

ALWAYS = {"UCX_HANDLE_ERRORS": "none", "UCX_DEBUG_SIGNO": "0"}


@pytest.mark.parametrize(
    ("environment", "launched", "readable", "expected"),
    [
        ({}, True, True, {**ALWAYS, "UCX_TLS": "sysv,self"}),
        ({}, False, True, ALWAYS),
        ({}, False, False, {**ALWAYS, "MPIR_CVAR_CH4_CMA_ENABLE": "0"}),
        ({"MPIR_CVAR_CH4_NETMOD": "ofi"}, True, True, ALWAYS),
        (
            {"UCX_TLS": "tcp", "UCX_HANDLE_ERRORS": "bt", "UCX_DEBUG_SIGNO": "9", "MPIR_CVAR_CH4_CMA_ENABLE": "1"},
            True,
            False,
            {},
        ),
    ],
)
def test_the_user_and_other_launchers_have_the_first_word(environment, launched, readable, expected):
    assert engine.settings(environment, launched, readable) == expected


def test_memory_is_readable_unless_yama_or_a_filter_forbids_it(tmp_path, monkeypatch):
    scope = tmp_path / "ptrace_scope"
    monkeypatch.setattr(engine, "_YAMA", str(scope))
    assert engine.readable()
    scope.write_text("0\n")
    assert engine.readable()
    scope.write_text("1\n")
    assert not engine.readable()
    scope.unlink()
    confined = [sys.executable, str(Path(__file__).with_name("confined.py")), sys.executable, "-c"]
    told = subprocess.run([*confined, "from dino.runtime import engine; print(engine.readable())"], capture_output=True)
    assert told.stdout == b"False\n"
