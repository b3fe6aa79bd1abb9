"""The life of a job on a peer: what is due, what is not, and that it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dino.peer import job, stream
from dino.peer.job import State

OFFER = stream.Offer("j-1", "heat.py", 2, "ab12", {}, {})
EVENTS = [
    OFFER,
    stream.Ship("UEs="),
    stream.Launch(["--rmk", "user"]),
    b"\x01\x02",
    stream.Close(),
    stream.Reserved(["python"], True),
    stream.Refused("no"),
    stream.Ready(),
    stream.Ended(0, ""),
    job.Leased(["python"], True),
    job.Leased(["python"], False),
    job.Unfit("all 2 slots are busy", True),
    job.Stored(),
    job.ProxyEnded(3, "said"),
]
DUE = {
    State.WAITING: (stream.Offer,),
    State.LEASING: (job.Leased, job.Unfit),
    State.RESERVED: (stream.Ship,),
    State.READY: (job.Stored, stream.Launch),
    State.RUNNING: (bytes, stream.Close, job.ProxyEnded),
}
OUT_OF_ORDER = [(state, event) for state, due in DUE.items() for event in EVENTS if not isinstance(event, due)]


def life(*events):
    """Return the state that events lead to, and all effects."""
    state, effects = State.WAITING, []
    for event in events:
        state, more = job.step(state, event)
        effects += more
    return state, effects


def test_a_whole_life():
    state, effects = life(
        OFFER,
        job.Leased(["python"], False),
        stream.Ship("UEs="),
        job.Stored(),
        stream.Launch(["--rmk"]),
        b"abc",
        stream.Close(),
        job.ProxyEnded(3, "said"),
    )
    assert state is State.OVER
    assert effects == [
        job.Lease(OFFER),
        job.Tell(stream.Reserved(["python"], False)),
        job.Store("UEs="),
        job.Tell(stream.Ready()),
        job.Start(["--rmk"]),
        job.Feed(b"abc"),
        job.Feed(b""),
        job.Tell(stream.Ended(3, "said")),
        job.Stop("its workers have ended"),
    ]


def test_a_known_program_is_not_shipped():
    state, effects = life(OFFER, job.Leased(["python"], True), stream.Launch(["--rmk"]))
    assert state is State.RUNNING
    assert effects == [job.Lease(OFFER), job.Tell(stream.Reserved(["python"], True)), job.Start(["--rmk"])]


@pytest.mark.parametrize("busy", [True, False])
def test_an_offer_without_room_is_refused(busy):
    state, effects = life(OFFER, job.Unfit("no room", busy))
    assert state is State.OVER
    assert effects[1:] == [job.Tell(stream.Refused("no room", busy)), job.Stop("refused: no room")]


@pytest.mark.parametrize(("state", "event"), OUT_OF_ORDER)
def test_what_is_not_due_ends_the_job(state, event):
    after, (answer, stop) = job.step(state, event)
    what = type(event).__name__
    assert after is State.OVER
    assert answer == job.Tell(stream.Refused(f"{what} came while the job was {state.value}"))
    assert stop == job.Stop(f"{what} out of order")


@pytest.mark.parametrize("state", DUE)
def test_an_end_and_a_loss_end_the_job_in_every_state(state):
    assert job.step(state, stream.End()) == (State.OVER, [job.Stop("its run has ended")])
    assert job.step(state, job.Lost("silence")) == (State.OVER, [job.Stop("silence")])


@pytest.mark.parametrize("state", State)
def test_a_beat_changes_nothing(state):
    assert job.step(state, stream.Beat()) == (state, [])


@pytest.mark.parametrize("event", [*EVENTS, stream.End(), job.Lost("silence")])
def test_nothing_comes_after_the_end(event):
    assert job.step(State.OVER, event) == (State.OVER, [])


def _likely():
    """Sequences of events of which about half are due, so that they reach the later states."""
    due = [OFFER, EVENTS[9], EVENTS[10], EVENTS[1], job.Stored(), stream.Launch([]), b"x", stream.Close()]
    return st.lists(st.sampled_from([*due, *EVENTS, stream.End(), stream.Beat(), job.Lost("silence")]), max_size=12)


@given(st.sampled_from(range(6)), _likely())
def test_no_sequence_starts_twice_or_without_a_lease(lead, events):
    opening = [OFFER, EVENTS[10], EVENTS[1], job.Stored(), stream.Launch([])][:lead]
    state, effects = life(*opening, *events)
    kinds = [type(effect) for effect in effects]
    assert all(kinds.count(once) <= 1 for once in (job.Lease, job.Store, job.Start, job.Stop))
    assert job.Start not in kinds or kinds.index(job.Lease) < kinds.index(job.Start)
    assert (state is State.OVER) == (job.Stop in kinds)
    assert job.Stop not in kinds[:-1]
