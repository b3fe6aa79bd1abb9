"""The record of a run for `dino verify`: what each call of a primitive was given and what it returned, as digests.

One JSON object a line, written at once, so that it is there however the process ends:

    {"call": 3, "file": "/home/a/s.py", "line": 7, "name": "matmul", "args": ["float64(5, 10) 1f0a..."]}
    {"call": 3, "value": "float64(5, 2) 77b1..."}

A value that stays on the ranks has no second line.
"""

import json
import os
import re
import zlib

import numpy as np

from dino.runtime.plan import Block, Operand

VARIABLE = "DINO_RECORD"


class Record:
    """Writes what it observes.

    Parameters
    ----------
    target : str
        Absolute path of a file that does not exist: the first process of the run makes it, and no child writes to it.
    """

    def __init__(self, target):
        self.target, self.owned = target, False

    def opened(self, call, args):
        """Write what a call was given; before the call, as it may change that."""
        self.owned = self.owned if call.number else self._made()
        given, options = args
        told = [digest(value) for value in (*given, *options.values())]
        self._write({"call": call.number, "file": call.file, "line": call.line, "name": call.name, "args": told})

    def closed(self, call, value=None, error=None):
        """Write what a call gave."""
        told = f"raised {type(error).__name__}: {error}" if error is not None else digest(value)
        self._write({"call": call.number, "value": told})

    def _made(self):
        try:
            os.close(os.open(self.target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return False
        return True

    def _write(self, told):
        if self.owned:
            with open(self.target, "ab", 0) as file:
                file.write(json.dumps(told).encode() + b"\n")


def digest(value):
    """Describe a value: two are equal for DiNo's promise if and only if (but for one in 2**64) their descriptions are.

    Parameters
    ----------
    value : object
        Anything. Of arrays and NumPy's scalars the type, dtype, shape and bytes count; of other objects their type and
        what `repr` says, addresses apart.

    Returns
    -------
    str
        Short; small values are legible in it. Empty for what root has not got.

    Notes
    -----
    Reads an array twice, at some 2 GB/s.
    """
    if isinstance(value, Operand | Block):
        return ""
    if isinstance(value, np.ndarray):
        kind = "" if type(value) is np.ndarray else f"{type(value).__name__} {_sum(repr(value).encode())} "
        return f"{kind}{value.dtype}{value.shape} {_sum_of(value)}"
    if isinstance(value, np.generic):
        return f"{_sum_of(np.asarray(value))} {value!r:.60}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}[{len(value)}] {_sum(repr([digest(item) for item in value]).encode())}"
    text = re.sub(r" at 0x[0-9a-f]+", "", repr(value))
    return f"{type(value).__name__} {text if len(text) < 40 else _sum(text.encode())}"


def _sum_of(array):
    """Sum the bytes that mean something: no padding of 80-bit reals or of records, no addresses of objects."""
    if array.dtype.hasobject or array.dtype.kind == "V" or array.dtype.char in "gG":
        return _sum(re.sub(r" at 0x[0-9a-f]+", "", repr(array.tolist())).encode())
    return _sum(np.ascontiguousarray(array).reshape(-1).view(np.uint8))


def _sum(data):
    """Return a checksum of bytes: CRC-32 beside the sum of their 32-bit words; a hash takes three times as long."""
    octets = np.frombuffer(data, np.uint8)
    words = octets[: len(octets) // 4 * 4].view(np.uint32)
    return f"{zlib.crc32(octets):08x}{int(words.sum(dtype=np.uint32)):08x}"
