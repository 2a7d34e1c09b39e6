"""However a run fails, it says so in nynorsk: in its state, its title, on the front page, and to who must act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from prefect.client.schemas.objects import StateType
from prefect.states import Completed

import flows.gates.failures
import flows.gates.notices
import flows.gates.step_run
import flows.inbox
import flows.remind
from cycle.application.actions.running.rounds import READING
from cycle.application.replies import inbox as mailbox
from cycle.application.review.open_years import open_years
from cycle.services import Services
from tests.desk import YEAR, Desk
from tests.flows.offline import Offline, connect

NAME = "2027 Årshjul r1"
MEETING = "meeting.toml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.close()


@pytest.fixture
def titles(desk: Desk, prefect: Offline, monkeypatch: pytest.MonkeyPatch) -> dict[UUID, str]:
    """Return what the runs are called, as Prefect keeps it."""
    found: dict[UUID, str] = {}

    @contextmanager
    def services() -> Iterator[Services]:
        yield desk.services

    def rename(run: UUID, *, name: str) -> None:
        found[run] = name

    here = SimpleNamespace(
        get_id=lambda: prefect.now, get_name=lambda: found.get(prefect.now, NAME) if prefect.now else ""
    )
    monkeypatch.setattr(flows.gates.failures, "flow_run", here)
    monkeypatch.setattr(flows.gates.failures, "open_services", services)
    monkeypatch.setattr(flows.gates.failures, "get_client", lambda **_: prefect)
    monkeypatch.setattr(prefect, "update_flow_run", rename, raising=False)
    for module in (flows.inbox, flows.remind):
        monkeypatch.setattr(module, "open_services", services)
    return found


@pytest.fixture
def prefect(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Offline:
    return connect(desk, monkeypatch)


def broken(desk: Desk, text: str) -> str:
    """Add a line to the year's file; return what it was."""
    file = desk.year_folder / MEETING
    whole = file.read_text("utf-8")
    file.write_text(f"{text}\n{whole}", "utf-8")
    return whole


def mended(desk: Desk, whole: str) -> None:
    (desk.year_folder / MEETING).write_text(whole, "utf-8")


def failure_mails(desk: Desk) -> list[tuple[str, str]]:
    """Return subject and words of the mails that something stopped, to the secretariat."""
    return [
        (mail.subject, " ".join(mail.text.split())) for mail in desk.mails() if "godkjenn" not in mail.subject.lower()
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("theme = Samhandling", "fila lèt seg ikkje lese (linje 1, teikn 9: verdien manglar"),
        ("tema = 1", "«tema»: nøkkelen «tema» er ukjend. Sjå om han er rett skriven."),
        ("change_reason = 7", "«change_reason»: her skal det stå tekst. Skriv det i hermeteikn."),
        ("page = 7", "«page»: her skal det stå tekst. Skriv det i hermeteikn."),
    ],
)
def test_a_run_answered_while_the_years_file_is_broken_says_so_everywhere(
    line: str, words: str, desk: Desk, prefect: Offline, titles: dict[UUID, str]
) -> None:
    prefect.trigger()
    run = prefect.waiting("plan")
    whole = broken(desk, line)
    prefect.resume(run, decision="Godkjenn", name="Kari Nordmann")
    prefect.work()
    assert prefect.runs[run.id].state_type is StateType.FAILED
    assert prefect.message(run).startswith(f"STANSA. I partnarskapsmote-{YEAR}/meeting.toml")
    assert words in prefect.message(run)
    assert titles[run.id] == f"STANSA: {NAME}"
    [year] = open_years(desk.services)
    assert words in year.problem
    [(subject, text)] = [entry for entry in failure_mails(desk) if "kan ikkje lesast" in entry[0]]
    assert subject == f"Ventar på deg: filene til {YEAR} kan ikkje lesast"
    assert words.split("«")[0].strip() in text
    mended(desk, whole)
    prefect.trigger()
    assert prefect.states()["plan"].startswith("done"), "the answer was on record before any file was read"
    assert prefect.waiting("committee")


@pytest.mark.parametrize("error", [RuntimeError("an index out of range"), KeyError("x"), OSError(5, "I/O error")])
def test_an_error_that_nobody_foresaw_ends_in_nynorsk_and_not_in_its_own_words(
    error: Exception, desk: Desk, prefect: Offline, titles: dict[UUID, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(flows.gates.step_run, "compute_step", breaks)
        prefect.trigger()
    [run] = prefect.of("plan")
    assert prefect.message(run).startswith(("STANSA. Tenesta gjorde ein feil", "STANSA. Tenesta fekk ikkje lese"))
    assert str(error) not in prefect.message(run)
    assert titles[run.id] == f"STANSA: {NAME}"
    [(_, text)] = failure_mails(desk)
    assert "sei det til den som driftar tenesta" in text.lower()
    prefect.trigger()
    prefect.answer("plan", name="Kari Nordmann")
    assert titles[run.id] == NAME, "what goes well again is called as before"


def test_the_secretariat_is_told_each_morning_of_a_year_that_cannot_be_read(
    desk: Desk, prefect: Offline, titles: dict[UUID, str]
) -> None:
    prefect.trigger()
    before = len(failure_mails(desk))
    broken(desk, "tema = 1")
    for _ in range(2):
        ended = flows.remind._sweep()
        assert f"{desk.services.memory.cycles.all()[0].id}: I partnarskapsmote-{YEAR}/meeting.toml" in str(
            ended.message
        )
    assert len(failure_mails(desk)) == before + 1
    assert titles == {}


SECRETARY, COORDINATORS = "samarbeidssekretariatet@", ("kari.koordinator@", "ola.andrehand@")


@pytest.mark.parametrize(
    ("change", "reader"),
    [
        (("[contact]", "[kontakt]"), COORDINATORS),
        (('name = "', 'namn = "'), SECRETARY),
        (("[contact]", "[contact"), SECRETARY),
        (('language = "nn"', "language = nn"), SECRETARY),
    ],
)
def test_a_community_that_cannot_be_read_is_told_to_who_is_known_all_the_same(
    change: tuple[str, str],
    reader: str | tuple[str, ...],
    desk: Desk,
    prefect: Offline,
    titles: dict[UUID, str],
) -> None:
    prefect.trigger()
    run = prefect.waiting("plan")
    desk.replace("community.toml", *change)
    prefect.resume(run, decision="Godkjenn", name="Kari Nordmann")
    prefect.work()
    assert "community.toml" in prefect.message(run)
    assert titles[run.id] == f"STANSA: {NAME}"
    [mail] = [mail for mail in desk.mails() if mail.subject == f"Ventar på deg: filene til {YEAR} kan ikkje lesast"]
    assert mail.to.startswith(reader)
    assert "community.toml" in mail.text


def test_a_reading_that_fails_ends_in_nynorsk_and_stands_so_on_the_front_page(
    desk: Desk, prefect: Offline, titles: dict[UUID, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = flows.inbox.inbox.fn()
    words = "Inga postkasse er sett opp, så svar blir ikkje lesne. Sei det til den som driftar tenesta."
    assert (ended.type, ended.message) == (StateType.FAILED, f"STANSA. {words}")
    last = desk.services.memory.rounds.last(READING)
    assert last is not None
    assert last.trouble == words
    assert titles == {}, "no run of Prefect's stands behind this call"


def test_a_year_whose_file_is_broken_makes_no_reading_fail(
    desk: Desk, prefect: Offline, titles: dict[UUID, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prefect.trigger()
    cycle = desk.services.memory.cycles.all()[0].id
    found = mailbox.Read(cycles=frozenset({cycle}), arrived=frozenset({cycle}))
    monkeypatch.setattr(flows.inbox, "read_inbox", lambda _services: found)
    broken(desk, "tema = 1")
    ended = flows.inbox.inbox.fn()
    assert (ended.type, ended.message) == (
        Completed().type,
        f"Ingenting nytt. Filene til {cycle} kan ikkje lesast.",
    )
    assert titles == {}
