"""What somebody may ask for lately is counted, and what is refused leaves nothing behind."""

from __future__ import annotations

from cycle.web.visitors.rate_limit import MOST_NAMES, PER_ADDRESS, SECONDS, RateLimit


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
    limit = RateLimit(lambda: 0.0, in_all=100)
    assert sum(limit.takes(f"{number}") for number in range(3 * MOST_NAMES)) == 100
    assert len(limit._asked) == 100


def test_however_many_names_are_asked_for_each_new_one_is_taken_and_the_oldest_are_forgotten() -> None:
    now = [0.0]
    limit = RateLimit(lambda: now[0])
    for number in range(3 * MOST_NAMES):
        now[0] += SECONDS / MOST_NAMES / 5
        assert limit.takes(f"{number}")
    assert len(limit._asked) == MOST_NAMES
    assert [limit.takes(f"{3 * MOST_NAMES - 1}") for _ in range(PER_ADDRESS)] == [True] * (PER_ADDRESS - 1) + [False]
