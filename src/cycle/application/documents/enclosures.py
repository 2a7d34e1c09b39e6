"""Which enclosures a letter has, each once and in the language of who reads it."""

from __future__ import annotations

from collections.abc import Sequence

from cycle.application.results import CommonEnclosure
from cycle.application.year import StepNode, TranslatedYear
from cycle.model import Language


def enclosed(common: Sequence[CommonEnclosure], language: Language) -> list[CommonEnclosure]:
    """Return each enclosure once: in the reader's language where there is one, else as it was made first."""
    by_template: dict[str, CommonEnclosure] = {}
    for document in common:
        if document.template not in by_template or document.language == language:
            by_template[document.template] = document
    return list(by_template.values())


def enclosure_title(year: TranslatedYear, node: StepNode, position: int) -> str:
    """Return what an enclosure of a dispatch is called in a written form, `Program for partnarskapsmøtet 2027`."""
    return f"{year.dispatch(node).enclosures[position]} for {year.meeting} {year.cycle.year}"
