"""Large operands in pieces: the same bits, every row once, little memory; an error of any kind is not lost."""

import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from dino.runtime import layout, pieces
from dino.runtime.pool import Pool
from tests.programs.harness import dino as on_ranks

SCRIPT = """
import sys
import numpy as np
from dino import matmul
from dino.runtime import pieces

pieces.LEAST = pieces.MOST = 1
decide, lengths = pieces.rows, []
pieces.rows = lambda plan: lengths.append(decide(plan)) or lengths[-1]
for dtype in "dfDFl?e":
    A = (np.arange(37 * 5).reshape(37, 5) % 7 / 3).astype(dtype)
    B = (np.arange(5 * 4).reshape(5, 4) % 5 / 7).astype(dtype)
    print(matmul(A, B).tobytes().hex())
big = np.arange(300 * 300.0).reshape(300, 300)  # stays on the ranks, where the kernel can tell of writes
x = np.eye(300)
for _ in range(3):
    x = matmul(matmul(big, x), x)
    big[0, 0] += 1
print(x.tobytes().hex()[:64], float(x[17, 5]).hex())
try:
    matmul(A, A)
except ValueError as error:
    print(error)
print(lengths, file=sys.stderr)
"""


@pytest.mark.parametrize("size", [2, 3, 5])
def test_bits_are_those_of_plain_python(tmp_path, size):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = os.environ | {"DINO_PANEL_ROWS": "2", "DINO_PATH": "ranks", "DINO_MOVES": "mpi"}
    told = [
        subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        for command in ([sys.executable, script], on_ranks(size, script))
    ]
    assert told[0].stdout == told[1].stdout and len(told[0].stdout.splitlines()) == 9, told[1].stderr
    lengths = eval(told[1].stderr)
    assert lengths[:7] == [2] * 7 and len(lengths) == 13 and 2 in lengths[7:]


def planned(name="matmul", rows=1200, columns=1000, grain=100, size=2, share=1, **changes):
    """A plan, as far as the decision looks at it."""
    told = {
        "step": SimpleNamespace(row=SimpleNamespace(name=name)),
        "session": SimpleNamespace(ranks=SimpleNamespace(share=share)),
        "form": SimpleNamespace(layouts=(((rows, columns), np.dtype("d")),), grain=grain),
        "counts": layout.blocks(rows, size, grain),
        "numbers": (),
        "kept": {},
    }
    return SimpleNamespace(**told | changes)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (planned(), 200),  # six panels of 0.8 MB each: three pieces
        (planned(rows=120_000), 2000),  # as many as MOST allows
        (planned(rows=120_000, columns=100_000), 100),  # a panel is more than MOST
        (planned(share=4), 400),  # a panel for each thread
        (planned(share=6), 0),
        (planned(size=12), 0),  # one panel for each rank
        (planned(columns=100), 0),  # too small
        (planned(name="matvec"), 0),
        (planned(numbers=(-3, 0)), 0),  # it is there
        (planned(numbers=(3, 4)), 200),  # it is sent, to stay
        (planned(kept={0: None}), 0),
        (planned(kept={1: None}), 200),
    ],
)
def test_how_many_rows_go_at_a_time(plan, expected):
    assert pieces.rows(plan) == expected


@pytest.mark.parametrize("counts", [(5, 5, 3), (4, 0, 0), (1, 7, 7), (0, 0, 1)])
@pytest.mark.parametrize("length", [1, 2, 3, 8])
def test_every_row_is_in_one_piece_of_one_rank(counts, length):
    cut = pieces.Pieces(SimpleNamespace(rank=0), None, counts, (sum(counts), 2), np.dtype("d"), length=length)
    rows = [
        row
        for number in range(cut.rounds)
        for start, count in zip(cut.starts_of(number), cut.counts_of(number), strict=True)
        for row in range(start, start + count)
    ]
    assert sorted(rows) == list(range(sum(counts)))


class Comm:
    """Moves nothing; notes what is called, and by which thread."""

    def __init__(self):
        self.calls, self.threads = [], set()

    def __getattr__(self, name):
        def call(*messages):
            self.calls.append(name)
            self.threads.add(threading.get_ident())

        return call


def worker(counts, length, push=lambda requests: None):
    MPI = SimpleNamespace(BYTE="byte", IN_PLACE="in place")
    ranks = SimpleNamespace(rank=1, size=2, MPI=MPI, comm=Comm(), pool=Pool(), wait=lambda request: None, push=push)
    return pieces.Pieces(ranks, None, counts, (sum(counts), 1000), np.dtype("d"), length=length)


def test_a_worker_holds_two_pieces_and_computes_beside_mpi():
    cut, computing = worker((90, 90), 10), set()

    def compute(rows, start):
        computing.add(threading.get_ident())
        return rows[:, :1].copy()

    pieces.Result(cut, compute).gathered(None)
    assert sum(map(len, cut.ranks.pool._buffers)) <= 2 * 10 * 8000
    assert sorted(set(cut.ranks.comm.calls)) == ["Igatherv", "Iscatterv"] and len(cut.ranks.comm.calls) == 18
    assert cut.ranks.comm.threads == {threading.get_ident()} and threading.get_ident() not in computing


def test_rows_that_stay_are_one_block():
    result = pieces.Result(worker((3, 4), 2), lambda rows, start: np.arange(start, start + len(rows)))
    assert result.block().tolist() == [3, 4, 5, 6]


def test_what_goes_wrong_is_raised_once_nobody_computes():
    ended = threading.Event()

    def compute(rows, start):
        threading.Event().wait(0.05)
        ended.set()
        raise MemoryError("no room")

    with pytest.raises(MemoryError, match="no room"):
        pieces.Result(worker((2, 2), 1), compute).block()

    def lost(requests):
        raise ConnectionError("a rank is lost")

    ended.clear()
    with pytest.raises(ConnectionError, match="a rank is lost"):
        pieces.Result(worker((2, 2), 1, lost), compute).block()
    assert ended.is_set()
