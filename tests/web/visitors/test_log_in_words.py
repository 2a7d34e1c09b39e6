"""Each page of log-in, links, people, log-ins and the provider, with log-in on, is in one form and without English."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from cycle.application.persons import add_person, change_person, make_link, people
from cycle.model import Absence, Deputy, KnownPerson
from cycle.web.app import build_app
from tests.desk import Desk
from tests.nynorsk import bokmål_in, nynorsk_in
from tests.web.our_pages.test_page_sentences import ENGLISH, TYPED, said
from tests.web.visitor import Browser

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"
OTHER_FORM: dict[str, Callable[[str], list[str]]] = {"bergensomradet": bokmål_in, "oslo": nynorsk_in}
"""A community of each written form, and what finds words of the other."""

ALSO_OURS = frozenset({"sent"})
"""Bokmål has it too: «for sent»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page as it came, and what had happened."""

    what: str
    answer: httpx.Response


@pytest.fixture(params=OTHER_FORM)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    provider = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client": "arshjul", "oidc_secret": "x"}
    with closing(Desk(tmp_path, community=request.param, identity="link", **provider)) as desk:
        desk.start(date="18.02.2027", venue="Kulturhuset")
        yield desk


def known(desk: Desk, role: str) -> KnownPerson:
    return next(row.person for row in people(desk.services) if role in row.person.roles)


def link(desk: Desk, person: KnownPerson) -> str:
    return f"/logg-inn/lenkje/{make_link(desk.services, person, origin='mail')}"


def before_log_in(desk: Desk, office: KnownPerson) -> Iterator[Seen]:
    """Look at every page that somebody sees who is not logged in."""
    app = build_app(desk.services, behind=None)
    browser = Browser(app, agent=CHROME)
    yield Seen(what="door", answer=browser.get("/logg-inn"))
    for what, address in (
        ("sent", office.address),
        ("unknown", "ukjend@x.example"),
        ("no address", "x"),
        ("empty", ""),
    ):
        yield Seen(what=what, answer=browser.send("/logg-inn", adresse=address, til="/"))
    for number in range(12):
        answer = browser.send("/logg-inn", adresse=office.address, til="/")
        yield Seen(what=f"asked {number}", answer=answer)
    own = link(desk, office)
    yield Seen(what="link", answer=browser.get(own))
    assert Browser(app).send(own).status_code == 303
    yield Seen(what="used link", answer=browser.get(own))
    yield Seen(what="pressed again", answer=browser.send(own))
    yield Seen(what="no such link", answer=browser.get("/logg-inn/lenkje/nei"))
    late = link(desk, office)
    desk.moment += dt.timedelta(days=9)
    yield Seen(what="late link", answer=browser.get(late))
    yield Seen(what="to the provider", answer=browser.get("/logg-inn/oidc"))
    yield Seen(what="from the provider", answer=browser.get("/logg-inn/oidc/svar", query={"state": "x", "code": "y"}))
    yield Seen(what="refused there", answer=browser.get("/logg-inn/oidc/svar", query={"error": "access_denied"}))


def logged_in(desk: Desk, office: KnownPerson) -> Iterator[Seen]:
    """Look at the pages of people and of log-ins, with all that can stand on them."""
    app = build_app(desk.services, behind=None)
    some = KnownPerson(
        community=office.community,
        key="",
        name="Per Vik",
        address="per@x.example",
        language=office.language,
        roles=("reader",),
    )
    per = add_person(desk.services, some, by="test")
    added = add_person(desk.services, replace(some, name="Siv Vik", address=office.address), by="test")
    had = replace(added, person=replace(added.person, steps=("mailing.nei",)))
    desk.services.memory.persons.change(had)  # a dispatch that is gone since
    row = next(found for found in people(desk.services) if found.person.key == added.person.key)
    day = desk.services.today
    busy = replace(
        row.person,
        roles=("coordinator", "reader"),
        steps=("letters.invitasjon", "host", "mailing.nei"),
        deputies=(Deputy(person=per.person.key), Deputy(person=office.key, first=day, last=day)),
        absences=(Absence(first=day, last=day),),
        issuer="https://login.example",
        subject="0a1b",
    )
    change_person(desk.services, row, busy, by="test")
    browser = Browser(app, agent=CHROME)
    assert browser.send(link(desk, office)).status_code == 303
    key = added.person.key
    own = (f"/personar/{key}", f"/personar/{office.key}")
    for page in ("/", "/personar", "/personar/ny", *own, "/innloggingar", "/personar/nei"):
        yield Seen(what=page, answer=browser.get(page))
    wrong = ({"namn": "X", "adresse": "x"}, {"namn": "Per P", "adresse": "p@x.example", "borte-fra-0": "i morgon"})
    days = {"borte-fra-0": "2027-01-01", "borte-til-0": ""}
    for form in (*wrong, {"namn": "Per P", "adresse": "p@x.example", "rolle-reader": "1", **days}):
        yield Seen(what=f"new {form}", answer=browser.send("/personar/ny", **form))
    old = {"versjon": "0", "namn": "Siv Vik", "adresse": "s@x.example"}
    yield Seen(what="of an old version", answer=browser.send(f"/personar/{key}", **old))
    assert browser.send(f"/personar/{key}/fjern").status_code == 303
    yield Seen(what="taken out", answer=browser.get("/personar"))
    yield Seen(what="the form of who is taken out", answer=browser.get(f"/personar/{key}"))
    yield Seen(what="no such log-in", answer=browser.send("/innloggingar", okt="nei"))
    reader = Browser(app, agent="curl/8.9")
    assert reader.send(link(desk, per.person)).status_code == 303
    for page in ("/", "/personar", "/personar/ny", f"/personar/{key}", "/innloggingar", "/post"):
        yield Seen(what=f"{page} of a reader", answer=reader.get(page))


@pytest.mark.parametrize("pages", [before_log_in, logged_in])
def test_no_page_with_log_in_on_says_a_word_in_english_or_in_the_other_form(
    desk: Desk, pages: Callable[[Desk, KnownPerson], Iterator[Seen]]
) -> None:
    office, wrong = known(desk, "secretariat"), OTHER_FORM[str(desk.given["community"])]
    found, seen = set(), 0
    for page in pages(desk, office):
        if page.answer.status_code == 303:
            continue
        seen += 1
        line = re.sub(TYPED, " ", said(page.answer.text))
        words = {*wrong(line), *((ENGLISH - ALSO_OURS) & set(re.findall(r"[a-zæøå]+", line.casefold())))}
        found |= {(page.what, word, line[:300]) for word in words}
    assert sorted(found) == []
    assert seen > 12
