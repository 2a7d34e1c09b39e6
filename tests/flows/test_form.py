"""The form of a gate asks for what this step needs, and the start form speaks nynorsk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from prefect.exceptions import ParameterTypeError
from pydantic import ValidationError

from cycle.steps.registry import STEPS
from flows.gate import NOWHERE, form_for
from flows.outbox import decide
from flows.serving import STEP_FLOWS, deployments
from tests.desk import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.walk()
    yield desk
    desk.close()


def schema(desk: Desk, step: str, **about: str) -> dict[str, Any]:
    return dict(form_for(desk.cycle(), desk.newest(step), **about).model_json_schema())


def test_a_result_may_be_sent_back_to_itself_and_to_what_it_builds_on(desk: Desk) -> None:
    choices = schema(desk, "letters.folgebrev")["properties"]["send_back_to"]["enum"]
    assert choices == [
        NOWHERE,
        "Årshjul",
        "Programkomité",
        "Vertskap og møteleiing",
        "Invitasjonsliste",
        "Brev: følgjebrev",
    ]
    assert schema(desk, "plan")["properties"]["send_back_to"]["enum"] == [NOWHERE, "Årshjul"]


def test_only_a_mailing_asks_for_the_count(desk: Desk) -> None:
    asks = {link.name for link in desk.cycle().chain if "count" in schema(desk, link.name)["properties"]}
    assert asks == {"mailing.invitasjon", "mailing.folgebrev"}


def test_the_fields_stand_in_the_order_they_are_filled_in_and_two_are_required(desk: Desk) -> None:
    made = schema(desk, "mailing.invitasjon")
    assert list(made["properties"]) == ["decision", "name", "comment", "send_back_to", "count"]
    assert made["required"] == ["decision", "name"]
    assert made["properties"]["decision"]["enum"] == ["Godkjenn", "Send tilbake", "Stopp"]


def test_what_is_decided_stands_above_the_decision(desk: Desk) -> None:
    about = "58 brev er laga."
    assert schema(desk, "letters.invitasjon", about=about)["properties"]["decision"]["description"] == about


def test_a_form_without_a_name_or_with_an_unknown_step_is_not_taken(desk: Desk) -> None:
    form = form_for(desk.cycle(), desk.newest("invitations"))
    with pytest.raises(ValidationError) as caught:
        form(decision="Godkjenn", name="K", send_back_to="Brev: invitasjon", extra=1)
    assert sorted(str(one["loc"][0]) for one in caught.value.errors()) == ["extra", "name", "send_back_to"]


@pytest.mark.parametrize("blank", ["name", "why"])
def test_nobody_decides_about_a_doubtful_mail_without_name_and_reason(blank: str) -> None:
    given = {"mail": 1, "decision": "Rekn som send", "name": "Kari", "why": "Ringde"}
    assert decide.validate_parameters(given) == given
    with pytest.raises(ParameterTypeError, match=blank):
        decide.validate_parameters({**given, blank: "  "})


def test_every_step_tells_in_a_sentence_what_is_decided(desk: Desk) -> None:
    """The sentence stands in a form's help, where a table or a heading would not be rendered."""
    cycle = desk.cycle()
    told = {link.name: STEPS[link.kind].present(cycle, link, desk.newest(link.name)).summary for link in cycle.chain}
    assert told["plan"].startswith("Partnarskapsmøte 2027: torsdag 18. februar 2027, kl. 09.00–15.00, Region Nordhord")
    assert told["committee"] == "2 medlemmer i programkomiteen. 13 plassar er ledige."
    assert told["host"].startswith("I 2027 er **kommunane** vertskap, ved **Alver kommune**. Møteleiing: ")
    assert told["invitations"].startswith("**5 personar blir inviterte** til 60 plassar. 54 plassar er ledige.")
    assert told["letters.invitasjon"].startswith("**5 brev er laga**. **PDF manglar:")
    assert told["mailing.invitasjon"].startswith("«Invitasjon til partnarskapsmøtet 2027» skal til **5 mottakarar**.")
    assert told["archive"].startswith("Sida for **Partnarskapsmøte 2027** er klar. [Sjå sida slik ho blir](http://127")
    assert {name for name, sentence in told.items() if "\n" in sentence or "  " in sentence} == set()


def test_the_start_form_is_labelled_in_nynorsk() -> None:
    trigger = deployments()[0]
    fields = trigger._parameter_openapi_schema.properties  # type: ignore[union-attr]
    assert [one["title"] for one in fields.values()] == [
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


def test_every_form_a_person_fills_in_has_labels_and_help_and_every_step_is_served() -> None:
    served = deployments()
    assert [one.flow_name for one in served if one.name == "cycle"] == [one.name for one in STEP_FLOWS]
    bare = {
        (one.flow_name, name)
        for one in served
        if one.name != "cycle"
        for name, field in one._parameter_openapi_schema.properties.items()
        if field["title"] == name or not field["title"][0].isupper() or not field.get("description")
    }
    assert bare == set()
