"""Standard output replaced, bypassed, reconfigured; writes of several kinds in order."""

import contextlib
import io
import os
import sys

import numpy as np
from dino import matmul, parsum, sort


class Tee(io.TextIOBase):
    def __init__(self, stream):
        self.stream, self.size = stream, 0

    def write(self, text):
        self.size += int(parsum(np.ones(len(text))))
        return self.stream.write(text.upper())

    def flush(self):
        self.stream.flush()


sys.stdout = Tee(sys.__stdout__)
print("through the tee", parsum(np.arange(3)))
size, sys.stdout = sys.stdout.size, sys.__stdout__
print(size)
sys.stdout.flush()
os.write(1, b"unbuffered %d\n" % parsum(np.ones(2)))
os.write(2, b"error\n")
sys.stdout.reconfigure(line_buffering=True)
print("line buffered")
os.write(2, b"after the line\n")
print("no newline", end="")
sys.stdout.buffer.write(b" bytes " + sort(np.array([66, 65], dtype=np.uint8)).tobytes() + b"\n")
sys.stdout.flush()
print(matmul(np.eye(2), np.eye(2)), file=sys.stderr)
saved = os.dup(1)
reading, writing = os.pipe()
os.dup2(writing, 1)
print("into a pipe", parsum(np.ones(4)))
sys.stdout.flush()
os.dup2(saved, 1)
print(os.read(reading, 100), sys.stdout.fileno(), sys.stdout.encoding, sys.stderr.line_buffering)
with contextlib.redirect_stderr(io.StringIO()) as errors:
    print(sort(np.array([2, 1])), file=sys.stderr)
print(repr(errors.getvalue()), "\N{GREEK SMALL LETTER PI} \N{SNOWMAN}".encode())
os.close(saved)
sys.stdout.close()
