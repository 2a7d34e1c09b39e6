"""What each gate says is new since last year: line by line, or in a sentence that there is nothing to compare with."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.application.actions import ask_for_act, compute, perform
from cycle.application.actions.running.run_step import decide
from cycle.application.dispatches import ask, correct
from cycle.application.year import OpenCycle, find_cycle, open_cycle
from tests.desk import APPROVERS, PEOPLE, Desk, typed
from tests.web.conftest import Reader

YEAR = "/bergensomradet/partnarskapsmote/{year}/godkjenning/"
NOTHING = "Ingen tidlegare år i tenesta har dette steget, så her er det ingenting å samanlikne med."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def said_of_year(desk: Desk, step: str, *, year: int) -> str:
    """The part of a gate's page that says what is new since another year."""
    page = Reader(desk.services).get(YEAR.format(year=year) + step)
    assert page.status_code == 200
    (part,) = re.findall(r'<section aria-labelledby="fjor">(.*?)</section>', page.text, flags=re.DOTALL)
    return " ".join(typed(part.replace("<bdi>", "").replace("</bdi>", "")).split())


def next_year(desk: Desk) -> OpenCycle:
    """Open the year after one that is closed, with another venue, a new mayor and other words in the letter."""
    desk.moment += dt.timedelta(days=365)
    shutil.copytree(desk.year_folder, desk.community / "partnarskapsmote-2028")
    facts = desk.community / "partnarskapsmote-2028" / "meeting.toml"
    facts.write_text(facts.read_text("utf-8").replace("2027", "2028").replace("2026", "2027"), "utf-8")
    desk.edit_template("invitasjon.docx", "inviterer deg til", "inviterer deg hjarteleg til")
    return open_cycle(desk.services, year=2028, given={"date": "2028-02-17", "venue": "Fedje kulturhus"})


def do(desk: Desk, step: str) -> None:
    cycle = find_cycle(desk.services, year=2028)
    result = compute(cycle, step)
    for name in APPROVERS[: cycle.approvers_needed(step)]:
        key, count = f"{step}:{name}", result.body.get("count")
        assert decide(cycle, result, decision="approve", name=name, key=key, channel="cli", count=count) == ""
    perform(find_cycle(desk.services, year=2028), step)


def test_every_gate_says_line_by_line_what_is_new_since_the_year_before(desk: Desk) -> None:
    desk.walk()
    cycle = next_year(desk)
    desk.register(*(row for row in PEOPLE if row.seat != "alver.ordforar"))
    said = {}
    for node in cycle.graph:
        compute(find_cycle(desk.services, year=2028), node.name)
        said[node.name] = said_of_year(desk, node.name, year=2028)
        do(desk, node.name)
    assert {step for step, words in said.items() if "Nytt sidan 2027" not in words} == set()
    assert "<del>torsdag 18. februar 2027</del>" in said["plan"]
    assert "<ins>torsdag 17. februar 2028</ins>" in said["plan"]
    assert "Inga linje er annleis enn i 2027." in said["committee"]
    assert "Inga linje er annleis enn i 2027." in said["host"]
    mayor = "<del>Ådne Bjørnsen Øy, adne@alver.example</del></td> <td"
    assert mayor in said["invitations"].replace("</td><td", "</td> <td")
    assert "<ins>ledig</ins>" in said["invitations"]
    assert "inviterer deg hjarteleg til" in said["letters.invitasjon"]
    assert "Brevet til" in said["letters.invitasjon"]
    assert "<del>5</del>" in said["mailing.invitasjon"]
    assert "Kjære" not in said["letters.invitasjon"], "what differs in the number of the year alone is left out"
    assert "Program for partnarskapsmøtet" not in said["letters.folgebrev"]
    assert "<ins>Fedje kulturhus</ins>" in said["archive"]
    assert "Dokument" not in said["archive"]


def test_the_first_year_in_the_service_is_held_against_the_printed_pages_and_says_where_there_is_nothing(
    desk: Desk,
) -> None:
    desk.start()
    said = {}
    for node in desk.cycle().graph:
        desk.compute(node.name)
        said[node.name] = said_of_year(desk, node.name, year=2027)
        desk.do(node.name)
    printed = {step: found[1] for step, words in said.items() if (found := re.search(r"Nytt sidan (\d+)", words))}
    assert printed == {"plan": "2024", "host": "2026", "archive": "2024"}
    others = {step: words for step, words in said.items() if "Nytt sidan i fjor" in words}
    assert {*others} == {*said} - {"plan", "host", "archive"}
    assert all(NOTHING in words for words in others.values())


SIGNALS = """
present = ["Tone Kvåle"]

[[signals]]
to = "SSU"
text = "{text}"
{more}
"""


def signals(desk: Desk, year: int, text: str, more: str = "") -> str:
    """Write the minutes of a year with one signal, ask for the letters about it, and return the step of its gate."""
    minutes = desk.community / f"partnarskapsmote-{year}" / "referat.toml"
    minutes.write_text(SIGNALS.format(text=text, more=more), "utf-8")
    cycle = find_cycle(desk.services, year=year)
    step = f"signals.{ask(cycle, 'styringsbrev', who='Kari', why='Møtet er halde.').id}"
    compute(find_cycle(desk.services, year=year), step)
    return step


def test_a_signal_is_held_against_the_one_of_last_year_that_it_goes_on_from(desk: Desk) -> None:
    desk.walk()
    step = signals(desk, 2027, "Lag utkast til felles strategi.")
    assert NOTHING in said_of_year(desk, step, year=2027)
    desk.do(step)
    for node in next_year(desk).graph:
        do(desk, node.name)
    step = signals(desk, 2028, "Ta strategien i bruk.", 'parent = "2027-1"\ndue = "1. mai 2028"')
    said = said_of_year(desk, step, year=2028)
    assert "1 linje er annleis" in said
    assert "<del>SSU: Lag utkast til felles strategi.</del>" in said
    assert "<ins>SSU: Ta strategien i bruk.; innan 1. mai 2028</ins>" in said


def test_signals_that_were_made_again_are_shown_line_by_line(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    step = signals(desk, 2027, "Lag utkast til felles strategi.")
    desk.replace("partnarskapsmote-2027/referat.toml", "Lag utkast til", "Lag ferdig")
    desk.compute(step)
    page = typed(Reader(desk.services).get(YEAR.format(year=2027) + step).text.replace("<bdi>", ""))
    assert "<del>SSU: Lag utkast til felles strategi." in page
    assert "<ins>SSU: Lag ferdig felles strategi." in page
    assert "Inga linje er annleis enn i revisjon" not in page


def test_an_act_on_a_closed_year_shows_what_it_changes_on_the_page_before_and_after_it_is_done(desk: Desk) -> None:
    desk.walk()
    asked = ask_for_act(desk.cycle(), "correct", what="venue", new="Fedje kulturhus", who="Kari Vik", why="Feil stad")
    step = f"act.{asked.number}"
    desk.compute(step)
    for _ in range(2):
        page = typed(Reader(desk.services).get(YEAR.format(year=2027) + step).text.replace("<bdi>", ""))
        _, _, changed = page.partition("Dette blir endra på sida")
        assert "<del>Region Nordhordland Helsehus" in changed
        assert "<ins>Fedje kulturhus" in changed
        assert "Retting som står på sida" in changed
        assert "Dette gjeld berre 2027" in said_of_year(desk, step, year=2027)
        desk.do(step)


def test_the_letters_of_a_correction_are_of_their_year_alone(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    row = desk.services.memory.outbox.rows(cycle=desk.cycle().id, kind="invitasjon@folder")[0]
    step = f"letters.{correct(desk.services, row.id, who='Kari Vik', why='Feil tema').id}"
    desk.compute(step)
    assert "Dette gjeld berre 2027" in said_of_year(desk, step, year=2027)
