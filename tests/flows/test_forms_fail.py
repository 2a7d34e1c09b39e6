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

import flows.extra
import flows.forms
import flows.inbox
import flows.notices
import flows.outbox
from cycle.services import Services
from cycle.steps.replies import type_in
from cycle.steps.requests import ask
from tests.desk import MAYOR, PEOPLE, SHARED, YEAR, Desk
from tests.flows.offline import connect

NAMESAKE = replace(SHARED[1], name="Jon Vik")
"""Has the surname of another, Målfrid Vik."""
RUN = "00000000-0000-0000-0000-000000000001"


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

    for module in (flows.extra, flows.inbox, flows.outbox, flows.forms, flows.notices):
        monkeypatch.setattr(module, "open_services", services)
    for module in (flows.forms, flows.notices):
        monkeypatch.setattr(module, "flow_run", SimpleNamespace(get_id=lambda: RUN))
    for module in (flows.extra, flows.inbox, flows.outbox):
        monkeypatch.setattr(module, "publish_overview", lambda *_: None)
    monkeypatch.setattr(flows.forms, "publish_overview", lambda _cycle, *, told: found.append(told))
    monkeypatch.setattr(server, "update_flow_run", lambda _id, *, name: found.append(name), raising=False)
    monkeypatch.setattr(flows.forms, "get_client", lambda **_: server)
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
    assert titles[0].startswith("IKKJE GJORT: ")
    if "year" not in filled:
        assert words in titles[1]
        [mail] = [one for one in desk.mails() if "blei ikkje utført" in one.subject]
        assert words in " ".join(mail.text.split())


def test_hald_fram_that_finds_nothing_waiting_says_so(titles: list[str]) -> None:
    ended = flows.outbox.go_on.fn(year=YEAR, name="Kari", dispatch="Invitasjon")
    assert str(ended.message).startswith(f"IKKJE GJORT. Inga utsending som heiter «Invitasjon» ventar på deg i {YEAR}.")


@pytest.mark.parametrize("who", ["Målfrid Vik", "vik ordførar", "Vik, ordførar", "Målfrid Vik (ordførar)"])
def test_of_two_with_one_surname_the_seat_tells_who_is_meant(who: str, desk: Desk) -> None:
    assert type_in(desk.cycle(), who, as_="accepted", name="Kari").name == "Målfrid Vik"
