"""How deep the campaigns of the tests go: a part of each in every run, the whole with CYCLE_TEST_DEPTH=full."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

FULL = os.environ.get("CYCLE_TEST_DEPTH") == "full"
Case = TypeVar("Case")


def examples(number: int) -> int:
    """Return how many invented examples are tried: the number, or a fifth of it."""
    return number if FULL else max(number // 5, 10)


def some(cases: Sequence[Case]) -> Sequence[Case]:
    """Return all cases, or every third of them."""
    return cases if FULL else cases[::3]
