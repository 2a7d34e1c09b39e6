"""A bokmål community reads bokmål on every page and at every gate, a nynorsk one nynorsk: no frame of the other."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cycle.application.actions.run_step import STEPS
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.step_kind import StepSummary
from tests.desk import Desk, typed
from tests.nynorsk import bokmål_in, nynorsk_in

from .conftest import ROOT, Reader

REVIEW = ROOT / "templates" / "review"
OTHER_FORM: dict[str, Callable[[str], list[str]]] = {
    **dict.fromkeys(("agder", "nordland", "oslo"), nynorsk_in),
    **dict.fromkeys(("bergensomradet", "forde", "more-og-romsdal"), bokmål_in),
}


def seen(page: str) -> list[str]:
    """Return the lines somebody reads of a page."""
    return html.unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"(?s)<(style|script).*?</\1>", " ", page))).splitlines()


def told(shown: StepSummary) -> list[str]:
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
    for link in cycle.chain:
        if link.dispatch:
            yield f"/{cycle.id}/{link.name}"
        if link.kind == "letters":
            yield from (f"/{cycle.id}/{link.name}/1", f"/{cycle.id}/{link.name}/9999")


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
        for link in desk.cycle().chain:
            result = desk.compute(link.name)
            cycle, step = desk.cycle(), STEPS[link.kind]
            shown = [step.present(cycle, link, result)]
            desk.approve(link.name)
            desk.perform(link.name)
            outcome = cycle.memory.results.outcome(cycle.id, link.name, result.digest)
            if step.report is not None and outcome is not None:
                shown.append(step.report(cycle, link, outcome))
            lines = [line for presentation in shown for line in told(presentation)]
            found.update((link.name, word, line) for line in lines for word in wrong(line))
            if link.name in {"letters.invitasjon", "mailing.invitasjon", "archive"}:
                look()
    finally:
        desk.close()
    assert sorted(found) == []


PROGRAMME = """
[[items]]
start = "09:00"
end = "15:00"
title = "Felles strategi"
kind = "innlegg"
"""


def test_every_page_stands_in_both_forms_with_the_same_bones() -> None:
    def bones(file: Path) -> list[str]:
        page = re.sub(r'"[^"]*"', '""', file.read_text("utf-8"))
        return re.findall(r"{%.*?%}|{{.*?}}|</?\w+", page)

    names = sorted(path.name for path in REVIEW.glob("*.html") if not path.name.endswith(".nb.html"))
    assert {path.name for path in REVIEW.glob("*.nb.html")} == {name.replace(".html", ".nb.html") for name in names}
    for name in names:
        assert bones(REVIEW / name.replace(".html", ".nb.html")) == bones(REVIEW / name), name
