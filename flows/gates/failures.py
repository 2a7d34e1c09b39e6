"""How a run ends that could not do what it should: in the reader's words in its title, its state and its log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Failed

from cycle.application.year import language_of, words_of
from cycle.catalogue import say, sentence
from cycle.model import LANGUAGES, Language
from cycle.services import open_services

log = logging.getLogger(__name__)

NOT_DONE = sentence("NOT DONE")
"""Begins the title of a form that was not carried out."""
PARTLY = sentence("DONE, BUT")
"""Begins the title of a form that was carried out, while what follows it was not."""
STOPPED = sentence("STOPPED")
"""Begins the title of any other run that failed."""


MARKS = (NOT_DONE, PARTLY, STOPPED)


def reader(community: str = "") -> Language:
    """Return the language of those who prepare the year; nynorsk where nothing can be read."""
    with suppress(Exception), open_services() as services:
        return language_of(services, community)
    return "nn"


def failed(error: Exception, *, community: str = "") -> State[Any]:
    """Return how a run ends for an error: with its words, which stand in its title too, and all of it in its log."""
    language = reader(community)
    log_whole(error)
    entitle(say(language, STOPPED))
    return Failed(message=f"{say(language, STOPPED)}. {words_of(error, language)}")


def entitle(mark: str) -> None:
    """Let the title of this run begin with what became of it; an empty mark takes an earlier one away.

    A title that cannot be set hides no error.
    """
    run, name = str(flow_run.get_id() or ""), str(flow_run.get_name() or "")
    before, _, rest = name.partition(": ")
    bare = rest if before in {say(language, ours) for ours in MARKS for language in LANGUAGES} else name
    wanted = f"{mark}: {bare}" if mark else bare
    if not run or wanted == name:
        return
    try:
        with get_client(sync_client=True) as client:
            client.update_flow_run(UUID(run), name=wanted)
    except Exception:
        log.exception("the title of a run could not be set")


def rounds_end(work: Callable[[], State[Any]]) -> State[Any]:
    """Return how a round ended; one that fails ends in words, and the watch tells of it when it goes on so."""
    try:
        ended = work()
    except Exception as error:
        return failed(error)
    entitle("")
    return ended


def log_whole(error: BaseException) -> None:
    """Write the whole error to the log of the run, for developers."""
    try:
        get_run_logger().error("%s", type(error).__name__, exc_info=error)
    except MissingContextError:
        log.error("%s", type(error).__name__, exc_info=error)
