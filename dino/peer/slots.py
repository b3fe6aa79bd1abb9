"""How many ranks this node takes, and which jobs hold them."""

from collections.abc import Callable

from dino.errors import LocalPeerError


class Slots:
    """The slots that a node offers; `busy` of them are leased to jobs.

    Parameters
    ----------
    offered : int
        Ranks that this node takes at the same time.
    changed : callable
        Called with no argument after every lease and release: the daemon announces the new number.
    """

    def __init__(self, offered: int, changed: Callable[[], None] = lambda: None):
        self.offered = offered
        self._changed = changed
        self._leases: dict[str, int] = {}

    @property
    def busy(self) -> int:
        """How many slots are leased."""
        return sum(self._leases.values())

    @property
    def free(self) -> int:
        """How many slots are left."""
        return self.offered - self.busy

    def lease(self, job: str, count: int) -> None:
        """Give `count` slots to `job`; LocalPeerError if fewer are free or the job has a lease."""
        if count < 1:
            raise LocalPeerError(f"{count} slots asked for, expected 1 or more")
        if job in self._leases:
            raise LocalPeerError(f"job {job} has slots here already")
        if count > self.free:
            raise LocalPeerError(f"{count} slots asked for, {self.free} of {self.offered} are free")
        self._leases[job] = count
        self._changed()

    def occupy(self, job: str, count: int) -> None:
        """Lease up to `count` slots, as many as are free: for this node's own runs, which nobody refuses."""
        if taken := min(count, self.free):
            self.lease(job, taken)

    def release(self, job: str) -> None:
        """Take back the slots of `job`, if it has any."""
        if self._leases.pop(job, None) is not None:
            self._changed()
