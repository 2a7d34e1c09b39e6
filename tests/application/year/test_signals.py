"""What a meeting asks for is not forgotten: each signal has a number, and comes back until it is settled."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.application.actions.running.registry import STEPS
from cycle.application.dispatches import without_item
from cycle.application.year import FOLLOW_UPS, load_signals, report_signal
from cycle.application.year.community_rules.community import load_community
from cycle.application.year.step_graph import node_named
from cycle.errors import ConfigError, InputError
from cycle.model import TrackedSignal
from tests.desk import ROOT, YEAR, Desk, typed

BERGEN = load_community(ROOT / "config" / "communities" / "bergensomradet").community
MINUTES = """
[[signals]]
to = "Strategisk samarbeidsutval"
text = "Lag utkast til felles strategi."
owner = "Leiaren av SSU"
due = "1. mai 2024"

[[signals]]
to = "Områdeutvala"
text = "Drøft utkastet."
"""
NEXT = """
[[signals]]
to = "SSU"
text = "Ta strategien til vedtak i kommunane."
parent = "2023-1"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for year, minutes in ((2023, MINUTES), (2024, NEXT)):
        write(tmp_path, year, minutes)
    return tmp_path


def write(folder: Path, year: int, minutes: str) -> None:
    home = folder / f"partnarskapsmote-{year}"
    home.mkdir(exist_ok=True)
    (home / "referat.toml").write_text(minutes, "utf-8")


def report(folder: Path, signal: str, status: str, *, text: str = "Utkastet er sendt.", day: int = 1) -> TrackedSignal:
    return report_signal(folder, BERGEN, signal, on=dt.date(2024, 3, day), status=status, text=text, by="Kari Sekretær")


@pytest.mark.parametrize(
    ("written", "started_with", "known"),
    [
        ("2024-02-15", None, False),
        ('"torsdag 15. februar 2024"', None, False),
        ("2024-01-15", None, True),
        ("2024-02-15", dt.date(2024, 1, 15), True),
        ("2024-01-15", dt.date(2024, 2, 15), False),
        ('"ein gong"', None, True),
        ('"ein gong', None, True),
    ],
)
def test_whom_a_signal_goes_to_is_judged_on_the_day_of_the_meeting(
    folder: Path, written: str, started_with: dt.date | None, *, known: bool
) -> None:
    write(folder, 2024, NEXT.replace('"SSU"', '"Voss herad"'))
    (folder / "partnarskapsmote-2024" / "meeting.toml").write_text(f"date = {written}\n", "utf-8")
    last = dt.date(2024, 1, 31)
    ended = tuple(replace(it, valid_to=last) if it.name == "Voss herad" else it for it in BERGEN.organisations)
    days = {("partnarskapsmote", 2024): started_with} if started_with else {}
    problems = load_signals(folder, replace(BERGEN, organisations=ended), days=days).problems
    assert (problems == ()) is known


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2024-02-15", "2024-10-14", ["2023-1", "2023-2", "2024-1"]),
        ("2024-10-14", "2024-02-15", ["2023-1", "2023-2"]),
        ("2024-02-15", "2024-02-15", ["2023-1", "2023-2"]),
        ("", "2024-10-14", ["2023-1", "2023-2"]),
    ],
)
def test_before_a_meeting_come_the_signals_of_earlier_meetings_of_its_year_too(
    folder: Path, first: str, second: str, before: list[str]
) -> None:
    (folder / "partnarskapsmote-2024" / "meeting.toml").write_text(f"date = {first}\n" if first else "", "utf-8")
    found = load_signals(folder, BERGEN).before(dt.date.fromisoformat(second), year=2024)
    assert [signal.id for signal in found.all] == before


def test_each_signal_has_the_number_of_its_year_and_what_it_goes_on_from(folder: Path) -> None:
    found = load_signals(folder, BERGEN)
    assert [(signal.id, signal.signal.to, signal.status) for signal in found.all] == [
        ("2023-1", "Strategisk samarbeidsutval", "open"),
        ("2023-2", "Områdeutvala", "open"),
        ("2024-1", "SSU", "open"),
    ]
    assert found.all[2].signal.parent == "2023-1"
    assert found.problems == ()
    assert [signal.id for signal in found.before(dt.date(2024, 2, 15), year=2024).all] == ["2023-1", "2023-2"]


def test_a_years_second_meeting_gives_signals_of_its_own(folder: Path) -> None:
    home = folder / "partnarskapsmote-2-2024"
    home.mkdir()
    (home / "referat.toml").write_text(NEXT.replace("2023-1", "2024-1"), "utf-8")
    found = load_signals(folder, BERGEN)
    assert [(signal.id, signal.meeting) for signal in found.open][2:] == [
        ("2024-1", "partnarskapsmote"),
        ("2024-2-1", "partnarskapsmote-2"),
    ]
    assert found.problems == ()
    assert not report(folder, "2024-2-1", "done").is_open


def test_a_signal_comes_back_until_it_is_settled(folder: Path) -> None:
    assert report(folder, "2023-1", "answered").is_open
    assert not report(folder, "2023-2", "dropped").is_open
    assert [signal.id for signal in load_signals(folder, BERGEN).open] == ["2023-1", "2024-1"]
    done = report(folder, "2023-1", "done", day=9)
    assert [said.status for said in done.reports] == ["answered", "done"]
    assert [signal.id for signal in load_signals(folder, BERGEN).open] == ["2024-1"]


def test_the_same_report_twice_is_one(folder: Path) -> None:
    report(folder, "2023-1", "done")
    before = (folder / FOLLOW_UPS).read_bytes()
    assert len(report(folder, "2023-1", "done").reports) == 1
    assert (folder / FOLLOW_UPS).read_bytes() == before


def test_what_people_wrote_in_the_file_stands_when_a_report_is_added(folder: Path) -> None:
    words = ("# vår fil", "[[followups]]", 'signal = "2023-2"', 'on = "3. mars 2024"', 'status = "Ferdig"')
    by_hand = "\n".join((*words, 'text = "Drøfta."', 'by = "OU"'))
    (folder / FOLLOW_UPS).write_text(by_hand, "utf-8")
    report(folder, "2023-1", "done")
    assert (folder / FOLLOW_UPS).read_text("utf-8").startswith(by_hand)
    assert [signal.status for signal in load_signals(folder, BERGEN).all] == ["done", "done", "open"]


@given(
    text=st.text(min_size=1, max_size=60).filter(lambda text: (text.strip() and text.isprintable()) or "\x7f" in text)
)
def test_whatever_somebody_reports_is_read_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("signals")
    write(folder, 2023, MINUTES)
    report_signal(folder, BERGEN, "2023-1", on=dt.date(2024, 3, 1), status="done", text=text, by='"Ola" \\ [[x]]')
    [written] = tomllib.loads((folder / FOLLOW_UPS).read_text("utf-8"))["followups"]
    assert (written["text"], written["by"]) == (text, '"Ola" \\ [[x]]')


def test_a_report_of_no_signal_is_refused_with_the_nearest_and_nothing_is_written(folder: Path) -> None:
    with pytest.raises(InputError, match=r"did you mean '2023-2'"):
        report(folder, "2023-3", "done")
    assert not (folder / FOLLOW_UPS).exists()


@pytest.mark.parametrize(
    ("year", "minutes", "where", "what"),
    [
        (2024, NEXT.replace('"SSU"', '"Helse Begren HF"'), "signals[0].to", "Helse Begren HF"),
        (2024, NEXT.replace("2023-1", "2022-1"), "signals[0].parent", "2022-1"),
        (2023, MINUTES.replace("to =", 'parent = "2024-1"\nto =', 1), "signals[0].parent", "2024-1"),
        (2023, MINUTES.replace("1. mai 2024", "haust 2024"), "signals[0].due", "haust 2024"),
        (2023, MINUTES.replace("1. mai 2024", "fredag 1. mai 2024"), "signals[0].due", "onsdag"),
        (2023, MINUTES.replace("owner", "ansvar"), "signals[0].ansvar", ""),
        (2023, "[[signals]", "", "TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_other_years_stand(
    folder: Path, year: int, minutes: str, where: str, what: str
) -> None:
    write(folder, year, minutes)
    found = load_signals(folder, BERGEN)
    assert any(
        problem.file == f"partnarskapsmote-{year}/referat.toml" and problem.where == where and what in problem.what
        for problem in found.problems
    )
    assert any(not signal.id.startswith(str(year)) for signal in found.all)


@pytest.mark.parametrize(
    "to",
    ["Områdeutval Voss", "områdeutvala", "Voss herad", "Voss", "kommunane", "Helse Bergen HF", "SSU", "ssu"],
)
def test_a_signal_goes_to_whatever_the_community_calls_a_body_a_party_or_a_side(folder: Path, to: str) -> None:
    write(folder, 2024, NEXT.replace('"SSU"', f'"{to}"'))
    assert load_signals(folder, BERGEN).problems == ()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("written", ["followups = []\n", "# enno inkje\nfollowups = [ ]"])
def test_a_report_that_would_spoil_its_file_is_refused_and_the_file_stands(folder: Path, written: str) -> None:
    (folder / FOLLOW_UPS).write_text(written, "utf-8")
    with pytest.raises(ConfigError, match=r"\[\[followups\]\]"):
        report_signal(folder, BERGEN, "2023-1", on=dt.date(2024, 3, 1), status="done", text="Ferdig.", by="SSU")
    assert (folder / FOLLOW_UPS).read_text("utf-8") == written


def test_a_report_of_a_day_to_come_is_refused_for_it_would_stand_last_for_ever(folder: Path) -> None:
    said = {"status": "dropped", "text": "Fell bort.", "by": "SSU"}
    today = dt.date(2024, 3, 1)
    with pytest.raises(InputError, match="still to come"):
        report_signal(folder, BERGEN, "2023-1", on=today + dt.timedelta(days=1), today=today, **said)
    assert report_signal(folder, BERGEN, "2023-1", on=today, today=today, **said).status == "dropped"


def test_of_many_who_report_at_once_every_report_is_kept(folder: Path) -> None:

    def tell(number: int) -> None:
        report_signal(folder, BERGEN, "2023-1", on=dt.date(2024, 3, 1), status="open", text=f"{number}.", by="SSU")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(tell, range(24)))
    tracked = {found.id: found for found in load_signals(folder, BERGEN).all}["2023-1"]
    assert {report.text for report in tracked.reports} == {f"{number}." for number in range(24)}


def plan(desk: Desk) -> str:
    desk.start()
    result = desk.compute("plan")
    cycle = desk.cycle()
    return typed(STEPS["plan"].present(cycle, cycle.graph[0], result).markdown)


def test_the_gate_of_the_plan_names_what_earlier_meetings_asked_for_and_nobody_settled(desk: Desk) -> None:
    write(desk.community, 2026, MINUTES.replace("2024", "2026"))
    report_signal(
        desk.community, BERGEN, "2026-2", on=dt.date(2026, 9, 1), status="done", text="Drøfta.", by="Kari Sekretær"
    )
    shown = plan(desk)
    assert "Styringssignal som står ope\n" in shown
    assert "Lag utkast til felles strategi." in shown
    assert "over fristen, ingen har meldt frå" in shown
    assert "Drøft utkastet." not in shown


def test_a_report_opens_no_gate(desk: Desk) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.walk(to="invitations")
    before = desk.states()
    report_signal(
        desk.community, BERGEN, f"{YEAR - 1}-1", on=dt.date(2026, 9, 1), status="done", text="Ferdig.", by="SSU"
    )
    assert desk.states() == before


def test_open_signals_without_an_item_of_the_programme_are_told_at_the_gate_of_its_letters(desk: Desk) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.walk(to="letters.invitasjon")
    result = desk.do("letters.folgebrev")

    def agenda_warnings() -> str:
        cycle = desk.cycle()
        return typed(STEPS["letters"].present(cycle, node_named(cycle.graph, result.step), result).markdown)

    assert "inga tid for styringssignala som står opne (2026-1 og 2026-2)" in agenda_warnings()
    for number in (1, 2):
        before = desk.states()
        report_signal(
            desk.community, BERGEN, f"2026-{number}", on=dt.date(2026, 9, 1), status="done", text="Ferdig.", by="SSU"
        )
        assert desk.states() == before
    assert "styringssignala" not in agenda_warnings()


def test_the_standing_item_of_the_programme_keeps_the_gate_of_its_letters_quiet(desk: Desk) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    items = '[[items]]\nstart = "09:00"\nend = "10:00"\nkind = "discussion"\ntitle = "{title}"\n'
    for file in desk.year_folder.glob("program*"):
        file.unlink()
    for title, quiet in (("Styringssignal til SSU", False), ("Oppfølging av styringssignala frå i fjor", True)):
        (desk.year_folder / "program.toml").write_text(items.format(title=title), "utf-8")
        desk.start()
        cycle = desk.cycle()
        [cover_letter] = [dispatch for dispatch in cycle.dispatches if dispatch.id == "folgebrev"]
        assert (without_item(cycle, cover_letter) == ()) is quiet
