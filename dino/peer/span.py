"""Whether a run spans hosts, and which: the registry supplies them.

Imported by every start, so what it needs to ask the daemon is loaded only where there is one.
"""

import os
import sys
from contextlib import suppress

from dino.errors import LaunchError


def chosen(ranks, hosts):
    """Return the plan of a run over several hosts; None if it stays on this machine.

    Parameters
    ----------
    ranks : int or None
        Wanted; all free slots if None.
    hosts : str or None
        Wanted, as `preflight.wish` reads them; all live peers if None.

    Returns
    -------
    preflight.Plan or None

    Raises
    ------
    LaunchError
        If that cannot be had.
    """
    roster = _roster(hosts is not None)
    if roster is None or len(roster) == 1 and hosts is None:
        return None
    from dino.peer.preflight import plan

    found = plan(roster, ranks, hosts)
    if len(found.places) > 1 or hosts is not None:
        return found
    if ranks != 1 and found.obstacles:
        _say("; ".join(f"not {host}: {reason}" for host, reason in found.obstacles))
    return None


def _roster(needed):
    """Return what the daemon lists, all of it if `needed`, else the living; None without a daemon."""
    state, runtime = _folders()
    if not needed and not os.path.exists(os.path.join(runtime, "daemon.sock")):
        _warn(os.path.join(state, "registry.db"))
        return None
    from dino.errors import PeerUnreachable
    from dino.peer import local
    from dino.peer.home import Home

    try:
        peers = local.peers(Home.of(os.environ), now=True)
    except PeerUnreachable as error:
        if needed:
            raise LaunchError(f"--hosts needs this node's daemon: {error}") from None
        _warn(os.path.join(state, "registry.db"))  # a daemon that was killed leaves its socket
        return None
    return peers if needed else [peer for peer in peers if peer["state"] == "ALIVE"]


def _folders():
    # As `Home.state` and `Home.runtime`, without its imports, which take 5 ms.
    if "DINO_HOME" in os.environ:
        return os.path.join(os.environ["DINO_HOME"], "state"), os.path.join(os.environ["DINO_HOME"], "run")
    state = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    state = os.path.join(state, "dino")
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return state, os.path.join(runtime, "dino") if runtime else os.path.join(state, "run")


def _warn(database):
    """Say that a run stays on this machine, if its registry knows of others."""
    if not os.path.exists(database):
        return
    from dino.errors import DinoError

    try:
        others = _others()
    except DinoError as error:
        _say(str(error))
        return
    if others:
        _say(f"the daemon is not running ('dino serve' starts it), and the registry knows {others}")


def _say(reason):
    """Tell of it on standard error, if there is one: what runs elsewhere than it could does not do so silently."""
    if sys.stderr is not None:
        with suppress(OSError):
            os.write(2, f"dino: this run stays on this machine, as '--local' would ask for: {reason}\n".encode())


def _others():
    """Count the other nodes on record that have not left, in words; empty if there is none."""
    from dino.peer import identity
    from dino.peer.home import Home
    from dino.peer.store import read_members, read_seeds

    home = Home.of(os.environ)
    own = identity.load(home).name
    count = sum(member.alive.name != own and member.state != "LEFT" for member in read_members(home.database))
    if count:
        return f"{count} other node{'s' * (count > 1)}"
    seeds = read_seeds(home.database)
    return f"{seeds[0]}, by which this node has joined" if seeds else ""


def spanning(plan, script):
    """Return the `spanning.Span` of a plan."""
    from dino.peer.node import versions
    from dino.peer.spanning import Span

    return Span(plan.places, versions(), script, bool(os.environ.get("DINO_OPEN_PORT")))


def table(plan, size):
    """Return what `--dry-run` shows: lines of text.

    Parameters
    ----------
    plan : preflight.Plan or None
        None for a run on this machine.
    size : int
        Ranks.
    """
    if plan is None:
        return [f"{size} ranks on this machine alone"]
    rows, first = [("RANKS", "HOST", "ADDRESS")], 0
    for place in plan.places:
        last = first + place.ranks - 1
        numbers = str(first) if last == first else f"{first}-{last}"
        rows.append((numbers, place.host, place.address + (" (root)" if place.own else "")))
        first = last + 1
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}" for row in rows]
    return lines + [f"not {host}: {reason}" for host, reason in plan.obstacles]
