"""Who writes in the templates is told in nynorsk or bokmål, with Word's menus and without a parser's words."""

from __future__ import annotations

import re

import pytest

from cycle.application.year.for_readers.trouble import words_of
from cycle.errors import Problem, TemplateError
from cycle.letters.checks.lint import check_template
from cycle.letters.checks.sight.glyphs import template_problems
from cycle.letters.fields.known_fields import PERSONAL
from cycle.letters.language import fill_errors
from cycle.letters.pdf import conversion
from cycle.letters.trial import stated_problems
from cycle.phrases import Phrase
from tests.letters.checks.test_hidden_content import field
from tests.letters.conftest import paragraph, speaks, table, write_word

ENGLISH = re.compile(r"\b(the|is|are|of|would|write|give|with|never|paragraph|body|row|cell)\b")
PARSER = re.compile(r"unexpected|token|expected|</?w:|<w|Jinja|encountered", re.IGNORECASE)
WRONG = [
    write_word("{{ recipient.nmae }}", "{{ recipient.name|uper }}", "{{ recipient }}", "{{ recipient.seats }}"),
    write_word("{{ recipient.name + }}", "{{ recipient.name", "{% if meeting.theme %}", "{% p if meeting.theme %}"),
    write_word("{% if meeting.theme == „x“ %}{% endif %}", "{% endfor %}", "{% include 'x' %}", "{%p if x %} tekst"),
    write_word("Hei", "Ord {%- if meeting.theme %}x{% endif %}"),
    write_word("{recipient.name} [namn]", "{% if recipient.several_seats == 'ja' %}x{% endif %}"),
    write_word("{% if meeting.theme == 'a & b' %}x{% endif %}", "{{r letter.date }}", "{{ recipient.name.upper() }}"),
    write_word("{{ letter.date", title="{{ letter.tittel }} {{"),
    write_word(xml=paragraph("{%p if meeting.theme %}") + table(("{%p endif %}", ""))),
    write_word(
        xml=field("MERGEFIELD Namn", shown="«Namn»") + field("DATE", shown="1.1.") + field("INCLUDETEXT x", shown="")
    ),
    write_word(xml="<w:p><w:ins><w:r><w:t>ny</w:t></w:r></w:ins></w:p>"),
    write_word("nokre ord " * 250),
    write_word("Hei {{- meeting.year -}} du", "(…) kl. 00.00"),
    write_word("{%-p if meeting.theme %}", "a", "{%p endif %}", "{{-r letter.date }}"),
    write_word(
        *(
            f"{{% if {name} %}}x{{% endif %}}"
            for name in (
                *("change.moved == 1", "change.moved is string", "meeting.theme == none", "meeting.year is number"),
                *("recipient.seats|length == '2'", "meeting.year == 1", "change.moved == meeting.year"),
                *("recipient.title|lower == 'A'", "'a' in recipient.seats", "change == 'a'", "meeting.year + 1"),
            )
        )
    ),
    write_word(xml='<w:p><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>x</w:t></w:r></w:p>'),
    b"PK",
]


def problems(data: bytes) -> list[Problem]:
    found = [*check_template(data, name="brev.docx", known=PERSONAL, fonts=frozenset({"Carlito"}))]
    return [
        *found,
        *stated_problems(data, name="brev.docx"),
        *template_problems(data, name="brev.docx", glyphs=frozenset()),
    ]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_every_problem_is_told_in_both_forms_without_english_or_a_parsers_words(number: int) -> None:
    found = problems(WRONG[number])
    assert found
    for problem in found:
        assert not PARSER.search(re.sub(r"«.*?»|\{.*?\}", "", problem.what)), problem.what
        for language in ("nn", "nb"):
            read = problem.written_in(language)  # type: ignore[arg-type]
            text = re.sub(
                r"«.*?»|\{.*?\}|'.*?'|finst:.*|finnes:.*|make office", "", f"{read.where}: {read.what}; {read.remedy}"
            )
            assert not ENGLISH.search(text), text
            assert not PARSER.search(text), text
            assert read.remedy
            assert (read.severity, read.file) == (problem.severity, problem.file)
    assert all(speaks(problem) for problem in found)


def test_the_place_and_what_was_meant_are_kept() -> None:
    [problem] = [
        problem for problem in problems(write_word("Hei", "{{ recipient.nmae }}")) if problem.severity == "error"
    ][:1]
    assert str(problem.written_in("nn")) == (
        "brev.docx: brødteksten, avsnitt 2 «{{ recipient.nmae }}»: feltet «recipient.nmae» finst ikkje; "
        "meinte du «recipient.name»?"
    )
    assert "finnes ikke; mente du «recipient.name»?" in str(problem.written_in("nb"))


def test_the_way_through_words_menus_is_said() -> None:
    changes = problems(WRONG[9])
    assert any("Se gjennom → Godta → Godta alle endringer" in change.written_in("nn").remedy for change in changes)
    [title] = stated_problems(write_word("Hei"), name="brev.docx")
    assert title.written_in("nn").remedy.startswith("skriv ein tittel i Fil → Info → Egenskaper → Tittel")


def test_fifty_equal_faults_are_one_with_its_first_places() -> None:
    found = [problem for problem in problems(write_word(*["Til [namn]"] * 50)) if "[namn]" in problem.what]
    first = "; ".join(f"body, paragraph {number} «Til [namn]»" for number in (1, 2, 3))
    assert [problem.where for problem in found] == [f"{first}; and 47 other places"]
    assert found[0].written_in("nn").where.endswith("og 47 andre stader")


def test_a_failure_of_a_template_is_told_in_the_readers_form_and_what_has_no_sentence_as_it_is() -> None:
    strange = Problem(file="mail", where="text", what="is empty", remedy="write one line")
    error = TemplateError([*problems(write_word("{{ recipient.nmae }}"))[:1], strange])
    read = words_of(error, "nb").splitlines()
    assert "feltet «recipient.nmae» finnes ikke" in read[0]
    assert read[1:] == [str(strange)]


@pytest.mark.parametrize(
    ("places", "said"),
    [(4, "A; A; A; og éin annan stad"), (5, "A; A; A; og 2 andre stader")],
)
def test_places_beside_the_first_are_counted_as_one_or_many(places: int, said: str) -> None:
    assert fill_errors._first_places(["A"] * places).said("nn") == said


def test_letters_that_are_done_beside_those_that_failed_are_none_one_or_many() -> None:
    said = [conversion._done(number, Phrase("see the guide")).said("nn").partition(";")[0] for number in (0, 1, 2)]
    assert said == ["ingen andre brev er ferdige", "eitt anna brev er ferdig", "2 andre brev er ferdige"]
    assert conversion._done(0, Phrase("see the guide")) == "0 other letters are done; see the guide"
