"""Collectives of MPI on the memory of one process: what each does to the buffers that all ranks have brought."""

import numpy as np

BYTE, IN_PLACE = "MPI.BYTE", "MPI.IN_PLACE"

MIN, LAND = np.minimum, np.logical_and
"""Reductions, as what NumPy calls them."""


class Parts:
    """A buffer as mpi4py takes it: an array, or [array, (counts, displs) or counts[, displs], datatype].

    Parameters
    ----------
    message : object
        What was given to mpi4py.
    number : int
        How many equal parts an array without counts has.
    """

    def __init__(self, message, number=1):
        array, *rest = message if isinstance(message, list | tuple) else (message,)
        self.memory = memoryview(np.asarray(array).reshape(-1).view(np.uint8))
        self.width = 1 if BYTE in rest else np.asarray(array).itemsize
        numbers = [part for part in rest if part is not BYTE]
        if len(numbers) == 1 and isinstance(numbers[0], tuple):
            numbers = list(numbers[0])
        if numbers:
            self.counts = [int(count) for count in numbers[0]]
            self.displs = [int(start) for start in numbers[1]] if len(numbers) > 1 else _starts(self.counts)
        else:
            self.counts = [len(self.memory) // self.width // number] * number
            self.displs = _starts(self.counts)

    def __getitem__(self, rank):
        start = self.displs[rank] * self.width
        return self.memory[start : start + self.counts[rank] * self.width]


def _starts(counts):
    return [sum(counts[:rank]) for rank in range(len(counts))]


def _copy(source, target):
    assert len(source) == len(target), f"{len(source)} bytes are sent where {len(target)} are expected"
    target[:] = bytes(source)


def _barrier(brought):
    assert not any(brought)


def _bcast(brought):
    source = Parts(brought[0][0])[0]
    for (message,) in brought[1:]:
        _copy(source, Parts(message)[0])


def _scatterv(brought):
    source = Parts(brought[0][0], len(brought))
    for rank, (_, received) in enumerate(brought):
        if received is not IN_PLACE:
            _copy(source[rank], Parts(received)[0])


def _gatherv(brought):
    target = Parts(brought[0][1], len(brought))
    for rank, (sent, _) in enumerate(brought):
        if sent is not IN_PLACE:
            _copy(Parts(sent)[0], target[rank])


def _allgatherv(brought):
    for _, received in brought:
        target = Parts(received, len(brought))
        for rank, (sent, _) in enumerate(brought):
            _copy(Parts(sent)[0], target[rank])


def _alltoallv(brought):
    size = len(brought)
    sent = [Parts(message, size) for message, _ in brought]
    copies = [[bytes(parts[rank]) for rank in range(size)] for parts in sent]
    for rank, (_, message) in enumerate(brought):
        received = Parts(message, size)
        for source in range(size):
            _copy(copies[source][rank], received[source])


def _allreduce(brought):
    results = [op.reduce([np.array(other[0]) for other in brought]) for _, _, op in brought]
    for (_, received, _), result in zip(brought, results):
        assert received.shape == result.shape and received.dtype == result.dtype
        received[...] = result


MOVES = {
    "Ibarrier": _barrier,
    "Ibcast": _bcast,
    "Iscatterv": _scatterv,
    "Igather": _gatherv,
    "Igatherv": _gatherv,
    "Iallreduce": _allreduce,
    "Iallgather": _allgatherv,
    "Iallgatherv": _allgatherv,
    "Ialltoall": _alltoallv,
    "Ialltoallv": _alltoallv,
}
"""Each takes a list with what each rank has given to the call, in rank order."""
