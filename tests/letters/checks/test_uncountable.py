"""A text taken for a list, and a number that is none, are told before letters and numbers nobody meant go out."""

from __future__ import annotations

import pytest

from cycle.application.doctor.mail_fields import mail_fields
from cycle.letters.checks.mail_template import mail_template_problems
from cycle.mail.message import GateMail, LetterMail
from tests.letters.checks.test_placeholders import found_in

LETTERS = "takes its letters one by one"


@pytest.mark.parametrize(
    ("tags", "what"),
    [
        ("{{ recipient.titles|length }}", "'recipient.titles' is text: its letters are counted"),
        ("{{ recipient.titles|count }}", "'recipient.titles' is text: its letters are counted"),
        ("{{ recipient.titles|length + 1 }}", "'recipient.titles' is text: its letters are counted"),
        ("{{ recipient.titles|length ~ ' roller' }}", "'recipient.titles' is text: its letters are counted"),
        ("{% if recipient.titles|length > 1 %}x{% endif %}", "'recipient.titles' is text: its letters are counted"),
        ("{% if 1 < recipient.titles|length %}x{% endif %}", "'recipient.titles' is text: its letters are counted"),
        ("{% set n = recipient.titles|length %}{{ n }}", "'n' is text: its letters are counted"),
        ("{{ recipient.seats|join('', attribute='title')|count }}", "'recipient.seats|join' is text: its letters are"),
        ("{{ recipient.titles|join(', ') }}", f"'recipient.titles' is text, and join {LETTERS}"),
        ("{{ recipient.name|upper|first }}", f"'recipient.name' is text, and first {LETTERS}"),
        ("{{ recipient.name|last }}", f"'recipient.name' is text, and last {LETTERS}"),
        ("{{ recipient.name|reverse }}", f"'recipient.name' is text, and reverse {LETTERS}"),
        ("{% for x in recipient.address_lines %}{{ x|sort }}{% endfor %}", f"'x' is text, and sort {LETTERS}"),
        ("{% if 'a' in recipient.name|list %}x{% endif %}", f"'recipient.name' is text, and list {LETTERS}"),
        ("{{ recipient.titles[0] }}", "'recipient.titles' is text: [0] is one letter of it"),
        ("{{ recipient.name[-1] }}", "'recipient.name' is text: [-1] is one letter of it"),
        ("{{ recipient.titles.1 }}", "'recipient.titles' is text: [1] is one letter of it"),
        ("{{ meeting.date|int }}", "'meeting.date' is text and no number: int makes it 0"),
        ("{{ meeting.venue|int + 1 }}", "'meeting.venue' is text and no number: int makes it 0"),
        ("{% if host|int == 1 %}x{% endif %}", "'host' is a group and no number: int makes it 0"),
        ("{{ recipient.seats|int }}", "'recipient.seats' is a list, and cannot be counted with"),
        ("{{ recipient|length }}", "'recipient' is a group and no list, which length is for"),
        ("{% if host.logo|first %}x{% endif %}", "'host.logo' is a picture and no list, which first is for"),
    ],
)
def test_a_text_taken_for_a_list_is_told(tags: str, what: str) -> None:
    [(severity, found)] = found_in(tags)
    assert severity == "error"
    assert found.startswith(what)


@pytest.mark.parametrize(
    "tags",
    [
        "{{ recipient.seats|length }}{{ recipient.address_lines|join(', ') }}{{ recipient.address_lines|first }}",
        "{% if recipient.name|length > 30 %}x{% endif %}{% if meeting.theme|length > 0 %}x{% endif %}",
        "{% if meeting.theme|length %}x{% endif %}",
        "{% if meeting.theme|length >= 1 %}x{% endif %}{% if meeting.theme|length < 1 %}x{% endif %}",
        "{% if 1 <= meeting.theme|length %}x{% endif %}{% if 1 > meeting.theme|length %}x{% endif %}",
        "{% if recipient.name|length + recipient.titles|length > 60 %}x{% endif %}",
        "{{ recipient.name[:1] }}{{ meeting.date[:2] }}{% if meeting.date[:2] == '18' %}x{% endif %}",
        "{{ meeting.year|int + 1 }}{{ meeting.date[:2]|int }}{{ meeting.start[4:6]|int }}",
        "{% for item in programme %}{% if item.start|int < 12 %}x{% endif %}{% endfor %}",
    ],
)
def test_a_list_a_part_of_a_text_and_a_text_that_shows_a_number_are_let_be(tags: str) -> None:
    assert found_in(tags) == []


@pytest.mark.parametrize("question", ["meeting.venue > 3", "meeting.venue is even", "meeting.venue + 1"])
def test_the_remedy_of_a_text_that_is_no_number_does_not_make_it_one(question: str) -> None:
    found = mail_problems(f"{{% if {question.replace('meeting.venue', 'facts.venue')} %}}x{{% endif %}}")
    assert [remedy for _, remedy in found] == ["print it as it is, or compare it with a text"]


def mail_problems(source: str, of: type = LetterMail) -> list[tuple[str, str]]:
    return [
        (problem.what, problem.remedy)
        for problem in mail_template_problems(source, file="x.txt", known=mail_fields(of))
    ]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ name|length }}", "'name' is text: its letters are counted"),
        ("{{ name|join(', ') }}", f"'name' is text, and join {LETTERS}"),
        ("{{ facts.venue|last }}", f"'facts.venue' is text, and last {LETTERS}"),
        ("{% if facts.date|int > 1 %}x{% endif %}", "'facts.date' is a day and no number: int makes it 0"),
        ("{{ letter[0] }}", "'letter' is text: [0] is one letter of it"),
    ],
)
def test_the_same_is_told_of_a_mail(source: str, what: str) -> None:
    assert [found for found, _ in mail_problems(source)] == [what]
    assert mail_problems("{{ seats|length }}{% if enclosures|length > 1 %}x{% endif %}{{ signals|int }}") == []
    assert mail_problems("{{ summary|join(' ') }}{{ count|int }}", GateMail) == []
