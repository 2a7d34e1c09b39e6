"""Words that are typed in one written form are told at the gate of letters in the other: which, and who reads them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cycle.application.dispatches import ask
from cycle.application.results import LettersResult, read
from cycle.application.steps.letters import present
from cycle.model import Language
from cycle.wording import written_in
from tests.desk import CEO, CHIEF, LEADER, MAYOR, Desk

FACTS = "partnarskapsmote-2027/meeting.toml"
ADDITION = """
[[additions]]
name = "Eli Rektor"
address = "eli@hogskule.example"
role = "rektor"
organisation = "Høgskulen"
reason = "{reason}"
decided_by = "SSU-sak 2026/31"
language = "nb"
"""


def unmatched(desk: Desk, step: str = "letters.invitasjon") -> list[tuple[str, str, Language, int]]:
    made = read(LettersResult, desk.newest(step))
    return [(text.what, text.said, text.language, len(text.readers)) for text in made.as_written]


def shown(desk: Desk, step: str = "letters.invitasjon") -> str:
    cycle = desk.cycle()
    [node] = [node for node in cycle.graph if node.name == step]
    return present(cycle, node, desk.newest(step)).markdown


def test_nothing_is_told_where_everything_is_written_in_both_forms(desk: Desk) -> None:
    desk.register(MAYOR, CEO, replace(CHIEF, language="nb"), replace(LEADER, language="nb"))
    desk.walk(to="letters.invitasjon")
    assert {letter["language"] for letter in desk.newest("letters.invitasjon").body["letters"]} == {"nn", "nb"}
    assert unmatched(desk) == []
    assert "as_written" not in desk.newest("letters.invitasjon").body
    assert "målform" not in shown(desk)


def test_a_theme_in_one_form_is_told_with_those_who_read_the_other(desk: Desk) -> None:
    desk.register(MAYOR, replace(CEO, language="nb"), replace(CHIEF, language="nb"))
    desk.replace(FACTS, 'theme = "Trygge overganger, ett lag"\n', "")
    desk.walk(to="letters.invitasjon")
    assert unmatched(desk) == [("The theme", "Trygge overgangar, eitt lag", "nb", 2)]
    page = shown(desk)
    assert "### Ord på berre éi målform" in page
    assert f"«Trygge overgangar, eitt lag» er ikkje skrive på bokmål, og står slik hos {CHIEF.name} og" in page
    assert "meeting.toml" in page


@pytest.mark.parametrize(
    ("reason", "number"),
    [
        ("Rektoren skal halde innlegg, og ho leiar utdanninga.", 1),
        ("Rektoren leder utdanningen, og er ikke medlem.", 0),
    ],
)
def test_the_reason_of_an_addition_is_told_unless_it_is_in_the_readers_form(
    desk: Desk, reason: str, number: int
) -> None:
    desk.register(MAYOR)
    file = desk.community / FACTS
    file.write_text(file.read_text("utf-8") + ADDITION.format(reason=reason), "utf-8")
    desk.walk(to="letters.invitasjon")
    assert [row for row in unmatched(desk) if row[0] == "The reason"] == [("The reason", reason, "nb", 1)] * number
    assert (f"Grunnen: «{reason}» er ikkje skrive på bokmål, og står slik hos Eli Rektor" in shown(desk)) == bool(
        number
    )


def test_words_for_one_dispatch_and_a_programme_in_one_form_are_told(desk: Desk) -> None:
    desk.register(MAYOR, replace(CEO, language="nb"))
    desk.walk(to="mailing.invitasjon")
    ask(desk.cycle(), "paminning", who="Kari", why="til prøve", words="Lokalet er ikkje ledig.")
    desk.do("letters.paminning")
    assert unmatched(desk, "letters.paminning") == [("The words of your own", "Lokalet er ikkje ledig.", "nb", 1)]
    desk.do("letters.folgebrev")
    assert unmatched(desk, "letters.folgebrev") == [("The programme", "", "nb", 1)]
    assert f"Programmet: ikkje skrive på bokmål, og ligg ved slik det er hos {CEO.name}" in shown(
        desk, "letters.folgebrev"
    )


def test_a_text_of_the_community_that_the_file_of_words_has_not_is_told(desk: Desk) -> None:
    desk.register(replace(MAYOR, language="nb"))
    words = (desk.community / "bokmal.toml").read_text("utf-8")
    (desk.community / "bokmal.toml").write_text(re.sub(r'(?m)^"Ordføraren møter som politisk .*\n', "", words), "utf-8")
    desk.walk(to="letters.invitasjon")
    assert unmatched(desk) == [("The reason", "Ordføraren møter som politisk leiar i kommunen.", "nb", 1)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Trygge overgangar, eitt lag", "nn"),
        ("Trygge overganger, ett lag", "nb"),
        ("Kommunane og sjukehusa", "nn"),
        ("Hva gjør vi nå?", "nb"),
        ("Kva gjer vi no?", "nn"),
        ("Helse i nord", None),
        ("rektor", None),
        ("Ikkje «ikke»", None),
        ("Les meir på helse-mr.no", "nn"),
        ("Se www.helse.no", None),
        ("", None),
    ],
)
def test_the_form_of_a_text_is_told_by_its_own_words(text: str, form: Language | None) -> None:
    assert written_in(text) == form


@pytest.mark.parametrize("reason", ["", 'reason = "Ordføraren møter som politisk leiar i kommunen."\n'])
def test_a_letter_that_does_not_say_why_its_reader_is_invited_is_told_at_its_gate(reason: str, desk: Desk) -> None:
    rule = 'reason = "Ordføraren møter som politisk leiar i kommunen."\n'
    desk.replace("partnarskapsmote.toml", rule, reason)
    desk.register(MAYOR, CHIEF)
    desk.walk(to="letters.invitasjon")
    heading = "### Eit brev som ikkje seier kvifor den som les det, er invitert"
    assert (heading in shown(desk), f"| {MAYOR.name} | ordførar |" in shown(desk)) == (not reason, not reason)


def test_a_gate_whose_template_was_taken_away_still_shows_the_letters_that_were_made(desk: Desk) -> None:
    desk.register(MAYOR, CHIEF)
    desk.walk(to="letters.invitasjon")
    before = shown(desk)
    (desk.root / "templates" / "docx" / "invitasjon.docx").unlink()
    assert shown(desk) == before
