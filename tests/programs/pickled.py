"""Pickling and copying: results, objects that hold them, primitives themselves."""

import copy
import functools
import io
import pickle
from dataclasses import dataclass, field

import dino
import numpy as np


@dataclass
class State:
    matrix: np.ndarray
    history: list = field(default_factory=list)

    def step(self):
        self.matrix = dino.matmul(self.matrix, self.matrix)
        self.history.append(int(dino.parsum(self.matrix)))
        return self

    def __getstate__(self):
        return {"matrix": self.matrix, "history": self.history, "check": dino.parsum(self.matrix)}

    def __setstate__(self, state):
        assert state.pop("check") == dino.parsum(state["matrix"])
        self.__dict__.update(state)


state = State(np.array([[1, 1], [0, 1]])).step().step()
again = pickle.loads(pickle.dumps(state))
print(again, again.step().history, state.history)
print(copy.deepcopy(state).step().history, copy.copy(state).matrix is state.matrix)
print(pickle.loads(pickle.dumps(dino.sort)) is dino.sort, copy.deepcopy(dino.matmul) is dino.matmul)
partial = pickle.loads(pickle.dumps(functools.partial(dino.matvec, np.eye(2))))
print(partial(np.ones(2)))
file = io.BytesIO()
for protocol in range(2, 6):
    pickle.dump(dino.sort(np.arange(protocol)[::-1]), file, protocol=protocol)
file.seek(0)
print([pickle.load(file).tolist() for _ in range(4)])
result = dino.sort(np.array([2, 1]))
print(type(result), result.flags.owndata, result.flags.writeable, result.base, result.dtype, type(dino.parsum(result)))
