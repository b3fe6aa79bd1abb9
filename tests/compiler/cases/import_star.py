from numpy import arange
from dino import *

print(parsum(arange(10)))
