"""What a form asks for and cannot have is told: in the run, its title, the front page, the overview and a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal

from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from cycle.application.persons import community_meant
from cycle.application.year import find_cycle, words_of
from cycle.catalogue import say
from cycle.errors import CycleError
from cycle.model import Language
from cycle.services import open_services
from flows.gates.artifacts import publish_overview
from flows.gates.failures import NOT_DONE, PARTLY, STOPPED, entitle, log_whole, reader
from flows.gates.notices import notify_form

Ended = Literal["acted", "done", "partly", "broken", "failed"]
"""What became of a form, as the store keeps it."""
Trouble = Literal["partly", "broken", "failed"]
"""What became of one that did not go well."""


def labelled(label: str, help_text: str) -> tuple[str, str]:
    """Return the label and the help of a field; it marks both as sentences of ours."""
    return label, help_text


def done_or_told(
    what: str,
    where: Mapping[str, Any],
    action: Callable[[dt.datetime | None], str],
    *,
    about: Mapping[str, object],
    then: Callable[[], str] = lambda: "",
    once: bool = True,
) -> State[Any]:
    """Return how the run ended; what cannot be done ends it as failed, with what is wrong and what to do.

    `what` is a sentence of the catalogue that says what was asked for, `about` what is filled in there.
    `where` is community, meeting and year, or empty where the year is not known. The action is told since when it is
    tried, None at first: a run that died, or that somebody presses Retry on, does nothing twice, and nothing once done.
    It returns what was done; `then` does what follows from it and may be repeated, and returns more words. An action
    that raises CycleError has done nothing; one that breaks in another way may have.
    Not `once` is what may be done any number of times.
    """
    run = form_id()
    if not run:
        return Completed(message=" ".join(part for part in (action(None), then()) if part))
    try:
        with open_services() as services:
            community = community_meant(services, where) if where else ""
            form = services.memory.forms.begin(run, now=services.now(), community=community or "")
        if form.ended == "done" and once:
            return Completed(message=say(_language(where), "Done before: {words}", words=form.words))
        acted = form.ended in {"acted", "partly"}
        done = form.words if acted else action(None if form.is_new else form.begun_at)
    except Exception as error:
        return _not_done(what, about, where, error)
    return _follow(what, about, where, done, then, acted=acted)


def form_id() -> str:
    """Return what names the form that this run carries out, however often it is tried; empty outside a run."""
    return str(flow_run.get_id() or "")


def where_of(mail: int) -> Mapping[str, Any]:
    """Return community, meeting and year of a mail by its number; nothing where there is no such mail."""
    with suppress(CycleError), open_services() as services:
        community, meeting, year = services.memory.outbox.row(mail).cycle.split("/")
        return {"community": community, "meeting": meeting, "year": int(year)}
    return {}


def _follow(
    what: str,
    about: Mapping[str, object],
    where: Mapping[str, Any],
    done: str,
    then: Callable[[], str],
    *,
    acted: bool,
) -> State[Any]:
    """Do what follows from an action that is done: nothing that happens here may say that it is not."""
    try:
        if not acted:
            _note("acted", done)
        ended = " ".join(part for part in (done, then()) if part)
        _note("done", ended)
    except Exception as error:
        language = _language(where)
        log_whole(error)
        words = say(
            language,
            "{done} This is done and must not be done again. But what should follow has stopped: {why} Correct it, and "
            "press Retry on this run.",
            done=done,
            why=words_of(error, language),
        )
        _tell(say(language, what, **about), where, "partly", done, words)
        entitle(say(language, PARTLY))
        return Failed(message=words)
    entitle("")
    return Completed(message=ended)


def _not_done(what: str, about: Mapping[str, object], where: Mapping[str, Any], error: Exception) -> State[Any]:
    language, refused = _language(where), isinstance(error, CycleError)
    mark = say(language, NOT_DONE if refused else STOPPED)
    if not refused:
        log_whole(error)
    why = words_of(error, language)
    asked = say(language, what, **about)
    said = f"{asked}: {why}"
    _tell(asked, where, "failed" if refused else "broken", said, why)
    entitle(mark)
    words = say(
        language,
        "{mark}. {why} Correct it, and fill in the form again."
        if refused
        else "{mark}. {why} First see whether it was done all the same, then press Retry on this run.",
        mark=mark,
        why=why,
    )
    return Failed(message=words)


def _tell(what: str, where: Mapping[str, Any], ended: Trouble, kept: str, words: str) -> None:
    """Write down what became of a form, and tell of it where people look; no trouble with that hides the words."""
    with suppress(Exception):
        _note(ended, kept)
    with suppress(Exception):
        if where:
            with open_services() as services:
                publish_overview(find_cycle(services, **where), note=f"{what}: {words}")
    notify_form(where, what, words, ended="refused" if ended == "failed" else ended)


def _note(ended: Ended, words: str) -> None:
    with open_services() as services:
        services.memory.forms.end(form_id(), ended, words=words)


def _language(where: Mapping[str, Any]) -> Language:
    return reader(str(where.get("community") or ""))
