"""A full stop behind a field written in sentences, and a word behind itself, are told."""

from __future__ import annotations

import pytest

from cycle.application.doctor.mail_fields import mail_fields
from cycle.letters.checks.mail_template import mail_template_problems
from cycle.mail.message import LetterMail
from tests.letters.checks.test_placeholders import found_in

STOPS = "ends in a full stop of its own: with the one behind it there are two"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Føremål: {{ meeting.aim }}.", "{{ meeting.aim }}"),
        ("{{ meeting.practical }} .", "{{ meeting.practical }}"),
        ("{{meeting.prepare}}. Vel møtt", "{{meeting.prepare}}"),
        ("{{ meeting.signup|trim }}.", "{{ meeting.signup|trim }}"),
        ("{{ change.reason }}. Orsak.", "{{ change.reason }}"),
        ("{% if meeting.aim %}{{ meeting.aim }}{% endif %}.", "{{ meeting.aim }}"),
        ("{% for seat in recipient.seats %}{{ seat.why }}. {% endfor %}", "{{ seat.why }}"),
    ],
)
def test_a_full_stop_behind_a_field_that_has_one_is_told(text: str, tag: str) -> None:
    assert found_in(text) == [("warning", f"{tag} {STOPS}")]


@pytest.mark.parametrize(
    "text",
    [
        "{{ meeting.aim }} Vel møtt.",
        "Tema: {{ meeting.theme }}.",
        "Vi møtest {{ meeting.date }}.",
        "{{ meeting.aim }}...",
        "«{{ meeting.aim }}»",
        "Det vi snakkar om er det det gjeld, og dei som er er med.",
        "Vi møtest i dag, i dag, i dag. Ja ja.",
        "Baden Baden og Per-Per Person",
        "Det var ikkje og-og, men anten-eller",
        "Til {{ recipient.name }} {{ recipient.name }}",
    ],
)
def test_what_stands_once_or_twice_on_purpose_is_let_be(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "words",
    [
        "deg deg",
        "og og",
        "Vi vi",
        "ein ein",
        "møtet møtet",
        "kommune  kommune",
        "eller eller",
        "du du",
        "et et",
        "mot mot",
    ],
)
def test_a_word_behind_itself_is_told(words: str) -> None:
    assert found_in(f"{words} skal svare") == [("warning", f"«{words}» is the same word twice")]


def test_the_same_is_told_of_a_mail() -> None:
    source = "Hei\n{{ facts.aim }}. {{ facts.practical }}.\n{{ facts.theme }}."
    found = mail_template_problems(source, file="x.txt", known=mail_fields(LetterMail))
    assert [problem.what for problem in found] == [f"{{{{ facts.{name} }}}} {STOPS}" for name in ("aim", "practical")]
