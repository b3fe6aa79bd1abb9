"""match: primitives in the subject, in guards, in the cases' bodies."""

from dataclasses import dataclass

import numpy as np
from dino import matmul, matvec, parsum, sort


@dataclass
class Product:
    left: np.ndarray
    right: np.ndarray


def evaluate(expression):
    match expression:
        case Product(left=a, right=b) if b.ndim == 2:
            return matmul(a, b)
        case Product(left=a, right=b):
            return matvec(a, b)
        case ("sum", x) if parsum(x) > 10:
            return "large"
        case ("sum", x):
            return parsum(x)
        case {"sort": x, **rest}:
            return sort(x), sorted(rest)
        case [first, *others]:
            return evaluate(first), len(others)
        case int() | float() as number:
            return number
        case _:
            return None


a = np.arange(4).reshape(2, 2)
cases = [Product(a, a), Product(a, a[0]), ("sum", a), ("sum", a * 9), {"sort": a, "by": 1}, [3, 4, 5], "text"]
for case in cases:
    print(repr(evaluate(case)))
match sort(np.array([3, 1, 2])).tolist():
    case [1, *rest]:
        print("rest", rest)
match int(parsum(a)):
    case 6:
        print("six")
    case other:
        print("not six", other)
