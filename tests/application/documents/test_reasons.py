"""Only what is written for a letter is printed in one: nothing for those who judge a rule, and no doubt of ours."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.application.doctor import diagnose
from cycle.application.publishing.pages.public_letters import everyone
from cycle.application.year.community_rules.community import load_community
from cycle.application.year.written.meeting_table import AdditionTable
from cycle.errors import ConfigError, Problem
from cycle.governance.community_data.doubt import certain_doubt_in, doubt_in, doubt_of_ours_in
from cycle.governance.inviting.additions import adjusted
from cycle.model import InvitationList
from cycle.wording import reason_in_letter, seat_label
from tests.application.documents.test_words import COMMUNITIES, community, seats_of
from tests.desk import Desk


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kildene sier ikke hvem som møter.", "Kildene"),
        ("Vi les det som éin representant.", "Vi les"),
        ("Ordførarane er inviterte, her Smøla kommune.", "her"),
        ("Det følgjer av vår tolking.", "vår tolking"),
        ("Det er truleg ordføraren.", "truleg"),
        ("Sannsynligvis møter ordføreren.", "Sannsynligvis"),
        ("Vi går ut frå at ordføraren møter.", "Vi går ut frå"),
        ("Det er uklart kven som møter.", "uklart"),
        ("Det fremgår ikke av avtalen.", "fremgår ikke"),
        ("Hvem som møter, er ikke avklart.", "ikke avklart"),
        ("Leiaren av utvalet skal inviterast.", "skal inviterast"),
        ("To brukerrepresentanter må inviteres.", "må inviteres"),
        ("Rektor kan bli invitert.", "kan bli invitert"),
        ("Avtalen seier ikkje kven som møter; vi har lagt til grunn at det er ordføraren.", "seier ikkje"),
        ("Vi har lagt til grunn at det er ordføraren.", "Vi har lagt til grunn"),
        ("Så vidt vi veit, møter ordføraren.", "Så vidt vi veit"),
        ("Så vidt vi vet, møter ordføreren.", "Så vidt vi vet"),
        ("Det ser ut til at ordføraren møter.", "ser ut til"),
        ("Vi har tolka det som ordføraren.", "Vi har tolka"),
        ("Vi har så langt rekna med ordføraren.", "Vi har så langt rekna"),
        ("Dette har vi lest som ordføreren.", "har vi lest"),
        ("Det er usikkert kven som møter.", "usikkert"),
        ("Ordføraren møter (her Smøla kommune).", "(her S"),
        ("Ordføraren møter – her Smøla kommune.", "her"),
        ("Ordføraren møter i dette tilfellet for øya.", "i dette tilfellet"),
        ("Her går vi ut frå at ordføraren møter.", "går vi ut"),
        ("Avtalen nevner ikke nestlederen.", "nevner ikke"),
        ("Det står ingenting om vara.", "Det står ingenting"),
        ("Teksten tyder på at ordføraren møter.", "tyder på at"),
        ("Vi har valt deg ut til å halde innlegg.", ""),
        ("Møtet skal drøfte kva usikkerheit i budsjetta fører til.", ""),
        ("Vi tek opp saker som er utvilsamt viktige.", ""),
        ("Vertskapet er avklart med kommunane.", ""),
        ("Leiarane av områdeutvala har plass i møtet.", ""),
        ("Ordførarane i alle kommunane er inviterte.", ""),
        ("Ordføraren møter som politisk leiar i kommunen.", ""),
        ("Kjeldeby kommune og Her kommune møter.", ""),
    ],
)
def test_doubt_is_told_from_a_reason(text: str, found: str) -> None:
    assert doubt_in(text) == found


@pytest.mark.parametrize(
    "why",
    [
        "Målgruppa er leiinga, og vi les det som styreleiaren i",
        "Avtalen seier ikkje kven som møter; styret er representert i",
        "Ingen ord avslører at dette er skrive for dei som vurderer regelen, om styret i",
    ],
)
def test_what_is_written_for_those_who_judge_a_rule_is_never_in_a_letter_and_the_doctor_says_so(
    desk: Desk, why: str
) -> None:
    desk.replace("partnarskapsmote.toml", 'reason = "Styreleiaren møter på vegner av heile styret."\n', "")
    desk.replace(
        "partnarskapsmote.toml", "Målgruppa er leiinga i spesialisthelsetenesta, og styreleiaren leier styret i", why
    )
    wordings = [
        problem for problem in load_community(desk.community).warnings if problem.file == "partnarskapsmote.toml"
    ]
    assert [(problem.where, problem.severity) for problem in wordings] == [("seats[2]", "warning")]
    loaded = load_community(desk.community)
    [seat] = [seat for seat in seats_of(loaded, loaded.meeting()) if seat.seat == "haraldsplass.styreleiar"]
    assert (reason_in_letter(seat), seat_label(seat)) == ("", "styreleiar i Haraldsplass Diakonale Sykehus AS")


@pytest.mark.parametrize("name", COMMUNITIES)
def test_every_rule_of_our_communities_has_a_reason_for_the_letter(name: str) -> None:
    assert community(name).warnings == ()


MATTERS = [
    "avklare det som er uklart mellom partane",
    "avgjere det som er uvisst eller ikkje avklart",
    "gå gjennom kjelder til finansiering",
    "drøfte ordningar, her om utdanning",
    "løyse tvil om kven som har ansvaret",
    "ta opp det som er usikkert i budsjetta",
    "ta stilling til det retningslinja nemner ikkje",
]


@pytest.mark.parametrize("text", MATTERS)
def test_what_a_purpose_or_an_addition_is_about_is_no_doubt_of_ours(text: str, desk: Desk) -> None:
    desk.replace("partnarskapsmote.toml", "text = [", f'text = ["{text}", ')
    assert load_community(desk.community).warnings == ()
    assert doubt_of_ours_in(text) == ""


def test_a_purpose_that_speaks_of_our_doubt_is_told_of_and_opens_as_before(desk: Desk) -> None:
    desk.replace(
        "partnarskapsmote.toml",
        "text = [",
        'text = ["ta stilling til det retningslinja ikkje nemner, så vidt vi veit", ',
    )
    [problem] = load_community(desk.community).warnings
    assert (problem.where, problem.severity) == ("purpose.text[0]", "warning")
    assert "så vidt vi veit" in str(problem)
    assert desk.start()


def test_a_reason_is_refused_for_what_it_was_refused_for_and_told_of_for_what_else_reads_as_doubt(desk: Desk) -> None:
    reason = "Styreleiaren møter på vegner av heile styret."
    desk.replace("partnarskapsmote.toml", reason, "Styreleiaren møter i dette tilfellet.")
    [problem] = [found for found in load_community(desk.community).warnings if found.file == "partnarskapsmote.toml"]
    assert (problem.where, problem.severity) == ("seats[2].reason", "warning")
    desk.replace("partnarskapsmote.toml", "Styreleiaren møter i dette tilfellet.", "Styreleiaren møter truleg.")
    with pytest.raises(ConfigError) as refused:
        load_community(desk.community)
    assert [problem.where for problem in refused.value.problems] == ["seats[2].reason"]


@pytest.mark.parametrize(
    "text", ["Vi har tolka det slik.", "Ordføraren møter – her Smøla.", "Det er usikkert.", "Avtalen seier ikkje det."]
)
def test_no_file_is_refused_for_a_word_that_no_file_was_refused_for(text: str) -> None:
    assert doubt_in(text)
    assert certain_doubt_in(text) == ""


def test_an_addition_that_speaks_of_our_doubt_opens_its_year_and_is_told_of_until_the_year_is_closed(
    desk: Desk,
) -> None:
    addition = """
[[additions]]
name = "Eli Vik"
address = "eli@x.example"
role = "rektor"
organisation = "H"
decided_by = "SSU"
reason = "{reason}"
"""
    facts = desk.year_folder / "meeting.toml"
    written = facts.read_text("utf-8")
    for reason in ("Held innlegg om kjelder til finansiering.", "Held innlegg, her om utdanning."):
        facts.write_text(written + addition.format(reason=reason), "utf-8")
        assert desk.start().year_inputs.warnings == ()
    facts.write_text(written + addition.format(reason="Det er truleg ho som styrer."), "utf-8")
    [problem] = desk.cycle().year_inputs.warnings
    assert (problem.where, problem.severity) == ("additions[0].reason", "warning")
    assert additions_in_doubt(desk) == [problem]
    desk.walk()
    assert desk.cycle().closed
    assert desk.cycle().year_inputs.warnings == ()
    assert additions_in_doubt(desk) == []


def additions_in_doubt(desk: Desk) -> list[Problem]:
    return [problem for problem in diagnose(desk.services.settings) if problem.where.startswith("additions")]


def test_the_reason_of_an_addition_stands_in_the_letter() -> None:
    table = {"name": "Eli", "address": "eli@x.example", "role": "rektor", "organisation": "H", "decided_by": "SSU"}
    added = AdditionTable.model_validate(table | {"reason": "Rektor held innlegg"}).value()
    nobody = InvitationList(
        year=2027, meeting="partnarskapsmote", record_date=dt.date(2027, 1, 1), invitees=(), vacancies=(), left_out=()
    )
    [invitee] = adjusted(nobody, additions=[added]).invitees
    assert [reason_in_letter(seat) for seat in invitee.seats] == ["Rektor held innlegg."]


def test_the_public_letter_says_why_its_readers_are_invited(desk: Desk) -> None:
    desk.start()
    [seat] = everyone(desk.cycle()).seats
    assert reason_in_letter(seat) == "Kven som blir invitert, følgjer av reglane for møtet."
