"""Once a month: packages, site, stored files and the second copy are held against the store, and faults are told."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from cycle.application.actions import CHECK, round_of
from cycle.application.publishing import has_packages, verify_archive
from cycle.application.year import language_of, words_of
from cycle.catalogue import counted, say
from cycle.errors import InputError
from cycle.services import open_services
from flows.failures import STOPPED, entitle, rounds_end
from flows.notices import notify_damaged


@flow(name="kontroll", flow_run_name="kontroll av arkivet")
def fixity() -> State[Any]:
    """Check all that was published; the run fails with what is missing, changed or unexpected."""
    return rounds_end(_check)


def _check() -> State[Any]:
    with open_services() as services:
        language = language_of(services)
        try:
            with round_of(services, CHECK):
                found = [finding for finding in verify_archive(services) if finding.is_error]
                if found:
                    raise InputError(finding.problem(language) for finding in found)
                published = has_packages(services)
        except InputError as error:
            notify_damaged(services, error)
            entitle(say(language, STOPPED))
            counts = counted(
                language,
                len(error.problems),
                "{number} fault in the archive",
                "{number} faults in the archive",
            )
            return Failed(message=f"{counts}. {words_of(error, language)}")
    whole = say(language, "The archive is as it was published.")
    return Completed(message=whole if published else say(language, "No year is published yet."))
