"""Properties, descriptors, __getattr__, metaclasses and the other special methods around primitives."""

import numpy as np
from dino import matmul, matvec, parsum, sort


class Meta(type):
    def __new__(mcs, name, bases, space, **options):
        space["checksum"] = int(parsum(np.array([len(key) for key in space if key[:2] != "__"])))
        return super().__new__(mcs, name, bases, space, **options)

    def __call__(cls, *args):
        print("making", cls.__name__)
        return super().__call__(*args)

    def __len__(cls):
        return int(parsum(np.ones(3)))


class Sorted:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, sort(np.asarray(value)))


class Vector(metaclass=Meta):
    values = Sorted()

    def __init_subclass__(cls, **options):
        cls.options = {key: int(parsum(value)) for key, value in options.items()}

    def __init__(self, values):
        self.values = values

    def __getattr__(self, name):
        if name == "total":
            return parsum(self.values)
        raise AttributeError(f"no {name}")

    def __getitem__(self, key):
        return matvec(np.eye(len(self.values)), self.values)[key]

    def __contains__(self, value):
        return parsum(self.values == value) > 0

    def __iter__(self):
        return iter(sort(self.values)[::-1].tolist())

    def __len__(self):
        return len(self.values)

    def __bool__(self):
        return bool(parsum(self.values) > 3)

    def __format__(self, spec):
        return format(parsum(self.values), spec)

    def __hash__(self):
        return int(parsum(self.values))

    def __eq__(self, other):
        return parsum(self.values != other.values) == 0

    def __lt__(self, other):
        return parsum(self.values) < parsum(other.values)

    def __index__(self):
        return int(parsum(self.values))

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


class Child(Vector, weight=np.arange(4)):
    pass


v, w = Vector([3, 1, 2]), Child([1, 0])
print(v.values, v.total, v[0], 2 in v, 9 in v, list(v), bool(v), bool(w), f"{v:05d}|{w:>4}")
print(len({v, Vector([2, 3, 1]), w}), v == Vector([1, 2, 3]), sorted([v, w])[0] is w, range(10)[v], hex(v))
print(Vector.checksum, len(Child), Child.options, hasattr(v, "total"), getattr(v, "other", None))
print(parsum(v), sort(w), matmul(np.array([v.values]), np.eye(3)), [*v], (lambda *a: a)(*w))
try:
    v.missing
except AttributeError as error:
    print(error)
