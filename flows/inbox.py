"""Reads answers and returned mail every few minutes, and takes answers that people have given in another way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from cycle import wording
from cycle.application.actions import READING, carry_on, round_of
from cycle.application.replies import STATUS_WORDS, ReplyLine, Typed, confirm, read_inbox, type_in
from cycle.application.year import LABELS, ReplyDecision, find_cycle, language_of
from cycle.catalogue import counted, plural, say
from cycle.errors import BusyError, InputError
from cycle.model import LANGUAGES, Language, Substitute
from cycle.services import Services, open_services
from flows.gates.artifacts import publish_overview
from flows.gates.failures import rounds_end
from flows.gates.forms import done_or_told, form_id, labelled
from flows.gates.gate import TWO_LETTERS

REPLY_FORM: Mapping[str, tuple[str, str]] = {
    "year": labelled("Year", "The year the meeting is held."),
    "who": labelled(
        "Who",
        "Choose from the list, or press “Something else” and write the name. If two have the same "
        "name, write the seat too.",
    ),
    "answer": labelled("Answer", "The last answer counts, however it came."),
    "name": labelled("Your name", "Whoever took the answer."),
    "why": labelled("How", "Such as: “Called on Tuesday”. Write nothing about health."),
    "substitute": labelled("Substitute", "The name of whoever comes in their place. Empty: nobody."),
    "role": labelled("What the substitute is", "Such as: deputy mayor. It is on the name badge."),
    "address": labelled("The e-mail address of the substitute", "Empty: the one in the register."),
    "meeting": labelled("Meeting type", "Empty: the first of the health community."),
    "community": labelled("Health community", "Empty: the one in the settings."),
}
"""Label and help of each field in the form."""
CONFIRM_FORM: Mapping[str, tuple[str, str]] = {
    **{field: lines for field, lines in REPLY_FORM.items() if field not in {"answer", "why"}},
    "decision": labelled("Decision", "What you want to enter about what waits."),
    "which": labelled("Which matter", "Is in the link from the page of answers. Empty when only one waits."),
}
"""Label and help of each field in the form."""

Answer = Literal["Kjem", "Kommer", "Kjem ikkje", "Kommer ikke", "Kanskje"]
TYPED: tuple[Literal["accepted", "declined", "tentative"], ...] = ("accepted", "declined", "tentative")
ANSWERS: Mapping[str, Typed] = {say(language, LABELS[answer]): answer for answer in TYPED for language in LANGUAGES}
"""In both written forms: a form offers those of its readers, and takes the others from a form that is older."""
Decided = Literal[
    "Kjem",
    "Kommer",
    "Kjem ikkje",
    "Kommer ikke",
    "Kanskje",
    "Vikar kjem",
    "Vikar kommer",
    "Adressa er den inviterte si eiga",
    "Adressen er den invitertes egen",
    "Adressa er ein annan si",
    "Adressen er en annens",
    "Lese, ikkje noko å skrive inn",
    "Lest, ikke noe å skrive inn",
]
DECISIONS: Mapping[str, ReplyDecision] = {
    say(language, label): decision for decision, label in LABELS.items() for language in LANGUAGES
}
WHAT: Mapping[str, tuple[str, str]] = {
    "accepted": plural("{number} is coming", "{number} are coming"),
    "declined": plural("{number} is not coming", "{number} are not coming"),
    "tentative": plural("{number} maybe", "{number} maybe"),
    "proposed": plural("{number} proposes another time", "{number} propose another time"),
    "wrote": plural("{number} has written", "{number} have written"),
    "somebody": plural("{number} answer from an unknown address", "{number} answers from unknown addresses"),
    "concerns": plural("{number} may be about the meeting", "{number} may be about the meeting"),
    "automatic": plural("{number} automatic reply", "{number} automatic replies"),
    "returned": plural("{number} returned mail", "{number} returned mails"),
    "delayed": plural("{number} delayed", "{number} delayed"),
    "delivered": plural("{number} delivered", "{number} delivered"),
    "unknown": plural("{number} not about us", "{number} not about us"),
    "own": plural("{number} copy of our own", "{number} copies of our own"),
}
"""What was heard, once and more often."""


@flow(name="innboks", flow_run_name="les svar og e-post i retur")
def inbox() -> State[Any]:
    """Read the mailbox once; what was read before is not read again."""
    return rounds_end(_read)


def _read() -> State[Any]:
    with open_services() as services:
        language = language_of(services)
        try:
            with services.memory.claims.hold("", READING, now=services.now()), round_of(services, READING):
                found = read_inbox(services)
        except BusyError:
            return Completed(message=say(language, "Another reading is under way."))
        unread = [
            cycle_id
            for cycle_id in sorted(found.cycles | found.arrived)
            if not _shown(services, cycle_id, found.arrived)
        ]
    lines = [counted(language, number, *WHAT[what]) for what, number in sorted(found.counts.items())]
    words = [say(language, "New: {news}.", news=wording.listed(lines)) if lines else say(language, "Nothing new.")]
    if found.settled:
        arrived = counted(language, found.settled, "{number} mail in doubt arrived", "{number} mails in doubt arrived")
        words.append(f"{arrived}.")
    words += [say(language, "The files of {year} cannot be read.", year=cycle_id) for cycle_id in unread]
    return Completed(message=" ".join(words))


def _shown(services: Services, cycle_id: str, arrived: Collection[str]) -> bool:
    """Go on with what waited for news of a year and show it; return whether its files could be read.

    The answers are on record: a year that somebody is just mending must not make the reading fail.
    """
    community, meeting, year = cycle_id.split("/")
    try:
        if cycle_id in arrived:
            carry_on(services, cycle_id)
        publish_overview(find_cycle(services, community=community, meeting=meeting, year=int(year)))
    except InputError:
        return False
    return True


@flow(name="svar", flow_run_name="svar {year}: {answer}")
def reply(
    year: Annotated[int, Field(ge=2000, le=2100)],
    who: Annotated[str, Field(min_length=2, max_length=200)],
    answer: Answer,
    name: Annotated[str, Field(min_length=2, max_length=200, pattern=TWO_LETTERS)],
    why: Annotated[str, Field(max_length=200)] = "",
    substitute: Annotated[str, Field(max_length=200)] = "",
    role: Annotated[str, Field(max_length=200)] = "",
    address: Annotated[str, Field(max_length=320)] = "",
    meeting: str = "",
    community: str = "",
) -> State[Any]:
    """Write down an answer somebody gave by telephone or in another way; who took it is kept."""
    instead = Substitute(name=substitute, role=role, address=address)
    where: Mapping[str, Any] = {"community": community, "meeting": meeting, "year": year}

    def action(_since: dt.datetime | None) -> str:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            line = type_in(cycle, who, as_=ANSWERS[answer], name=name, why=why, substitute=instead, once=form_id())
            return cycle.say("Entered: {answer}.", answer=stands(line, cycle.language)) + _noted(line)

    return done_or_told("enter the answer from “{who}”", where, action, about={"who": who})


@flow(name="stadfesting", flow_run_name="svar {year}: {decision}")
def confirmation(
    year: Annotated[int, Field(ge=2000, le=2100)],
    who: Annotated[str, Field(min_length=2, max_length=200)],
    decision: Decided,
    which: Annotated[str, Field(max_length=64)] = "",
    name: Annotated[str, Field(min_length=2, max_length=200, pattern=TWO_LETTERS)] = "sekretariatet",
    substitute: Annotated[str, Field(max_length=200)] = "",
    role: Annotated[str, Field(max_length=200)] = "",
    address: Annotated[str, Field(max_length=320)] = "",
    meeting: str = "",
    community: str = "",
) -> State[Any]:
    """Write down what a person has decided about something that waits among the answers."""
    instead = Substitute(name=substitute, role=role, address=address)
    where: Mapping[str, Any] = {"community": community, "meeting": meeting, "year": year}

    def action(since: dt.datetime | None) -> str:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            line = confirm(
                cycle,
                who,
                as_=DECISIONS[decision],
                name=name,
                which=which,
                substitute=instead,
                once=form_id(),
                since=since,
            )
            return cycle.say("Confirmed: {answer}.", answer=stands(line, cycle.language)) + _noted(line)

    return done_or_told("confirm the answer from “{who}”", where, action, about={"who": who})


def stands(line: ReplyLine, language: Language) -> str:
    """Return how somebody stands."""
    return say(language, "a substitute is coming" if line.substitute else STATUS_WORDS[line.reply_state.stand])


def _noted(line: ReplyLine) -> str:
    return f" {line.note}" if line.note else ""
