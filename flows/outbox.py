"""What a person decides about mails in the Prefect UI: a mailing that waits, and a mail that may not have arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field

from cycle.application.actions import go_on_after, release, resolve, send_released
from cycle.application.year import find_cycle, language_of, words_of
from cycle.catalogue import say, sentence
from cycle.errors import Unavailable
from cycle.model import LANGUAGES
from cycle.services import open_services
from flows.gates.artifacts import publish_overview
from flows.gates.forms import done_or_told, labelled, where_of
from flows.gates.gate import Name
from flows.running.launch import launch_due, launch_rest, titles

GO_ON_FORM: Mapping[str, tuple[str, str]] = {
    "year": labelled("Year", "The year the meeting is held."),
    "name": labelled("Your name", "Whoever has looked at the first mails."),
    "dispatch": labelled(
        "Dispatch", "Choose from the list, or press “Something else” and write the name. Empty: all that wait."
    ),
    "meeting": labelled("Meeting type", "Empty: the first of the health community."),
    "community": labelled("Health community", "Empty: the one in the settings."),
}
DECIDE_FORM: Mapping[str, tuple[str, str]] = {
    "mail": labelled("Number", "The number of the mail, as it stands in the list of the mailing."),
    "decision": labelled(
        "Decision", "Count as sent: the recipient has got it. Send again: the recipient has not got it."
    ),
    "name": labelled("Your name", "Whoever decides."),
    "why": labelled("Why", "Such as: “Called, and she had not got the letter”."),
}
"""Label and help of each field in the two forms."""

UncertainAnswer = Literal["Rekn som send", "Regn som sendt", "Send på nytt"]
MAIL_LABELS: Mapping[Literal["sent", "resend"], str] = {
    "sent": sentence("Count as sent"),
    "resend": sentence("Send again"),
}
DECISIONS: Mapping[str, Literal["sent", "resend"]] = {
    say(language, label): decision for decision, label in MAIL_LABELS.items() for language in LANGUAGES
}
"""In both written forms: a form offers those of its readers, and takes the others from a form that is older."""
NOW: Mapping[str, str] = {
    "sent": sentence("Mail {mail} now counts as sent."),
    "queued": sentence("Mail {mail} is now queued."),
}
"""What became of a mail that was decided about."""
WrittenReason = Annotated[str, Field(max_length=2000, pattern=r"\S")]
"""May not be blank, no more than the name: both are kept with the year and stand in the proof."""


@flow(name="hald-fram", flow_run_name="{year} send resten")
def go_on(
    year: Annotated[int, Field(ge=2000, le=2100)],
    name: Name,
    dispatch: str = "",
    meeting: str = "",
    community: str = "",
) -> State[Any]:
    """Let a mailing go on that waits for a person: after the first few, or when too many were refused."""
    where: Mapping[str, Any] = {"community": community, "meeting": meeting, "year": year}

    released: list[str] = []

    def action(since: dt.datetime | None) -> str:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            released.extend(release(cycle, dispatch=dispatch, who=name, since=since))
            return cycle.say("Continues: {mailings}.", mailings=titles(cycle, released))

    def then() -> str:
        with open_services() as services:
            cycle, words = find_cycle(services, **where), ""
            try:
                send_released(cycle, released)
            except Unavailable as error:
                waits = cycle.say("The rest are queued and go by themselves when possible.")
                words = f"{waits} {words_of(error, cycle.language)}"
            launch_due(cycle, by_hand=True)
            publish_overview(cycle)
            return words

    return done_or_told("continue the mailing", where, action, about={}, then=then)


@flow(name="avgjer", flow_run_name="e-post {mail}: {decision}")
def decide(mail: Annotated[int, Field(ge=1)], decision: UncertainAnswer, name: Name, why: WrittenReason) -> State[Any]:
    """Decide about a mail that may or may not have arrived; who and why are written down."""

    def action(since: dt.datetime | None) -> str:
        with open_services() as services:
            row = services.memory.outbox.row(mail)
            settled = since is not None and (row.updated_at or since) >= since
            if not settled:  # else this run did it before it died, or the mail was heard of since
                resolve(services, [mail], as_=DECISIONS[decision], who=name, why=why)
            language = language_of(services, row.cycle.partition("/")[0])
            return say(language, "Decided: {decision}.", decision=decision.lower())

    def then() -> str:
        with open_services() as services:
            with suppress(Unavailable):  # it stays queued, and its mailing goes on by itself
                go_on_after(services, [mail])
            row = services.memory.outbox.row(mail)
            community, meeting, year = row.cycle.split("/")
            cycle = find_cycle(services, community=community, meeting=meeting, year=int(year))
            launch_rest(cycle)
            publish_overview(cycle)
            return cycle.say(NOW[row.state], mail=mail) if row.state in NOW else ""

    return done_or_told("decide on mail {mail}", where_of(mail), action, about={"mail": mail}, then=then)
