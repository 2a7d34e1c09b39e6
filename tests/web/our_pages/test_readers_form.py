"""Whoever is logged in reads every page in their own written form: the frame, the years, the gates, what is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from cycle.application.persons import make_link, people
from cycle.application.review import gate_view
from cycle.application.review.readers_words import readers_words
from cycle.application.year import OpenCycle, for_reader, node_named
from cycle.web.app import build_app
from tests.desk import CEO, MAYOR, Desk, typed
from tests.nynorsk import bokmål_in, nynorsk_in
from tests.web.visitor import Browser

WRONG: Mapping[str, Callable[[str], list[str]]] = {"Kari Koordinator": bokmål_in, "Ola Andrehand": nynorsk_in}
"""Who reads nynorsk as their community, and who reads bokmål."""
NOT_OURS = "//style|//head|//code|//pre|//bdi|//del|//ins|//blockquote"
"""Styles, commands, and what others wrote: names, mails, the year's own remark."""
TYPED = r"«[^»]*»|\S*[/@_]\S*|\S+\.(?:docx|pdf|xlsx)"
"""Quotations, addresses and names of files."""
AS_MADE = re.compile("eit vilkår om .*")
"""What the check of a template says of it is kept as it was made."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Desk(tmp_path)) as desk:
        yield desk


def logged_in(desk: Desk, name: str) -> Browser:
    browser = Browser(build_app(desk.services, behind=None))
    person = next(row.person for row in people(desk.services) if row.person.name == name)
    assert browser.send(f"/logg-inn/lenkje/{make_link(desk.services, person, origin='mail')}").status_code == 303
    return browser


def addresses(cycle: OpenCycle) -> Iterator[str]:
    """Every address of the year but the gate that closes it: its remarks stand as they were made."""
    yield from ("/", "/personar", "/innloggingar", f"/{cycle.id}/svar")
    for node in cycle.graph:
        if node.kind != "archive":
            yield f"/{cycle.id}/godkjenning/{node.name}"
        if node.kind in {"letters", "mailing"}:
            yield f"/{cycle.id}/{node.name}"
        if node.kind == "letters":
            yield f"/{cycle.id}/{node.name}/1"


def lines(page: str) -> list[str]:
    """What somebody reads of a page or hears of it, without what is not ours to word."""
    tree = lxml.html.fromstring(page)
    for element in tree.xpath(NOT_OURS):
        element.drop_tree()
    aloud = tree.xpath("//@aria-label|//@alt|//@title|//@placeholder")
    return [re.sub(TYPED, " ", typed(" ".join(text.split()))) for text in [*tree.xpath("//text()"), *aloud]]


def test_everybody_reads_every_page_of_the_year_in_their_own_form(desk: Desk) -> None:
    found = set()

    def look() -> None:
        desk.settle(identity="link")
        for name, wrong in WRONG.items():
            browser = logged_in(desk, name)
            for address in addresses(desk.cycle()):
                answer = browser.get(address)
                assert answer.status_code in {200, 404}, (address, answer.text)
                found.update(
                    (name, address, word, line)
                    for line in lines(answer.text)
                    if not AS_MADE.match(line)
                    for word in wrong(line)
                )
        desk.settle(identity="name")

    for node in desk.start().graph:
        desk.compute(node.name)
        look()
        desk.do(node.name)
    assert sorted(found) == []


def test_the_form_that_somebody_is_written_to_in_is_the_same_whoever_looks(desk: Desk) -> None:
    desk.start()
    for step in ("plan", "committee", "host"):
        desk.do(step)
    desk.compute("invitations")
    other = for_reader(desk.cycle(), "nb")
    words = readers_words(other, node_named(other.graph, "invitations"))
    assert "nn" not in words.sentences


def test_a_gate_in_the_other_form_is_the_same_gate(desk: Desk) -> None:
    desk.start()
    for step in ("plan", "committee", "host"):
        desk.do(step)
    desk.compute("invitations")
    desk.register(replace(MAYOR, address="ny@alver.example"), CEO)
    desk.do("committee")
    desk.compute("invitations")
    for node in desk.cycle().graph:
        own, other = (gate_view(for_reader(desk.cycle(), language), node) for language in ("nn", "nb"))
        assert (own is None) == (other is None)
        if own is None or other is None:
            continue
        assert (own.mark, own.state.state, own.outdated) == (other.mark, other.state.state, other.outdated)
        assert len(own.last_year.lines if own.last_year else ()) == len(
            other.last_year.lines if other.last_year else ()
        )
        assert [len(table.rows) for table in own.summary.tables] == [len(table.rows) for table in other.summary.tables]
    other = gate_view(for_reader(desk.cycle(), "nb"), node_named(desk.cycle().graph, "invitations"))
    assert other is not None
    assert other.before is not None
    lines = {line.what: (line.before, line.now) for line in other.before.lines}
    assert lines["ordfører i Alver kommune"] == (f"{MAYOR.name}, {MAYOR.address}", f"{MAYOR.name}, ny@alver.example")


def test_what_is_decided_in_the_other_form_is_written_as_in_the_communitys_own(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    desk.settle(identity="link")
    browser = logged_in(desk, "Ola Andrehand")
    page = f"/{desk.cycle().id}/godkjenning/invitations"
    shown = lxml.html.fromstring(browser.get(page).text)
    form = {field.get("name"): field.get("value") for field in shown.xpath('//input[@type="hidden"]')}
    assert browser.send(page, **form, val="approve").status_code == 303
    [row] = desk.cycle().record.decisions_of("invitations")
    assert (row.digest, row.person, row.shown != "") == (desk.newest("invitations").digest, "ola-andrehand", True)
    again = browser.send(page, **form, val="stop")
    assert "Ola Andrehand godkjente revisjon 1. Det er lagret." in typed(again.text)
