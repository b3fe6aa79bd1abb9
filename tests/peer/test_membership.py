"""Membership as tables, and as whole clusters in memory with simulated time."""

import random
from dataclasses import replace

import pytest

from dino.peer import event
from dino.peer.membership import begin, deadline, step
from dino.peer.message import Alive, Dead, Left, Suspect
from dino.peer.probing import EXCHANGE, REVIVE
from dino.peer.suspicion import PERIOD, retransmissions, timeout
from dino.peer.view import TOMBSTONE, State
from tests.peer.simulation import FACTS, Simulation, named

ME, B, C, D = (named(number) for number in range(4))


def word(name, incarnation=1, started=0):
    return Alive(
        name, incarnation, f"10.0.0.{'ABCD'.index(name[-1]) if name[-1] in 'ABCD' else 1}:5321", started, FACTS
    )


def fresh(now=0.0, started=5):
    return begin(word(ME, started=started), [], now, random.Random(1))


def hear(state, *updates, now=0.0, sender=B):
    return step(state, event.Heard(sender, updates), now, random.Random(1))


def known(state, name=B):
    member = state.view.members.get(name)
    return member and (str(member.state), member.incarnation)


UPDATES = [
    ([word(B, 1)], ("ALIVE", 1)),
    ([word(B, 1), word(B, 3)], ("ALIVE", 3)),
    ([word(B, 3), word(B, 1)], ("ALIVE", 3)),
    ([Suspect(B, 1, C)], None),
    ([word(B, 1), Suspect(B, 1, C)], ("SUSPECT", 1)),
    ([word(B, 2), Suspect(B, 1, C)], ("ALIVE", 2)),
    ([word(B, 1), Suspect(B, 1, C), word(B, 1)], ("SUSPECT", 1)),
    ([word(B, 1), Suspect(B, 1, C), word(B, 2)], ("ALIVE", 2)),
    ([word(B, 1), Suspect(B, 1, C), Dead(B, 1, C)], ("DEAD", 1)),
    ([word(B, 1), Dead(B, 1, C)], ("DEAD", 1)),
    ([word(B, 2), Dead(B, 1, C)], ("ALIVE", 2)),
    ([word(B, 1), Dead(B, 1, C), Suspect(B, 1, C)], ("DEAD", 1)),
    ([word(B, 1), Dead(B, 1, C), word(B, 1)], ("DEAD", 1)),
    ([word(B, 1), Dead(B, 1, C), word(B, 2)], ("ALIVE", 2)),
    ([word(B, 1), Left(B, 1)], ("LEFT", 1)),
    ([word(B, 1), Dead(B, 1, C), Left(B, 1)], ("LEFT", 1)),
    ([word(B, 1), Left(B, 1), Dead(B, 1, C)], ("LEFT", 1)),
    ([word(B, 1), Left(B, 1), Suspect(B, 1, C)], ("LEFT", 1)),
    ([word(B, 2), Left(B, 1)], ("ALIVE", 2)),
    ([word(B, 1), Left(B, 1), word(B, 2)], ("ALIVE", 2)),
]


@pytest.mark.parametrize(("updates", "expected"), UPDATES)
def test_an_update_counts_by_incarnation_then_by_kind(updates, expected):
    state, _ = hear(fresh(), *updates)
    assert known(state) == expected


@pytest.mark.parametrize("charge", [Suspect(ME, 1, B), Dead(ME, 1, B), Left(ME, 1), Suspect(ME, 7, B)])
def test_what_is_said_of_me_is_refuted_by_a_higher_incarnation_that_is_kept_first(charge):
    state, effects = hear(fresh(), charge)
    expected = charge.incarnation + 1
    assert state.view.me.incarnation == expected
    assert state.view.health == 1
    assert effects[0] == event.Remember(expected)
    assert effects[-1].updates[0] == state.view.me


def test_an_old_charge_is_not_refuted_again():
    state, _ = hear(fresh(), Suspect(ME, 3, B))
    again, effects = hear(state, Suspect(ME, 3, B))
    assert again.view.me == state.view.me
    assert not [effect for effect in effects if isinstance(effect, event.Remember)]


def test_a_change_is_reported_once_with_what_was_before():
    state, effects = hear(fresh(), word(B), Suspect(B, 1, C))
    (changed,) = [effect for effect in effects if isinstance(effect, event.Changed)]
    assert (changed.name, changed.before, changed.after.state) == (B, None, State.SUSPECT)
    _, effects = hear(state, word(B), Suspect(B, 1, C))
    assert not [effect for effect in effects if isinstance(effect, event.Changed)]


def test_a_caller_that_is_believed_dead_is_told_so_that_it_can_refute():
    state, _ = hear(fresh(), word(B), Dead(B, 1, C))
    _, effects = hear(state, word(B), sender=B)
    assert Dead(B, 1, ME) in effects[-1].updates


def test_a_full_exchange_tells_each_word_and_then_the_verdict_with_its_age():
    state, _ = hear(fresh(), word(B), word(C), Dead(C, 1, B), now=10.0)
    _, effects = step(state, event.Heard(B, (), full=True), 25.0, random.Random(1))
    updates = effects[-1].updates
    assert updates[0] == state.view.me
    assert set(map(type, updates)) == {Alive, Dead}
    assert updates[updates.index(word(C)) + 1] == Dead(C, 1, C, age=15.0)


def test_an_update_is_passed_on_a_limited_number_of_times():
    state, _ = hear(fresh(), word(B), word(C))
    passed = 0  # not in the answer to this first call, whose sender knows it
    for _ in range(40):
        state, effects = hear(state, sender=B)
        passed += word(C) in effects[-1].updates
    assert passed == retransmissions(3)
    assert not state.view.rumours


def settle(state, *names):
    """Return `state` with living members `names` and nothing left to tell."""
    state, _ = hear(state, *map(word, names))
    return replace(state, view=replace(state.view, rumours={}))


def tick(state, now=None):
    now = deadline(state) if now is None else now
    state, effects = step(state, event.Tick(), now, random.Random(3))
    return state, effects, now


def until_probe(state):
    while state.probe is None:
        state, effects, now = tick(state)
    return state, effects, now


def test_a_silent_member_is_probed_through_others_then_suspected_then_dead():
    state, effects, began = until_probe(settle(fresh(), B, C, D))
    target = effects[0].target
    state, effects, now = tick(state)
    assert {type(effect) for effect in effects} == {event.PingVia}
    assert {effect.via for effect in effects} == {B, C, D} - {target}
    for effect in effects:
        state, _ = step(state, event.Vouched(target, effect.via, False), now, random.Random(1))
    state, effects, now = tick(state)
    assert now == pytest.approx(began + PERIOD)
    assert known(state, target) == ("SUSPECT", 1)
    assert state.view.health == 0
    while known(state, target) == ("SUSPECT", 1):
        state, _ = step(state, event.Answered(next(n for n in (B, C, D) if n != target), ()), now, random.Random(1))
        state = replace(state, probe=None)
        state, _, now = tick(state)
    assert known(state, target) == ("DEAD", 1)
    assert now == pytest.approx(began + PERIOD + timeout(4, 0), abs=PERIOD)


def test_silent_proxies_speak_against_our_own_health():
    state, _, _ = until_probe(settle(fresh(), B, C, D))
    state, _, _ = tick(state)
    state, _, _ = tick(state)
    assert state.view.health == 2


@pytest.mark.parametrize("answer", ["direct", "vouched"])
def test_an_answer_in_time_acquits(answer):
    state, effects, now = until_probe(settle(fresh(), B, C, D))
    target = effects[0].target
    if answer == "direct":
        happened = event.Answered(target, (word(target),), 0.5, 0.003)
    else:
        state, effects, now = tick(state)
        happened = event.Vouched(target, effects[0].via, True)
    state, _ = step(state, happened, now, random.Random(1))
    assert state.probe is None
    assert known(state, target) == ("ALIVE", 1)


def test_a_refused_connection_asks_the_others_at_once():
    state, effects, now = until_probe(settle(fresh(), B, C, D))
    state, effects = step(state, event.Unanswered(effects[0].target), now + 0.01, random.Random(1))
    assert [type(effect) for effect in effects] == [event.PingVia, event.PingVia]


def test_independent_confirmations_shorten_a_suspicion():
    state = settle(fresh(), B, C, D)
    long, _ = hear(state, Suspect(B, 1, C))
    short, _ = hear(long, Suspect(B, 1, D), Suspect(B, 1, D))
    ends = [view.members[B].since + timeout(4, len(view.members[B].suspecters) - 1) for view in (long.view, short.view)]
    assert ends[1] < ends[0] == timeout(4, 0)


def test_a_process_that_was_frozen_accuses_nobody():
    state, _, now = until_probe(settle(fresh(), B, C, D))
    state, _ = hear(state, Suspect(C, 1, D), now=now)
    state, _, _ = tick(state, now + 3600)
    assert known(state, B)[0] == known(state, D)[0] == "ALIVE"
    assert known(state, C) == ("SUSPECT", 1)


def test_the_dead_are_called_slowly_and_those_who_left_never():
    state, _ = hear(fresh(), word(B), Dead(B, 1, C), word(C), Left(C, 1))
    called = []
    now = 0.0
    while now < 3.5 * REVIVE:
        state, effects, now = tick(state)
        called += [effect.target for effect in effects if isinstance(effect, event.Ping)]
    assert called == [B, B, B]


def test_the_gone_are_forgotten_after_a_day():
    state, _ = hear(fresh(), word(B), Dead(B, 1, C))
    forgotten = []
    now = 0.0
    while now < TOMBSTONE + EXCHANGE and state.view.members:
        state, effects, now = tick(state, min(deadline(state), now + PERIOD))
        forgotten += [effect.name for effect in effects if isinstance(effect, event.Changed) and effect.after is None]
    assert forgotten == [B]
    assert now > TOMBSTONE


def test_the_age_of_a_death_travels_so_that_tombstones_end_everywhere():
    state, _ = hear(fresh(), word(B), Dead(B, 1, C, age=500.0), now=100.0)
    assert state.view.members[B].since == -400.0


def test_leaving_tells_others_and_ends_all():
    state = settle(fresh(), B, C)
    state, effects = step(state, event.Leave(), 0.0, random.Random(1))
    assert {effect.target for effect in effects} == {B, C}
    assert all(isinstance(effect.updates[-1], Left) for effect in effects)
    assert step(state, event.Heard(B, (Suspect(ME, 9, B),)), 1.0, random.Random(1)) == (state, [])


def test_new_facts_are_told_with_a_new_incarnation():
    state, effects = step(fresh(), event.Announce(facts={**FACTS, "busy": 1}), 0.0, random.Random(1))
    assert state.view.me.facts["busy"] == 1
    assert effects == [event.Remember(2)]


def test_a_word_of_a_former_life_is_outbid_quietly():
    state, effects = hear(fresh(started=5), word(ME, 4, started=2))
    assert state.view.me.incarnation == 5
    assert not [effect for effect in effects if isinstance(effect, event.Cloned)]


def test_of_two_clones_the_younger_yields():
    elder, younger = fresh(started=2), fresh(started=5)
    verdicts = set()
    for _ in range(6):
        elder, effects = hear(elder, younger.view.me)
        verdicts |= {("elder", effect.yield_) for effect in effects if isinstance(effect, event.Cloned)}
        younger, effects = hear(younger, elder.view.me)
        verdicts |= {("younger", effect.yield_) for effect in effects if isinstance(effect, event.Cloned)}
    assert verdicts == {("elder", False), ("younger", True)}


JOINS = [(size, 2.0, seed) for size in (2, 4, 8, 30) for seed in range(20)] + [(1000, 5.0, 0)]


@pytest.mark.parametrize(("size", "limit", "seed"), JOINS)
def test_everyone_lists_a_node_that_joins(size, limit, seed):
    """From joining until all list it, simulated: 2 s up to 30 nodes, 5 s for 1,000."""
    cluster = Simulation(size, seed)
    newcomer = cluster.join(through=named(0))
    waited = cluster.run_until(lambda: all(newcomer in node.view.living for node in cluster.others(newcomer)), limit)
    assert waited <= limit


@pytest.mark.parametrize("size", [4, 8, 30])
def test_everyone_lists_a_killed_node_as_dead(size):
    cluster = Simulation(size, seed=size)
    cluster.kill(named(1))
    cluster.run_until(lambda: cluster.all_say(named(1), "DEAD"), 30.0)


def test_a_good_bye_is_listed_as_left_not_as_dead():
    cluster = Simulation(8, seed=1)
    cluster.leave(named(1))
    assert cluster.run_until(lambda: cluster.all_say(named(1), "LEFT"), 5.0) < 2.0
    cluster.run(60.0)
    assert cluster.all_say(named(1), "LEFT")


def test_a_killed_node_that_returns_is_alive_for_all():
    cluster = Simulation(8, seed=2)
    cluster.kill(named(1))
    cluster.run_until(lambda: cluster.all_say(named(1), "DEAD"), 30.0)
    cluster.revive(named(1), through=named(0))
    assert cluster.run_until(lambda: cluster.all_say(named(1), "ALIVE"), 5.0) < 3.0


def test_a_partition_heals_by_itself():
    cluster = Simulation(8, seed=3)
    left = {named(number) for number in range(4)}
    cluster.cut(lambda one, other: (one in left) != (other in left))
    cluster.run_until(lambda: all(cluster.says(a, b) == "DEAD" for a in left for b in cluster.names() - left), 60.0)
    cluster.cut(lambda one, other: False)
    cluster.run_until(lambda: all(cluster.all_say(name, "ALIVE") for name in cluster.names()), 60.0)


def test_no_false_deaths_with_a_tenth_of_the_calls_lost():
    cluster = Simulation(16, seed=4, loss=0.1)
    cluster.run(120.0)
    assert cluster.deaths == 0


def test_one_frozen_node_brings_nobody_else_down():
    cluster = Simulation(8, seed=5)
    cluster.freeze(named(1), 20.0)
    cluster.run(60.0)
    assert all(cluster.all_say(name, "ALIVE") for name in cluster.names())
    assert cluster.dead <= {named(1)}
