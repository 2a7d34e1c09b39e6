"""Who and what a form names is chosen from a list of what there is, by name and seat; free text never stops."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prefect.utilities.schema_tools.validation import validate

import flows.gates.choices
from cycle.application.dispatches.requests import ask
from cycle.application.replies.answers import reply_lines
from cycle.application.replies.reply_decisions import type_in
from cycle.application.year.for_readers.names_offered import NameOffer, chosen_among, offered_names
from cycle.errors import CycleError
from cycle.model import DispatchRequest
from cycle.settings import Settings
from flows.gates.choices import OFFERED, Choices, choices_now, choices_of, offered, offering, renew_choices
from flows.running.serving import deployments
from tests.desk import COMMUNITY, MAYOR, PEOPLE, SHARED, YEAR, Desk
from tests.flows.offline import connect

NAMESAKE = replace(SHARED[1], name="Jon Vik")
TEXT = {"type": "string", "title": "Kven", "description": "Hjelp", "position": 1, "minLength": 2}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    one.register(*(NAMESAKE if person is SHARED[1] else person for person in PEOPLE))
    yield one
    one.close()


def test_a_year_with_no_people_leaves_the_field_its_free_text(desk: Desk) -> None:
    desk.start()
    assert choices_of(desk.services).people == ()
    assert offered(TEXT, ()) == TEXT


def test_people_are_offered_by_name_with_their_seats_and_each_choice_is_taken(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    people = choices_of(desk.services).people
    names = [person.partition(" (")[0] for person in people]
    assert sorted(names) == sorted({line.name for line in reply_lines(desk.cycle())})
    assert {"Jon Vik", "Målfrid Vik", MAYOR.name} <= {*names}
    assert names[-1] == MAYOR.name, "Å stands last"
    for said in people:
        assert type_in(desk.cycle(), said, as_="accepted", name="Kari").name == said.partition(" (")[0]
        assert len(chosen(desk, [said]).chosen) == 1
    assert len(chosen(desk, [*people]).chosen) == 5


def chosen(desk: Desk, to: list[str]) -> DispatchRequest:
    return ask(desk.cycle(), "Påminning", who="Kari", why="svar", to=to)


def test_before_a_list_is_approved_those_on_it_may_be_chosen_for_a_dispatch(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert len(choices_of(desk.services).people) == 5


def test_a_person_with_two_seats_is_one_choice_that_names_both() -> None:
    assert offered_names([NameOffer(id="p-1", name="Kari Vik", seats=("ordførar, Alver", "leiar, SSU"))]) == (
        "Kari Vik (ordførar, Alver og leiar, SSU)",
    )


def test_two_of_one_name_and_seat_are_told_apart_by_their_ids() -> None:
    two = [NameOffer(id=name, name="Kari Vik", seats=("lege, Alver",)) for name in ("p-1", "p-2")]
    assert offered_names(two) == ("Kari Vik (lege, Alver) – p-1", "Kari Vik (lege, Alver) – p-2")
    assert [chosen_among(two, said) for said in offered_names(two)] == ["p-1", "p-2"]
    assert chosen_among(two, "Kari Vik (lege, Alver)") == ""


def test_the_people_of_all_open_years_are_offered_once_and_none_of_years_that_are_over(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    there = choices_of(desk.services).people
    folder = desk.community / f"partnarskapsmote-{YEAR + 1}"
    folder.mkdir()
    (folder / "meeting.toml").write_text(f'date = {YEAR + 1}-02-17\nvenue = "Huset"\n', "utf-8")
    desk.services.memory.cycles.open(COMMUNITY, "partnarskapsmote", YEAR + 1, given={}, now=desk.moment)
    assert choices_of(desk.services).people == there
    desk.moment = desk.moment.replace(year=YEAR + 2)
    assert choices_of(desk.services).people == ()


def test_a_year_that_cannot_be_read_takes_no_other_years_people_away(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    there = choices_of(desk.services).people
    desk.services.memory.cycles.open(COMMUNITY, "partnarskapsmote", YEAR + 1, given={}, now=desk.moment)
    assert choices_of(desk.services).people == there


def test_meeting_types_and_communities_are_offered_by_what_the_forms_take(desk: Desk) -> None:
    desk.start()
    found = choices_of(desk.services)
    assert (found.meetings[0], found.communities) == ("partnarskapsmote", (COMMUNITY,))


def test_a_community_that_cannot_be_read_leaves_the_forms_their_free_text(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, home=tmp_path / "home", _env_file=None)  # type: ignore[call-arg]
    assert choices_now(settings) == Choices()


FILLED: dict[str, dict[str, Any]] = {
    "start-aret/1-start": {"year": 2027},
    "hald-fram/utsending": {"year": 2027, "name": "Kari"},
    "ekstra-utsending/ekstra-utsending": {"year": 2027, "name": "Kari", "why": "svar", "dispatch": "Takk"},
    "avslutta-ar/avslutta-ar": {"year": 2027, "name": "Kari", "why": "feil", "deed": "Rett", "what": "Tema"},
    "svar/skriv-inn": {"year": 2027, "name": "Kari", "who": "Vik", "answer": "Kjem"},
    "stadfesting/stadfest": {"year": 2027, "name": "Kari", "who": "Vik", "decision": "Kjem"},
}


@pytest.mark.parametrize("form", OFFERED)
def test_what_a_form_offers_and_what_it_does_not_are_both_let_in(
    form: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the very check that Prefect's server makes before it takes a form."""
    desk.walk(to="archive" if form.startswith("avslutta") else "mailing.invitasjon")
    lists = choices_of(desk.services)
    monkeypatch.setattr("flows.running.serving.choices_now", lambda _settings: lists)
    served = {
        f"{deployment.flow_name}/{deployment.name}": deployment for deployment in deployments(desk.services.settings)
    }
    schema = json.loads(json.dumps(served[form]._parameter_openapi_schema.model_dump()))  # type: ignore[union-attr]
    for field, choices in lists.of(form).items():
        assert choices
        for said in (*choices, "noko anna", *([[*choices]] if field == "to" else [])):
            assert list(validate({**FILLED[form], field: said}, schema, raise_on_error=False)) == [], (field, said)
        for wrong in (7, ["ukjend"], {"a": "b"}):
            assert list(validate({**FILLED[form], field: wrong}, schema, raise_on_error=False)) != [], (field, wrong)
    assert list(validate(FILLED[form], schema, raise_on_error=False)) == []


def test_the_forms_get_the_new_lists_when_a_list_is_approved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    server = connect(desk, monkeypatch)
    server.forms["svar/skriv-inn"] = {"who": TEXT}
    server.trigger()
    for step in ("plan", "committee", "host", "invitations"):
        server.approve(step)
    listed, written = server.forms["svar/skriv-inn"]["who"]["anyOf"]
    assert (listed["enum"], written["minLength"]) == ([*choices_of(desk.services).people], 2)
    assert renew_choices(desk.services) == (), "what is as it was is left"


@pytest.mark.parametrize("error", [CycleError("x"), RuntimeError("no server")])
def test_a_list_that_cannot_be_renewed_stops_nothing(
    error: Exception, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_: Any) -> None:
        raise error

    monkeypatch.setattr(flows.gates.choices, "get_client", gone)
    assert renew_choices(desk.services) == ()


def test_a_list_is_renewed_and_taken_away_again_without_a_trace() -> None:
    once = offered(TEXT, ["Kari (a)"])
    assert offered(once, ["Ola (b)"])["anyOf"][0]["enum"] == ["Ola (b)"]
    assert offered(offered(once, ["Ola (b)"]), ["Kari (a)"]) == once
    assert offered(once, ()) == {**TEXT}


def test_a_form_with_a_thousand_people_stays_small() -> None:
    people = [
        NameOffer(id=f"p-{n}", name=f"Kari Nummer {n} Nordmannsen", seats=("kommunedirektør, Alver kommune",))
        for n in range(1000)
    ]
    made = offering({"who": TEXT, "to": TEXT}, {"who": offered_names(people), "to": offered_names(people)})
    assert len(json.dumps(made).encode()) < 300_000
    assert chosen_among(people, offered_names(people)[-1]) == "p-999"
