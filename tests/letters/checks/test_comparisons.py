"""A comparison that can never hold is told with what to ask instead."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.letters.checks.lint import check_template
from cycle.letters.fields.known_fields import KIND_TEXT, PERSONAL, rows
from cycle.letters.fields.values import held
from cycle.model import LANGUAGES, Language
from cycle.wording import full_date
from tests.letters.checks.test_placeholders import found_in
from tests.letters.conftest import write_word


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        ('recipient.several_seats == "ja"', "'recipient.several_seats' is yes or no, and never the text 'ja'"),
        ("recipient.several_seats == 'true'", "'recipient.several_seats' is yes or no, and never the text 'true'"),
        ("'ja' == change.moved", "'change.moved' is yes or no, and never the text 'ja'"),
        ("change.moved != 'nei'", "'change.moved' is yes or no, and never the text 'nei'"),
        ("change.moved in ['ja', 'sann']", "'change.moved' is yes or no, and never the text 'ja'"),
        ("meeting.year == 2027", "'meeting.year' is text, and never 2027"),
        ("meeting.theme == true", "'meeting.theme' is text, and never true"),
        ("recipient.seats == 2", "'recipient.seats' is a list, and never equal to a text or number"),
        ("recipient.seats|length == '2'", "'recipient.seats|length' is a number, and never the text '2'"),
        ("recipient.seats|count > '1'", "'recipient.seats|count' is a number, and never the text '1'"),
        ("'2' == meeting.year|int", "'meeting.year|int' is a number, and never the text '2'"),
        ("meeting.year|upper == 2027", "'meeting.year' is text, and never 2027"),
        ("change.moved == 1", "'change.moved' is yes or no, not a number"),
        ("change.moved > 0", "'change.moved' is yes or no, not a number"),
        ("change.moved is eq 'ja'", "'change.moved' is yes or no, and never the text 'ja'"),
        ("meeting.theme == none", "'meeting.theme' is text, and never none"),
        ("meeting.theme is none", "'meeting.theme' is text, and never none"),
        ("meeting.year is number", "'meeting.year' is text, and no number"),
        ("meeting.year is even", "'meeting.year' is text, and no number"),
        ("meeting.theme is true", "'meeting.theme' is text, and never yes or no"),
        ("change.moved is string", "'change.moved' is yes or no, and never text"),
        ("host.logo == 'ja'", "'host.logo' is a picture, and never equal to a text or number"),
        ("change == 'ja'", "'change' is a group, and never equal to a text or number"),
        ("'Fjord' in recipient.seats", "each of 'recipient.seats' is a group, and never the text 'Fjord'"),
        ("recipient.title|lower == 'Ordførar'", "'recipient.title' in small letters is never 'Ordførar'"),
        ("recipient.title|upper in ['LEIAR', 'ordførar']", "'recipient.title' in capitals is never 'ordførar'"),
        (
            "change.moved == meeting.year",
            "'change.moved' is yes or no and 'meeting.year' text: they are never equal",
        ),
        (
            "recipient.title in recipient.seats",
            "'recipient.title' is text and 'recipient.seats' a group: they are never equal",
        ),
        ("meeting.year + 1 == 2028", "'meeting.year' is text, and cannot be counted with"),
        ("recipient.seats[0].title == 3", "'recipient.seats[0].title' is text, and never 3"),
        ("change.moved is sameas 'ja'", "'change.moved' is yes or no, and never the text 'ja'"),
        ("change.moved is number", "'change.moved' is yes or no, and no number"),
        ("change.moved|length > 1", "'change.moved' is yes or no, and cannot be counted with"),
        (
            "(meeting.held or change.moved) == 'JA'",
            "'(meeting.held or change.moved)' is yes or no, and never the text 'JA'",
        ),
        (
            "(meeting.held if meeting.theme else change.moved) != 'nei'",
            "'(meeting.held if … else change.moved)' is yes or no, and never the text 'nei'",
        ),
    ],
)
def test_a_comparison_that_can_never_hold_is_told(question: str, fault: str) -> None:
    assert found_in(f"{{% if {question} %}}x{{% endif %}}") == [("error", fault)]


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("change.moved == 'nei'", "{% if not change.moved %}"),
        ("change.moved != 'nei'", "{% if change.moved %}"),
        ("change.moved != 'ja'", "{% if not change.moved %}"),
        ("change.moved == 0", "{% if not change.moved %}"),
        ("change.moved in ['ja', 'nei']", "{% if change.moved %}"),
        ("meeting.theme == none", "{% if not meeting.theme %}"),
        ("meeting.theme != none", "{% if meeting.theme %}"),
        ("meeting.theme is none", "{% if not meeting.theme %}"),
        ("meeting.theme is not none", "{% if meeting.theme %}"),
        ("meeting.theme is false", "{% if not meeting.theme %}"),
        ("change.moved == 'NEI'", "{% if not change.moved %}"),
        ("change.moved == FALSE", "{% if not change.moved %}"),
        ("change.moved == ja", "{% if change.moved %}"),
        ("change.moved != nei", "{% if change.moved %}"),
        ("not change.moved == 'ja'", "{% if not change.moved %}"),
        ("not change.moved in ['nei']", "{% if change.moved %}"),
        ("meeting.year == 2027", "meeting.year == '2027'"),
        ("meeting.year > 2026", "meeting.year|int > 2026"),
        ("recipient.seats|length >= '2'", ">= 2"),
        ("recipient.seats > 1", "{% if recipient.seats|length > 1 %}"),
        ("recipient.title|lower == 'Ordførar'", "'ordførar'"),
        ("meeting.year + 1", "meeting.year|int"),
    ],
)
def test_what_would_be_right_instead_is_said_in_every_language(question: str, right: str) -> None:
    template = write_word(f"{{% if {question} %}}x{{% endif %}}", title="T")
    [problem] = [
        problem for problem in check_template(template, name="b", known=PERSONAL) if problem.severity == "error"
    ]
    assert problem.remedy.endswith(right)
    for language in ("nn", "nb"):
        assert problem.written_in(language).remedy.endswith(right)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("recipient.name == ja", "ja"),
        ("recipient.name != nei", "nei"),
        ("ja == recipient.name", "ja"),
        ("meeting.year > ja", "ja"),
        ("recipient.title|lower == JA", "JA"),
        ("ja in recipient.titles", "ja"),
        ("recipient.seats == ja", "ja"),
        ("recipient.seats|length == yes", "yes"),
        ("recipient.name is eq ja", "ja"),
        ("recipient.name is in ja", "ja"),
        ("ja is none", "ja"),
        ("recipient.seats|length is divisibleby ja", "ja"),
        ("host.logo == sann", "sann"),
        ("'ja' == ja", "ja"),
        ("not recipient.name == ja", "ja"),
    ],
)
def test_a_bare_yes_or_no_is_no_field_beside_anything_but_a_yes_or_no(question: str, word: str) -> None:
    assert found_in(f"{{% if {question} %}}x{{% endif %}}") == [("error", f"no field '{word}'")]


def test_a_bare_yes_or_no_is_told_also_beside_another_and_in_a_loop() -> None:
    both = [("error", "no field 'ja'"), ("error", "no field 'nei'")]
    assert found_in("{% if ja == nei %}x{% endif %}") == both
    loop = "{% for seat in recipient.seats %}{% if seat.title == ja %}x{% endif %}{% endfor %}"
    assert found_in(loop) == both[:1]
    assert found_in("{% if change.moved == ja == nei %}x{% endif %}") == [
        both[1],
        ("error", "'change.moved' is yes or no, and never the text 'ja'"),
    ]
    assert found_in("{% set ja = 'ja' %}{% if recipient.name == ja %}x{% endif %}") == []


@pytest.mark.parametrize(
    "question",
    [
        'meeting.date > "2027-01-01"',
        '"1. mai" >= meeting.reply_by',
        "meeting.start < '12.00'",
        "meeting.year is gt '2026'",
    ],
)
def test_a_text_comes_neither_before_nor_after_a_day(question: str) -> None:
    [(severity, what)] = found_in(f"{{% if {question} %}}x{{% endif %}}")
    assert severity == "error"
    assert what.endswith("is text, and read letter by letter it comes neither before nor after a day")


def test_what_a_name_was_set_to_is_known_where_it_is_compared() -> None:
    asked = "{{% set f = {} %}}{{% if {} %}}x{{% endif %}}"
    flag = ("error", "'f' is yes or no, and never the text 'ja'")
    assert found_in(asked.format("change.moved", "f == 'ja'")) == [flag]
    assert found_in(asked.format("not change.moved", "f == 'ja'")) == [flag]
    assert found_in(asked.format("'ja'", "change.moved == f")) == [
        ("error", "'change.moved' is yes or no and 'f' text: they are never equal")
    ]
    assert found_in(asked.format("'ja' if change.moved else 'nei'", "f == 'ja'")) == []
    either = "{% if change.moved %}{% set f = 'ja' %}{% else %}{% set f = 1 %}{% endif %}{% if f == 'ja' %}x{% endif %}"
    assert found_in(either) == []


def test_a_counted_number_is_compared_with_numbers_whatever_it_is_called() -> None:
    loop = "{% for s in recipient.seats %}{% if loop.index == '1' %}a{% endif %}{% endfor %}"
    assert found_in(loop) == [("error", "'loop.index' is a number, and never the text '1'")]
    assert found_in("{% set n = recipient.seats|length %}{% if n == '2' %}a{% endif %}") == [
        ("error", "'n' is a number, and never the text '2'")
    ]
    assert found_in("{% if recipient.seats|length + 1 == 3 and loop is undefined %}x{% endif %}")[1:] == []


@pytest.mark.parametrize(
    "question",
    [
        "change.moved == true",
        "meeting.year == '2027'",
        "recipient.seats|length == 2",
        "meeting.theme in ['a', 'b']",
        "recipient.title|lower == 'ordførar'",
        "'ordførar' in recipient.titles",
        "meeting.year|int > 2026",
        "host.logo == ''",
        "(change.moved or 'nei') == 'nei'",
        "recipient.title == recipient.seats[0].title",
        "change.moved is true",
        "recipient.seats|length is even",
        "'Fjord kommune' in community.parties",
        "meeting.theme is eq 'x'",
    ],
)
def test_a_comparison_that_may_hold_is_left_alone(question: str) -> None:
    assert found_in(f"{{% if {question} %}}x{{% endif %}}") == []
    assert found_in("{% for s in recipient.seats %}{% if loop.index == 1 %}x{% endif %}{% endfor %}") == []


HELD = "is held together with spaces that do not break, and is never the text"


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("meeting.weekday == 'Torsdag'", "'meeting.weekday' is never the text 'Torsdag'"),
        ("meeting.weekday == 'thursday'", "'meeting.weekday' is never the text 'thursday'"),
        ("meeting.weekday in ['Torsdag', 'Fredag']", "'meeting.weekday' is never the text 'Torsdag'"),
        ("meeting.date == '2027-02-18'", "'meeting.date' is never the text '2027-02-18'"),
        ("meeting.date == '18.02.2027'", "'meeting.date' is never the text '18.02.2027'"),
        ("'18. feb.' == meeting.reply_by_day", "'meeting.reply_by_day' is never the text '18. feb.'"),
        ("meeting.start != '09:00'", "'meeting.start' is never the text '09:00'"),
        ("meeting.year == '27'", "'meeting.year' is never the text '27'"),
        ("letter.date is eq '1.12.2026'", "'letter.date' is never the text '1.12.2026'"),
        ("not meeting.times == '9-15'", "'meeting.times' is never the text '9-15'"),
        ("meeting.date == '18. februar 2027'", f"'meeting.date' {HELD} '18. februar 2027'"),
        ("meeting.start == 'kl. 09.00'", f"'meeting.start' {HELD} 'kl. 09.00'"),
        ("meeting.practical == 'Send e-post.'", f"'meeting.practical' {HELD} 'Send e-post.'"),
    ],
)
def test_a_text_that_a_field_never_is_is_told(question: str, what: str) -> None:
    assert found_in(f"{{% if {question} %}}x{{% endif %}}") == [("error", what)]


def test_a_kind_of_item_that_there_is_none_of_is_told_with_the_one_that_was_meant() -> None:
    letter = write_word(
        "{%p for item in programme %}", "{% if item.kind == 'pause' %}x{% endif %}{{ item.title }}", "{%p endfor %}"
    )
    found = [(problem.what, problem.remedy) for problem in check_template(letter, name="brev.docx", known=PERSONAL)]
    kinds = ", ".join(KIND_TEXT)
    assert found[0] == ("'item.kind' is never the text 'pause'", f"it is one of {kinds}")


@pytest.mark.parametrize(
    "question",
    [
        "meeting.weekday == 'torsdag'",
        "meeting.weekday in ['laurdag', 'lørdag', 'søndag']",
        "meeting.year == '2027'",
        "'2027' in meeting.date",
        "meeting.date|replace('\\xa0', ' ') == '18. februar 2027'",
        "meeting.date == '18.\\xa0februar\\xa02027'",
        "meeting.place == 'Bergen'",
        "meeting.theme == ''",
        "meeting.date == letter.date",
    ],
)
def test_a_text_that_a_field_may_be_is_let_be(question: str) -> None:
    assert found_in(f"{{% if {question} %}}x{{% endif %}}") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", ["meeting.full_date", "meeting.reply_by"])
def test_the_full_date_of_every_weekday_and_month_is_a_text_that_a_field_may_be(field: str, language: Language) -> None:
    days = [dt.date(2027, 1, 1) + dt.timedelta(9 * number) for number in range(42)]
    assert {day.weekday() for day in days} == set(range(7))
    for day in days:
        text = held({"": full_date(day, language)})[""].replace("\xa0", r"\xa0")
        assert found_in(f"{{% if {field} == '{text}' %}}x{{% endif %}}") == []


def test_an_item_may_begin_at_a_time_or_be_the_standing_one_and_its_remedy_is_of_the_item() -> None:
    def of(question: str) -> list[tuple[str, str]]:
        letter = write_word(
            "{%p for item in programme %}", f"{{% if {question} %}}x{{% endif %}}{{{{ item.title }}}}", "{%p endfor %}"
        )
        found = check_template(letter, name="brev.docx", known=PERSONAL)
        return [(problem.what, problem.remedy) for problem in found if problem.severity == "error"]

    assert of("item.start == 'Fast post'") == of("item.start == '09.00'") == of("item.end == ''") == []
    asked = "print it, or ask a part that it has: '09.00' in item.start"
    assert of("item.start == 'Fast'") == [("'item.start' is never the text 'Fast'", asked)]
    assert "registration" in next(row.meaning for row in rows(PERSONAL) if row.path == "programme[].kind")


@pytest.mark.parametrize(
    ("question", "dead"),
    [
        ("meeting.weekday in ['torsdag', 'Torsdag']", ["Torsdag"]),
        ("meeting.weekday not in ['Fredag', 'torsdag', 'Torsdag']", ["Fredag", "Torsdag"]),
        ("meeting.year in ['27', sender.web]", ["27"]),
        ("meeting.start in ['kl. 09.00', 'kl.\\xa009.00']", ["kl. 09.00"]),
    ],
)
def test_a_dead_text_among_others_is_a_warning(question: str, dead: list[str]) -> None:
    found = found_in(f"{{% if {question} %}}x{{% endif %}}")
    assert [
        (level, what.endswith(f"never the text {text!r}")) for (level, what), text in zip(found, dead, strict=True)
    ] == [("warning", True) for _ in dead]
