"""What several sources say together about a mail whose answer was lost."""

from __future__ import annotations

import itertools

import pytest

from cycle.mail.outbox.evidence import weighed

SAYS = {True: lambda _: True, False: lambda _: False, None: lambda _: None}


@pytest.mark.parametrize(("one", "other"), list(itertools.product(SAYS, repeat=2)))
def test_one_that_saw_it_is_enough_and_absence_needs_them_all(rows, one, other):
    [row] = rows(1)
    together = weighed([SAYS[one], SAYS[other]])
    assert together is not None
    assert together(row) is (True if True in (one, other) else None if None in (one, other) else False)


@pytest.mark.parametrize(("said", "meant"), [(True, True), (False, None), (None, None)])
def test_an_answer_that_came_proves_the_mail_and_silence_proves_nothing(rows, said, meant):
    [row] = rows(1)
    alone, beside = weighed([], confirming=[SAYS[said]]), weighed([SAYS[False]], confirming=[SAYS[said]])
    assert alone is not None
    assert beside is not None
    assert (alone(row), beside(row)) == (meant, bool(said))


def test_without_sources_there_is_no_evidence() -> None:
    assert weighed([]) is None
