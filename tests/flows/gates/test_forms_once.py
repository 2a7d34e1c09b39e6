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
import flows.gates.failures
import flows.gates.forms
import flows.gates.notices
import flows.inbox
import flows.outbox
from cycle.application.replies.answers import reply_lines
from cycle.errors import StepError
from cycle.store.tables import outbox
from flows.extra import correct, extra
from flows.inbox import confirmation, reply
from flows.outbox import decide, go_on
from tests.application.replies.test_confirm import strange
from tests.application.replies.test_replies import hear, row_of
from tests.desk import MAYOR, YEAR, Desk
from tests.flows.offline import connect
from tests.mail.arriving import answer as mail_answer

MINUTE = dt.timedelta(minutes=1)


class KilledError(BaseException):
    """The process is gone."""


@dataclass
class Runs:
    """Runs a form as Prefect does: the same run again is the same id."""

    desk: Desk
    now: str = ""
    name: str = "skjema"
    """The title of the run."""

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
    for module in (
        flows.extra,
        flows.inbox,
        flows.outbox,
        flows.gates.forms,
        flows.gates.notices,
        flows.gates.failures,
    ):
        monkeypatch.setattr(module, "open_services", desk_services(desk))
    for module in (flows.gates.forms, flows.gates.notices, flows.gates.failures):
        here = SimpleNamespace(get_id=lambda: found.now, get_name=lambda: found.name)
        monkeypatch.setattr(module, "flow_run", here)
    for module in (flows.extra, flows.inbox, flows.outbox, flows.gates.forms):
        monkeypatch.setattr(module, "publish_overview", lambda *_, **__: None, raising=False)
    monkeypatch.setattr(server, "update_flow_run", lambda _id, *, name: setattr(found, "name", name), raising=False)
    monkeypatch.setattr(flows.gates.failures, "get_client", lambda **_: server)
    return found


def desk_services(desk: Desk) -> Callable[[], Any]:
    @contextmanager
    def services() -> Iterator[Any]:
        yield desk.services

    return services


ASKED = {"year": YEAR, "dispatch": "Påminning", "name": "Kari", "why": "svar manglar"}


def requests(desk: Desk) -> list[str]:
    return [request.id for request in desk.services.memory.requests.of(desk.cycle().id)]


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
    assert mayor.reply_state.stand == "not"


def test_hald_fram_tried_again_lets_nothing_go_on_that_was_held_since(
    desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle, holds = desk.cycle(), desk.services.memory.holds
    holds.hold(cycle.id, "invitasjon@folder", "canary", why="Dei første er sende.", now=desk.moment)
    live = killed_after(monkeypatch, flows.outbox, "release")
    with pytest.raises(KilledError):
        runs.try_("1", go_on.fn, year=YEAR, name="Kari")
    live()
    holds.hold(cycle.id, "invitasjon@folder", "breaker", why="Mange vart avviste.", now=desk.moment + MINUTE / 2)
    ended = runs.try_("1", go_on.fn, year=YEAR, name="Kari")
    assert ended.message.startswith("Held fram: ")
    assert [hold.reason for hold in holds.waiting(cycle.id, "invitasjon@folder")] == ["breaker"]


def test_what_was_decided_about_a_mail_is_decided_once(desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = desk.services.memory.outbox
    [row, *_] = ledger.rows(kind="invitasjon@folder")
    with desk.services.memory.engine.begin() as connection:  # as if the server had not answered
        connection.execute(delete(outbox).where(outbox.c.recipient == row.recipient))
    ledger.enqueue([row], now=desk.moment)
    [again] = [sent_row for sent_row in ledger.rows(kind=row.kind) if sent_row.recipient == row.recipient]
    ledger.mark_sending(again.id, sha256=row.sha256, now=desk.moment)
    ledger.settle(again.id, "uncertain", now=desk.moment)
    decided = {"mail": again.id, "decision": "Rekn som send", "name": "Kari", "why": "ringde"}
    live = killed_after(monkeypatch, flows.outbox, "resolve")
    with pytest.raises(KilledError):
        runs.try_("1", decide.fn, **decided)
    live()
    done = f"Avgjort: rekn som send. E-post {again.id} er no rekna som send."
    assert runs.try_("1", decide.fn, **decided).message == done


class BrokenError(Exception):
    """Something that nobody foresaw."""


FORMS = [
    (extra, ASKED, "ask", "Bede om: paminning."),
    (reply, {"year": YEAR, "who": MAYOR.name, "answer": "Kjem", "name": "Kari"}, "type_in", "Skrive inn: kjem."),
]


@pytest.mark.parametrize("error", [BrokenError("x"), StepError("a step")])
@pytest.mark.parametrize("what_follows", ["find_cycle", "launch_due", "publish_overview"])
def test_what_was_done_is_said_to_be_done_whatever_becomes_of_what_follows(
    what_follows: str, error: Exception, desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, calls = getattr(flows.extra, what_follows), []

    def breaks(*args: Any, **given: Any) -> Any:
        calls.append(args)
        if what_follows == "find_cycle" and len(calls) == 1:
            return kept(*args, **given)  # the deed needs it as well
        raise error

    monkeypatch.setattr(flows.extra, what_follows, breaks)
    ended = runs.try_("1", extra.fn, **ASKED)
    assert ended.type is StateType.FAILED
    assert str(ended.message).startswith("Bede om: paminning. Dette er gjort og skal ikkje gjerast ein gong til.")
    assert runs.name == "GJORT, MEN: skjema"
    [failure] = desk.services.memory.forms.failed(since=desk.moment - MINUTE)
    assert (failure.ended, failure.words) == ("partly", "Bede om: paminning.")
    assert "er gjort, men det som følgjer etter, stansa" in (mail := desk.mails()[-1]).subject
    assert "er gjort og skal ikkje gjerast ein gong til." in " ".join(mail.text.split())
    assert "Ingenting er gjort" not in mail.text
    monkeypatch.setattr(flows.extra, what_follows, kept)
    again = runs.try_("1", extra.fn, **ASKED)
    assert again.type is StateType.COMPLETED
    assert runs.name == "skjema"
    assert requests(desk) == ["paminning"]
    assert desk.services.memory.forms.failed(since=desk.moment - 9 * MINUTE) == ()


@pytest.mark.parametrize(("form", "filled", "name", "done"), FORMS)
def test_a_deed_that_breaks_after_it_was_written_is_not_done_again_by_retry(
    form: Any, filled: dict[str, Any], name: str, done: str, desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = flows.extra if form is extra else flows.inbox
    deed = getattr(module, name)

    def breaks(*args: Any, **given: Any) -> None:
        deed(*args, **given)
        raise BrokenError

    monkeypatch.setattr(module, name, breaks)
    ended = runs.try_("1", form.fn, **filled)
    assert ended.type is StateType.FAILED
    assert str(ended.message).startswith("STANSA. Tenesta gjorde ein feil som ikkje er din.")
    assert runs.name == "STANSA: skjema"
    assert "Sjå først om det er gjort likevel" in str(ended.message)
    mailed = " ".join(desk.mails()[-1].text.split())
    assert "stansa av ein feil, og det er uklart kor mykje som er gjort." in mailed
    assert "Sjå først om det er gjort likevel. Trykk så «Retry» på køyringa." in mailed
    assert "Ingenting er gjort" not in mailed
    monkeypatch.setattr(module, name, deed)
    assert str(runs.try_("1", form.fn, **filled).message).startswith(done)
    typed = [reply for reply in desk.services.memory.replies.of(desk.cycle().id) if reply.source == "typed"]
    assert (len(requests(desk)), len(typed)) == ((1, 0) if form is extra else (0, 1))


@pytest.mark.parametrize("decided", ["Kjem", "Kjem ikkje", "Lese, ikkje noko å skrive inn"])
def test_a_confirmation_whose_run_was_killed_says_that_it_is_done(
    decided: Any, desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.moment += 9 * MINUTE
    hear(desk, mail_answer(row_of(desk, MAYOR.name), "Jeg kommer dessverre ikke."))
    filled = {"year": YEAR, "who": MAYOR.name, "decision": decided, "name": "Kari"}
    live = killed_after(monkeypatch, flows.inbox, "confirm")
    with pytest.raises(KilledError):
        runs.try_("1", confirmation.fn, **filled)
    live()
    ended = runs.try_("1", confirmation.fn, **filled)
    assert (ended.type, str(ended.message).split(":")[0]) == (StateType.COMPLETED, "Stadfesta")
    other = runs.try_("2", confirmation.fn, **filled)
    assert str(other.message).startswith("IKKJE GJORT. Dette ventar ikkje lenger på stadfesting.")


@pytest.mark.parametrize("decided", ["Adressa er den inviterte si eiga", "Adressa er ein annan si"])
def test_a_confirmation_of_whose_an_address_is_says_after_a_kill_that_it_is_done(
    decided: Any, desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.moment += 9 * MINUTE
    hear(desk, strange(desk))
    filled = {"year": YEAR, "who": MAYOR.name, "decision": decided, "name": "Kari"}
    live = killed_after(monkeypatch, flows.inbox, "confirm")
    with pytest.raises(KilledError):
        runs.try_("1", confirmation.fn, **filled)
    live()
    assert runs.try_("1", confirmation.fn, **filled).type is StateType.COMPLETED


def test_another_decision_of_the_same_person_is_not_taken_for_the_one_that_died(
    desk: Desk, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two things wait; one is decided by another form while the first one's run lies dead."""
    desk.moment += 9 * MINUTE
    row = row_of(desk, MAYOR.name)
    hear(
        desk, mail_answer(row, "Kan eg ta med ein til?"), mail_answer(row, "Eg kjem.", headers={"Message-ID": "<2@x>"})
    )
    [mayor] = [line for line in reply_lines(desk.cycle()) if line.name == MAYOR.name]
    first, second = mayor.matters
    filled = {"year": YEAR, "who": MAYOR.name, "decision": "Lese, ikkje noko å skrive inn", "name": "Kari"}

    def dies(*_: Any, **__: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(flows.inbox, "confirm", dies)
        with pytest.raises(KilledError):
            runs.try_("1", confirmation.fn, **filled, which=first.id)
    runs.try_("2", confirmation.fn, **filled, which=second.id)
    assert runs.try_("1", confirmation.fn, **filled, which=first.id).type is StateType.COMPLETED
    [mayor] = [line for line in reply_lines(desk.cycle()) if line.name == MAYOR.name]
    assert mayor.matters == ()
