"""What an act on a closed year reaches and what is said of it: of two of one name each, of a file, of a reopening."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cycle.application.actions import ask_for_act, withdraw_act
from cycle.application.publishing import FIELDS, documents_of, remark_lines
from cycle.application.publishing.acts.opened_again import PARTS
from cycle.application.results import ActResult, read
from cycle.application.review.open_years import open_years
from cycle.application.steps.act import present
from cycle.application.year import lines_while_open, node_named
from cycle.archive.public_site.pages import Edition
from cycle.cli import main
from cycle.errors import InputError
from tests.application.asking import asked, sent
from tests.application.publishing.acts.test_archive_acts import done, page, reopened, warnings_at_the_gate
from tests.archive.hiding import pdf
from tests.desk import MAYOR, Desk, typed

REOPENED = "Året vart opna att, og sida er laga på nytt."
OF_WHICH_PAGE = {"meeting", "year", "number"}
OF_PAST_YEARS = {"contradictions", "facts", "notes", "pictures"}
"""What a page of the service's own years never has."""
OF_THE_PAGE_ITSELF = {"updated", "errata", "gone", "other", "language"}


@pytest.fixture
def closed(tmp_path: Path) -> Desk:
    """A year that was walked to its end."""
    desk = Desk(tmp_path)
    desk.walk()
    return desk


def documents(desk: Desk) -> dict[str, str]:
    """Title → sha256 of each document and presentation of the closed year."""
    year = desk.cycle().closed
    assert year is not None
    return {title: file.sha256 for title, file in documents_of(year.edition).items()}


def test_each_of_two_letters_about_a_change_is_corrected_or_taken_down_by_a_title_of_its_own(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk(to="mailing.folgebrev")
    for venue in ("Rådhuset", "Biblioteket"):
        desk.moment += dt.timedelta(hours=1)
        desk.replace("partnarskapsmote-2027/meeting.toml", desk.cycle().year_inputs.facts.venue, venue)
        for step in ("plan", "committee", "host", "invitations"):
            desk.do(step)
        sent(desk, asked(desk, "endring"))
    for name, state in desk.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            desk.do(name)
    first, second = changes(desk)
    assert documents(desk)[first] != documents(desk)[second]
    kept = documents(desk)[first]
    done(desk, "take_down", what=second)
    assert [documents(desk)[title] for title in changes(desk)] == [kept]
    reopened(desk)
    assert [documents(desk)[title] for title in changes(desk)] == [kept]
    assert warnings_at_the_gate(desk) == []


def changes(desk: Desk) -> list[str]:
    """The titles of the letters about a change that the page has."""
    return [title for title in documents(desk) if title.startswith("Endring")]


def test_talks_of_one_title_are_chosen_one_by_one(closed: Desk) -> None:
    year = closed.cycle().closed
    assert year is not None
    alike = tuple(replace(talk, title="Status") for talk in year.edition.presentations)
    found = documents_of(replace(year.edition, presentations=alike))
    files = [file for talk in alike for file in talk.files]
    assert [file for file in found.values() if file in files] == files
    assert {"Status", "Status (2)"} <= found.keys()


def signed(made: Any, _page: Any) -> None:
    """Write in a PDF who made it."""
    made.docinfo["/Author"] = "Kari Løyndom"


def test_what_is_found_in_the_right_document_stands_at_the_gate_of_the_act(closed: Desk, tmp_path: Path) -> None:
    right = tmp_path / "Rett.pdf"
    right.write_bytes(pdf(text="Ring 91 23 45 67", change=signed))
    title = next(iter(documents(closed)))
    act = ask_for_act(closed.cycle(), "correct", who="Kari Vik", why="Feil", what=title, file=right)
    closed.compute(f"act.{act.number}")
    made = read(ActResult, closed.newest(f"act.{act.number}"))
    said = "\n".join(remark_lines(closed.services.memory, made.remarks))
    assert "eit telefonnummer «91 23 45 67»" in said
    assert "kven som laga fila: blir ikkje med i det som blir publisert" in said


def test_a_page_that_a_reopening_changed_says_so_with_the_day(closed: Desk) -> None:
    closed.replace("partnarskapsmote-2027/meeting.toml", "Helsehus", "Kulturhus")
    reopened(closed)
    shown = page(closed)
    assert REOPENED in shown
    year = closed.cycle().closed
    assert year is not None
    [erratum] = year.edition.errata
    assert erratum.at == closed.cycle().services.today
    assert "Kulturhus" in erratum.text


def test_a_page_that_a_reopening_did_not_change_says_that_it_was_opened_again_and_is_the_same(closed: Desk) -> None:
    reopened(closed)
    assert f"{REOPENED} Ho seier det same som før." in page(closed)
    reopened(closed)
    assert page(closed).count(REOPENED) == 2


def test_a_reopening_tells_of_all_that_a_page_can_say() -> None:
    named = {field.name for field in fields(Edition)}
    assert named == {*FIELDS, *PARTS, *OF_WHICH_PAGE, *OF_PAST_YEARS, *OF_THE_PAGE_ITSELF}


def test_a_reopening_that_changes_who_was_there_or_what_was_open_says_so(closed: Desk) -> None:
    with (closed.community / "community.toml").open("a", encoding="utf-8") as rules:
        rules.write('\n[participants]\nshow = "names"\n')
    (closed.year_folder / "referat.toml").write_text(f'present = ["{MAYOR.name}"]\n', "utf-8")
    earlier = closed.community / "partnarskapsmote-2026"
    earlier.mkdir(exist_ok=True)
    signal = 'present = ["Kari Nes"]\n[[signals]]\nto = "SSU"\ntext = "Lag ein plan."\n'
    (earlier / "referat.toml").write_text(signal, "utf-8")
    reopened(closed)
    said = page(closed)
    assert "Kven som var der, er endra." in said
    assert "Det som stod att frå tidlegare møte, er endra." in said


def test_what_a_reopening_leaves_undone_is_named_until_it_comes_back(closed: Desk) -> None:
    """At the gate of the reopening, where the open year is looked at, and at its own gate afterwards."""
    closed.moment += dt.timedelta(hours=1)
    ask_for_act(closed.cycle(), "correct", who="Anna Vik", why="Det var på Isdalstø.", what="place", new="Isdalstø")
    closed.compute("act.1")
    closed.moment += dt.timedelta(hours=1)
    ask_for_act(closed.cycle(), "reopen", who="Kari Vik", why="Alt er feil")
    gate = typed(at_the_gate(closed, "act.2"))
    assert "Ikkje gjort: Anna Vik bad 23. november 2026 om «Retting av arkivet», nummer 1: Det var på Isdalstø." in gate
    closed.do("act.2")
    assert "act.1" not in closed.states()
    [line] = lines_while_open(closed.cycle())
    assert "cycle archive withdraw 2027 1" in line
    status = CliRunner(env=closed.environment).invoke(main, ["status", "2027"])
    assert (line in status.output, status.exit_code) == (True, 0)
    [year] = open_years(closed.services)
    assert line in year.advice
    for name, state in closed.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            closed.do(name)
    assert (closed.states()["act.1"].split()[0], lines_while_open(closed.cycle())) == ("due", ())
    assert "Det vart bede om dette før året vart opna att 23. november 2026" in typed(at_the_gate(closed, "act.1"))


def test_what_is_taken_back_while_the_year_is_open_does_not_come_back(closed: Desk) -> None:
    closed.moment += dt.timedelta(hours=1)
    ask_for_act(closed.cycle(), "correct", who="Anna Vik", why="Det var på Isdalstø", what="place", new="Isdalstø")
    closed.moment += dt.timedelta(hours=1)
    ask_for_act(closed.cycle(), "reopen", who="Kari Vik", why="Alt er feil")
    closed.do("act.2")
    withdraw_act(closed.cycle(), 1, who="Anna Vik")
    assert lines_while_open(closed.cycle()) == ()
    closed.do("archive")
    assert "act.1" not in closed.states()


def test_what_is_asked_after_a_reopening_says_nothing_of_it(closed: Desk) -> None:
    reopened(closed)
    closed.moment += dt.timedelta(hours=1)
    ask_for_act(closed.cycle(), "correct", who="Anna Vik", why="Det var på Isdalstø", what="place", new="Isdalstø")
    assert "opna att" not in at_the_gate(closed, "act.2")


def at_the_gate(desk: Desk, step: str) -> str:
    result = desk.compute(step)
    cycle = desk.cycle()
    return present(cycle, node_named(cycle.graph, step), result).markdown


def test_a_file_does_not_become_the_words_of_the_page(closed: Desk, tmp_path: Path) -> None:
    """Its sha256 was to stand as the venue."""
    file = tmp_path / "rett.pdf"
    file.write_bytes(pdf(text="Rett"))
    with pytest.raises(InputError, match="A file takes the place of a document"):
        ask_for_act(closed.cycle(), "correct", who="Anna Vik", why="Feil", what="venue", file=file)
