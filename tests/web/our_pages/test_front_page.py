"""The front page shows whoever is logged in first what waits for them, of all years, and what became of an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import lxml.html
import pytest

from cycle.application.actions.deciding.late_answers import TurnedDown, tell_turned_down
from cycle.application.actions.running.run_step import compute
from cycle.application.persons import add_person, make_link, people
from cycle.application.year import open_cycle
from cycle.catalogue import say
from cycle.model import KnownPerson
from cycle.web.app import build_app
from tests.desk import Desk, typed
from tests.web.visitor import Browser

KARI, OLA = "kari-koordinator", "ola-andrehand"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Desk(tmp_path, identity="link")) as desk:
        desk.start()
        yield desk


def front(desk: Desk, key: str) -> lxml.html.HtmlElement:
    """The front page as somebody sees it who is logged in."""
    browser = Browser(build_app(desk.services, behind=None))
    person = next(row.person for row in people(desk.services) if row.person.key == key)
    assert browser.send(f"/logg-inn/lenkje/{make_link(desk.services, person, origin='mail')}").status_code == 303
    return lxml.html.fromstring(browser.get("/").text).xpath("//main")[0]


def said(element: lxml.html.HtmlElement) -> str:
    return " ".join(typed("".join(element.itertext())).split())


def own(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """What stands first on the page, below its heading."""
    heading, first = page.xpath("./*")[:2]
    assert heading.tag == "h1"
    return first


def test_what_waits_for_somebody_stands_first_of_every_year(desk: Desk) -> None:
    desk.compute("plan")
    other = open_cycle(desk.services, year=2028, given={"date": "17.02.2028", "venue": "Rådhuset"})
    compute(other, "plan")
    first = own(front(desk, KARI))
    assert said(first).startswith("2 avgjerder ventar på deg")
    assert {link.split("/")[3] for link in first.xpath(".//li/a/@href")} == {"2027", "2028"}
    assert "Partnarskapsmøte 2028 – " in said(first)
    assert said(own(front(desk, OLA))) == "Ingen avgjørelse venter på deg nå."
    desk.decide("plan", name="Kari Koordinator")
    assert said(own(front(desk, KARI))).startswith("1 avgjerd ventar på deg")


def test_somebody_of_the_same_name_is_another(desk: Desk) -> None:
    desk.compute("plan")
    assert KARI in {row.person.key for row in people(desk.services)}
    same = KnownPerson(
        community="bergensomradet",
        key="",
        name="Kari Koordinator",
        address="k2@x.example",
        language="nn",
        roles=("reader",),
    )
    row = add_person(desk.services, same, by="test")
    page = front(desk, row.person.key)
    assert said(own(page)) == "Inga avgjerd ventar på deg no."
    assert "ventar på deg" not in said(page).replace(said(own(page)), "")
    assert said(own(front(desk, KARI))).startswith("1 avgjerd ventar på deg")


@pytest.mark.parametrize(
    ("key", "name", "step", "words", "reason"),
    [
        (
            KARI,
            "Kari Koordinator",
            "plan",
            "Svaret ditt i Prefect tel ikkje: årshjul 2027.",
            "Skjemaet er for gammalt.",
        ),
        (
            OLA,
            "Ola Andrehand",
            "committee",
            "Svaret ditt i Prefect teller ikke: programkomité 2027.",
            "Kari var først.",
        ),
    ],
)
def test_an_answer_that_was_turned_down_is_shown_with_why_until_they_answer_again(
    desk: Desk, key: str, name: str, step: str, words: str, reason: str
) -> None:
    if step == "committee":
        desk.compute("plan")
        desk.decide("plan", name="Kari Koordinator")
    desk.compute(step)
    tell_turned_down(desk.cycle(), step, TurnedDown(key="k", name=name, person=key, why=reason))
    assert f"{words} {reason}" in said(own(front(desk, key)))
    other = {KARI: OLA, OLA: KARI}[key]
    assert reason not in said(front(desk, other))
    desk.moment += dt.timedelta(minutes=1)
    desk.decide(step, "stop", name=name)
    assert reason not in said(front(desk, key))
    desk.start()
    assert reason not in said(front(desk, key)), "they have answered since"


def test_a_reason_of_ours_is_read_in_the_readers_form(desk: Desk) -> None:
    desk.compute("plan")
    desk.decide("plan", name="Kari Koordinator")
    desk.compute("committee")
    why = "The form was of an earlier version of the service."
    tell_turned_down(desk.cycle(), "committee", TurnedDown(key="k", name="Ola Andrehand", person=OLA, why=why))
    assert say("nb", why) in said(own(front(desk, OLA)))
    assert say("nn", why) != say("nb", why)
