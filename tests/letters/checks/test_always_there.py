"""Questions and replacements that do nothing, for a field is always there and its spaces do not break in print."""

from __future__ import annotations

import pytest

from cycle.application.doctor.mail_fields import mail_fields
from cycle.letters.checks import mail_template_problems
from cycle.mail.message import LetterMail
from tests.letters.checks.test_placeholders import found_in
from tests.letters.checks.test_uncountable import mail_problems

HELD = "is held together with spaces that do not break, and"
THERE = "is always there, if only empty"


@pytest.mark.parametrize(
    ("question", "field", "text"),
    [
        ('"kl. 09" in meeting.start', "meeting.start", "kl. 09"),
        ('"kl. 09" not in meeting.times', "meeting.times", "kl. 09"),
        ('"februar 2027" in meeting.date', "meeting.date", "februar 2027"),
        ('"8. feb" in meeting.full_date', "meeting.full_date", "8. feb"),
        ('not "mars 2027" in letter.date', "letter.date", "mars 2027"),
        ('"februar 2027" in meeting.date|lower', "meeting.date", "februar 2027"),
        ('"55 00" in sender.phone', "sender.phone", "55 00"),
        ('"kl. 09.00" in meeting.practical', "meeting.practical", "kl. 09.00"),
        ('"5000 Bergen" in recipient.postal_lines', "recipient.postal_lines", "5000 Bergen"),
        ('"e-post" in meeting.signup', "meeting.signup", "e-post"),
    ],
)
def test_a_part_that_is_never_in_a_text_held_together_is_told(question: str, field: str, text: str) -> None:
    assert found_in(f"{{% if {question} %}}x{{% endif %}}") == [("error", f"'{field}' {HELD} {text!r} is never in it")]


def test_what_was_made_of_a_text_held_together_is_compared_as_the_text_is() -> None:
    for question in ("meeting.date|lower == '18. februar 2027'", "meeting.date|trim == '18. februar 2027'"):
        [(severity, what)] = found_in(f"{{% if {question} %}}x{{% endif %}}")
        assert severity == "error"
        assert what.endswith("and is never the text '18. februar 2027'")


@pytest.mark.parametrize(
    ("tag", "field", "text"),
    [
        ('meeting.start|replace("kl. ", "klokka ")', "meeting.start", "kl. "),
        ('meeting.date|replace(" 2027", "")', "meeting.date", " 2027"),
        ('meeting.full_date|replace(" ", "_")', "meeting.full_date", " "),
        ('sender.phone|replace(" ", "")', "sender.phone", " "),
        ('meeting.practical|replace("kl. ", "klokka ")', "meeting.practical", "kl. "),
        ('meeting.date|upper|replace(" 2027", "")', "meeting.date", " 2027"),
    ],
)
def test_a_space_that_replace_looks_for_in_vain_is_a_warning(tag: str, field: str, text: str) -> None:
    assert found_in(f"{{{{ {tag} }}}}") == [("warning", f"'{field}' {HELD} replace looks in vain for {text!r}")]


@pytest.mark.parametrize(
    "tags",
    [
        '{% if "2027" in meeting.date %}x{% endif %}{% if "torsdag 18" in meeting.full_date %}x{% endif %}',
        "{% if 'kl. 09' in meeting.start|replace('\\xa0', ' ') %}x{% endif %}",
        "{% if 'Fjord kommune' in recipient.address_lines %}x{% endif %}",
        "{{ meeting.start|replace('\\xa0', ' ')|replace('kl. ', 'klokka ') }}",
        "{{ meeting.date|replace('februar', 'feb.') }}{{ meeting.venue|replace(' ', '_') }}",
        "{{ meeting.full_date|replace('torsdag ', '') }}{{ meeting.start|replace('kl.', 'klokka') }}",
    ],
)
def test_what_may_be_in_it_is_let_be(tags: str) -> None:
    assert found_in(tags) == []


@pytest.mark.parametrize(
    ("tags", "field"),
    [
        ("{% if meeting.theme is defined %}x{% endif %}", "meeting.theme"),
        ("{% if meeting.theme is not defined %}x{% endif %}", "meeting.theme"),
        ("{% if meeting.theme is undefined %}x{% endif %}", "meeting.theme"),
        ("{% for s in recipient.seats %}{% if s.why is defined %}x{% endif %}{% endfor %}", "s.why"),
        ("{% if change is defined %}x{% endif %}", "change"),
        ("{% if recipient.seats is defined %}x{% endif %}", "recipient.seats"),
        ("{{ meeting.theme|default('ikkje sett') }}", "meeting.theme"),
        ("{{ meeting.theme|d(sender.name) }}", "meeting.theme"),
        ("{{ meeting.theme|upper|default('X') }}", "meeting.theme"),
        ("{% for s in recipient.seats %}{{ s.why|default('x') }}{% endfor %}", "s.why"),
    ],
)
def test_whether_a_field_is_there_has_one_answer(tags: str, field: str) -> None:
    [(severity, what)] = found_in(tags)
    assert severity == ("error" if "|d" in tags else "warning"), "a harmless question stops no letter"
    assert what.startswith(f"'{field}' {THERE}")


@pytest.mark.parametrize(
    "tags",
    [
        "{% if recipient.seats[1] is defined %}{{ recipient.seats[1].title|default('x') }}{% endif %}",
        "{% if programme|first is defined %}{{ (programme|last).title|default('x') }}{% endif %}",
        "{% if meeting.theme is defined and meeting.theme %}x{% endif %}",
        "{% if meeting.theme %}{% set t = 'x' %}{% endif %}{% if t is defined %}{{ t }}{% endif %}",
        "{% for s in recipient.seats %}{% if loop.nextitem is defined %}x{% endif %}{% endfor %}",
        "{{ meeting.theme|default('x', true) }}{{ meeting.theme|default('x', boolean=true) }}{{ meeting.aim|d('') }}",
    ],
)
def test_what_may_be_lacking_is_asked_for(tags: str) -> None:
    assert found_in(tags) == []


def test_the_same_is_told_of_a_mail_whose_texts_have_plain_spaces() -> None:
    for source in ("{% if changes is defined %}x{% endif %}", "{% if facts.theme is defined %}x{% endif %}"):
        [(what, _)] = mail_problems(source)
        assert THERE in what
        part = mail_template_problems(source, file="templates/mail/_fakta.txt", known=mail_fields(LetterMail))
        assert list(part) == [], "what mails include is read by others that have no such field"
    assert mail_problems("{{ facts.theme|default('inga') }}")[0][1] == "write facts.theme or 'inga'"
    assert mail_problems("{% if 'kl. 09' in facts.signup %}{{ facts.signup|replace('kl. ', '') }}{% endif %}") == []
    assert mail_problems("{% if own is defined %}{% endif %}{% if seats[1] is defined %}{% endif %}") == []
