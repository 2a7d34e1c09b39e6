"""What a form asks for and cannot have is told in nynorsk: what is wrong, who is meant, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.client.schemas.objects import State, StateType

import flows.annual_cycle
import flows.extra
import flows.gates.failures
import flows.gates.forms
import flows.gates.notices
import flows.inbox
import flows.outbox
from cycle.application.actions.holding_against_log.year_check import verify_year
from cycle.application.dispatches.requests import ask
from cycle.application.persons import note_start
from cycle.application.replies.reply_decisions import type_in
from cycle.model import Identified
from cycle.services import Services
from tests.desk import MAYOR, PEOPLE, SHARED, YEAR, Desk
from tests.flows.offline import connect

NAMESAKE = replace(SHARED[1], name="Jon Vik")
"""Has the surname of another, Målfrid Vik."""
RUN = "00000000-0000-0000-0000-000000000001"
FORM_FLOWS = (flows.annual_cycle, flows.extra, flows.inbox, flows.outbox)
NAME = "svar 2027: Kjem"
"""What Prefect calls the run."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose invitation is sent, with two people of one surname."""
    one = Desk(tmp_path)
    one.register(*(NAMESAKE if person is SHARED[1] else person for person in PEOPLE))
    one.walk(to="mailing.invitasjon")
    yield one
    one.close()


@pytest.fixture
def titles(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Connect the forms to this desk; return what runs are called in the end, and what the overview tells."""
    found: list[str] = []
    server = connect(desk, monkeypatch)

    @contextmanager
    def services() -> Iterator[Services]:
        yield desk.services

    for module in (
        flows.annual_cycle,
        flows.extra,
        flows.inbox,
        flows.outbox,
        flows.gates.forms,
        flows.gates.notices,
        flows.gates.failures,
    ):
        monkeypatch.setattr(module, "open_services", services)
    here = SimpleNamespace(get_id=lambda: RUN, get_name=lambda: NAME)
    for module in (flows.gates.forms, flows.gates.notices, flows.gates.failures):
        monkeypatch.setattr(module, "flow_run", here)
    for module in FORM_FLOWS:
        monkeypatch.setattr(module, "publish_overview", lambda *_: None)
    monkeypatch.setattr(flows.gates.forms, "publish_overview", lambda _cycle, *, note: found.append(note))
    monkeypatch.setattr(server, "update_flow_run", lambda _id, *, name: found.append(name), raising=False)
    monkeypatch.setattr(flows.gates.failures, "get_client", lambda **_: server)
    return found


def extra(**form: Any) -> State[Any]:
    return flows.extra.extra.fn(**{"year": YEAR, "name": "Kari", "why": "svar", **form})


def reply(**form: Any) -> State[Any]:
    return flows.inbox.reply.fn(**{"year": YEAR, "answer": "Kjem", "name": "Kari", **form})


@pytest.mark.parametrize(
    "said", ["Påminning", "paminning", "PÅMINNING", " påminning ", "Paminning", "Hald av datoen", "hald-av-datoen"]
)
def test_a_dispatch_goes_by_its_title_and_its_id_however_it_is_written(said: str, desk: Desk) -> None:
    assert ask(desk.cycle(), said, who="Kari", why="svar").dispatch in {"paminning", "hald-av-datoen"}


FAILS: list[tuple[Callable[..., State[Any]], dict[str, Any], str]] = [
    (extra, {"dispatch": "Paminnig"}, "Det finst inga utsending som heiter «Paminnig». Meinte du «Påminning»?"),
    (extra, {"dispatch": "Følgjeskriv"}, "Det finst inga utsending som heiter «Følgjeskriv»."),
    (extra, {"dispatch": "Påminning", "to": "Nina Ukjend"}, "«Nina Ukjend» står ikkje på lista."),
    (extra, {"dispatch": "Påminning", "to": "Ådne Bjørnsen Ø"}, f"Meinte du «{MAYOR.name}»?"),
    (extra, {"dispatch": "Takk", "year": 2031}, "Året 2031 er ikkje starta."),
    (reply, {"who": "Vik"}, "«Vik» passar på 2: Målfrid Vik (ordførar"),
    (reply, {"who": "Nina Ukjend"}, "Ingen på lista heiter «Nina Ukjend»."),
    (reply, {"who": "Vik", "year": 2031}, "Året 2031 er ikkje starta."),
]


@pytest.mark.parametrize(("form", "filled", "words"), FAILS)
def test_a_form_that_cannot_be_done_ends_as_failed_with_the_way_out_in_nynorsk(
    form: Callable[..., State[Any]], filled: dict[str, Any], words: str, titles: list[str], desk: Desk
) -> None:
    ended = form(**filled)
    assert ended.type is StateType.FAILED
    message = str(ended.message)
    assert message.startswith("IKKJE GJORT. ")
    assert words in message
    assert message.endswith("Rett det, og fyll ut skjemaet på nytt.")
    assert titles[-1] == f"IKKJE GJORT: {NAME}"
    if "year" not in filled:
        assert words in titles[0]
        [mail] = [mail for mail in desk.mails() if "vart ikkje utført" in mail.subject]
        read = " ".join(mail.text.split())
        assert words in read
        assert "Ingenting er gjort." in read
        assert "Fyll så ut skjemaet på nytt." in read


def decide(**form: Any) -> State[Any]:
    return flows.outbox.decide.fn(**{"decision": "Rekn som send", "name": "Kari", "why": "ringde", **form})


def correct(**form: Any) -> State[Any]:
    return flows.extra.correct.fn(**{"name": "Kari", "why": "feil namn", **form})


NUMBERS: list[tuple[Callable[..., State[Any]], int, str]] = [
    (decide, 1, "E-post nummer 1 er ikkje uavklart, så det er ikkje noko å avgjere."),
    (decide, 4711, "Det finst ingen e-post med nummer 4711. Sjå nummeret i lista over utsendinga."),
    (correct, 4711, "Det finst ingen e-post med nummer 4711. Sjå nummeret i lista over utsendinga."),
]


@pytest.mark.parametrize(("form", "mail", "words"), NUMBERS)
def test_a_wrong_number_of_a_mail_is_told_in_nynorsk_and_mailed(
    form: Callable[..., State[Any]], mail: int, words: str, titles: list[str], desk: Desk
) -> None:
    [sent, *_] = desk.services.memory.outbox.rows(kind="invitasjon@folder")
    ended = form(mail=sent.id if mail == 1 else mail)
    words = words.replace("nummer 1 ", f"nummer {sent.id} ")
    assert ended.type is StateType.FAILED
    assert str(ended.message).startswith(f"IKKJE GJORT. {words}")
    assert titles[-1] == f"IKKJE GJORT: {NAME}"
    [mail_] = [mail for mail in desk.mails() if "vart ikkje utført" in mail.subject]
    assert words in " ".join(mail_.text.split())


def test_hald_fram_that_finds_nothing_waiting_says_so(titles: list[str]) -> None:
    ended = flows.outbox.go_on.fn(year=YEAR, name="Kari", dispatch="Invitasjon")
    assert str(ended.message).startswith(f"IKKJE GJORT. Inga utsending som heiter «Invitasjon» ventar på deg i {YEAR}.")


@pytest.mark.parametrize("who", ["Målfrid Vik", "vik ordførar", "Vik, ordførar", "Målfrid Vik (ordførar)"])
def test_of_two_with_one_surname_the_seat_tells_who_is_meant(who: str, desk: Desk) -> None:
    assert type_in(desk.cycle(), who, as_="accepted", name="Kari").name == "Målfrid Vik"


WRONG_STARTS: list[tuple[dict[str, Any], str]] = [
    ({"date": "31. februar 2027"}, "I skjemaet, «Dato»: «31. februar 2027» er ingen dag i kalenderen. Skriv dag,"),
    ({"date": "i februar"}, "I skjemaet, «Dato»: «i februar» "),
    ({"date": "18.02.2028"}, "møtet er 18. februar 2028, og det er ikkje i 2027. Skriv datoen for møtet i 2027, el"),
    ({"start": "16.00"}, "«end» (Slutt): møtet sluttar kl. 15.00, men startar kl. 16.00. Rett ei av tidene."),
    ({"start": "25.00"}, "I skjemaet, «Start»: «25.00» er ikkje eit klokkeslett. Skriv timar og minutt: 09.00."),
    ({"end": "08.00"}, "I skjemaet, «Slutt»: møtet sluttar kl. 08.00, men startar kl. 09.00. Rett ei av tidene."),
    ({"year": 2031}, "«date» (Dato): dette manglar. Skriv det i skjemaet når du startar"),
    ({"reply_by": "2028-01-15"}, "svarfristen 15. januar 2028 er ikkje før møtet 18. februar 2027."),
    ({"reply_by": "2025-01-15"}, "svarfristen 15. januar 2025 er meir enn eit år før møtet 18. februar 2027;"),
    ({"record_date": "2027-03-01"}, "skjeringsdatoen for lista 1. mars 2027 er ikkje før møtet 18. februar 2027."),
    ({"record_date": "2027-02-10"}, "er etter svarfristen"),
    ({"record_date": "2025-02-10"}, "er meir enn eit år før møtet"),
    ({"venu": "Huset"}, "«venu»: nøkkelen «venu» er ukjend."),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG_STARTS)
def test_a_year_that_cannot_be_started_says_what_is_wrong_where_and_what_to_do_in_nynorsk(
    wrong: dict[str, Any], words: str, titles: list[str], desk: Desk
) -> None:
    form = {key: value for key, value in wrong.items() if key in {"year", "date", "start", "end"}}
    kept = desk.year_folder / "meeting.toml"
    for key in wrong.keys() - form.keys():
        lines = [line for line in kept.read_text("utf-8").splitlines() if not line.startswith(f"{key} ")]
        kept.write_text("\n".join([f'{key} = "{wrong[key]}"', *lines]), "utf-8")
    ended = flows.annual_cycle.annual_cycle.fn(**{"year": YEAR, **form})
    assert ended.type is StateType.FAILED
    assert str(ended.message).startswith("IKKJE GJORT. I ")
    assert words in str(ended.message)
    assert titles[-1] == f"IKKJE GJORT: {NAME}"
    [failure] = desk.services.memory.forms.failed(since=desk.moment)
    assert words in failure.words
    assert failure.community == "bergensomradet"


@pytest.mark.parametrize(("name", "kept"), [("Kari Koordinator", "Kari Koordinator"), (" ", "årsstart")])
@pytest.mark.parametrize(("user", "known_by"), [("", ""), ("root@host (terminal)", "terminal")])
def test_who_starts_a_year_again_is_who_opens_what_was_stopped(
    name: str, kept: str, user: str, known_by: str, titles: list[str], desk: Desk
) -> None:
    desk.start()
    desk.compute("plan")
    desk.decide("plan", "stop")
    flows.annual_cycle.annual_cycle.fn(year=YEAR, name=name, user=user)
    [row] = [row for row in desk.cycle().record.decisions if row.decision == "reopen"]
    assert (row.name, row.known_by, row.proof) == (kept, known_by, user)


def test_what_the_door_knows_of_who_starts_a_year_is_kept_with_what_it_opens_and_told(
    titles: list[str], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.start()
    desk.compute("plan")
    desk.decide("plan", "stop")
    ola = Identified(
        community="bergensomradet",
        person="ola-andrehand",
        name="Ola Andrehand",
        address="ola@x.example",
        language="nn",
        roles=("secretariat",),
        known_by="link",
        proof="link asked for at the door",
        session="s1",
    )
    given = {"year": YEAR, "name": ola.name}
    run = SimpleNamespace(idempotency_key=note_start(desk.services, ola, given), parameters=given)
    monkeypatch.setattr(flows.annual_cycle.FlowRunContext, "get", lambda: SimpleNamespace(flow_run=run))
    flows.annual_cycle.annual_cycle.fn(**given)
    [row] = [row for row in desk.cycle().record.decisions if row.decision == "reopen"]
    assert (row.name, row.person, row.known_by, row.session, row.proof) == (
        ola.name,
        "ola-andrehand",
        "link",
        "s1",
        ola.proof,
    )
    [opened] = verify_year(desk.cycle()).opened_again
    assert (opened.step, opened.name, opened.person, opened.known_by) == ("plan", ola.name, ola.person, "link")
    event = desk.services.memory.events.all()[opened.event - 1]
    assert (event.says()["channel"], event.says()["person"], event.says()["known_by"]) == (
        "trigger",
        ola.person,
        "link",
    )


def test_starting_a_year_again_after_it_was_started_goes_on(titles: list[str], desk: Desk) -> None:
    for _ in range(2):
        ended = flows.annual_cycle.annual_cycle.fn(year=YEAR)
        assert ended.type is StateType.COMPLETED
        assert "Gjort før" not in str(ended.message)
