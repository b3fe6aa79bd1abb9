import numpy as np
from dino import parsum


class Table:
    total = parsum(np.arange(4))

    def __len__(self):
        return int(parsum(np.arange(self.total)))

    @property
    def mean(self):
        return parsum(np.arange(3)) / 3


print(Table.total, len(Table()), Table().mean)
