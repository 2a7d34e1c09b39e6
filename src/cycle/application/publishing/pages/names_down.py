"""Names that are taken down from a year (ta ned), out of what the site says of it outside its own page: its signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cycle import wording
from cycle.application.publishing.pages.words_on_page import name_stands_on, names_left, with_name_out
from cycle.application.results import ClosedYear
from cycle.application.year import REMOVED, names_taken_down
from cycle.archive.public_site.pages import Edition, PageSignal, SitePages
from cycle.catalogue import say, sentence
from cycle.model import Language
from cycle.services import Services
from cycle.store.years.archive_acts import NAME, ArchiveAct

Names = Mapping[tuple[str, int], tuple[str, ...]]
"""Meeting and year → the names that are taken down from it."""
ELSEWHERE = sentence(
    "The name stands on other pages too, and stays there: {titles}. Take it down from each, or out of the history."
)

KEPT = sentence(
    "The name goes out of the page and of what is published from now on. It stays in what the packages and the store "
    "keep as evidence: the letters and mails as they went, the list of who was invited, what was decided."
)

LIKE = sentence(
    "These may be the same person under another form of the name, and stay: {words}. Look, and take down or correct "
    "each that is."
)


def names_down(
    services: Services,
    closed: Mapping[str, ClosedYear],
    signals: Sequence[PageSignal],
    *,
    of: Edition | None = None,
    name: str = "",
) -> Names:
    """Return the names that are taken down from the years of some signals; `name` is taken down from one just now."""
    years = {(signal.meeting, signal.year) for signal in signals}
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for cycle, year in closed.items():
        key = (year.edition.meeting, year.edition.year)
        if key in years:
            found[key] = names_taken_down(services, cycle)
    if of is not None and name:
        key = (of.meeting, of.year)
        found[key] = (*found.get(key, ()), name)
    return found


def without_names(pages: SitePages, names: Names) -> SitePages:
    """Return the pages, in each written form, with the names out of what was asked and what was reported of it."""
    signals = tuple(_without(signal, names, pages.language) for signal in pages.signals)
    return replace(pages, signals=signals, other=without_names(pages.other, names) if pages.other else None)


def _without(signal: PageSignal, names: Names, language: Language) -> PageSignal:
    for name in names.get((signal.meeting, signal.year), ()):
        signal = with_name_out(signal, name, say(language, REMOVED))
    return signal


def name_in_evidence(act: ArchiveAct, language: Language) -> tuple[str, ...]:
    """Return what the approver is to know of where a name that goes away stays: the record is not changed."""
    return (say(language, KEPT),) if act.what == NAME else ()


def names_elsewhere(pages: SitePages, act: ArchiveAct, edition: Edition, language: Language) -> tuple[str, ...]:
    """Return what the approver is to know of a name that goes away: it stands on the pages of other years."""
    if act.what != NAME:
        return ()
    own = (edition.meeting, edition.year)
    titles = [
        other.title
        for other in sorted(pages.editions, key=lambda other: (other.year, other.number))
        if (other.meeting, other.year, other.number) != (*own, edition.number)
        and (name_stands_on(other, act.old) or (other.other is not None and name_stands_on(other.other, act.old)))
    ]
    titles += [
        say(language, "Steering signal {number}", number=signal.number)
        for signal in pages.signals
        if (signal.meeting, signal.year) != own and with_name_out(signal, act.old, "") != signal
    ]
    return (say(language, ELSEWHERE, titles=", ".join(titles)),) if titles else ()


def forms_of_name_left(pages: SitePages, act: ArchiveAct, edition: Edition, language: Language) -> tuple[str, ...]:
    """Return what the approver is to know of what is left: words that hold the name, other letters, the family name."""
    if act.what != NAME:
        return ()
    forms = [form for form in (edition, edition.other) if form is not None]
    signals = [
        signal
        for written in (pages, pages.other)
        if written is not None
        for signal in written.signals
        if (signal.meeting, signal.year) == (edition.meeting, edition.year)
    ]
    marks = [erratum.text for form in forms for erratum in form.errata]
    titles = [stone.title for form in forms for stone in form.gone]
    found = names_left((*forms, *signals, *marks, *titles), act.old)
    words = wording.listed([f"«{like}»" for like in found])
    return (say(language, LIKE, words=words),) if found else ()
