"""hello: every rank sends a greeting, root prints them in the order of the ranks."""

import os

import numpy as np

from dino.runtime.plain.spmd import Primitive, comm


class Hello(Primitive):
    """A greeting from every rank with its host name."""

    def prepare(self):
        return ()

    def compute(self):
        return np.array([f"Hello from rank {comm.rank} of {comm.size} on {os.uname().nodename}".encode()], "S256")

    def alone(self):
        self.finish(self.compute())

    def finish(self, whole):
        print(b"\n".join(whole).decode())


hello = Hello("hello")
