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
    assert found_in(source, page=page, of=of) == [("line 2", "error", what)]


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
