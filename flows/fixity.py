"""Once a month: the archive is held against the store, and private matter that has outlived its time is looked for."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from cycle.application.actions import CHECK, check_archive, round_of
from cycle.application.publishing import has_packages
from cycle.application.retention import look_for_outlived
from cycle.application.year import language_of, words_of
from cycle.catalogue import counted, say
from cycle.errors import CycleError, InputError
from cycle.model import Language
from cycle.services import Services, open_services
from flows.gates.failures import STOPPED, entitle, rounds_end
from flows.gates.notices import notify_damaged, notify_outlived


@flow(name="kontroll", flow_run_name="kontroll av arkivet")
def fixity() -> State[Any]:
    """Check all that was published; the run fails with what is missing, changed or unexpected."""
    return rounds_end(_check)


def _check() -> State[Any]:
    with open_services() as services:
        language = language_of(services)
        outlived = _look_for_outlived(services, language)
        try:
            with round_of(services, CHECK):
                found = check_archive(services)
                if wrong := [finding for finding in found if finding.is_error]:
                    raise InputError(finding.problem(language) for finding in wrong)
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
            return Failed(message=" ".join([f"{counts}. {words_of(error, language)}", *outlived]))
    whole = say(language, "The archive is as it was published.")
    reported = [finding.problem(language) for finding in found if finding.kind != "orphan"]
    if reported:
        remarks = words_of(InputError(reported), language)
        whole = say(language, "No file of the archive is missing or changed. Look at this: {remarks}", remarks=remarks)
    return Completed(message=" ".join([whole if published else say(language, "No year is published yet."), *outlived]))


def _look_for_outlived(services: Services, language: Language) -> list[str]:
    """Return in a sentence how much private matter has outlived its time, nothing for none; the secretariat is told."""
    try:
        found = look_for_outlived(services)
    except CycleError as error:
        return [words_of(error, language)]
    number = sum(found.values())
    if not number:
        return []
    notify_outlived(services, found)
    many = "{number} pieces of private matter have outlived their time."
    return [counted(language, number, "{number} piece of private matter has outlived its time.", many)]
