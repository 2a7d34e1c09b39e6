"""What the mails say: the same in text and HTML, in both written forms, with what they are about."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from cycle.mail.message.bodies import Bodies
from cycle.mail.message.body_fields import GateMail, LetterMail, SecretariatMail
from cycle.model import Language
from tests.desk import typed
from tests.dispatches import MAILS
from tests.mail.example_mails import CONTACT, LETTER, TEMPLATES, seat

GATE = GateMail(
    name="Anne",
    meeting="Partnarskapsmøte 2027",
    community="Helsefellesskapet i Bergensområdet",
    step="invitasjonslista",
    summary=("57 inviterte", "2 ledige plassar"),
    link="http://127.0.0.1:4280/a/b/2027/godkjenning/c?a=1&b=2",
    prefect="http://127.0.0.1:4280/runs/1?a=1&b=2",
    contact=CONTACT,
    due=dt.date(2026, 11, 20),
    by_when="Avgjer innan 20. november 2026.",
)


def shown(html: str) -> str:
    """Return what a reader of the HTML sees, in one line."""
    body = lxml.html.fromstring(html).find("body")
    return " ".join(" ".join(body.itertext()).split()).replace("\u2011", "-").replace("\u2060", "")


def test_the_invitation_says_when_where_by_when_and_why(bodies):
    assert bodies.render("invitasjon", LETTER).text == (
        "Hei, Kari Ås!\n"
        "\n"
        "Velkomen til Partnarskapsmøte 2027 i Helsefellesskapet i Bergensområdet.\n"
        "\n"
        "Når:       torsdag 18. februar 2027, kl. 09.00–15.00\n"
        "           Registrering frå kl. 08.30\n"
        "Stad:      Kulturhuset i Bergen, Vaskerelven 8, Bergen\n"
        "Svarfrist: 4. februar 2027\n"
        "\n"
        "Slik gjer du\n"
        "1. Les brevet som ligg ved.\n"
        "2. Meld frå innan 4. februar 2027 om du kjem. Svar på denne e-posten.\n"
        "3. Du kan òg trykkje «Godta» eller «Avslå» i e-posten eller i kalenderfila som ligg ved. Det tel som svaret "
        "ditt, og godtek du, står møtet i kalenderen din.\n"
        "\n"
        "Du er invitert som ordførar i Alver kommune.\n"
        "\n"
        "Vedlegg\n"
        "- Invitasjon til partnarskapsmøte 2027.pdf\n"
        "- Partnarskapsmøte 2027.ics (kalenderfil)\n"
        "\n"
        "Spørsmål? Svar på denne e-posten, eller ring 55 00 00 00.\n"
        "\n"
        "Med venleg helsing\n"
        "Samarbeidssekretariatet\n"
        "Helse Bergen HF\n"
        "Helsefellesskapet i Bergensområdet\n"
        "Nettside: www.saman.example\n"
    )


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("[!_]*.txt")))
def test_a_mail_greets_by_the_name_without_what_stands_in_a_bracket(name: str) -> None:
    greeting = TEMPLATES / name
    said = greeting.read_text().replace("{{ name|name_without_brackets }}", "")
    assert "Hei, {{ name" not in said


def test_the_name_in_a_greeting_has_no_bracket_and_the_mail_is_still_for_the_whole_name(bodies):
    mail = replace(LETTER, name="Kari Ås (vara for Ola (Per) Vik)", shared_address=True)
    for language in ("nn", "nb"):
        body = bodies.render("invitasjon", mail, language=language)
        assert body.text.startswith("Hei, Kari Ås!\n")
        assert "Hei, Kari Ås!" in shown(body.html)
        assert "er til Kari Ås (vara for Ola (Per) Vik)." in body.text


@pytest.mark.parametrize("name", ["invitasjon", "folgebrev"])
def test_both_forms_of_a_letter_mail_say_the_same_facts(name, bodies):
    mail = replace(LETTER, enclosures=("Program.pdf",), shared_address=True)
    body = bodies.render(name, mail)
    for fact in (
        "Hei, Kari Ås!",
        "torsdag 18. februar 2027, kl. 09.00–15.00",
        "Registrering frå kl. 08.30",
        "Kulturhuset i Bergen",
        "Vaskerelven 8, Bergen",
        {"invitasjon": "innan 4. februar 2027", "folgebrev": "Har du ikkje svart enno? Gjer det så snart du kan."}[
            name
        ],
        "Du er invitert som ordførar i Alver kommune.",
        "Invitasjon til partnarskapsmøte 2027.pdf",
        "Program.pdf",
        "Partnarskapsmøte 2027.ics (kalenderfil)",
        "Er det fleire som les denne postkassa, så send e-posten vidare.",
        "ring 55 00 00 00",
    ):
        assert fact in body.text
        assert fact in shown(body.html)


@pytest.mark.parametrize("name", ["invitasjon", "folgebrev"])
def test_who_asked_for_bokmal_reads_no_nynorsk(name, bodies):
    mail = replace(LETTER, enclosures=("Program.pdf",), shared_address=True)
    body = bodies.render(name, mail, language="nb")
    for said in (body.text, shown(body.html)):
        assert "Slik gjør du" in said
        assert ("4. februar 2027" in said) is (name == "invitasjon")
        assert "Er det flere som leser denne postkassen, så send e-posten videre." in said
        assert "Med vennlig hilsen" in said
        assert {"ikkje", "frå", "gjer", "Stad", "ligg", "Opne", "Venleg", "lesen"} & set(
            re.findall(r"\w+", said)
        ) == set()
    assert lxml.html.fromstring(body.html).get("lang") == "nb"


@pytest.mark.parametrize("name", ["invitasjon", "folgebrev", "endring", "hald-av-datoen", "paminning", "takk"])
@pytest.mark.parametrize(("language", "word"), [("nn", "Retting: "), ("nb", "Rettelse: ")])
def test_a_correction_says_so_in_its_heading_and_no_other_mail_does(name, language, word, bodies):
    def heading(mail: LetterMail) -> str:
        found = lxml.html.fromstring(bodies.render(name, mail, language=language).html).find(".//h1")
        return found.text_content()

    plain = heading(LETTER)
    assert word.strip(" :") not in plain
    assert heading(replace(LETTER, replaces="1. desember 2026")) == f"{word}{plain}"


def test_an_address_with_a_hyphen_stays_on_a_line_of_a_mail(bodies):
    contact = replace(CONTACT, web="www.helse-forde.example/more-og-romsdal")
    body = bodies.render("invitasjon", replace(LETTER, contact=contact))
    assert ">www.helse-forde.example/more-og-romsdal</span></a>" in body.html
    assert "display:inline-block" in body.html
    assert "www.helse-forde.example/more-og-romsdal" in body.text


def test_a_person_with_two_seats_reads_both(bodies):
    two = replace(LETTER, seats=(seat("ordførar", "Alver kommune"), seat("leiar", "Områdeutval Nordhordland")))
    body = bodies.render("invitasjon", two)
    assert "Du er invitert som\n- ordførar i Alver kommune\n- leiar av Områdeutval Nordhordland\n" in body.text
    items = [item.text_content() for item in lxml.html.fromstring(body.html).iter("li")]
    assert items[3:5] == ["ordførar i Alver kommune", "leiar av Områdeutval Nordhordland"]


def test_without_a_calendar_file_none_is_promised(bodies):
    body = bodies.render("folgebrev", replace(LETTER, calendar=""))
    assert "kalender" not in body.text + body.html


@pytest.mark.parametrize("language", ["nn", "nb"])
@pytest.mark.parametrize("enclosed", [("Program.pdf",), ()])
def test_the_mail_of_a_cover_letter_speaks_of_the_programme_where_one_is_enclosed(bodies, language, enclosed):
    body = bodies.render("folgebrev", replace(LETTER, enclosures=enclosed), language=language)
    for said in (typed(body.text), shown(body.html)):
        assert ("rogram" in said.replace("Program.pdf", "")) == bool(enclosed), said


APART = [
    ("hald-av-datoen", "nn", "Kalenderinnkallinga kjem i ein e-post for seg sjølv, rett etter denne."),
    ("hald-av-datoen", "nb", "Kalenderinnkallingen kommer i en egen e-post, rett etter denne."),
    ("avlysing", "nn", "Du får ein e-post til, som tek møtet ut av kalenderen din."),
    ("avlysing", "nb", "Du får en e-post til, som tar møtet ut av kalenderen din."),
]


@pytest.mark.parametrize(("name", "language", "words"), APART)
def test_a_calendar_mail_that_follows_is_told_of_and_nobody_does_by_hand_what_it_does(bodies, name, language, words):
    body = bodies.render(name, replace(LETTER, calendar="", calendar_apart=True), language=language)
    for text in (body.text, shown(body.html)):
        assert words in text
        assert "Skriv dagen" not in text
        assert "Stryk møtet" not in text
    assert words not in bodies.render(name, replace(LETTER, calendar=""), language=language).text


def test_a_change_gives_what_holds_now_and_what_it_was_without_another_sense(bodies):
    reply = {"label": "Svarfrist", "before": "torsdag 14. januar 2027", "after": "torsdag 21. januar 2027"}
    for language in ("nn", "nb"):
        body = bodies.render("endring", replace(LETTER, tells="change", changes=(reply,)), language=language)
        assert "\n- Svarfrist: torsdag 21. januar 2027 (var torsdag 14. januar 2027)\n" in body.text


def test_the_coordinator_reads_what_waits_and_where(bodies):
    body = bodies.render("vent", GATE)
    assert "invitasjonslista må godkjennast. Avgjer innan 20. november 2026." in body.text
    assert f"1. Opne sida: {GATE.link}\n" in body.text
    links = [link.get("href") for link in lxml.html.fromstring(body.html).iter("a")]
    assert links == [GATE.link, GATE.prefect, "https://www.saman.example"]
    assert "57 inviterte" in shown(body.html)


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", "<script>alert(1)</script>", 'Ola & <b>Kari</b> "O\'Neill"', "{% for"])
def test_a_name_is_only_ever_a_name(name, bodies):
    body = bodies.render("invitasjon", replace(LETTER, name=name))
    assert body.text.startswith(f"Hei, {name}!\n")
    page = lxml.html.fromstring(body.html)
    assert page.xpath("string(//p[starts-with(., 'Hei')])") == f"Hei, {name}!"
    assert page.xpath("//script | //b") == []


def test_html_mail_loads_nothing_from_outside_and_says_its_language(bodies):
    for body in (bodies.render("invitasjon", LETTER), bodies.render("folgebrev", LETTER), bodies.render("vent", GATE)):
        page = lxml.html.fromstring(body.html)
        assert page.xpath("//img | //link | //script | //style | //iframe | //form") == []
        assert page.get("lang") == "nn"
        assert len(page.xpath("//h1")) == 1
        assert "url(" not in body.html


def test_a_name_within_the_title_of_the_meeting_keeps_its_capital(bodies):
    expected = replace(LETTER, meeting="fagdag i Bergen 2027", tells="cancellation")
    for form in ("text", "html"):
        said = typed(getattr(bodies.render("avlysing", expected), form))
        assert "Fagdag i Bergen 2027, torsdag 18. februar 2027, er avlyst." in said
        assert "Vi er leie for ulempa dette gjev deg." in said


FORMS = (("nn", "kalenderfila"), ("nb", "kalenderfilen"))


@pytest.mark.parametrize(("language", "file"), FORMS)
def test_a_reminder_keeps_its_paragraphs_apart_and_says_what_the_calendar_file_is_for(language, file, bodies):
    for words in ("", "Lokalet er nytt."):
        for overdue in (False, True):
            said = bodies.render("paminning", replace(LETTER, words=words, overdue=overdue), language=language)
            opening, second = said.text.split("\n\n")[1:3]
            assert opening.endswith(".")
            assert second.startswith(words or "Når:")
            assert "\n\n\n" not in said.text
            [step] = [line for line in said.text.splitlines() if line.startswith("4. ")]
            assert f"i {file} som ligg" in step
            assert step.removeprefix("4. ") in shown(said.html)
    without = bodies.render("paminning", replace(LETTER, calendar=""), language=language)
    assert file not in without.text
    assert file not in shown(without.html)


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_a_signature_names_what_its_first_line_names_already_no_second_time(language, bodies):
    community = "Fellesskapet Fjord"
    contact = replace(CONTACT, name=f"Sekretariatet for {community}", organisation=community)
    for mail in (*MAILS, "kalender"):
        letter = replace(LETTER, community=community, contact=contact)
        said = bodies.render(mail, letter, language=language)
        signature = said.text.splitlines()[said.text.splitlines().index(contact.name) :]
        assert [line for line in signature if community in line] == [contact.name]
        assert f"{contact.name} {community}" not in shown(said.html)


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_a_mail_to_one_who_decides_greets_them_and_one_to_the_secretariat_nobody(language, bodies):
    mail = SecretariatMail(meeting="møtet", community="F", title="T", opening="O.", matters=(), contact=CONTACT)
    for name, greeting in (("", "Hei!"), ("Kari Ås (vara)", "Hei, Kari Ås!")):
        said = bodies.render("sekretariat", replace(mail, name=name), language=language)
        assert said.text.splitlines()[0] == greeting
        assert greeting in shown(said.html)


@pytest.mark.parametrize(
    ("language", "one", "many", "by"),
    [
        ("nn", "Her er styringssignalet frå", "Her er styringssignala frå", "frist"),
        ("nb", "Her er styringssignalet fra", "Her er styringssignalene fra", "frist"),
    ],
)
def test_a_mail_about_steering_signals_counts_them_and_names_a_deadline_only_where_there_is_one(
    language: Language, one: str, many: str, by: str
) -> None:
    for signals, dated in ((1, 0), (1, 1), (3, 0), (3, 1), (3, 3)):
        body = Bodies(TEMPLATES).render(
            "styringsbrev", replace(LETTER, signals=signals, dated=dated), language=language
        )
        for expected in (body.text, body.html):
            assert (one in expected, many in expected) == (signals == 1, signals > 1)
            assert (by in expected.replace("Svarfrist", "")) == bool(dated)
            assert ("signalet opp" in expected) == (signals == 1)
            assert [bool(re.search(rf"inn[ae]n {due}", expected)) for due in (r"fristen\b", r"frist[ae]ne\b")] == [
                dated == 1,
                dated > 1,
            ]


@pytest.mark.parametrize(("language", "heading"), [("nn", "Dette er endra"), ("nb", "Dette er endret")])
def test_a_mail_that_mends_the_calendar_says_in_both_its_parts_what_became_what(
    language: Language, heading: str
) -> None:
    moved = replace(LETTER, changes=({"label": "Dato", "before": "11. februar", "after": "18. februar"},), letter="")
    for tells, said in (("change", True), ("meeting", False), ("cancellation", False)):
        body = Bodies(TEMPLATES).render("kalender", replace(moved, tells=tells), language=language)
        assert (heading in body.text, "Dato: 18. februar (var 11. februar)" in body.text) == (said, said)
        assert (heading in body.html, "11. februar" in typed(body.html)) == (said, said)


@pytest.mark.parametrize("language", ["nn", "nb"])
@pytest.mark.parametrize("name", MAILS)
def test_what_people_write_ends_before_the_next_sentence_begins(name: str, language: Language, bodies: Bodies) -> None:
    facts = replace(LETTER.facts, signup="Svar oss sjølv Eva", change_reason="Lokalet er ikkje ledig Ada")
    body = bodies.render(name, replace(LETTER, facts=facts), language=language)
    for text in (body.text, shown(body.html)):
        assert re.findall(r"(?:Eva|Ada)(?!\.)", text) == []
        assert "Eva.." not in text


def test_an_included_part_is_looked_at_as_it_is_now(tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("{% include '_fot.txt' %}", "utf-8")
    found = []
    for foot in ("{{ meeting }}", "{{ metting }}", "{% if %}", "{{ meeting }}"):
        (tmp_path / "_fot.txt").write_text(foot, "utf-8")
        found.append([problem.file for problem in Bodies(tmp_path).problems("brev", LetterMail)])
    assert found == [[], ["templates/mail/_fot.txt"], ["templates/mail/_fot.txt"], []]


@pytest.mark.parametrize("mail", MAILS)
@pytest.mark.parametrize("language", ["nn", "nb"])
@pytest.mark.parametrize("about", [{}, {"moved": True}, {"overdue": True}, {"shared_address": True}])
def test_no_sentence_stands_behind_an_address_that_has_no_full_stop(
    mail: str, language: Language, about: dict[str, bool], bodies: Bodies
) -> None:
    for page in ("https://x.example/a?b=1", "https://skjema.no/svar/", "www.fjord.no/a"):
        facts = replace(LETTER.facts, signup=f"Svar på {page}")
        made = bodies.render(mail, replace(LETTER, facts=facts, **about), language=language)  # type: ignore[arg-type]
        assert not re.search(rf"{re.escape(page)}[ \t]+\S", made.text)
        assert not re.search(rf"{re.escape(page)}(?:</a>)?\s+\w", made.html)
