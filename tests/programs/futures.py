#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""A docstring first, then __future__, then annotations that are never evaluated."""
from __future__ import annotations

import typing
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from dino import matmul, parsum, sort

if TYPE_CHECKING:
    from nowhere import Matrix

T = TypeVar("T")
total: int = parsum(np.arange(4))
undefined: Nowhere  # noqa: F821


def product(a: Matrix, b: list[Unknown] = None) -> Matrix | None:  # noqa: F821
    inner: sort = matmul(a, a)
    return inner


class Box(typing.Generic[T]):
    content: Missing = sort(np.array([2, 1]))  # noqa: F821


print(__doc__, __annotations__, product.__annotations__, Box.__annotations__)
print(product(np.eye(2)), Box[int].content, total, "undefined" in globals(), annotations.compiler_flag)
