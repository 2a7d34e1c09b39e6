"""Who was at the meeting stands on the public page only where the community says so, body by body, and never more."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cycle.application.actions.running.states import step_state
from cycle.application.publishing import participants
from cycle.application.publishing.not_for_all.remarks import minutes_remarks
from cycle.application.replies import type_in
from cycle.application.retention import erase, erasure_of
from cycle.archive.public_site.pages import PageBody, PageParticipant
from cycle.errors import ConfigError
from cycle.model import Substitute
from tests.application.closed_year import done, page, read, said
from tests.application.publishing.pages.test_both_forms import with_programme
from tests.application.retention.test_retention import imported
from tests.desk import CEO, CHIEF, INVITED, MAYOR, NOON, PEOPLE, SHARED, Desk

CAME = f"""
present = ["{MAYOR.name}", "{CHIEF.name}", "{SHARED[0].name}"]
absent = ["{CEO.name}"]
"""
LAST = dt.date(2026, 12, 31)
NAMES = '[participants]\nshow = "names"\n'
HEADING = "Dei som er noterte som til stades i referatet."


def noted(desk: Desk, rule: str, minutes: str = CAME) -> None:
    """Let community.toml say what the page tells of who came, and the minutes who did."""
    file = desk.community / "community.toml"
    file.write_text(file.read_text("utf-8").replace("[gates]", f"{rule}\n[gates]", 1), "utf-8")
    (desk.year_folder / "referat.toml").write_text(minutes, "utf-8")


@pytest.fixture
def before(desk: Desk) -> Desk:
    """A year with its words in both forms, whose letters are sent, and whose meeting nobody has written of yet."""
    with_programme(desk)
    desk.walk(to="mailing.folgebrev")
    return desk


def test_a_page_names_nobody_where_the_community_does_not_say_so(before: Desk) -> None:
    noted(before, "")
    before.do("archive")
    assert HEADING not in page(before)
    assert not [path for path, text in said(before).items() for row in (MAYOR, CEO, *SHARED) if row.name in text]


def test_those_the_minutes_note_stand_by_body_with_their_functions_and_nobody_is_called_absent(before: Desk) -> None:
    noted(before, NAMES)
    assert participants(before.cycle()) == (
        PageBody(
            name="Osterøy kommune",
            number=1,
            people=(PageParticipant(name=CHIEF.name, role="kommunedirektør"),),
        ),
        PageBody(name="Alver kommune", number=1, people=(PageParticipant(name=MAYOR.name, role="ordførar"),)),
        PageBody(name="Fedje kommune", number=1, people=(PageParticipant(name=SHARED[0].name, role="ordførar"),)),
    )
    before.do("archive")
    assert f"Alver kommune {MAYOR.name} , ordførar" in page(before)
    assert HEADING in page(before)
    for unnoted in (SHARED[1].name, CEO.name):
        assert not [path for path, text in said(before).items() if unnoted in text]


def test_a_page_with_one_who_came_says_so_of_one(before: Desk) -> None:
    noted(before, NAMES, f'present = ["{MAYOR.name}"]')
    before.do("archive")
    assert "Den som er notert som til stades i referatet." in page(before)
    assert HEADING not in page(before)


@pytest.mark.parametrize("minutes", ["", 'absent = ["Eli O\'Brien & Søn"]', 'chair = "Kari Vik"'])
def test_while_nobody_has_noted_who_came_nobody_is_named(before: Desk, minutes: str) -> None:
    noted(before, NAMES, minutes)
    assert participants(before.cycle()) == ()


def test_who_is_counted_only_is_not_named_for_another_seat_either(before: Desk) -> None:
    noted(before, '[participants]\nshow = "names"\nonly_counted = ["ssu.leiar", "fedje"]\n')
    shown = {body.name: (body.number, len(body.people)) for body in participants(before.cycle())}
    assert shown == {"Osterøy kommune": (1, 0), "Alver kommune": (1, 1), "Fedje kommune": (1, 0)}
    before.do("archive")
    assert "Fedje kommune 1 person" in page(before)
    assert SHARED[0].name not in page(before)


@pytest.mark.parametrize(
    ("counted", "organisation", "role"),
    [
        ("ks", "KS", "rådgjevar"),
        ("ks", " ks ", "rådgjevar"),
        ("brukarutval-helse-bergen", "Brukarutvalet i Helse Bergen HF", "leiar"),
        ("brukarutval-helse-bergen", "brukarutvalet i Helse  Bergen", "leiar"),
        ("helse-bergen", "Helse Bergen", "rådgjevar"),
        ("ssu.fastlege", "Strategisk samarbeidsutval", "fastlege"),
        ("tillegg", "Høgskulen", "rektor"),
    ],
)
def test_who_is_added_by_hand_is_counted_only_under_what_is_counted_only(
    desk: Desk, counted: str, organisation: str, role: str
) -> None:
    added = (
        f'[[additions]]\nname = "Eli Rektor"\naddress = "eli@hogskule.example"\nrole = "{role}"\n'
        f'organisation = "{organisation}"\nreason = "Ho skal halde innlegg."\ndecided_by = "SSU-sak 2026/31"\n'
    )
    meeting = desk.year_folder / "meeting.toml"
    meeting.write_text(f"{meeting.read_text('utf-8')}\n{added}", "utf-8")
    desk.walk(to="invitations")
    there = f'present = ["Eli Rektor", "{MAYOR.name}"]'
    noted(desk, f'[participants]\nshow = "names"\nonly_counted = ["{counted}"]\n', there)
    shown = {body.name: (body.number, len(body.people)) for body in participants(desk.cycle())}
    assert shown == {"Alver kommune": (1, 1), organisation.strip(): (1, 0)}


def test_a_community_may_have_numbers_alone(before: Desk) -> None:
    noted(before, '[participants]\nshow = "numbers"\n')
    assert [(body.number, body.people) for body in participants(before.cycle())] == [(1, ()), (1, ()), (1, ())]


def test_who_is_counted_only_must_be_a_body_or_seat_there_is(before: Desk) -> None:
    noted(before, '[participants]\nshow = "names"\nonly_counted = ["ssu.fastleg", "fedge"]\n')
    with pytest.raises(ConfigError) as error:
        before.cycle()
    assert [(problem.where, problem.remedy) for problem in error.value.problems] == [
        ("participants.only_counted[0]", "did you mean 'ssu.fastlege'?"),
        ("participants.only_counted[1]", "did you mean 'fedje'?"),
    ]


def test_the_page_in_the_other_form_names_the_same_people_by_the_functions_of_that_form(before: Desk) -> None:
    noted(before, NAMES)
    there = participants(before.cycle(), "nb")
    assert [person.role for body in there for person in body.people] == ["kommunedirektør", "ordfører", "ordfører"]
    before.do("archive")
    other = before.home / "site" / "bergensomradet" / "nb" / "partnarskapsmote" / "2027" / "index.html"
    assert f"Alver kommune {MAYOR.name} , ordfører" in read(other.read_bytes())


def test_saying_so_opens_the_gate_of_the_page_alone_and_never_that_of_a_closed_year(before: Desk) -> None:
    states = {step: state for step, state in before.states().items() if step != "archive"}
    before.compute("archive")
    noted(before, NAMES, "")
    assert {step: state for step, state in before.states().items() if step != "archive"} == states
    assert step_state(before.cycle(), "archive").state == "due"
    before.do("archive")
    (before.year_folder / "referat.toml").write_text(CAME, "utf-8")
    assert step_state(before.cycle(), "archive").state == "done"


def test_a_name_that_is_taken_down_stands_among_the_participants_no_more_in_either_form(before: Desk) -> None:
    noted(before, NAMES)
    before.do("archive")
    done(before, "take_down", what="name", old=MAYOR.name)
    site = before.home / "site" / "bergensomradet"
    there = [path for path in site.rglob("*.html") if MAYOR.name in path.read_text("utf-8")]
    assert there == []
    assert CHIEF.name in page(before)


def test_a_substitute_is_named_without_whose_place_it_was(before: Desk) -> None:
    noted(before, NAMES, 'present = ["Per Vara"]')
    type_in(before.cycle(), CHIEF.name, as_="declined", name="Kari", substitute=Substitute(name="Per Vara"))
    assert participants(before.cycle()) == (
        PageBody(name="Osterøy kommune", number=1, people=(PageParticipant(name="Per Vara", role="vara"),)),
    )
    before.do("archive")
    assert not [path for path, text in said(before).items() if CHIEF.name in text]


def test_whoever_came_after_all_is_named_and_not_the_deputy_who_stayed_at_home(before: Desk) -> None:
    noted(before, NAMES, f'present = ["{CHIEF.name}"]')
    type_in(before.cycle(), CHIEF.name, as_="declined", name="Kari", substitute=Substitute(name="Per Vara"))
    assert participants(before.cycle()) == (
        PageBody(name="Osterøy kommune", number=1, people=(PageParticipant(name=CHIEF.name, role="kommunedirektør"),)),
    )
    others = len(INVITED) - 1
    assert any(f"{others} av dei inviterte" in found.said("nn") for found in minutes_remarks(before.cycle()))


def test_whoever_was_erased_before_the_page_was_made_is_counted_and_not_named(desk: Desk) -> None:
    past = replace(MAYOR, valid_to=dt.date(2026, 12, 31))
    imported(desk, [past if row is MAYOR else row for row in PEOPLE])
    desk.walk(to="mailing.folgebrev")
    desk.moment = NOON + dt.timedelta(days=60)
    noted(desk, NAMES)
    erase(desk.services, erasure_of(desk.services, MAYOR.name), name="Kari", why="bad om det")
    shown = {body.name: (body.number, len(body.people)) for body in participants(desk.cycle())}
    assert shown == {"Osterøy kommune": (1, 1), "Alver kommune": (1, 0), "Fedje kommune": (1, 1)}


def test_an_erasure_while_the_page_waits_opens_its_gate_again_and_never_that_of_a_closed_year(desk: Desk) -> None:
    imported(desk, [replace(row, valid_to=LAST) if row in {MAYOR, SHARED[0]} else row for row in PEOPLE])
    desk.walk(to="mailing.folgebrev")
    desk.moment = NOON + dt.timedelta(days=60)
    noted(desk, NAMES)
    desk.compute("archive")
    waiting = step_state(desk.cycle(), "archive")
    assert waiting.state == "waiting"
    erase(desk.services, erasure_of(desk.services, MAYOR.name), name="Kari", why="bad om det")
    again = step_state(desk.cycle(), "archive")
    assert (again.state, again.revision) == ("due", waiting.revision + 1)
    desk.do("archive")
    assert not [path for path, text in said(desk).items() if MAYOR.name in text]
    assert SHARED[0].name in page(desk)
    erase(desk.services, erasure_of(desk.services, SHARED[0].name), name="Kari", why="bad om det")
    assert step_state(desk.cycle(), "archive").state == "done"


@pytest.mark.parametrize("rule", ["", '[participants]\nshow = "numbers"\n'])
def test_an_erasure_opens_no_gate_of_a_page_that_names_nobody(desk: Desk, rule: str) -> None:
    imported(desk, [replace(row, valid_to=LAST) if row is MAYOR else row for row in PEOPLE])
    desk.walk(to="mailing.folgebrev")
    desk.moment = NOON + dt.timedelta(days=60)
    noted(desk, rule)
    desk.compute("archive")
    erase(desk.services, erasure_of(desk.services, MAYOR.name), name="Kari", why="bad om det")
    assert step_state(desk.cycle(), "archive").state == "waiting"
