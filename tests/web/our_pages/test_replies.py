"""The page that tells who comes: numbers on top, everybody below, and nothing anybody wrote is trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from cycle.application.replies.inbox import read_inbox
from cycle.application.replies.reply_decisions import type_in
from cycle.application.year.for_readers.form_links import CONFIRM, note_form
from cycle.application.year.for_readers.matters import LABELS
from cycle.catalogue import say
from cycle.mail.transport.maildir import deliver
from cycle.model import Substitute
from tests.desk import CEO, CHIEF, INVITED, MAYOR, Desk, typed
from tests.mail.arriving import answer, calendar, invitation_answer, report
from tests.web.conftest import YEAR, Reader


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def hear(desk: Desk) -> None:
    names = {mail["recipient"]: mail["name"] for mail in desk.newest("mailing.invitasjon").body["mails"]}
    rows = {names[row.recipient]: row for row in desk.services.memory.outbox.rows(kind="invitasjon@folder")}
    mayor, ceo, chief = rows[MAYOR.name], rows[CEO.name], rows[CHIEF.name]
    mails = (
        invitation_answer(mayor, calendar(mayor, lines=("DTSTAMP:20261123T100000Z", "COMMENT:<script>x</script>"))),
        report(ceo, said="550 5.1.1 <b>nobody</b>"),
        answer(chief, "Kan eg ta med ein til?"),
    )
    for number, mail in enumerate(mails):
        deliver(desk.home / "in", f"{number}.eml", mail)
    read_inbox(desk.services, folder=desk.home / "in")


def test_the_page_counts_and_names_everybody_with_what_to_do(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    hear(desk)
    type_in(desk.cycle(), "Målfrid", as_="declined", name="Kari Sekretær", why="ringde")
    answer = Reader(desk.services).get(f"{YEAR}/svar")
    page = " ".join(typed(answer.text).split())
    assert answer.status_code == 200
    assert f"{len(INVITED)} inviterte til partnarskapsmøtet 2027" in page
    figures = {"Kjem": 1, "Kjem ikkje": 1, "Har skrive": 1, "Ikkje svart": 1, "I retur": 1}
    assert [f'<dt>{head}</dt><dd class="figure">{number}</dd>' in page for head, number in figures.items()] == [
        True
    ] * 5
    assert page.count("<tr id=") == len(INVITED)
    assert "skrive inn av Kari Sekretær, 23. november 2026 kl. 12.00" in page
    assert "Desse må de sjå på" in page
    assert "Les e-posten i postkassa, og skriv inn svaret." in page
    assert "<script>" not in page
    assert "550 5.1.1 &lt;b&gt;nobody" in page


def test_what_waits_has_its_choices_as_forms_that_are_filled_in(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    hear(desk)
    page = typed(Reader(desk.services).get(f"{YEAR}/svar").text)
    assert "cycle replies confirm 2027" in page
    note_form(desk.services.settings, CONFIRM, "0d1c")
    page = typed(Reader(desk.services).get(f"{YEAR}/svar").text)
    assert "cycle replies confirm 2027" not in page
    links = re.findall(r'<a href="([^"]+/deployments/deployment/0d1c/run[^"]+)">([^<]+)</a>', page)
    assert [label for _, label in links][:2] == [say("nn", LABELS["read"]), say("nn", LABELS["accepted"])]
    filled = json.loads(unquote(parse_qs(urlsplit(links[1][0]).query)["parameters"][0]))
    assert (filled["year"], filled["decision"], filled["community"]) == (2027, "Kjem", "bergensomradet")


def test_who_comes_instead_stands_on_the_page(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    instead = Substitute(name="Per <b>Vara", role="varaordførar")
    type_in(desk.cycle(), MAYOR.name, as_="declined", name="Kari Sekretær", substitute=instead)
    page = " ".join(typed(Reader(desk.services).get(f"{YEAR}/svar").text).split())
    assert ("vikar kjem" in page, "Per &lt;b&gt;Vara" in page, "varaordførar" in page) == (True, True, True)
    assert "Registeret har ingen vara for plassen." in page


def test_before_the_list_is_approved_the_page_says_when_answers_come(desk: Desk) -> None:
    desk.start()
    assert "Ingen er inviterte enno" in typed(Reader(desk.services).get(f"{YEAR}/svar").text)


def test_the_year_leads_to_its_answers_and_no_other_year_has_any(desk: Desk) -> None:
    desk.start()
    pages = Reader(desk.services)
    assert f'href="{YEAR}/svar"' in pages.get("/").text
    assert pages.get(f"{YEAR}/svar").status_code == 200
    assert pages.get(YEAR.replace("2027", "2031") + "/svar").status_code == 404
