"""What a generated program has defined so far."""

from dataclasses import dataclass, field


class UnfitError(Exception):
    """A template needs what the program does not have."""


@dataclass
class Function:
    """A function of the program: how it may be called, and what a call costs."""

    name: str
    kind: str
    style: str
    parameters: list = field(default_factory=list)
    cost: float = 1


class Scope:
    """Names in layers: of a scope, and of the blocks in it."""

    def __init__(self, function=None):
        self.function = function
        self.layers = [{}]
        self.loops = 0

    def names(self, kind):
        return [name for layer in self.layers for name, bound in layer.items() if bound == kind]
