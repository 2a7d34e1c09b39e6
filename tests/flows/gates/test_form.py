"""The form of a gate asks for what this step needs, and every form speaks as its readers write."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.exceptions import ParameterTypeError
from prefect.input import RunInput, run_input
from prefect.utilities.schema_tools.validation import ValidationError as RefusedByPrefect
from prefect.utilities.schema_tools.validation import validate

from cycle.application.actions.deciding.form_answers import Asked
from cycle.application.actions.running.registry import STEPS
from cycle.model import from_plain
from cycle.settings import Settings, load_settings
from cycle.web.to_prefect.deeds import fields_of
from flows.extra import correct, extra
from flows.gates.gate import form_for
from flows.inbox import ANSWERS, DECISIONS, confirmation, reply
from flows.outbox import DECISIONS as DECIDED
from flows.outbox import decide, go_on
from flows.running.serving import STEP_FLOWS, deployments
from tests.desk import INVITED, Desk
from tests.nynorsk import nynorsk_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.walk()
    yield desk
    desk.close()


def schema(desk: Desk, step: str, **about: str) -> dict[str, Any]:
    return dict(form_for(desk.cycle(), desk.newest(step), **about).model_json_schema())


def test_a_result_may_be_sent_back_to_itself_and_to_what_it_builds_on(desk: Desk) -> None:
    choices = schema(desk, "letters.folgebrev")["properties"]["decision"]["enum"]
    assert choices == [
        "Godkjenn",
        "Send tilbake til Årshjul",
        "Send tilbake til Programkomité",
        "Send tilbake til Vertskap og møteleiing",
        "Send tilbake til Invitasjonsliste",
        "Send tilbake til Brev: følgjebrev",
        "Stopp",
    ]
    assert schema(desk, "plan")["properties"]["decision"]["enum"] == ["Godkjenn", "Send tilbake til Årshjul", "Stopp"]


def test_only_a_mailing_asks_for_the_count(desk: Desk) -> None:
    asks = {node.name for node in desk.cycle().graph if "count" in schema(desk, node.name)["properties"]}
    assert asks == {"mailing.invitasjon", "mailing.folgebrev"}


def test_the_fields_stand_in_the_order_they_are_filled_in_and_those_that_must_be_are_required(desk: Desk) -> None:
    made = schema(desk, "mailing.invitasjon")
    assert list(made["properties"]) == ["decision", "name", "count", "comment", "proposal"]
    assert made["required"] == ["decision", "name"]


FILLED = {"decision": "Godkjenn", "name": "Kari Nordmann"}
RIGHT = len(INVITED)


@pytest.mark.parametrize(
    ("form", "refused"),
    [
        ({**FILLED, "count": RIGHT}, False),
        ({**FILLED, "count": RIGHT + 1}, True),
        ({**FILLED, "count": RIGHT - 1}, True),
        ({**FILLED, "count": 0}, True),
        ({**FILLED, "count": str(RIGHT)}, True),
        (FILLED, True),
        ({**FILLED, "decision": "Send tilbake til Invitasjonsliste"}, False),
        ({**FILLED, "decision": "Stopp"}, False),
        ({**FILLED, "decision": "Stopp", "count": RIGHT + 1}, True),
        ({**FILLED, "decision": "Send tilbake"}, True),
        ({**FILLED, "decision": "Send tilbake til Arkiv og publisering"}, True),
        ({"decision": "Stopp"}, True),
        ({"decision": "Stopp", "name": "  "}, True),
        ({"decision": "Stopp", "name": "K "}, True),
        ({"decision": "Stopp", "name": "\u200b\u200b"}, True),
        ({"decision": "Stopp", "name": "K\u00ad\u2060 \ufeff"}, True),
        ({"decision": "Stopp", "name": "Å\u200b Ø"}, False),
        ({"decision": "Stopp", "name": "Å Ø", "proposal": "r9-00000000"}, True),
    ],
)
def test_what_the_dialog_can_refuse_it_refuses(form: dict[str, Any], refused: bool, desk: Desk) -> None:
    """By the very check that Prefect's server makes before it takes an answer."""
    kept = asyncio.run(stored_schema(form_for(desk.cycle(), desk.newest("mailing.invitasjon"))))
    if refused:
        with pytest.raises(RefusedByPrefect):
            validate(form, kept, raise_on_error=True)
    else:
        validate(form, kept, raise_on_error=True)


async def stored_schema(form: type[RunInput]) -> dict[str, Any]:
    """Return the schema as Prefect keeps it with the waiting run."""
    kept: dict[str, Any] = {}

    async def keep(*, key: str, value: Any, flow_run_id: Any) -> None:
        kept[key] = value

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_input, "acreate_flow_run_input", keep)
        await form.with_initial_data(description="Vel.").asave({"schema": "s", "response": "r", "description": "d"})
    return dict(kept["s"])


def test_the_count_is_typed_by_a_person_and_stands_nowhere_in_the_box(desk: Desk) -> None:
    assert "default" not in schema(desk, "mailing.invitasjon")["properties"]["count"]


def test_a_form_knows_what_it_is_about(desk: Desk) -> None:
    result = desk.newest("mailing.invitasjon")
    kept = asyncio.run(stored_schema(form_for(desk.cycle(), result)))
    asked = from_plain(Asked, kept["about"])
    assert (asked.step, asked.revision, asked.digest, asked.count) == (
        "mailing.invitasjon",
        result.revision,
        result.digest,
        RIGHT,
    )
    assert asked.ways_back["Send tilbake til Invitasjonsliste"] == "invitations"


def test_what_is_decided_stands_above_the_decision(desk: Desk) -> None:
    about = "58 brev er laga."
    assert schema(desk, "letters.invitasjon", about=about)["properties"]["decision"]["description"] == about


@pytest.mark.parametrize("blank", ["name", "why"])
def test_nobody_decides_about_a_doubtful_mail_without_name_and_reason(blank: str) -> None:
    given = {"mail": 1, "decision": "Rekn som send", "name": "Kari", "why": "Ringde"}
    assert decide.validate_parameters(given) == given
    with pytest.raises(ParameterTypeError, match=blank):
        decide.validate_parameters({**given, blank: "  "})


@pytest.mark.parametrize("form", [decide, go_on, extra, correct, reply, confirmation])
@pytest.mark.parametrize(("name", "taken"), [("  ", False), ("\u200b\u2060\ufeff", False), ("Å Ø", True)])
def test_every_form_wants_a_name_that_can_be_seen(form: Any, name: str, taken: bool) -> None:
    """By what Prefect's server holds parameters to."""
    about = form.parameters.model_dump()["properties"]["name"]
    assert bool(re.search(about["pattern"], name)) is taken


NAMED = {"utsending", "e-post", "ekstra-utsending", "retting", "avslutta-ar", "skriv-inn", "stadfest"}


@pytest.mark.parametrize(("identity", "asking"), [("name", NAMED), ("link", set()), ("", set())])
def test_no_form_asks_for_a_name_where_the_door_knows_who_fills_it_in(
    identity: Any, asking: set[str], tmp_path: Path
) -> None:
    served = deployments(Settings(identity=identity, home=tmp_path, _env_file=None))
    forms = {made.name: made._parameter_openapi_schema.model_dump() for made in served}
    assert {name for name, form in forms.items() if "name" in form["properties"]} == asking
    assert {name for name, form in forms.items() if "name" in form.get("required", ())} <= asking
    assert {name for name, form in forms.items() if "name" in (fields_of(form) or ())} == {*NAMED, "1-start"}, (
        "the door puts it in, also in the form that never asks"
    )
    form = forms["ekstra-utsending"]
    given = {"year": 2027, "dispatch": "paminning", "why": "x", "name": "Kari Nordmann"}
    assert list(validate(given, form, raise_on_error=False)) == [], "Prefect's server takes it with the name"
    assert extra.validate_parameters(given)["name"] == "Kari Nordmann"


def test_the_form_of_a_gate_asks_for_no_name_where_the_door_knows_who_answers(desk: Desk) -> None:
    desk.settle(identity="link")
    try:
        made = schema(desk, "mailing.invitasjon")
    finally:
        desk.settle(identity="name")
    assert list(made["properties"]) == ["decision", "count", "comment", "proposal"]
    assert made["required"] == ["decision"]


def test_every_step_tells_in_a_sentence_what_is_decided(desk: Desk) -> None:
    """The sentence stands in a form's help, where a table or a heading would not be rendered."""
    cycle = desk.cycle()
    says = {node.name: STEPS[node.kind].present(cycle, node, desk.newest(node.name)).summary for node in cycle.graph}
    assert says["plan"].startswith("Partnarskapsmøte 2027: torsdag 18. februar 2027, kl. 09.00–15.00, Region Nordhord")
    assert says["committee"] == "2 medlemmer i programkomiteen. 13 plassar er ledige."
    assert says["host"].startswith("I 2027 er **kommunane** vertskap, ved **Alver kommune**. Møteleiing: ")
    assert says["invitations"].startswith("**5 personar blir inviterte**. 54 av 60 plassar er ledige.")
    assert says["letters.invitasjon"].startswith("**5 brev er laga**. **PDF manglar:")
    assert says["mailing.invitasjon"].startswith("«Invitasjon til partnarskapsmøtet 2027» skal til **5 mottakarar**.")
    assert says["archive"].startswith("Sida om **partnarskapsmøtet 2027** er klar. [Sjå sida slik ho blir](http://127")
    assert {name for name, sentence in says.items() if "\n" in sentence or "  " in sentence} == set()


def test_the_start_form_is_labelled_in_nynorsk() -> None:
    trigger = deployments(load_settings())[0]
    fields = trigger._parameter_openapi_schema.properties  # type: ignore[union-attr]
    assert [field["title"] for field in fields.values()] == [
        "År",
        "Dato",
        "Start",
        "Slutt",
        "Møtelokale",
        "Adresse eller stad",
        "Møtetype",
        "Helsefellesskap",
    ]
    assert (fields["year"]["minimum"], fields["year"]["maximum"]) == (2000, 2100)


def test_the_forms_of_a_community_in_bokmål_are_in_bokmål_from_the_title_to_the_choices() -> None:
    served = [
        deployment
        for deployment in deployments(Settings(community="oslo", _env_file=None))
        if not deployment.name.startswith("steg-")
    ]
    shown = [deployment.description or "" for deployment in served]
    for deployment in served:
        for field in deployment._parameter_openapi_schema.properties.values():
            ways = [field, *field.get("anyOf", ())]
            shown += [words for way in ways for words in (way.get("title", ""), way.get("description", ""))]
            shown += field.get("enum", ())
    assert {words: nynorsk_in(words) for words in shown if nynorsk_in(words)} == {}
    fields = {deployment.name: deployment._parameter_openapi_schema.properties for deployment in served}
    assert fields["skriv-inn"]["answer"]["enum"] == ["Kommer", "Kommer ikke", "Kanskje"]
    assert fields["e-post"]["decision"]["enum"] == ["Regn som sendt", "Send på nytt"]
    assert fields["skriv-inn"]["who"]["title"] == "Hvem"


def test_the_choices_of_a_form_are_those_of_its_readers_and_every_one_is_understood() -> None:
    in_nynorsk, in_bokmål = (
        {
            deployment.name: deployment._parameter_openapi_schema.properties
            for deployment in deployments(Settings(community=name))
        }
        for name in ("bergensomradet", "oslo")
    )
    for form, field, known in (
        ("skriv-inn", "answer", ANSWERS),
        ("stadfest", "decision", DECISIONS),
        ("e-post", "decision", DECIDED),
    ):
        offered = [of[form][field]["enum"] for of in (in_nynorsk, in_bokmål)]
        meant = [[known[label] for label in labels] for labels in offered]
        assert meant[0] == meant[1]
        assert set().union(*offered) == set(known)


def test_every_form_a_person_fills_in_has_labels_and_help_and_every_step_is_served() -> None:
    served = deployments(load_settings())
    assert [deployment.flow_name for deployment in served if deployment.name.startswith("steg-")] == [
        flow.name for flow in STEP_FLOWS
    ]
    bare = {
        (deployment.flow_name, name)
        for deployment in served
        if not deployment.name.startswith("steg-")
        for name, field in deployment._parameter_openapi_schema.properties.items()
        if field["title"] == name or not field["title"][0].isupper() or not field.get("description")
    }
    assert bare == set()


def test_a_dispatch_is_chosen_from_a_list_and_may_be_written_when_the_list_is_outdated() -> None:
    asking = next(deployment for deployment in deployments(load_settings()) if deployment.name == "ekstra-utsending")
    schema = asking._parameter_openapi_schema.model_dump()  # type: ignore[union-attr]
    listed, _written = schema["properties"]["dispatch"]["anyOf"]
    assert set(listed["enum"]) >= {"Hald av datoen", "Påminning", "Endring", "Avlysing", "Takk"}
    filled = {"year": 2027, "name": "Kari", "why": "svar"}
    for said in (*listed["enum"], "paminning", "Ei ny utsending"):
        assert list(validate({**filled, "dispatch": said}, schema, raise_on_error=False)) == []
    for wrong in ({}, {"dispatch": ""}, {"dispatch": 7}):
        assert list(validate({**filled, **wrong}, schema, raise_on_error=False)) != []
