"""logging: line numbers, function names, exception texts, handlers that use primitives."""

import logging
import sys

import numpy as np
from dino import matmul, parsum


class Counting(logging.Handler):
    def emit(self, record):
        print("handled", record.lineno, parsum(np.full(3, record.levelno)), flush=True)


logging.basicConfig(format="%(levelname)s %(name)s %(filename)s:%(lineno)d %(funcName)s %(message)s", level="DEBUG")
log = logging.getLogger("program")
log.addHandler(Counting())


def work(n):
    log.info("sum is %d", parsum(np.arange(n)))
    try:
        matmul(np.ones((n, 1)), np.ones((n, 1)))
    except ValueError:
        log.exception("failed for %d", n)
    return n


log.debug("begin")
log.warning("worked %s", [work(n) for n in (2, 3)], stack_info=True)
logging.captureWarnings(True)
np.seterr(all="log")
print(logging.getLogger().handlers[0].stream is sys.stderr, parsum(np.ones(2)))
