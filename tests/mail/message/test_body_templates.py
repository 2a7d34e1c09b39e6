"""A template of a mail that is wrong is found before any mail is made, with its place and what it may use."""

from __future__ import annotations

import re
import shutil

import pytest

from cycle.errors import TemplateError
from cycle.mail.message.bodies import Bodies
from cycle.mail.message.body_fields import LetterMail, LoginMail
from tests.mail.example_mails import LETTER, TEMPLATES


def test_bokmal_is_used_where_there_is_a_template_for_it(tmp_path):
    for name, words in (
        ("hei.txt", "nynorsk"),
        ("hei.html", "nynorsk"),
        ("hei.nb.txt", "{{ facts.date | full_date }}"),
    ):
        (tmp_path / name).write_text(words)
    bodies = Bodies(tmp_path)
    assert bodies.render("hei", LETTER, language="nb").text == "torsdag 18. februar 2027\n"
    assert bodies.render("hei", LETTER, language="nb").html == "nynorsk"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (
            "{{ nmae }}",
            "templates/mail/x.txt: line 1: 'nmae' is undefined; it may use calendar, calendar_apart, changes,",
        ),
        ("{{ facts.dato }}", "has no attribute 'dato'"),
        ("{% if name %}", "x.txt: line 1: cannot be read: it stops too early; see the guide"),
        ("{{ name", "x.txt: line 1: cannot be read: it stops too early"),
        ("Hei\n{% endif %}", "x.txt: line 2: cannot be read: 'endif' does not belong there"),
        ("{{ name | }}", "x.txt: line 1: cannot be read: "),
        ("{{ name ! }}", "cannot be read: the character ! does not belong there"),
        ("{% wehn name %}", "cannot be read: 'wehn' does not belong there"),
        ("{{ name | full_dat }}", "cannot be read: no filter 'full_dat'; did you mean"),
        ("{% if name is fint %}x{% endif %}", "cannot be read: no test 'fint'"),
        ("{{ name.__class__.__mro__ }}", "unsafe"),
        ('{% include "borte.txt" %}', "borte.txt: there is no such template"),
        ("Hei\n{{ facts.date + 1 }}", "x.txt: line 2: cannot be filled in (unsupported operand"),
        ("{{ 1 / 0 }}", "x.txt: line 1: cannot be filled in (division by zero); print names as they are"),
        ("{{ name | join(1, 2, 3) }}", "x.txt: line 1: cannot be filled in"),
        ("", "x.txt: has no words; the mail would be blank; restore the file"),
        ("{# berre ein merknad #}\n", "x.txt: has no words"),
        ("{{ name | lang_dato }}", "cannot be read: no filter 'lang_dato'; "),
    ],
)
def test_a_wrong_template_says_where_and_what_it_may_use(template, said, tmp_path):
    (tmp_path / "x.txt").write_text(template)
    (tmp_path / "x.html").write_text("")
    with pytest.raises(TemplateError) as wrong:
        Bodies(tmp_path).render("x", LETTER)
    assert said in str(wrong.value)


@pytest.mark.parametrize("page", ["", "<html><head><title>Hei</title></head><body><p>&nbsp;</p></body></html>"])
def test_a_page_without_words_is_no_mail(page, tmp_path):
    (tmp_path / "x.txt").write_text("Hei")
    (tmp_path / "x.html").write_text(page)
    with pytest.raises(TemplateError, match=r"x\.html: has no words; the mail would be blank"):
        Bodies(tmp_path).render("x", LETTER)


def test_an_error_in_an_included_file_names_that_file(tmp_path):
    (tmp_path / "_del.txt").write_text("\n\n{{ nmae }}")
    (tmp_path / "x.txt").write_text('{% include "_del.txt" %}')
    with pytest.raises(TemplateError, match=r"templates/mail/_del\.txt: line 3: 'nmae' is undefined"):
        Bodies(tmp_path).render("x", LETTER)


def test_a_missing_template_names_those_there_are(bodies):
    with pytest.raises(
        TemplateError, match=r"invitasjn.txt: there is no such template; did you mean 'invitasjon.txt'\?"
    ):
        bodies.render("invitasjn", LETTER)


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what"),
    [
        ("takk.txt", "{{ meeting }}", "{{ metting }}", "line 3", "a mail has no field “metting”"),
        ("takk.txt", "{% if shared_address", "{% if shared_adress", "line 6", "a mail has no field “shared_adress”"),
        ("takk.nb.html", "{{ meeting }}", "{{ facts.dato }}", "line 2", "a mail has no field “facts.dato”"),
        ("takk.html", "{{ meeting }}", "{{ contact.phon }}", "line 2", "a mail has no field “contact.phon”"),
        ("takk.nb.txt", "{{ meeting }}", "{{ meeting|uper }}", "line 3", "cannot be read: no filter 'uper'"),
        ("takk.nb.txt", "{{ meeting }}", "{{ meeting }", "line 3", "cannot be read: '}' does not belong there"),
        (
            "takk.nb.txt",
            "{{ meeting }}",
            "{{ meeting | }}",
            "line 3",
            "cannot be read: it stops too early",
        ),
        (
            "takk.txt",
            "{{ meeting }}",
            "{% for x of name %}",
            "line 3",
            "cannot be read: something is missing before 'of'",
        ),
        ("_signatur.txt", "{{ contact.name }}", "{{ contact.nam }}", "line 4", "a mail has no field “contact.nam”"),
    ],
)
def test_what_is_wrong_in_a_mail_is_found_before_any_is_made(tmp_path, file, old, new, where, what):
    folder = shutil.copytree(TEMPLATES, tmp_path / "mail")
    assert Bodies(folder).problems("takk", LetterMail) == ()
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    [problem] = Bodies(folder).problems("takk", LetterMail)
    assert (problem.file, problem.where, problem.what) == (f"templates/mail/{file}", where, what)


@pytest.mark.parametrize(
    ("block", "expected"),
    [("Logg inn", []), ("{{ super() }}", ["meeting"]), ("{{ meeting }}", ["meeting"])],
)
def test_what_a_mail_says_itself_in_place_of_its_frame_is_not_asked_of_the_frame(tmp_path, block, expected):
    (tmp_path / "_ramme.html").write_text("{% block title %}{{ meeting }}{% endblock %}{{ community }}", "utf-8")
    mail = f"{{% extends '_ramme.html' %}}{{% block title %}}{block}{{% endblock %}}"
    (tmp_path / "innlogging.html").write_text(mail, "utf-8")
    found = Bodies(tmp_path).problems("innlogging", LoginMail)
    assert [problem.what for problem in found] == [f"a mail has no field “{name}”" for name in expected]


def test_a_part_that_a_mail_includes_and_nobody_wrote_is_named(tmp_path):
    folder = shutil.copytree(TEMPLATES, tmp_path / "mail")
    (folder / "_signatur.txt").unlink()
    assert [problem.file for problem in Bodies(folder).problems("takk", LetterMail)] == ["templates/mail/_signatur.txt"]


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_every_link_of_a_mail_has_a_colour_of_its_own(path):
    links = re.findall(r"<a [^>]*>", path.read_text("utf-8"))
    assert [link for link in links if "color:" not in link] == []
