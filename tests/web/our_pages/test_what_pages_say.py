"""A page says what is so: nothing twice, nothing that did not happen, and first what its reader needs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from cycle.application.delivery import send_notices
from cycle.application.delivery.reporting import present, report
from cycle.application.notifications.gate_opened import notify_gate
from cycle.application.year import node_named
from cycle.mail.transport import local_server as postoffice
from tests.desk import Desk, free_port, typed
from tests.web.conftest import Reader

YEAR = "/bergensomradet/partnarskapsmote/2027"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Desk(tmp_path)) as made:
        yield made


@pytest.fixture
def redirected(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose mails all go to one address."""
    given = {"mail_mode": "redirect", "mail_redirect_to": "prove@alver.example", "mail_tls": "none"}
    with closing(Desk(tmp_path, **given, mail_port=free_port())) as made:
        office = postoffice.start(made.home / "post", port=made.given["mail_port"])
        yield made
        office.stop()


def read(desk: Desk, address: str) -> str:
    """Return what a page says in its main part, on one line."""
    page = lxml.html.fromstring(Reader(desk.services).get(address).text)
    [main] = page.xpath("//main")
    return " ".join(typed(" ".join(main.itertext())).split())


def test_what_was_made_on_trial_is_nowhere_called_sent(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    ledger, front = read(desk, f"{YEAR}/mailing.invitasjon"), read(desk, "/")
    assert ledger.count("laga på prøve") == 5
    assert "Laga på prøve 5" in ledger
    assert not re.search(r"\b(send|sende|sendt)\b", ledger, re.IGNORECASE)
    assert "Ferdig på prøve: ingen fekk e-post" in front


def test_the_gate_of_a_trial_says_that_mails_are_made(desk: Desk) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    gate = read(desk, f"{YEAR}/godkjenning/mailing.invitasjon")
    assert "Blir dei laga på prøve no, ligg alle i mappa kl." in gate
    assert "Godkjenn – 5 e-postar på prøve, som ingen får" in gate
    assert "går ut no" not in gate
    assert "er alle ute" not in gate


SENT_ONLY = re.compile(r"\b(send|sende|sendt)\b(?! på (prøve|nytt))", re.IGNORECASE)


def test_what_went_to_one_address_on_trial_is_nowhere_called_sent(redirected: Desk) -> None:
    redirected.walk(to="mailing.invitasjon")
    ledger, front = read(redirected, f"{YEAR}/mailing.invitasjon"), read(redirected, "/")
    assert ledger.count("send på prøve til éi adresse") == 5
    assert "Sende på prøve til éi adresse 5" in ledger
    assert not SENT_ONLY.search(ledger)
    assert "Ferdig på prøve: all e-post gjekk til éi adresse" in front
    cycle = redirected.cycle()
    node, made = node_named(cycle.graph, "mailing.invitasjon"), redirected.newest("mailing.invitasjon")
    reported = report(cycle, node, made).markdown
    assert "Ingen av dei det gjeld, har fått brevet på e-post." in reported
    assert "| sende på prøve til éi adresse | 5 |" in reported
    assert not SENT_ONLY.search(reported)


def test_the_gate_of_mails_to_one_address_says_that_nobody_else_gets_them(redirected: Desk) -> None:
    redirected.walk(to="letters.invitasjon")
    redirected.compute("mailing.invitasjon")
    gate = read(redirected, f"{YEAR}/godkjenning/mailing.invitasjon")
    assert "5 e-postar sende på prøve til éi adresse, og ingen andre får dei." in gate
    assert "Skriv 5: så mange e-postar blir sende på prøve til éi adresse." in gate
    assert "så mange får e-post" not in gate
    redirected.do("mailing.invitasjon")
    cycle, done = redirected.cycle(), redirected.newest("mailing.invitasjon")
    again = replace(done, body={**done.body, "already": ["mottakar-1", "mottakar-2"]})
    said = present(cycle, node_named(cycle.graph, "mailing.invitasjon"), again).markdown
    assert "E-posten til 2 mottakarar er alt send på prøve til éi adresse, og blir ikkje send på nytt." in said


def test_a_host_that_nobody_has_decided_is_no_host_that_is_approved(tmp_path: Path) -> None:
    with closing(Desk(tmp_path, community="forde")) as desk:
        desk.start(date="18.02.2027", venue="Kulturhuset")
        desk.do("plan")
        desk.do("host")
        gate, front = read(desk, "/forde/partnarskapsmote/2027/godkjenning/host"), read(desk, "/")
    assert "Det er ikkje avgjort kven som er vertskap i 2027." in gate
    assert "Status Godkjent – verten er ikkje avgjord" in gate
    assert "verten er ikkje avgjord" in front


@pytest.mark.parametrize("page", ["godkjenning/letters.invitasjon", "letters.invitasjon"])
def test_revision_and_checksum_stand_at_the_foot(desk: Desk, page: str) -> None:
    desk.walk(to="invitations")
    desk.compute("letters.invitasjon")
    said = read(desk, f"{YEAR}/{page}")
    assert said.count("kontrollsum") == 1
    assert said.index("kontrollsum") > 0.9 * len(said)
    assert "Kontrollsum" not in said


def test_prefect_is_led_to_once_a_year_and_once_a_gate(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    for address in ("/", f"{YEAR}/godkjenning/invitations", f"{YEAR}/godkjenning/plan"):
        page = lxml.html.fromstring(Reader(desk.services).get(address).text)
        assert len(page.xpath('//main//a[contains(@href, "/prefect/")]')) == 1, address


def test_the_gates_of_a_cover_letter_name_all_that_goes_along(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.do("letters.folgebrev")
    desk.compute("mailing.folgebrev")
    letters, mails = (read(desk, f"{YEAR}/godkjenning/{kind}.folgebrev") for kind in ("letters", "mailing"))
    assert "med felles vedlegg: Program for partnarskapsmøtet 2027.docx" in letters
    assert mails.count("Program for partnarskapsmøtet 2027.docx") >= 4


def test_a_gate_names_the_calendar_file_that_its_mails_bring(desk: Desk) -> None:
    desk.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "file"')
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    assert read(desk, f"{YEAR}/godkjenning/mailing.invitasjon").count("2027.docx, møtet.ics") == 5
    desk.do("mailing.invitasjon")
    assert all([file.name for file in mail.attachments][-1] == "møtet.ics" for mail in desk.mails())


def test_what_is_vacant_in_many_places_is_said_once_with_the_places(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    said = read(desk, f"{YEAR}/godkjenning/invitations")
    assert "kvar av dei" in said
    assert said.count("må kvar peike ut ordførar og kommunedirektør") == 1


def test_no_page_of_a_gate_says_a_thing_twice(desk: Desk) -> None:
    desk.walk(to="invitations")
    for step in ("letters.invitasjon", "mailing.invitasjon"):
        desk.compute(step)
        page = lxml.html.fromstring(Reader(desk.services).get(f"{YEAR}/godkjenning/{step}").text)
        said = [" ".join(line.text_content().split()) for line in page.xpath("//main//p[not(ancestor::form)]")]
        assert [line for line in set(said) if len(line) > 20 and said.count(line) > 1] == []
        links = page.xpath('//section[@aria-labelledby="framlegg"]//a/@href')
        assert sorted(set(links)) == sorted(links)
        desk.do(step)
    letters = read(desk, f"{YEAR}/letters.invitasjon")
    assert letters.count("PDF manglar") == 1


def test_texts_of_a_template_that_nobody_gets_are_folded(desk: Desk) -> None:
    desk.walk(to="invitations")
    desk.compute("letters.invitasjon")
    page = lxml.html.fromstring(Reader(desk.services).get(f"{YEAR}/godkjenning/letters.invitasjon").text)
    [folded] = page.xpath('//details[contains(summary, "ingen får denne gongen")]')
    assert len(folded.xpath(".//li")) > 3
    assert not [line for line in page.xpath("//li[contains(., 'er sett')]") if not line.xpath("ancestor::details")]


def test_what_is_not_made_yet_says_what_comes_first_and_by_when(desk: Desk) -> None:
    desk.start()
    desk.compute("plan")
    first = (
        "Først kjem dette: årshjul, programkomité, vertskap og møteleiing, invitasjonsliste (innan 26. november 2026)"
    )
    for page in ("letters.invitasjon", "mailing.invitasjon", "godkjenning/letters.invitasjon"):
        assert first in read(desk, f"{YEAR}/{page}"), page
    desk.do("plan")
    assert "Først kjem dette: programkomité," in read(desk, f"{YEAR}/letters.invitasjon")


def test_a_gate_is_due_no_later_than_what_waits_for_it(desk: Desk) -> None:
    desk.moment = desk.moment.replace(month=7)
    desk.start()
    desk.compute("plan")
    assert "Avgjer innan Torsdag 20. august 2026" in read(desk, f"{YEAR}/godkjenning/plan")
    assert "årshjul (innan 20. august 2026)" in read(desk, f"{YEAR}/letters.invitasjon").casefold()


@pytest.mark.parametrize(
    ("later", "said"), [(0, "dette kom etter den dagen"), (-100, ""), (4, ""), (None, "det er 4 dagar sidan")]
)
def test_a_day_that_has_passed_says_how_long_ago_and_what_to_do(desk: Desk, later: int | None, said: str) -> None:
    made = {0: (2026, 11, 30), -100: (2026, 8, 1), 4: (2026, 11, 26), None: (2026, 11, 20)}[later]
    desk.moment = desk.moment.replace(month=7)
    desk.walk(to="host")
    desk.moment = desk.moment.replace(year=made[0], month=made[1], day=made[2])
    desk.compute("invitations")
    if later is None:
        desk.moment = desk.moment.replace(day=30)
    gate, front = read(desk, f"{YEAR}/godkjenning/invitations"), read(desk, "/")
    for page in (gate, front):
        assert (said or "sidan") in page or not said, page
        assert said or "fristen var" not in page
    assert ("Avgjer så snart du kan, eller sei frå" in gate) == bool(said)


def test_points_of_the_year_lie_apart_on_a_telephone(desk: Desk) -> None:
    desk.start()
    style = (desk.root / "templates" / "review" / "style.css").read_text("utf-8")
    [radius, meeting] = map(int, re.findall(r"circle(?:\.meeting)? \{ r: (\d+)px; \}", style))
    page = lxml.html.fromstring(Reader(desk.services).get("/").text)
    points = page.xpath("//figure//*[local-name()='circle']")
    places = [(float(point.get("cx")), meeting if "meeting" in point.get("class") else radius) for point in points]
    assert len(places) > 5
    for (left, wide), (right, broad) in itertools.pairwise(places):
        assert right - left > wide + broad


def test_a_mail_about_a_gate_says_when_no_day_is_set(desk: Desk) -> None:
    desk.replace("partnarskapsmote.toml", 'id = "vertskap"', 'id = "vertskapet"')
    desk.walk(to="plan")
    notify_gate(desk.cycle(), desk.compute("host"), link=f"http://127.0.0.1:4200{YEAR}")
    send_notices(desk.cycle())
    texts = [" ".join(typed(mail.text).split()) for mail in desk.mails()]
    assert texts
    said = "Ingen frist: reglane for helsefellesskapet gjev ingen dag for dette steget."
    other = "Ingen frist: reglene for helsefellesskapet gir ingen dag for dette steget."
    assert [text for text in texts if said not in text and other not in text] == []
