"""A bokmål community reads bokmål on every page and at every gate, a nynorsk one nynorsk: no frame of the other."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.actions.running.run_step import STEPS
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.step_kind import StepSummary
from cycle.model import Heard, Reply, Substitute
from cycle.model.reply import ReplySource
from tests.desk import Desk, typed
from tests.every_mail import prepare
from tests.nynorsk import bokmål_in, nynorsk_in
from tests.web.conftest import NOW, ROOT, Reader

OTHER_FORM: dict[str, Callable[[str], list[str]]] = {
    **dict.fromkeys(("agder", "nordland", "oslo"), nynorsk_in),
    **dict.fromkeys(("bergensomradet", "forde", "more-og-romsdal"), bokmål_in),
}


def seen(page: str) -> list[str]:
    """Return the lines somebody reads of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"(?s)<(style|script).*?</\1>", " ", page))).splitlines()


def shown_lines(shown: StepSummary) -> list[str]:
    """Return the lines somebody reads at a gate."""
    cells = [text for table in shown.tables for row in table.rows for text in row.values()]
    heads = [key for table in shown.tables for row in table.rows for key in row]
    return [
        shown.title,
        shown.summary,
        *shown.markdown.splitlines(),
        *(table.title for table in shown.tables),
        *heads,
        *cells,
    ]


def addresses(cycle: OpenCycle) -> Iterator[str]:
    yield from (
        "/",
        "/post",
        "/post?q=x",
        f"/{cycle.id}/svar",
        "/finst/ikkje",
        "/nettstad/",
        "/framsyning/",
        "/x/y/2027/svar",
    )
    for node in cycle.graph:
        if node.dispatch:
            yield f"/{cycle.id}/{node.name}"
        if node.kind == "letters":
            yield from (f"/{cycle.id}/{node.name}/1", f"/{cycle.id}/{node.name}/9999")


@pytest.mark.parametrize("name", OTHER_FORM)
def test_no_page_and_no_gate_holds_a_word_of_the_other_form(tmp_path: Path, name: str) -> None:
    wrong, found = OTHER_FORM[name], set()
    desk = Desk(tmp_path, community=name)

    def look() -> None:
        for address in addresses(desk.cycle()):
            lines = seen(typed(pages.get(address).text))
            found.update((address, word, line.strip()) for line in lines for word in wrong(line))

    try:
        desk.start(date="2027-02-18", venue="Rådhuset")
        folder = desk.cycle().year_folder
        folder.mkdir(exist_ok=True)
        if not (folder / "program.xlsx").exists():
            (folder / "program.toml").write_text(PROGRAMME, "utf-8")
        pages = Reader(desk.services)
        look()
        for node in desk.cycle().graph:
            result = desk.compute(node.name)
            cycle, step = desk.cycle(), STEPS[node.kind]
            shown = [step.present(cycle, node, result)]
            desk.approve(node.name)
            desk.perform(node.name)
            outcome = cycle.memory.results.outcome(cycle.id, node.name, result.digest)
            if step.report is not None and outcome is not None:
                shown.append(step.report(cycle, node, outcome))
            lines = [line for presentation in shown for line in shown_lines(presentation)]
            found.update((node.name, word, line) for line in lines for word in wrong(line))
            if node.name in {"letters.invitasjon", "mailing.invitasjon", "archive"}:
                look()
    finally:
        desk.close()
    assert sorted(found) == []


def test_letters_for_nobody_have_no_empty_list_and_their_mailing_waits_for_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, community="forde")
    desk.community = desk.root / "config" / "communities" / "forde"
    try:
        prepare(desk, "none")
        desk.start(date="2027-02-18", venue="Rådhuset")
        step = f"/{desk.cycle().id}/mailing.invitasjon"
        pages = Reader(desk.services)
        assert "Så blir e-postane planlagde, og nokon stadfestar kor mange som går." in typed(pages.get(step).text)
        for node in desk.cycle().graph:
            desk.do(node.name)
            if node.name == "mailing.invitasjon":
                break
        mailing = typed(pages.get(step).text)
        letters = typed(pages.get(f"/{desk.cycle().id}/letters.invitasjon").text)
    finally:
        desk.close()
    assert "Ingen skal ha dette brevet." in letters
    assert "Ingen skal ha e-post i denne utsendinga." in mailing
    assert "<table" not in letters + mailing
    assert "kjem når breva er godkjende" not in mailing


@pytest.mark.parametrize("name", ["agder", "oslo", "forde"])
def test_the_page_of_answers_is_in_one_form_whatever_was_heard(tmp_path: Path, name: str) -> None:
    desk = Desk(tmp_path, community=name)
    try:
        desk.start(date="2027-02-18", venue="Rådhuset")
        for node in desk.cycle().graph:
            desk.do(node.name)
            if node.name == "mailing.invitasjon":
                break
        cycle = desk.cycle()
        rows = cycle.memory.outbox.rows(cycle=cycle.id)
        heard = [
            replace(reply, key=f"k{number}", cycle=cycle.id, recipient=row.recipient, kind=row.kind, at=desk.moment)
            for number, (reply, row) in enumerate(zip(HEARD, rows * len(HEARD), strict=False))
        ]
        cycle.memory.replies.add(heard)
        page = Reader(desk.services).get(f"/{cycle.id}/svar").text
    finally:
        desk.close()
    assert page.count("cycle replies confirm") + page.count("/deployments/") > 4, "there is much to decide"
    lines = seen(typed(page))
    assert sorted({(word, line.strip()) for line in lines for word in OTHER_FORM[name](line)}) == []


def _heard(what: Heard, source: ReplySource = "mail", **more: Any) -> Reply:
    return Reply(key="", cycle="", recipient="", kind="", what=what, source=source, at=NOW, **more)


HEARD = (
    _heard("accepted", "calendar"),
    _heard("accepted", "calendar", text="Ja"),
    _heard("declined", "typed", who="Kari"),
    _heard("tentative", "mail", who="Kari"),
    _heard("wrote", text="OK", suggests="accepted"),
    _heard("wrote", text="OK", by="ola@x.example"),
    _heard("wrote", text="Per is my deputy and comes in my place"),
    _heard("somebody", "calendar", by="ola@x.example", who="Ola", suggests="declined"),
    _heard("proposed", "calendar", text="OK"),
    _heard("concerns", text="OK"),
    _heard("concerns", text="OK", suggests="tentative"),
    _heard("automatic", text="I have left the organisation and no longer work here"),
    _heard("delayed", code="4.4.1"),
    *(
        _heard("returned", code=code, text=text)
        for code, text in (
            ("5.1.1", "user unknown"),
            ("5.2.2", "full"),
            ("5.7.1", "spam"),
            ("5.1.2", "bad host"),
            ("", ""),
        )
    ),
    _heard("accepted", "typed", who="Kari", substitute=Substitute(name="Per", role="x", address="per@x.example")),
)
"""Something of every kind that can be heard, in words of neither form."""


PROGRAMME = """
[[items]]
start = "09:00"
end = "15:00"
title = "Felles strategi"
kind = "innlegg"
"""


def test_a_page_is_one_template_that_says_what_it_says_through_the_catalogues() -> None:
    pages = [path for folder in ("review", "site") for path in (ROOT / "templates" / folder).glob("*.html")]
    assert len(pages) > 12
    assert [path.name for path in pages if len(path.suffixes) > 1] == [], "no pair: say(…) and count(…) in one page"
    plain = {path.name: re.findall(r"[^\W\d_]{2,}", bare(path.read_text("utf-8"))) for path in pages}
    assert {name: words for name, words in plain.items() if set(words) - NAMES} == {}


NAMES = {"PDF", "Word", "sha"}
"""Are called so in every language."""


def bare(page: str) -> str:
    """Return what stands in a template to be read, not said: its text, and the attributes that are read aloud."""
    page = re.sub(r"(?s){#.*?#}|{{.*?}}|{%.*?%}|<code>.*?</code>", "", page)
    page = re.sub(r'\b(?:href)?lang="[^"]*"', "", page)  # which form it is in, of a macro for the inside of a tag
    aloud = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', page)
    return " ".join([*aloud, html.unescape(re.sub(r"(?s)<[^>]*>", " ", page))])
