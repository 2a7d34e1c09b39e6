"""What an act does to the page of a closed year: words that are corrected, a document or a name that goes away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from cycle import wording
from cycle.application.dispatches import every_signal, signals_in_store
from cycle.application.publishing.acts.act_refusals import ActRefusal, act_refused, fits_no_more
from cycle.application.publishing.acts.corrected_facts import TIMES, free_day, refuse_implausible, value_of
from cycle.application.publishing.acts.documents_on_page import addressed, document_moved, documents_of, titles_of
from cycle.application.publishing.not_for_all.private_texts import refuse_identity_numbers
from cycle.application.publishing.pages.words_on_page import name_stands_on, with_name_out, with_words, words_stand
from cycle.application.publishing.pages.written_forms import words_from
from cycle.application.year import REMOVED, WORDS_FILES, OpenCycle, live_community, name_stands, without_name
from cycle.archive.file_names import slug
from cycle.archive.public_site.pages import Edition, Erratum
from cycle.archive.public_site.printed import OTHER_FORM
from cycle.catalogue import say, sentence
from cycle.errors import InputError
from cycle.model import LANGUAGES, Language, PublicAddress
from cycle.store.years.archive_acts import NAME, ArchiveAct
from cycle.wording import written_in

FIELDS: Mapping[str, str] = {
    "date": sentence("Date"),
    "start": sentence("Start"),
    "end": sentence("End"),
    "registration": sentence("Registration"),
    "venue": sentence("Venue"),
    "place": sentence("Address or place"),
    "host": sentence("Host"),
    "chair": sentence("Chair"),
    "theme": sentence("Theme"),
    "aim": sentence("Aim"),
    "outcome": sentence("Outcome"),
}
"""What of a page is corrected whole, and its name."""
TEXT = "text"
TEXT_LABELS: Mapping[str, str] = {TEXT: sentence("Words on the page"), NAME: sentence("A name")}
"""What is found by the words that stand there."""
SENTENCES = frozenset({"theme", "aim", "outcome"})
"""What of a page is written again in each written form."""
_ONLY: Mapping[Language, str] = {
    "nn": sentence("On the page in Nynorsk: {said}"),
    "nb": sentence("On the page in Bokmål: {said}"),
}
_STAYS: Mapping[Language, str] = {
    "nn": sentence(
        "“{old}” does not stand on the page in Nynorsk, which keeps the words it has. Look whether the same is wrong "
        "there, and correct its own words too."
    ),
    "nb": sentence(
        "“{old}” does not stand on the page in Bokmål, which keeps the words it has. Look whether the same is wrong "
        "there, and correct its own words too."
    ),
}
REWORDED = sentence("“{old}” is corrected to “{new}”.")


def edition_after(cycle: OpenCycle, act: ArchiveAct, edition: Edition, known: tuple[PublicAddress, ...]) -> Edition:
    """Return the page as it is after an act, with what it says of it; InputError where there is nothing to do it to.

    Where the page is there in both written forms, so is what is done to it.
    """
    if act.what in FIELDS:
        refuse_implausible(cycle, act, edition)
    alone = replace(edition, other=None)
    if edition.other is None:
        return _after(cycle, act, alone, known, cycle.language)
    there, language = act_in_other_form(cycle, act, edition), OTHER_FORM[cycle.language]
    if act.what not in {TEXT, NAME} or stands_on(edition.other, there):
        other = _after(cycle, there, edition.other, known, language)
        only_there = act.what in {TEXT, NAME} and not stands_on(alone, act)
        own = _only_said(alone, other, cycle, act, language) if only_there else None
        return replace(own or _after(cycle, act, alone, known, cycle.language), other=other)
    own = _after(cycle, act, alone, known, cycle.language)
    return replace(own, other=_only_said(edition.other, own, cycle, there, cycle.language))


def edition_after_now(cycle: OpenCycle, act: ArchiveAct, edition: Edition, known: tuple[PublicAddress, ...]) -> Edition:
    """Return the page as it is after an act that was asked for before; InputError, with what to do,
    where it fits no more. No national identity number is let stand in what the page says.
    """
    try:
        after = edition_after(cycle, act, edition, known)
        refuse_identity_numbers(cycle, after)
    except InputError as error:
        raise fits_no_more(cycle, act, error) from error
    return after


def stands_on(page: Edition, act: ArchiveAct) -> bool:
    """Return whether the words or the name of an act stand on a page in one written form."""
    return name_stands_on(page, act.old) if act.what == NAME else words_stand(page, act.old)


def _after(
    cycle: OpenCycle, act: ArchiveAct, edition: Edition, known: tuple[PublicAddress, ...], language: Language
) -> Edition:
    """Return the page in one written form as it is after an act."""
    day = cycle.services.today
    if act.what in FIELDS:
        changed, said = _field_corrected(act, edition, language)
    elif act.what == TEXT:
        changed = _reworded(act, edition, act.new)
        said = say(language, REWORDED, old=act.old, new=act.new)
    elif act.what == NAME:
        changed = _without_name(cycle, act, edition, language)
        said = say(language, "A name is taken down.")
    else:
        changed, said = document_moved(cycle, act, edition, known, language)
    return replace(changed, errata=(*changed.errata, Erratum(at=day, text=said)), updated=day)


def act_in_other_form(cycle: OpenCycle, act: ArchiveAct, edition: Edition) -> ArchiveAct:
    """Return an act as it is done to the page in the other written form.

    Its words are those that the community's file of words gives. InputError where the right ones are plainly in the
    one form, and nobody has written them in the other.
    """
    words = words_from(live_community(cycle), cycle.language)
    if act.what not in {TEXT, NAME, *FIELDS}:
        own = documents_of(edition).get(act.what)
        if own is None:
            return act
        here, there_too = (titles_of(form, own.sha256) for form in (edition, edition.other or edition))
        same_place = len(here) == len(there_too)
        return replace(act, what=there_too[here.index(act.what) if same_place else 0]) if there_too else act
    of_words = act.what in {TEXT, NAME, *FIELDS} and act.what not in {"date", *TIMES}
    if not of_words:
        return act
    there = replace(act, old=words.get(act.old, act.old), new=words.get(act.new, act.new))
    in_one_form = act.what in SENTENCES or written_in(act.new) == cycle.language
    if act.new and act.new not in words and in_one_form:
        what = sentence("The page is in both written forms. Write “{new}” in the other form in {file}, and ask again.")
        values = {"new": act.new, "file": WORDS_FILES[live_community(cycle).community.language]}
        raise act_refused(ActRefusal(where="new", sentence=what, values=values))
    return there


def _only_said(page: Edition, done: Edition, cycle: OpenCycle, act: ArchiveAct, done_in: Language) -> Edition:
    """Return the page in the form where the words do not stand, with what was done to the one in the other form."""
    language, day = OTHER_FORM[done_in], cycle.services.today
    if act.what == NAME:
        page = _errata_without_name(cycle, act, page, language)
        said = say(language, "A name is taken down.")
    else:
        said = say(language, _ONLY[done_in], said=done.errata[-1].text)
    return replace(page, errata=(*page.errata, Erratum(at=day, text=said)), updated=day)


def not_corrected(cycle: OpenCycle, act: ArchiveAct, edition: Edition) -> tuple[str, ...]:
    """Return what the approver is to know of words that do not stand on the page in one of its two written forms."""
    if act.what != TEXT or edition.other is None:
        return ()
    there = act_in_other_form(cycle, act, edition)
    forms = ((edition, act.old, cycle.language), (edition.other, there.old, OTHER_FORM[cycle.language]))
    return tuple(cycle.say(_STAYS[form], old=old) for page, old, form in forms if not words_stand(page, old))


def to_look_at(
    act: ArchiveAct, edition: Edition, language: Language, known: tuple[PublicAddress, ...]
) -> tuple[str, ...]:
    """Return what the approver is to know: documents and addresses are left as they are when a name goes away.

    Of a date that it is a day on which hardly any meeting is.
    """
    if act.what != NAME:
        return free_day(act, language)
    titles = ", ".join(f"«{title}»" for title in documents_of(edition))
    there = [*(address for _, address in addressed(edition, known)), *(stone.address for stone in edition.gone)]
    named = ", ".join(address for address in there if _names(address.rpartition("/")[2], act.old))
    stay = sentence(
        "The documents stay as they are. Look whether the name stands in {titles}, and take those down too."
    )
    lead = sentence(
        "The name stands in an address too: {addresses}. It stays. Replace the document with a file of another name; "
        "then no page leads there any more."
    )
    return (
        *([say(language, stay, titles=titles)] if titles else []),
        *([say(language, lead, addresses=named)] if named else []),
    )


def _field_corrected(act: ArchiveAct, edition: Edition, language: Language) -> tuple[Edition, str]:
    try:
        new = value_of(act)
    except ValueError as error:
        wrong = sentence("“{new}” is no such date or time.")
        raise act_refused(ActRefusal(where=act.what, sentence=wrong, values={"new": act.new})) from error
    old = getattr(edition, act.what)
    if old == new:
        raise act_refused(ActRefusal(where=act.what, sentence=sentence("It stands so already.")))
    values = {
        "what": say(language, FIELDS[act.what]),
        "old": fact_printed(old, language),
        "new": fact_printed(new, language),
    }
    said = say(language, "{what} is corrected from “{old}” to “{new}”.", **values)
    if old in {None, ""}:
        said = say(language, "{what} is added: “{new}”.", **values)
    return replace(edition, **{act.what: new}), said  # type: ignore[arg-type]


def fact_printed(value: object, language: Language) -> str:
    """Return a fact of the page as people read it."""
    if isinstance(value, dt.date):
        return wording.full_date(value, language)
    if isinstance(value, dt.time):
        return wording.clock(value)
    return "" if value is None else str(value)


def _reworded(act: ArchiveAct, edition: Edition, new: str) -> Edition:
    """Return the page with other words; InputError where they do not stand there."""
    return _unless_absent(act, edition, with_words(edition, act.old, new))


def _without_name(cycle: OpenCycle, act: ArchiveAct, edition: Edition, language: Language) -> Edition:
    """Return the page with a name out of all it says, of what was corrected and what is gone too."""
    cleaned = _errata_without_name(cycle, act, edition, language)
    changed = with_name_out(cleaned, act.old, say(language, REMOVED))
    return changed if _in_signals(cycle, act.old, edition) else _unless_absent(act, edition, changed)


def _in_signals(cycle: OpenCycle, name: str, edition: Edition) -> bool:
    """Return whether a name stands in what is shown of the meeting's signals elsewhere than on its page."""
    live = live_community(cycle)
    shown = signals_in_store(cycle.services, live).keys() | {signal.number for signal in edition.signals}
    for tracked in every_signal(cycle.services, live).all:
        said = (
            tracked.signal.to,
            tracked.signal.text,
            tracked.signal.plan,
            *(report.text for report in tracked.reports),
        )
        of_year = (tracked.meeting, int(tracked.id[:4])) == (edition.meeting, edition.year)
        if of_year and tracked.id in shown and any(name_stands(name, text) for text in said):
            return True
    return False


def _errata_without_name(cycle: OpenCycle, act: ArchiveAct, edition: Edition, language: Language) -> Edition:
    """Return the page with a name out of what was corrected and what is gone."""
    removed = say(language, REMOVED)
    errata = tuple(
        replace(erratum, text=_told_without(cycle, act.old, erratum.text, language)) for erratum in edition.errata
    )
    gone = tuple(replace(stone, title=without_name(stone.title, act.old, removed)) for stone in edition.gone)
    return replace(edition, errata=errata, gone=gone)


def _told_without(cycle: OpenCycle, name: str, text: str, language: Language) -> str:
    """Return what the page says of an act without a name; of a corrected name not how it was written wrong either."""
    of_words = [
        act for act in cycle.acts if act.what == TEXT and (name_stands(name, act.old) or name_stands(name, act.new))
    ]
    if any(say(form, REWORDED, old=act.old, new=act.new) in text for act in of_words for form in LANGUAGES):
        return say(language, "Words with a name that is taken down are corrected.")
    return without_name(text, name, say(language, REMOVED))


def _unless_absent(act: ArchiveAct, edition: Edition, changed: Edition) -> Edition:
    if changed == edition:
        absent = sentence("“{old}” does not stand on the page. Write the words as they stand there.")
        raise act_refused(ActRefusal(where=act.what, sentence=absent, values={"old": act.old}))
    return changed


def _names(address: str, name: str) -> bool:
    """Return whether a name can be read in an address: all its words in any order, or run together."""
    words, there = slug(name).split("-"), slug(address)
    together = len(words) > 1 and "".join(words) in there.replace("-", "")
    return set(words) <= set(there.split("-")) or together
