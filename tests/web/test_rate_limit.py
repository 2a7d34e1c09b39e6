"""What somebody may ask for lately is counted, and what is refused leaves nothing behind."""

from __future__ import annotations

from cycle.web.visitors.rate_limit import IN_ALL, MOST_NAMES, PER_ADDRESS, SECONDS, RateLimit


def test_a_name_may_be_asked_for_so_many_times_in_so_long() -> None:
    now = [0.0]
    limit = RateLimit(lambda: now[0])
    assert [limit.takes("kari") for _ in range(PER_ADDRESS + 2)] == [True] * PER_ADDRESS + [False] * 2
    now[0] = SECONDS - 1
    assert (limit.takes("kari"), limit.takes("ola")) == (False, True)
    now[0] = SECONDS
    assert limit.takes("kari")


def test_names_that_are_refused_are_not_kept() -> None:
    """Whoever sends a new one each time would fill the memory: only what was taken was looked through."""
    limit = RateLimit(lambda: 0.0)
    assert sum(limit.takes(f"{number}") for number in range(3 * MOST_NAMES)) == IN_ALL
    assert len(limit._asked) == IN_ALL


def test_names_whose_time_is_over_are_forgotten_when_there_are_many() -> None:
    now = [0.0]
    limit = RateLimit(lambda: now[0], in_all=10 * MOST_NAMES)
    for number in range(3 * MOST_NAMES):
        now[0] += SECONDS / MOST_NAMES * 2
        assert limit.takes(f"{number}")
    assert len(limit._asked) <= MOST_NAMES
