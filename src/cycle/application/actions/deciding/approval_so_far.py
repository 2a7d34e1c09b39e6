"""How far an approval has come, in sentences: who has approved, how many must still, and for which side."""

from __future__ import annotations

from collections.abc import Callable

from cycle import wording
from cycle.application.actions.deciding.deciders import still_wanted
from cycle.application.actions.running.states import approvers
from cycle.application.year import OpenCycle, TranslatedYear
from cycle.catalogue import say, sentence
from cycle.model import Language
from cycle.store.years.results import Result


def approval_so_far(
    cycle: OpenCycle, result: Result, language: Language, *, name: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Return what a result still lacks before it is approved; nothing where one approval, of anybody, is enough.

    `name` writes a name as the reader's page does.
    """
    names, missing = approvers(cycle, result), still_wanted(cycle, result)
    side = TranslatedYear(cycle=cycle, language=language).community.side
    must = sentence("Somebody who decides for {sides} must approve.")
    for_sides = [say(language, must, sides=name(side(lacking).name)) for lacking in missing.sides]
    number = _after_some(missing.number) if names else _by_nobody_yet(missing.number)
    values = {"number": missing.number, "names": name(wording.listed(names))}
    return (*([say(language, number, **values)] if number else []), *for_sides)


def _by_nobody_yet(number: int) -> str:
    if number < 2:
        return ""
    if number == 2:
        return sentence("Two people must approve, each on their own.")
    return sentence("{number} people must approve, each on their own.")


def _after_some(number: int) -> str:
    if number < 1:
        return ""
    if number == 1:
        return sentence("Approved by {names}. Another person must also approve.")
    if number == 2:
        return sentence("Approved by {names}. Two others must also approve, each on their own.")
    return sentence("Approved by {names}. {number} others must also approve, each on their own.")
