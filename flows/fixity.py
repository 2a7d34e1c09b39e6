"""Once a month: every file of the archive packages is held against its sha256, and what is wrong is told."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from cycle.application.actions import CHECK, round_of
from cycle.application.publishing import verify_packages
from cycle.application.year import language_of, words_of
from cycle.catalogue import counted, say
from cycle.errors import InputError
from cycle.services import open_services
from flows.failures import STOPPED, entitle, rounds_end
from flows.notices import notify_damaged


@flow(name="kontroll", flow_run_name="kontroll av arkivet")
def fixity() -> State[Any]:
    """Check every archive package; the run fails with what is missing, changed or unexpected."""
    return rounds_end(_check)


def _check() -> State[Any]:
    with open_services() as services:
        language = language_of(services)
        try:
            with round_of(services, CHECK):
                found = verify_packages(services.settings)
                if found:
                    raise InputError(found)
        except InputError as error:
            notify_damaged(services, error)
            entitle(say(language, STOPPED))
            counts = counted(
                language,
                len(error.problems),
                "{number} fault in the archive packages",
                "{number} faults in the archive packages",
            )
            return Failed(message=f"{counts}. {words_of(error, language)}")
    return Completed(message=say(language, "The archive packages are as they were made."))
