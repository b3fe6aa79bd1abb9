"""Steps, and their state."""

from . import state, steps
from .steps import total

__all__ = ["total"]
