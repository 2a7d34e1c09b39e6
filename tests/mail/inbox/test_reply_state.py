"""Whether somebody comes, when they have answered more than once, in different ways, or to a date that was changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cycle.mail.inbox.answers.reply_state import reply_state, reply_states, said_at
from cycle.model import Reply

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def at(hours: float) -> dt.datetime:
    return NOON + dt.timedelta(hours=hours)


def heard(what, hours=0.0, *, source="calendar", sequence=None, stamp=None, recipient="kari", key="") -> Reply:
    moment = at(hours)
    return Reply(
        key=key or f"{what}-{hours}-{source}",
        cycle="c/m/2027",
        recipient=recipient,
        kind="invitasjon",
        what=what,
        source=source,
        at=moment,
        sequence=sequence,
        stamp=(stamp or moment) if source == "calendar" else None,
    )


def test_who_said_nothing_is_silent():
    assert reply_state("kari", []).stand == "silent"
    assert reply_state("kari", [heard("automatic", source="mail"), heard("delivered", source="mail")]).stand == "silent"


def test_the_newest_answer_stands_whatever_order_they_are_read_in():
    yes, no, perhaps = heard("accepted", 1), heard("declined", 2), heard("tentative", 3)
    for order in ([yes, no, perhaps], [perhaps, yes, no], [no, perhaps, yes]):
        assert (reply_state("kari", order).stand, reply_state("kari", order).answer) == ("maybe", perhaps)


def test_an_answer_that_arrives_late_does_not_undo_a_newer_one():
    sent_first = replace(heard("accepted", 9), stamp=at(1))
    sent_second = replace(heard("declined", 5), stamp=at(2))
    assert reply_state("kari", [sent_first, sent_second]).answer == sent_second


def test_a_mail_program_whose_clock_runs_ahead_does_not_win_for_ever():
    ahead = replace(heard("accepted", 1), stamp=at(9000))
    assert said_at(ahead) == at(1)
    assert reply_state("kari", [ahead, heard("declined", 2)]).stand == "not"


def test_what_was_said_on_the_telephone_stands_until_a_newer_answer_comes():
    by_telephone = heard("declined", 2, source="typed")
    assert reply_state("kari", [heard("accepted", 1), by_telephone]).answer == by_telephone
    assert reply_state("kari", [heard("accepted", 2), by_telephone]).answer == by_telephone
    assert reply_state("kari", [heard("accepted", 3), by_telephone]).stand == "coming"


def test_an_answer_to_the_date_that_was_does_not_count_and_is_kept():
    old, unknown = heard("accepted", 1, sequence=0), heard("accepted", 2)
    moved = {"sequence": 1, "since": at(3)}
    assert reply_state("kari", [old, unknown], **moved).stand == "silent"
    assert reply_state("kari", [old, unknown], **moved).outdated == unknown
    assert reply_state("kari", [heard("accepted", 1, source="typed")], **moved).stand == "silent"
    new = heard("declined", 4, sequence=1)
    assert (reply_state("kari", [old, new], **moved).answer, reply_state("kari", [old, new], **moved).outdated) == (
        new,
        None,
    )


def test_an_answer_to_the_old_date_that_is_sent_after_the_change_is_still_about_the_old_date():
    assert reply_state("kari", [heard("accepted", 9, sequence=0)], sequence=1, since=at(3)).stand == "silent"
    assert reply_state("kari", [heard("accepted", 9, source="typed")], sequence=1, since=at(3)).stand == "coming"


def test_words_wait_for_a_person_and_do_not_take_an_answer_away():
    question = heard("wrote", 2, source="mail")
    assert (reply_state("kari", [question]).stand, reply_state("kari", [question]).words) == ("wrote", question)
    both = reply_state("kari", [heard("accepted", 1), question])
    assert (both.stand, both.words) == ("coming", question)
    settled = reply_state("kari", [question, heard("accepted", 3, source="typed")])
    assert (settled.stand, settled.words) == ("coming", None)
    assert reply_state("kari", [heard("proposed", 1)]).stand == "wrote"


def test_a_mail_that_came_back_is_told_until_something_shows_that_they_were_reached():
    back = heard("returned", 1, source="mail")
    assert (reply_state("kari", [back]).stand, reply_state("kari", [back]).returned) == ("returned", back)
    typed = reply_state("kari", [back, heard("accepted", 2, source="typed")])
    assert (typed.stand, typed.returned) == ("coming", back)
    reached = reply_state("kari", [back, heard("accepted", 2)])
    assert (reached.stand, reached.returned) == ("coming", None)
    assert reply_state("kari", [back, heard("delivered", 2, source="mail")]).stand == "silent"
    assert reply_state("kari", [heard("delivered", 0, source="mail"), back]).stand == "returned"


def test_everybody_has_a_state_of_their_own():
    found = reply_states([heard("accepted"), heard("declined", recipient="ola")])
    assert {who: status.stand for who, status in found.items()} == {"kari": "coming", "ola": "not"}


@given(
    st.permutations([heard(what, hours) for hours, what in enumerate(("accepted", "returned", "wrote", "declined"))])
)
def test_the_order_of_reading_never_matters(answers):
    assert reply_state("kari", answers).stand == "not"
