"""What stands on the page of a gate: the filter, reasons, the check of the rules, all that is new, what goes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import lxml.html
import pytest

from cycle.application.review.differences import LineChange, LineChanges
from tests.desk import CEO, CHIEF, LEADER, MAYOR, Desk, typed
from tests.web.conftest import HOST, Reader

GATE = "/bergensomradet/partnarskapsmote/2027/godkjenning/"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Desk(tmp_path)) as desk:
        yield desk


def page(desk: Desk, address: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(Reader(desk.services).get(GATE + address).text)


def said(element: lxml.html.HtmlElement) -> str:
    return " ".join(typed("".join(element.itertext())).split())


def test_the_filter_leaves_the_lines_that_are_others_than_before_and_the_way_back_to_all(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert not page(desk, "invitations").xpath('//input[@name="vis"]'), "there is nothing to hold it against"
    desk.register(replace(MAYOR, address="ny@alver.example"), CEO, CHIEF, LEADER)
    desk.do("committee")
    desk.compute("invitations")
    whole, changed = (page(desk, f"invitations{asked}") for asked in ("", "?vis=endra"))
    rows = {name: len(found.xpath('//section[@aria-labelledby="inviterte"]//tbody/tr')) for name, found in
            (("whole", whole), ("changed", changed))}  # fmt: skip
    assert (rows["whole"], rows["changed"]) == (4, 1)
    [row] = changed.xpath('//section[@aria-labelledby="inviterte"]//tbody/tr')
    assert "ny@alver.example" in said(row)
    assert changed.xpath('//input[@name="vis"][@checked]')
    assert changed.xpath('//a[@href="?#inviterte"]')
    assert not whole.xpath('//input[@name="vis"][@checked]')


def test_every_row_of_the_list_says_why_and_by_which_clause(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    rows = page(desk, "invitations").xpath('//section[@aria-labelledby="inviterte"]//tbody/tr')
    whys = [said(row) for row in rows]
    assert "ordføraren er den politiske leiaren i Alver kommune." in next(text for text in whys if MAYOR.name in text)
    assert [text for text in whys if "pkt. 2.1" not in text and "kap." not in text] == []


def test_the_gate_of_the_list_shows_the_check_of_the_rules_and_the_seats_that_are_vacant(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    whole = said(page(desk, "invitations").xpath('//section[@aria-labelledby="framlegg"]')[0])
    assert "Er møtet etter reglane?" in whole
    assert "Reglane seier minst 1 møte i året" in whole
    assert "Ledige plassar" in whole


def test_the_button_says_that_the_mails_go_out_now_where_they_do(desk: Desk) -> None:
    desk.settle(mail_mode="allowlist", mail_allowlist=(".example",))
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    button = page(desk, "mailing.invitasjon").xpath('//button[@value="approve"]')[0]
    assert said(button) == "Godkjenn – 5 e-postar går ut no"


def test_what_is_new_beyond_one_page_is_a_link_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    lines = tuple(LineChange(what=f"plass {number}", before="Kari", now="Ola") for number in range(950))
    changes = LineChanges(year=2027, revision=1, lines=lines)
    monkeypatch.setattr("cycle.application.review.gates.since_revision", lambda *_: changes)
    seen: list[str] = []
    address = "invitations"
    for part in (1, 2, 3):
        shown = page(desk, address).xpath('//section[@aria-labelledby="nytt"]')[0]
        seen += [said(head) for head in shown.xpath(".//tbody/tr/th")]
        assert said(shown.xpath('.//nav//strong[@aria-current="page"]')[0]) == f"Del {part} av 3"
        others = [number for number in (1, 2, 3) if number != part]
        assert shown.xpath(".//nav//a/@href") == [f"?nytt={number}#nytt" for number in others]
        address = f"invitations?nytt={part + 1}"
    assert seen == [f"plass {number}" for number in range(950)]
    assert len(page(desk, "invitations?nytt=9999").xpath('//section[@aria-labelledby="nytt"]//tbody/tr')) == 150
    assert len(page(desk, "invitations?nytt=x").xpath('//section[@aria-labelledby="nytt"]//tbody/tr')) == 400


@pytest.mark.parametrize("evil", ["ok\x0b\x1b[2J", "a\x00b", "ok\x07", "ok\u202etxt.exe"])
def test_what_steers_a_terminal_or_turns_text_is_refused_and_shown_with_a_mark(desk: Desk, evil: str) -> None:
    desk.start()
    desk.compute("plan")
    for given in ({"namn": "Kari Sekretær", "grunn": evil}, {"namn": f"Kari {evil}x", "grunn": "Feil"}):
        answer = stopped(desk, **given)
        assert (answer.status_code, "teikn som ingen ser" in answer.text) == (422, True)
        assert not {"\x00", "\x1b", "\x07", "\u202e"} & set(answer.text)
    assert desk.services.memory.decisions.of(desk.cycle().id) == ()
    assert stopped(desk, namn="Kari Sekretær", grunn="Linje ein\r\nog to – «å» 👩\u200d⚕").status_code == 303


def stopped(desk: Desk, **given: str) -> httpx.Response:
    pages = Reader(desk.services)
    form = lxml.html.fromstring(pages.get(GATE + "plan").text).xpath('//input[@type="hidden"]')
    sent = {field.name: field.value for field in form} | {"val": "stop"} | given
    return pages.ask("POST", GATE + "plan", data=sent, headers={"Origin": HOST})
