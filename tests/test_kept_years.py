"""A year that was walked before is copied: walked again in each test it costs the suite half its time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Yield two new homes of the same moment."""
    first, second = Desk(tmp_path / "first"), Desk(tmp_path / "second")
    yield first, second
    first.close()
    second.close()


def test_what_was_walked_before_is_not_computed_again(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    first.walk(to="committee")
    second.do = lambda step: pytest.fail(f"{step} was walked again")  # type: ignore[method-assign]
    second.walk(to="committee")
    assert second.states() == first.states()


def test_where_somebody_has_done_something_the_year_is_walked(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    first.walk(to="committee")
    second.start()
    second.walk(to="committee")
    assert second.states()["committee"] == "done 1"
    assert len(second.services.memory.decisions.of(second.cycle().id)) == 2
