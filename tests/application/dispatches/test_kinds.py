"""What people ask for in a year: a reminder, a change, thanks; and the calendar entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest
from sqlalchemy import update

from cycle.application.actions.asking.outbox_decisions import release
from cycle.application.actions.running.states import step_states
from cycle.application.dispatches import requests
from cycle.application.dispatches.calendar_entries import moved_since
from cycle.application.dispatches.entry_uids import Correspondence
from cycle.application.dispatches.requests import ask, correct, kinds
from cycle.application.dispatches.suggested import suggestions
from cycle.application.publishing.pages.public_letters import public_title, public_titles
from cycle.application.results import LettersResult, read
from cycle.application.review.views import mailing_view
from cycle.application.steps.letters import STEP
from cycle.application.year.for_readers.trouble import words_of
from cycle.application.year.step_graph import node_named
from cycle.errors import CycleError, InputError, StepError
from cycle.model import Language
from cycle.store.tables import outbox
from tests.application.asking import (
    answered,
    asked,
    calendar_answer,
    entry,
    id_of,
    later,
    move,
    row_of,
    sent,
    state_of,
)
from tests.desk import CEO, CHIEF, INVITED, MAYOR, SHARED, YEAR, Desk, letter_of, words


def test_a_year_has_no_more_steps_than_before_until_somebody_asks(desk: Desk) -> None:
    desk.walk(to="invitations")
    steps = [state.step for state in step_states(desk.cycle())]
    assert [step for step in steps if "." in step] == [
        "letters.invitasjon",
        "mailing.invitasjon",
        "letters.folgebrev",
        "mailing.folgebrev",
    ]
    assert [kind.id for kind in kinds(desk.cycle()) if kind.by == "request"] == [
        "hald-av-datoen",
        "paminning",
        "endring",
        "avlysing",
        "takk",
        "styringsbrev",
    ]


def test_the_save_the_date_goes_to_everyone_and_asks_for_no_answer(desk: Desk) -> None:
    desk.walk(to="invitations")
    mails = sent(desk, asked(desk, "hald-av-datoen"))
    assert sorted(mail.to for mail in mails) == sorted(row.address for row in (CEO, *SHARED, CHIEF, MAYOR))
    assert {mail.subject for mail in mails} == {"Hald av datoen: partnarskapsmøtet 2027"}
    assert "Du treng ikkje svare no." in words([letter_of(mails[0])])


def test_the_reminder_goes_to_those_who_have_not_answered_and_says_who_is_left_out_and_why(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    answered(desk, MAYOR.name)
    answered(desk, CEO.name, "declined")
    mails = sent(desk, asked(desk, "paminning"))
    assert sorted(mail.to for mail in mails) == sorted([CHIEF.address, *(row.address for row in SHARED)])
    body = desk.newest("letters.paminning").body
    assert {entry["who"]: entry["why"] for entry in body["left_out"]} == {
        MAYOR.name: "Har svart: kjem.",
        CEO.name: "Har svart: kjem ikkje.",
    }


def test_one_who_answers_while_the_reminder_waits_gets_none(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    asked(desk, "paminning")
    desk.do("letters.paminning")
    desk.compute("mailing.paminning")
    desk.approve("mailing.paminning")
    answered(desk, MAYOR.name)
    before = desk.mails()
    desk.perform("mailing.paminning")
    reminded = [mail.to for mail in desk.mails() if mail not in before]
    assert sorted(reminded) == sorted(row.address for row in (CEO, *SHARED, CHIEF))


def test_those_chosen_are_reminded_and_nobody_else(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    answered(desk, MAYOR.name)
    mails = sent(desk, asked(desk, "paminning", to=[MAYOR.name]))
    assert [mail.to for mail in mails] == [MAYOR.address]


def test_nobody_is_reminded_before_they_are_invited_or_when_all_have_answered(desk: Desk) -> None:
    desk.walk(to="invitations")
    with pytest.raises(StepError, match="nobody would get it"):
        asked(desk, "paminning")
    desk.walk(to="mailing.invitasjon")
    for name in INVITED:
        answered(desk, name)
    with pytest.raises(StepError, match="nobody would get it"):
        asked(desk, "paminning")


def test_a_name_that_is_on_no_list_and_a_group_that_is_none_are_told_at_once(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    with pytest.raises(InputError) as caught:
        ask(desk.cycle(), "paminning", who="", why="", to=["Ådne Bjørnsen"], include=["doubtfull"])
    assert [(problem.where, problem.remedy) for problem in caught.value.problems] == [
        ("name", "write who asks"),
        ("why", "write why; it is kept with the year"),
        ("include", "did you mean 'doubtful'?"),
        ("Ådne Bjørnsen", f"did you mean '{MAYOR.name}'?"),
    ]


def test_asking_twice_is_asking_once_until_it_is_sent(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    assert (asked(desk, "paminning"), asked(desk, "paminning")) == ("paminning", "paminning")
    sent(desk, "paminning")
    assert asked(desk, "paminning") == "paminning.2"


def test_what_was_rehearsed_and_is_asked_for_again_is_one_reminder(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    sent(desk, asked(desk, "paminning"))
    desk.settle(mail_mode="live")
    assert asked(desk, "paminning") == "paminning"


def test_a_change_says_what_it_was_and_what_it_is_to_everyone_who_was_told(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    first = desk.mails()
    move(desk)
    assert [suggestion.dispatch for suggestion in suggestions(desk.cycle())] == ["endring"]
    mails = sent(desk, asked(desk, "endring", words="Lokalet er opptatt."))
    assert sorted(mail.to for mail in mails) == sorted(mail.to for mail in first)
    text = words([letter_of(mails[0])])
    assert ("torsdag 18. februar 2027" in text, "torsdag 25. februar 2027" in text) == (True, True)
    assert "Region Nordhordland Helsehus, Knarvik sentrum" in text
    assert "Lokalet er opptatt." in text
    assert suggestions(desk.cycle()) == ()
    with pytest.raises(StepError, match="Har alt fått vite kva som gjeld no"):
        asked(desk, "endring")


def test_the_uid_leads_back_to_the_recipient(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    mails = desk.mails()
    uids = [str(entry(mail)[1]["UID"]).partition("@")[0] for mail in mails]
    found = Correspondence(desk.services).entries(uids)
    assert [found[uid].message_id for uid in uids] == [mail.message_id for mail in mails]


def test_an_answer_to_the_earlier_time_is_no_answer_to_the_new_one(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    later(desk)
    answered(desk, MAYOR.name)
    move(desk)
    sent(desk, asked(desk, "endring"))
    later(desk)
    answered(desk, CEO.name, "declined")
    desk.walk(to="invitations")
    mails = sent(desk, asked(desk, "paminning"))
    assert sorted(mail.to for mail in mails) == sorted([MAYOR.address, CHIEF.address, *(row.address for row in SHARED)])


def test_an_invitation_with_another_date_than_the_save_the_date_moves_the_calendar_entry(desk: Desk) -> None:
    desk.walk(to="invitations")
    [first] = [mail for mail in sent(desk, asked(desk, "hald-av-datoen")) if mail.to == MAYOR.address]
    later(desk)
    answered(desk, MAYOR.name, kind="hald-av-datoen")
    move(desk)
    later(desk)
    desk.do("invitations")
    [mail] = [mail for mail in sent(desk, "invitasjon") if mail.to == MAYOR.address]
    found = [entry(mail)[1] for mail in (first, mail)]
    assert [event["DTSTART"].dt.day for event in found] == [18, 25]
    assert [event["SEQUENCE"] for event in found] == [0, 1]
    assert state_of(desk, MAYOR.name).stand == "silent"
    desk.services.memory.replies.add([calendar_answer(desk, MAYOR.name, sequence=0)])
    assert state_of(desk, MAYOR.name).stand == "silent"
    desk.services.memory.replies.add([calendar_answer(desk, MAYOR.name, sequence=1)])
    assert state_of(desk, MAYOR.name).stand == "coming"


def test_a_letter_without_a_calendar_file_makes_answers_to_the_earlier_time_old_until_the_next_file(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    later(desk)
    desk.services.memory.replies.add([calendar_answer(desk, MAYOR.name, sequence=0)])
    assert state_of(desk, MAYOR.name).stand == "coming"
    move(desk)
    later(desk)
    for step in ("invitations", "letters.invitasjon", "mailing.invitasjon"):
        desk.do(step)
    sent(desk, "folgebrev")
    assert state_of(desk, MAYOR.name).stand == "silent"
    [mail] = [mail for mail in sent(desk, asked(desk, "paminning")) if mail.to == MAYOR.address]
    assert (entry(mail)[1]["SEQUENCE"], moved_since(desk.cycle())[id_of(desk, MAYOR.name)][0]) == (1, 1)


def test_a_mail_whose_arrival_was_settled_after_the_meeting_moved_told_of_the_earlier_date(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    row = row_of(desk, MAYOR.name)
    later(desk)
    move(desk)
    with desk.services.memory.engine.begin() as connection:  # as if the line had broken, and somebody rang a day later
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(updated_at=desk.moment))
    mails = sent(desk, asked(desk, "endring"))
    [mail] = [mail for mail in mails if mail.to == MAYOR.address]
    assert "torsdag 18. februar 2027" in words([letter_of(mail)])
    assert entry(mail)[1]["SEQUENCE"] == 1


def test_thanks_go_to_those_who_came_when_the_page_is_published_and_link_to_it(desk: Desk) -> None:
    desk.walk()
    answered(desk, CEO.name, "declined")
    dispatch = asked(desk, "takk")
    mails = sent(desk, dispatch)
    assert sorted(mail.to for mail in mails) == sorted(row.address for row in (*SHARED, CHIEF, MAYOR))
    letter = words([letter_of(mails[0])])
    assert "/nettstad/partnarskapsmote/2027/" in letter
    assert "Referatet" not in letter, "no dispatch sends the minutes to everybody: nothing is promised"
    assert "Ta med deg det møtet kom fram til" in letter
    assert "/nettstad/partnarskapsmote/2027/" in mails[0].text


def test_thanks_go_to_those_the_minutes_name_though_they_were_written_when_the_year_was_closed(desk: Desk) -> None:
    desk.walk()
    (desk.year_folder / "referat.toml").write_text(f'present = ["{CHIEF.name}"]', "utf-8")
    assert [mail.to for mail in sent(desk, asked(desk, "takk"))] == [CHIEF.address]


def test_whoever_chaired_the_meeting_is_thanked_for_it(desk: Desk) -> None:
    desk.walk()
    text = f'chair = "{MAYOR.name}"\npresent = ["{CHIEF.name}"]'
    (desk.year_folder / "referat.toml").write_text(text, "utf-8")
    assert sorted(mail.to for mail in sent(desk, asked(desk, "takk"))) == sorted((CHIEF.address, MAYOR.address))


def test_two_of_one_name_are_not_both_thanked_because_one_came(desk: Desk) -> None:
    desk.register(replace(MAYOR, name=CHIEF.name), CHIEF, CEO)
    desk.walk()
    (desk.year_folder / "referat.toml").write_text(f'present = ["{CHIEF.name}"]', "utf-8")
    made = read(LettersResult, desk.compute(f"letters.{asked(desk, 'takk')}"))
    assert [person.who for person in made.unsure] == [CHIEF.name, CHIEF.name]
    assert all("Skriv staden i parentes etter namnet der" in person.why for person in made.unsure)
    (desk.year_folder / "referat.toml").write_text(f'present = ["{CHIEF.name} (Osterøy kommune)"]', "utf-8")
    assert [mail.to for mail in sent(desk, asked(desk, "takk"))] == [CHIEF.address]


def test_the_gate_of_the_thanks_names_those_of_whom_nobody_knows_whether_they_came(desk: Desk) -> None:
    desk.walk()
    answered(desk, CEO.name, "declined")
    answered(desk, MAYOR.name)
    answered(desk, CHIEF.name, "tentative")
    dispatch = asked(desk, "takk")
    made = read(LettersResult, desk.compute(f"letters.{dispatch}"))
    never = {row.name: "Har aldri svart." for row in SHARED}
    assert {person.who: person.why for person in made.unsure} == {CHIEF.name: "Har svart: kanskje.", **never}
    node = node_named(desk.cycle().graph, f"letters.{dispatch}")
    shown = STEP.present(desk.cycle(), node, desk.newest(node.name))
    assert "Ingen veit om desse var der" in shown.markdown
    assert "For 3 personar er det ikkje notert om dei var der." in shown.summary
    for row in SHARED:
        assert f"| {row.name} | Har aldri svart. |" in shown.markdown
    paminning = read(LettersResult, desk.newest("letters.invitasjon"))
    assert paminning.unsure == ()


def test_where_the_minutes_say_who_came_nobody_is_in_doubt(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    answered(desk, MAYOR.name, "declined")
    (desk.year_folder / "referat.toml").write_text(f'present = ["{MAYOR.name}", "{CHIEF.name}"]\n', "utf-8")
    desk.do("archive")
    dispatch = asked(desk, "takk")
    made = read(LettersResult, desk.compute(f"letters.{dispatch}"))
    assert made.unsure == ()
    assert sorted(letter.name for letter in made.letters) == sorted([MAYOR.name, CHIEF.name])


def test_a_calendar_invitation_goes_as_a_mail_of_its_own_where_the_rules_say_so(desk: Desk) -> None:
    desk.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "invitation"')
    desk.walk(to="mailing.invitasjon")
    mails = [mail for mail in desk.mails() if mail.to == MAYOR.address]
    assert sorted(mail.subject for mail in mails) == [
        "Invitasjon til partnarskapsmøtet 2027",
        "Kalenderinnkalling: partnarskapsmøtet 2027",
    ]
    kinds_ = sorted({row.kind for row in desk.services.memory.outbox.rows()})
    assert kinds_ == ["invitasjon.kalender@folder", "invitasjon@folder"]
    view = mailing_view(desk.cycle(), node_named(desk.cycle().graph, "mailing.invitasjon"))
    assert (view.counts, view.calendars) == ({"sent": 5}, {"sent": 5})
    named = [mail.name for mail in view.mails if mail.address == MAYOR.address]
    assert named == [MAYOR.name, f"{MAYOR.name}, kalenderinnkalling"]


def test_a_letter_that_was_asked_for_is_called_on_the_page_as_in_its_mail(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    dispatch = asked(desk, "hald-av-datoen")
    for step in (f"letters.{dispatch}", f"mailing.{dispatch}"):
        desk.do(step)
    own, other = "Hald av datoen: partnarskapsmøtet 2027", "Hold av datoen: partnerskapsmøtet 2027"
    assert public_title(desk.cycle(), node_named(desk.cycle().graph, f"letters.{dispatch}")) == own
    assert public_titles(desk.cycle(), "nb")[own] == other
    invitation = node_named(desk.cycle().graph, "letters.invitasjon")
    assert public_title(desk.cycle(), invitation) == "Invitasjon til partnarskapsmøtet 2027"
    desk.replace("partnarskapsmote-2027/meeting.toml", 'venue = "', 'venue = "Nye ')
    change = asked(desk, "endring")
    node = node_named(desk.cycle().graph, f"letters.{change}")
    assert public_title(desk.cycle(), node) == "Endring i partnarskapsmøtet 2027"


def both_forms(ask_for: Callable[[], object]) -> list[str]:
    """Return what those who run the year are told of an error, in nynorsk and in bokmål."""
    with pytest.raises(CycleError) as caught:
        ask_for()
    return [words_of(caught.value, language) for language in get_args(Language)]


def test_what_cannot_be_asked_for_is_told_in_the_readers_own_form(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    [row, *_] = desk.services.memory.outbox.rows(kind="invitasjon@folder")
    cycle = desk.cycle()
    nn, nb = both_forms(lambda: ask(cycle, "paminnig", who="Kari", why="svar"))
    assert nn.startswith("Det finst inga utsending som heiter «paminnig». Meinte du «Påminning»? Skriv ei av desse: «")
    assert nb.startswith("Det finnes ingen utsending som heter «paminnig». Mente du «Påminning»? Skriv en av disse: «")
    nn, nb = both_forms(lambda: ask(cycle, "zzz", who="Kari", why="svar"))
    assert nn.startswith("Det finst inga utsending som heiter «zzz». Skriv ei av desse: «")
    assert nb.startswith("Det finnes ingen utsending som heter «zzz». Skriv en av disse: «")
    nn, nb = both_forms(lambda: ask(cycle, "paminning", who="Kari", why="svar", to=["Nina Ukjend", f"{MAYOR.name} Ø"]))
    assert nn.startswith("«Nina Ukjend» står ikkje på lista. Skriv namnet slik det står på lista. ")
    assert nn.endswith(f" «{MAYOR.name} Ø» står ikkje på lista. Meinte du «{MAYOR.name}»?")
    assert nb.startswith("«Nina Ukjend» står ikke på listen. Skriv navnet slik det står på listen. ")
    assert nb.endswith(f" «{MAYOR.name} Ø» står ikke på listen. Mente du «{MAYOR.name}»?")
    shared = both_forms(lambda: ask(cycle, "paminning", who="Kari", why="svar", to=[SHARED[0].address]))
    assert [words.partition("» er det 2 som ")[2].partition(":")[0] for words in shared] == ["heiter", "heter"]
    assert [words.count(", skriv ") for words in shared] == [2, 2]
    assert both_forms(lambda: release(cycle, dispatch="Invitasjon", who="Kari")) == [
        f"Inga utsending som heiter «Invitasjon» ventar på deg i {YEAR}. Sjå i Årsoversikta kva som står i kø.",
        f"Ingen utsending som heter «Invitasjon» venter på deg i {YEAR}. Se i Årsoversikten hva som står i kø.",
    ]
    assert both_forms(lambda: release(cycle, who="Kari")) == [
        f"Inga utsending ventar på deg i {YEAR}. Sjå i Årsoversikta kva som står i kø.",
        f"Ingen utsending venter på deg i {YEAR}. Se i Årsoversikten hva som står i kø.",
    ]
    with pytest.MonkeyPatch.context() as no_mail_arrived:
        no_mail_arrived.setattr(requests, "REACHED", frozenset())
        messages = both_forms(lambda: correct(desk.services, row.id, who="Kari", why="feil namn"))
    assert messages == [
        f"Nummer {row.id} kom ikkje fram til nokon, så det er ingen å rette for. Rett registeret.",
        f"Nummer {row.id} kom ikke fram til noen, så det er ingen å rette for. Rett registeret.",
    ]
    with pytest.MonkeyPatch.context() as no_letter:
        no_letter.setattr(requests, "dispatch_of", lambda _kind: "varsel")
        nn, nb = both_forms(lambda: correct(desk.services, row.id, who="Kari", why="feil namn"))
    assert nn.startswith(f"Nummer {row.id} er ikkje e-posten med eit brev. Sjå nummeret i lista over utsendinga")
    assert nb.startswith(f"Nummer {row.id} er ikke e-posten med et brev. Se nummeret i listen over utsendingen")
    desk.settle(mail_mode="live")
    assert both_forms(lambda: correct(desk.services, row.id, who="Kari", why="feil namn")) == [
        f"Nummer {row.id} er frå ei prøve. Bruk nummeret på e-posten som gjeld no.",
        f"Nummer {row.id} er fra en prøve. Bruk nummeret på e-posten som gjelder nå.",
    ]


def test_that_nobody_would_get_a_dispatch_is_told_with_why_in_the_readers_own_form(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    for name in INVITED:
        answered(desk, name)
    nn, nb = both_forms(lambda: asked(desk, "paminning"))
    assert nn.startswith("Ingen ville få «Påminning» no: ")
    assert nn.endswith(". Vel kven ho skal til, eller vent til nokon skal ha ho.")
    assert nb.startswith("Ingen ville få «Påminning» nå: ")
    assert nb.endswith(". Velg hvem den skal til, eller vent til noen skal ha den.")
    assert ".." not in nn + nb
