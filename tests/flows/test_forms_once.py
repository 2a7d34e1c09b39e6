"""A form is carried out once, whenever its run dies and however often somebody presses Retry on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.client.schemas.objects import State, StateType
from sqlalchemy import delete

import flows.extra
import flows.forms
import flows.inbox
import flows.notices
import flows.outbox
from cycle.steps.replies import reply_lines
from cycle.store.tables import outbox
from flows.extra import correct, extra
from flows.inbox import reply
from flows.outbox import decide, go_on
from tests.desk import MAYOR, YEAR, Desk
from tests.flows.offline import connect

MINUTE = dt.timedelta(minutes=1)


class KilledError(BaseException):
    """The process is gone."""


@dataclass
class Runs:
    """Runs a form as Prefect does: the same run again is the same id."""

    desk: Desk
    now: str = ""

    def try_(self, run: str, form: Callable[..., State[Any]], **filled: Any) -> State[Any]:
        self.now = f"00000000-0000-0000-0000-00000000000{run}"
        self.desk.moment += MINUTE
        return form(**filled)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose invitation is sent."""
    one = Desk(tmp_path)
    one.walk(to="mailing.invitasjon")
    yield one
    one.close()


@pytest.fixture
def runs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Runs:
    found = Runs(desk)
    server = connect(desk, monkeypatch)
    for module in (flows.extra, flows.inbox, flows.outbox, flows.forms, flows.notices):
        monkeypatch.setattr(module, "open_services", desk_services(desk))
    for module in (flows.forms, flows.notices):
        monkeypatch.setattr(module, "flow_run", SimpleNamespace(get_id=lambda: found.now))
    for module in (flows.extra, flows.inbox, flows.outbox, flows.forms):
        monkeypatch.setattr(module, "publish_overview", lambda *_, **__: None, raising=False)
    monkeypatch.setattr(server, "update_flow_run", lambda _id, **_: None, raising=False)
    monkeypatch.setattr(flows.forms, "get_client", lambda **_: server)
    return found


def desk_services(desk: Desk) -> Callable[[], Any]:
    @contextmanager
    def services() -> Iterator[Any]:
        yield desk.services

    return services


ASKED = {"year": YEAR, "dispatch": "Påminning", "name": "Kari", "why": "svar manglar"}


def requests(desk: Desk) -> list[str]:
    return [one.id for one in desk.services.memory.requests.of(desk.cycle().id)]


def killed_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Callable[[], None]:
    """Let the process die right after the deed; returns what lets it live again."""
    deed = getattr(module, name)

    def dies(*args: Any, **given: Any) -> None:
        deed(*args, **given)
        raise KilledError

    monkeypatch.setattr(module, name, dies)
    return lambda: monkeypatch.setattr(module, name, deed)


@pytest.mark.parametrize("form", ["extra", "correct"])
def test_a_request_whose_run_was_killed_and_is_tried_again_after_it_was_sent_is_asked_once(
    form: str, desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    [row, *_] = desk.services.memory.outbox.rows(kind="invitasjon@folder")
    filled = ASKED if form == "extra" else {"mail": row.id, "name": "Kari", "why": "feil namn"}
    flow = {"extra": extra, "correct": correct}[form].fn
    live = killed_after(monkeypatch, flows.extra, "ask" if form == "extra" else "ask_for_correction")
    with pytest.raises(KilledError):
        runs.try_("1", flow, **filled)
    live()
    [asked] = requests(desk)
    for step in (f"letters.{asked}", f"mailing.{asked}"):
        desk.do(step)
    assert runs.try_("1", flow, **filled).message.startswith(f"Bede om: {asked}.")
    assert requests(desk) == [asked]
    runs.try_("2", flow, **filled)
    assert len(requests(desk)) == 2, "another form is another request"


def test_retry_on_a_form_that_was_done_does_nothing_and_says_so(desk: Desk, runs: Runs) -> None:
    assert runs.try_("1", extra.fn, **ASKED).type is StateType.COMPLETED
    desk.services.memory.requests.withdraw(desk.cycle().id, *requests(desk), who="Ola", now=desk.moment)
    assert runs.try_("1", extra.fn, **ASKED).message.startswith("Gjort før: Bede om: paminning.")
    assert len(requests(desk)) == 1


def test_a_form_that_could_not_be_done_is_tried_again_by_retry(desk: Desk, runs: Runs) -> None:
    wrong = {"year": YEAR, "who": "Nina Ukjend", "answer": "Kjem", "name": "Kari"}
    assert runs.try_("1", reply.fn, **wrong).type is StateType.FAILED
    [failed] = desk.services.memory.forms.failed(since=desk.moment - MINUTE)
    assert failed.words.startswith("skriv inn svaret frå «Nina Ukjend»: Ingen på lista heiter «Nina Ukjend».")
    assert runs.try_("1", reply.fn, **{**wrong, "who": MAYOR.name}).type is StateType.COMPLETED
    assert desk.services.memory.forms.failed(since=desk.moment - 9 * MINUTE) == ()


def test_an_old_answer_tried_again_takes_no_later_answers_place(
    desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"year": YEAR, "who": MAYOR.name, "name": "Kari"}
    live = killed_after(monkeypatch, flows.inbox, "type_in")
    with pytest.raises(KilledError):
        runs.try_("1", reply.fn, **said, answer="Kjem")
    live()
    runs.try_("2", reply.fn, **said, answer="Kjem ikkje")
    runs.try_("1", reply.fn, **said, answer="Kjem")
    [mayor] = [line for line in reply_lines(desk.cycle()) if line.name == MAYOR.name]
    assert mayor.standing.stand == "not"


def test_hald_fram_tried_again_lets_nothing_go_on_that_was_held_since(
    desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle, holds = desk.cycle(), desk.services.memory.holds
    holds.hold(cycle.id, "invitasjon@folder", "canary", why="Dei første er sende.", now=desk.moment)
    live = killed_after(monkeypatch, flows.outbox, "let_go_on")
    with pytest.raises(KilledError):
        runs.try_("1", go_on.fn, year=YEAR, name="Kari")
    live()
    holds.hold(cycle.id, "invitasjon@folder", "breaker", why="Mange vart avviste.", now=desk.moment + MINUTE / 2)
    ended = runs.try_("1", go_on.fn, year=YEAR, name="Kari")
    assert ended.message.startswith("Held fram: ")
    assert [one.reason for one in holds.waiting(cycle.id, "invitasjon@folder")] == ["breaker"]


def test_what_was_decided_about_a_mail_is_decided_once(desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = desk.services.memory.outbox
    [row, *_] = ledger.rows(kind="invitasjon@folder")
    with desk.services.memory.engine.begin() as connection:  # as if the server had not answered
        connection.execute(delete(outbox).where(outbox.c.recipient == row.recipient))
    ledger.enqueue([row], now=desk.moment)
    [again] = [one for one in ledger.rows(kind=row.kind) if one.recipient == row.recipient]
    ledger.mark_sending(again.id, sha256=row.sha256, now=desk.moment)
    ledger.settle(again.id, "uncertain", now=desk.moment)
    decided = {"mail": again.id, "decision": "Rekn som send", "name": "Kari", "why": "ringde"}
    live = killed_after(monkeypatch, flows.outbox, "answer")
    with pytest.raises(KilledError):
        runs.try_("1", decide.fn, **decided)
    live()
    assert runs.try_("1", decide.fn, **decided).message == f"E-post {again.id} er no rekna som send."
