"""A cluster in memory: the pure membership of every node, a heap of events, time as a number."""

import heapq
import itertools
import random
from dataclasses import replace

from dino.peer import event
from dino.peer.membership import begin, deadline, introduction, step
from dino.peer.message import Alive
from dino.peer.view import Member, State

FACTS = {"host": "h", "architecture": "x86_64", "cores": 2, "memory": 1, "slots": 2, "busy": 0, "versions": {}}
DELAY = 0.002  # seconds for one way


def named(number):
    """Return the name of node `number`, in the form of real ones."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    digits = []
    for _ in range(4):
        number, digit = divmod(number, 26)
        digits.append(letters[digit])
    return "n-" + "a" * 28 + "".join(reversed(digits))


class Simulation:
    """`size` nodes that know each other; calls take `DELAY` each way and are lost with the probability `loss`."""

    def __init__(self, size, seed, loss=0.0):
        self.rng, self.loss, self.now = random.Random(seed), loss, 0.0
        self.heap, self.order = [], itertools.count()
        self.nodes, self.version, self.incarnations = {}, {}, {}
        self.is_cut, self.frozen = (lambda one, other: False), {}
        self.deaths, self.dead = 0, set()
        words = [self._word(named(number), 1) for number in range(size)]
        members = [Member(word, State.ALIVE, 1, 0.0, 0.0) for word in words]
        for word in words:
            others = [member for member in members if member.alive is not word]
            self.nodes[word.name] = begin(word, others, 0.0, self.rng)
            self._quiet(word.name)
            self._arm(word.name)

    # What happens to the cluster

    def join(self, through):
        """Start one more node that knows `through` only; return its name."""
        name = named(len(self.nodes))
        self.revive(name, through)
        return name

    def revive(self, name, through):
        """Start the node `name` (again), one incarnation higher; it introduces itself to `through`."""
        word = self._word(name, self.incarnations.get(name, 0) + 1)
        self.nodes[name] = begin(word, [], self.now, self.rng)
        self._arm(name)
        ping = event.Ping(through, "", introduction(self.nodes[name], self.now), 3.0, full=True)
        self._call(name, ping)

    def kill(self, name):
        """End the node without a word."""
        del self.nodes[name]

    def leave(self, name):
        """End the node after its good-bye."""
        self._feed(name, event.Leave())
        del self.nodes[name]

    def freeze(self, name, seconds):
        """Stop the node's process for a while; what it is sent is lost."""
        self.frozen[name] = self.now + seconds

    def cut(self, between):
        """Cut every pair of nodes of which `between` is true."""
        self.is_cut = between

    # What is asked of it

    def names(self):
        return set(self.nodes)

    def others(self, name):
        return [node for other, node in self.nodes.items() if other != name]

    def says(self, name, about):
        member = self.nodes[name].view.members.get(about)
        return member and str(member.state)

    def all_say(self, about, state):
        return all(self.says(name, about) == state for name in self.nodes if name != about)

    def run(self, seconds):
        """Let `seconds` pass."""
        self.run_until(lambda: False, seconds, fail=False)

    def run_until(self, reached, limit, fail=True):
        """Let time pass until `reached()`; return how much did; fail after `limit` seconds."""
        began = checked = self.now
        while self.heap and self.heap[0][0] <= began + limit:
            self.now, _, act = heapq.heappop(self.heap)
            act()
            if self.now >= checked + 0.02:
                checked = self.now
                if reached():
                    return self.now - began
        self.now = began + limit
        assert not fail or reached(), f"not reached within {limit} s"
        return limit

    # How it works

    def _word(self, name, incarnation):
        self.incarnations[name] = incarnation
        return Alive(name, incarnation, "10.0.0.1:5321", int(self.now * 1000) + 1, FACTS)

    def _quiet(self, name):
        state = self.nodes[name]
        self.nodes[name] = replace(state, view=replace(state.view, rumours={}))

    def _at(self, when, act):
        heapq.heappush(self.heap, (when, next(self.order), act))

    def _arm(self, name):
        self.version[name] = version = next(self.order)
        due = max(deadline(self.nodes[name]), self.now, self.frozen.get(name, 0.0))

        def ring():
            if name in self.nodes and self.version[name] == version:
                if self.frozen.get(name, 0.0) > self.now:
                    self._arm(name)
                else:
                    self._feed(name, event.Tick())

        self._at(due, ring)

    def _feed(self, name, happened):
        if name not in self.nodes:
            return []
        self.nodes[name], effects = step(self.nodes[name], happened, self.now, self.rng)
        for effect in effects:
            self._do(name, effect)
        if not self.nodes[name].has_left:
            self._arm(name)
        return effects

    def _do(self, name, effect):
        match effect:
            case event.Ping():
                self._call(name, effect)
            case event.PingVia():
                self._call_via(name, effect)
            case event.Remember(incarnation):
                self.incarnations[name] = incarnation
            case event.Changed(_, _, after) if after and after.state is State.DEAD:
                self.deaths += 1
                self.dead.add(after.alive.name)

    def _arrives(self, one, other):
        awake = self.frozen.get(other, 0.0) <= self.now
        return other in self.nodes and awake and not self.is_cut(one, other) and self.rng.random() >= self.loss

    def _call(self, name, ping, answered=None):
        """Deliver `ping` and its answer; or let the caller wait in vain."""

        def lost():
            self._at(began + ping.patience, lambda: self._feed(name, event.Unanswered(ping.target)))

        def arrive():
            if not self._arrives(name, ping.target):
                return lost()
            heard = event.Heard(name, ping.updates, full=ping.full)
            replies = [e.updates for e in self._feed(ping.target, heard) if isinstance(e, event.Reply)]
            self._at(
                self.now + DELAY, lambda: self._feed(name, event.Answered(ping.target, replies[0], None, 2 * DELAY))
            )

        began = self.now
        self._at(self.now + DELAY, arrive)

    def _call_via(self, name, effect):
        def arrive():
            if not self._arrives(name, effect.via):
                return self._at(
                    self.now + effect.patience, lambda: self._feed(name, event.Vouched(effect.target, effect.via, None))
                )
            alive = self._arrives(effect.via, effect.target)
            wait = 2 * DELAY if alive else 0.5
            if wait > effect.patience:
                alive = None
            self._at(self.now + wait, lambda: self._feed(name, event.Vouched(effect.target, effect.via, alive)))

        self._at(self.now + DELAY, arrive)
