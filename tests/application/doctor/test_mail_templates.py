"""What nobody filled in, and what can never hold, is told of a mail's template as it is of a letter's."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cycle.application.doctor.mail_fields import mail_fields
from cycle.application.doctor.template_checks import mail_problems
from cycle.letters.checks import mail_template_problems
from cycle.mail.message import AnyMail, GateMail, LetterMail, LoginMail, ReminderMail
from cycle.settings import Settings
from tests.sources import ROOT

TO_FILL_IN = "looks like something to fill in, and would be printed as it is"
PLAIN = "stands as plain text, and would be printed so"


def found_in(source: str, *, page: bool = False, of: type[AnyMail] = LetterMail) -> list[tuple[str, str, str]]:
    found = mail_template_problems(source, file="takk.html" if page else "takk.txt", known=mail_fields(of))
    return [(problem.where, problem.severity, problem.what) for problem in found]


@pytest.mark.parametrize("page", [False, True])
@pytest.mark.parametrize(
    ("text", "severity", "what"),
    [
        ("{name}", "error", f"the field name {PLAIN}"),
        ("[facts.date]", "error", f"the field facts.date {PLAIN}"),
        ("«contact.name»", "error", f"the field contact.name {PLAIN}"),
        ("[namn]", "warning", f"'[namn]' {TO_FILL_IN}"),
        ("DD.MM.ÅÅÅÅ", "warning", f"'DD.MM.ÅÅÅÅ' {TO_FILL_IN}"),
        ("«Namn»", "warning", f"'«Namn»' {TO_FILL_IN}"),
        ("XXX", "warning", f"'XXX' {TO_FILL_IN}"),
        ("kl. ____", "warning", f"'____' {TO_FILL_IN}"),
        ("(( namn ))", "warning", f"'(( namn ))' {TO_FILL_IN}"),
        ("{{ name }} }", "warning", "a brace beside a tag would be printed: {{ … }} }"),
    ],
)
def test_what_nobody_filled_in_is_told_in_both_kinds_of_file(text: str, severity: str, what: str, page: bool) -> None:
    shown = f'<p style="margin:0">\nVi møtest {text}, hei</p>' if page else f"Hei,\nvi møtest {text}, hei"
    assert found_in(shown, page=page) == [("line 2", severity, what)]


def test_what_a_page_does_not_show_is_no_left_over_and_what_it_spells_with_entities_is() -> None:
    hidden = '<style>p { margin: 0 }</style><!-- [namn] --><a title="[namn]" href="https://x.no">Hei</a>&nbsp;du'
    assert found_in(hidden, page=True) == []
    assert found_in("Hei &lt;namn&gt;, hei", page=True) == [("line 1", "warning", f"'<namn>' {TO_FILL_IN}")]
    assert found_in("Hei <namn>, hei", page=True) == [("line 1", "warning", f"'<namn>' {TO_FILL_IN}")]


@pytest.mark.parametrize(
    ("question", "of", "what"),
    [
        ('shared_address == "ja"', LetterMail, "'shared_address' is yes or no, and never the text 'ja'"),
        ("overdue == ja", LetterMail, "'overdue' is yes or no, and never the text 'ja'"),
        ("moved != 'nei'", LetterMail, "'moved' is yes or no, and never the text 'nei'"),
        ('facts.reply_by == "1. mai"', LetterMail, "'facts.reply_by' is a day, and never '1. mai'"),
        ("facts.start == 9", LetterMail, "'facts.start' is a time of day, and never 9"),
        ("facts.year == '2027'", LetterMail, "'facts.year' is a number, and never the text '2027'"),
        ("name is none", LetterMail, "'name' is text, and never none"),
        ("signals == 'to'", LetterMail, "'signals' is a number, and never the text 'to'"),
        ("seats == 2", LetterMail, "'seats' is a list, and never equal to a text or number"),
        ("seats[0].title == 2", LetterMail, "'seats[0].title' is text, and never 2"),
        ("late == 'ja'", GateMail, "'late' is yes or no, and never the text 'ja'"),
        ("due == '1. mai'", GateMail, "'due' is a day, and never '1. mai'"),
        ("as_deputy == 'ja'", ReminderMail, "'as_deputy' is yes or no, and never the text 'ja'"),
        ("minutes == '30'", LoginMail, "'minutes' is a number, and never the text '30'"),
    ],
)
@pytest.mark.parametrize("page", [False, True])
def test_a_comparison_that_can_never_hold_in_a_mail_is_told(
    question: str, of: type[AnyMail], what: str, page: bool
) -> None:
    source = f"{{% block words %}}\n{{% if {question} %}}x{{% endif %}}{{% endblock %}}"
    assert [found for found in found_in(source, page=page, of=of) if found[1] == "error"] == [("line 2", "error", what)]


def test_what_is_asked_rightly_of_a_mail_is_let_be() -> None:
    letter = (
        "{% set late = facts.reply_by < facts.date %}{% for seat in seats %}{{ seat | seat_line }}{{ loop.index }}"
        "{% endfor %}{% if seats | length == 1 and tells == 'meeting' and after_deadline is not defined %}"
        "{{ facts.reply_by | long_date }} {{ clock_range(facts.start, facts.end) }} {{ facts.date.year }}"
        "{% for change in changes %}{{ change.label }}{% endfor %}{% endif %}"
    )
    assert found_in(letter) == []
    assert found_in("{% if count is not none and count > 1 and due != none %}{{ count }}{% endif %}", of=GateMail) == []


def test_what_a_mail_would_print_as_a_program_writes_it_or_does_not_have_is_told() -> None:
    assert found_in("{{ facts.date }}") == [
        ("line 1", "error", "'facts.date' would be printed as programs write a day")
    ]
    assert found_in("{{ shared_address }}") == [("line 1", "error", "'shared_address' is yes or no, not text")]
    assert found_in("{% for seat in seats %}{{ seat.titel }}{% endfor %}") == [
        ("line 1", "error", "no field 'seat.titel'")
    ]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ seats|listed }}", "each of 'seats' is a group of fields"),
        ("{{ changes|join(', ') }}", "each of 'changes' is a group of fields"),
        ("{{ name|listed }}", "'name' is text, and listed takes its letters one by one"),
        ("{{ facts|listed }}", "'facts' is a group of fields"),
        (
            "{{ facts.date - facts.reply_by }}",
            "'(facts.date - facts.reply_by)' would be printed as programs write a span",
        ),
        ("{% if overdue %}{{ facts.end - facts.start }}{% endif %}", "'(facts.end - facts.start)' would be printed as"),
        ("{% set n = 0 %}{% for s in seats %}{% set n = n + 1 %}{% endfor %}{{ n }}", "'n' is set again inside a loop"),
        ("{% if tells == 'avlysing' %}x{% endif %}", "'tells' is never the text 'avlysing'"),
        ("{% if 'endring' == tells %}x{% endif %}", "'tells' is never the text 'endring'"),
        ("{% if tells in ['avlyst', 'flytta'] %}x{% endif %}", "'tells' is never the text 'avlyst'"),
        ("{% if tells == 'Change' %}x{% endif %}", "'tells' is never the text 'Change'"),
    ],
)
@pytest.mark.parametrize("page", [False, True])
def test_what_would_print_or_forget_as_programs_do_is_an_error(source: str, what: str, page: bool) -> None:
    [(_, severity, said), *_] = found_in(source, page=page)
    assert severity == "error"
    assert said.startswith(what)


@pytest.mark.parametrize(
    "source",
    [
        "{{ seats|map(attribute='title')|listed }}",
        "{{ enclosures|listed }}",
        "{{ (facts.date - facts.reply_by).days }}",
        "{% if (facts.date - facts.reply_by).days > 14 %}x{% endif %}",
        "{% if tells == 'change' or tells in ['meeting', 'cancellation'] %}x{% endif %}",
        "{% for s in seats %}{% set words = s.title %}{{ words }}{% endfor %}",
    ],
)
def test_what_prints_words_is_let_be(source: str) -> None:
    assert found_in(source) == []


@pytest.mark.parametrize(
    ("source", "number", "field", "question"),
    [
        ("{{ seats[1].title }}", 2, "seats", "{% if seats|length > 1 %}"),
        ("{{ changes[0].before }}", 1, "changes", "{% if changes %}"),
        ("{{ (seats|last).title }}", 1, "seats", "{% if seats %}"),
        ("{{ enclosures|first }}", 1, "enclosures", "{% if enclosures %}"),
        ("{{ seats[-2].title }}", 2, "seats", "{% if seats|length > 1 %}"),
        ("{% if seats[1].title == 'x' %}x{% endif %}", 2, "seats", "{% if seats|length > 1 %}"),
        ("{% if name %}{{ seats[3]|seat_line }}{% endif %}", 4, "seats", "{% if seats|length > 3 %}"),
    ],
)
def test_an_entry_that_some_readers_have_not_is_told_where_nothing_asks_for_it(
    source: str, number: int, field: str, question: str
) -> None:
    [problem] = mail_template_problems(source, file="x.txt", known=mail_fields(LetterMail))
    assert problem.severity == "warning"
    assert problem.what == f"some who get the mail have no entry number {number} in '{field}', and get none then"
    assert problem.remedy == f"ask first whether there is one: {question}"


@pytest.mark.parametrize(
    "source",
    [
        "{% if seats|length > 1 %}{{ seats[1].title }}{% endif %}",
        "{% if changes %}{{ changes[0].before }}{% else %}x{% endif %}",
        "{{ seats[1].title if seats|length > 1 else '' }}",
        "{% if seats|length > 1 and seats[1].title == 'x' %}x{% endif %}",
        "{% for s in seats %}{{ seats[0].title }}{% endfor %}",
        "{% if seats[1] is defined %}x{% endif %}",
        "{{ name[0:1] }}{{ seats[:1]|map(attribute='title')|join }}",
    ],
)
def test_an_entry_that_is_asked_for_first_is_let_be(source: str) -> None:
    assert [found for found in found_in(source) if "entry number" in found[2]] == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Velkomen til mÃ¸tet", "«mÃ¸tet» has letters that another program has garbled"),
        ("Det er â€“ no", "â€“"),
        ("Kjære&nbsp;{{ name }}", "«&nbsp;» is a mark that only web pages"),
        ("Møte i F&oslash;rde", "«&oslash;» is a mark that only web pages"),
        ("Svar **snart**", "«**snart**» is a mark that only web pages"),
    ],
)
def test_marks_of_other_programs_in_a_mail_of_text_are_told(line: str, what: str) -> None:
    [(where, severity, said)] = found_in(f"Hei\n{line}")
    assert (where, severity) == ("line 2", "warning")
    assert what in said


def test_marks_that_a_page_understands_are_let_be_there() -> None:
    assert found_in("<p>Kjære&nbsp;{{ name }}, møte i F&oslash;rde &ndash; kom</p>", page=True) == []
    assert found_in("<p>F&amp;oslash;rde</p>", page=True)[0][2].startswith("«&oslash;» is a mark")


@pytest.mark.parametrize(
    ("file", "part", "right"),
    [
        ("invitasjon.txt", "_signatur.nb.txt", "_signatur.txt"),
        ("invitasjon.nb.txt", "_signatur.txt", "_signatur.nb.txt"),
        ("invitasjon.html", "_brev.nb.html", "_brev.html"),
        ("_brev.nb.html", "_tillegg.html", "_tillegg.nb.html"),
    ],
)
def test_a_part_in_the_other_written_form_is_told(tmp_path: Path, file: str, part: str, right: str) -> None:
    (tmp_path / "config").symlink_to(ROOT / "config")
    path = shutil.copytree(ROOT / "templates" / "mail", tmp_path / "templates" / "mail") / file
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(f'"{right}"', f'"{part}"'), "utf-8")
    found = [
        problem for problem in mail_problems(Settings(root=tmp_path, home=tmp_path / "var")) if part in problem.what
    ]
    assert [(problem.file, problem.severity, problem.remedy) for problem in found] == [
        (f"templates/mail/{file}", "warning", f"write {right}")
    ]


def test_no_mail_that_comes_with_the_service_has_anything_to_fill_in(tmp_path: Path) -> None:
    assert list(mail_problems(Settings(home=tmp_path / "var"))) == []


def test_a_left_over_in_a_part_of_several_mails_is_told_once_and_beside_other_faults(tmp_path: Path) -> None:
    (tmp_path / "config").symlink_to(ROOT / "config")
    folder = shutil.copytree(ROOT / "templates" / "mail", tmp_path / "templates" / "mail")
    for file, words in (("_signatur.txt", "Helsing [namn]"), ("takk.txt", "{{ nmae }} XXX"), ("takk.nb.txt", "«Navn»")):
        text = (folder / file).read_text("utf-8")
        (folder / file).write_text(f"{text}\n{words}\n", "utf-8")
    found = [(problem.file, problem.what) for problem in mail_problems(Settings(root=tmp_path, home=tmp_path / "var"))]
    assert found == [
        ("templates/mail/takk.txt", "a mail has no field “nmae”"),
        ("templates/mail/_signatur.txt", f"'[namn]' {TO_FILL_IN}"),
        ("templates/mail/takk.nb.txt", f"'«Navn»' {TO_FILL_IN}"),
    ]


@pytest.mark.parametrize(
    ("file", "after", "words", "said"),
    [
        ("invitasjon.txt", "\n", "Ta med legitimasjon, og meld frå om allergi innan 1. mars.", "only the plain text"),
        ("invitasjon.nb.txt", "\n", "Ta med legitimasjon, og meld fra om allergi.", "only the plain text"),
        ("_fakta.txt", "\n", "Parkering bak bygget kostar femti kroner.", "only the plain text"),
        ("takk.html", "{% block opening %}", "Hugs å tømme postkassa di.", "only the page"),
        ("takk.nb.html", "{% block opening %}", "Husk å tømme postkassen din.", "only the page"),
        ("_brev.html", "{% block body %}", "<p>Parkering bak bygget kostar femti kroner.</p>", "only the page"),
    ],
)
def test_what_only_one_part_of_a_mail_says_is_told_with_its_line(
    file: str, after: str, words: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "config").symlink_to(ROOT / "config")
    folder = shutil.copytree(ROOT / "templates" / "mail", tmp_path / "templates" / "mail")
    text = (folder / file).read_text("utf-8")
    assert after in text
    before, _, rest = text.partition(after)
    (folder / file).write_text(f"{before}{after}{words}\n{rest}", "utf-8")
    [problem] = mail_problems(Settings(root=tmp_path, home=tmp_path / "var"))
    assert (problem.file, problem.severity) == (f"templates/mail/{file}", "warning")
    assert re.sub("<.*?>", "", words) in problem.what
    assert said in problem.what
    other = "html" if file.endswith(".txt") else "txt"
    assert problem.remedy.endswith(f"{file.rpartition('.')[0]}.{other} as well")


def test_a_sentence_that_both_parts_have_each_in_its_own_lines_is_no_difference(tmp_path: Path) -> None:
    (tmp_path / "config").symlink_to(ROOT / "config")
    folder = shutil.copytree(ROOT / "templates" / "mail", tmp_path / "templates" / "mail")
    for file, after, words in (
        ("takk.txt", "\n", "Ta med legitimasjon\nog meld frå om allergi."),
        ("takk.html", "{% block opening %}", "Ta med <b>legitimasjon</b> og meld fr&aring; om allergi."),
    ):
        before, _, rest = (folder / file).read_text("utf-8").partition(after)
        (folder / file).write_text(f"{before}{after}{words}\n{rest}", "utf-8")
    assert list(mail_problems(Settings(root=tmp_path, home=tmp_path / "var"))) == []
