import numpy as np
from dino import sort


def ordered(values):
    return sort(np.array(values)).tolist()
