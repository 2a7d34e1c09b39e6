"""The pages of people (personar): who may do what, changed by the secretariat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycle.application.persons import (
    PersonRow,
    active,
    add_person,
    change_person,
    may,
    people_now,
    remove_person,
    stood_in_for,
)
from cycle.application.year import LoadedCommunity, load_named_community, words_of
from cycle.catalogue import sentence
from cycle.errors import BusyError, CycleError, InputError
from cycle.model import Absence, Community, Deputy, Identified, KnownPerson, Role
from cycle.phrases import said
from cycle.web.app_state import pages_of, services_of
from cycle.web.our_pages.forms import PostedForm
from cycle.web.visitors.identity import own_community, who_asks
from cycle.web.visitors.person_words import ROLE_NAMES, file_says, step_names
from cycle.wording import LANGUAGE_NAMES, listed

ROLES: Mapping[Role, str] = {
    "secretariat": sentence("The secretariat: does everything"),
    "coordinator": sentence("Coordinator: decides on steps"),
    "reader": sentence("Reader: sees everything, decides nothing"),
}
FIELD_NAMES: Mapping[str, str] = {
    "name": sentence("Name"),
    "address": sentence("E-mail address"),
    "language": sentence("Written language"),
    "roles": sentence("Role"),
    "steps": sentence("Steps"),
    "side": sentence("Side"),
}
NOT_YOURS = sentence("Only the secretariat changes the list of people.")
NO_PERSON = sentence("There is no such person on the list.")
CHANGED_MEANWHILE = sentence(
    "Somebody else changed this person meanwhile. Look at what stands now, and change it again."
)
NO_DAY = sentence("Write days as 2027-02-18.")
ONE_DAY = sentence("Write both the first and the last day that somebody is away; for one day the same day twice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What a form says that cannot be understood."""

    words: str


def persons(request: Request) -> Response:
    """Return everybody, what they may do, and where the community's file says something else."""
    services = services_of(request)
    rows, loaded = people_now(services, _community_id(request)), _loaded_now(request)
    names = {row.person.key: row.person.name for row in rows}
    printed = loaded.in_language(pages_of(request).language).community if loaded else None
    return pages_of(request).show(
        "persons.html",
        rows=[row for row in rows if row.removed_at is None],
        removed=[row for row in rows if row.removed_at is not None],
        names=names,
        role_names=ROLE_NAMES,
        field_names=FIELD_NAMES,
        step_titles=_step_names(request, rows),
        sides={side.id: side.name for side in printed.sides} if printed else {},
        today=services.today,
        may_change=_may_change(who_asks(request)),
        doubled=_doubled(active(rows)),
        unreadable=_why_unreadable(request),
    )


def person(request: Request) -> Response:
    """Return the form of one person."""
    _refuse_others(request)
    return _form_page(request, _row(request))


def new_person(request: Request) -> Response:
    """Return the form of somebody who is new."""
    _refuse_others(request)
    return _form_page(request, None)


def add(request: Request, form: PostedForm) -> Response:
    """Add somebody, or show the form again with all that is wrong."""
    who = _refuse_others(request)
    wanted = _read(form, community=_community(request).id, key="")
    if isinstance(wanted, Unread):
        return _form_page(request, None, problems=[pages_of(request).say(wanted.words)], status=422)
    try:
        add_person(services_of(request), wanted, by=who.name)
    except InputError as error:
        return _form_page(request, None, shown=wanted, problems=_words(request, error), status=422)
    except BusyError:
        return _form_page(request, None, shown=wanted, problems=[pages_of(request).say(CHANGED_MEANWHILE)], status=409)
    return RedirectResponse("/personar", 303)


def change(request: Request, form: PostedForm) -> Response:
    """Change somebody, or show the form again with all that is wrong."""
    who, row, _ = _refuse_others(request), _row(request), _loaded(request)
    wanted = _read(form, community=row.person.community, key=row.person.key)
    if isinstance(wanted, Unread):
        return _form_page(request, row, problems=[pages_of(request).say(wanted.words)], status=422)
    if form.get("versjon") != str(row.version):
        return _form_page(request, row, problems=[pages_of(request).say(CHANGED_MEANWHILE)], status=409)
    try:
        change_person(services_of(request), row, wanted, by=who.name, session=who.session)
    except InputError as error:
        return _form_page(request, row, shown=wanted, problems=_words(request, error), status=422)
    except BusyError:
        return _form_page(request, _row(request), problems=[pages_of(request).say(CHANGED_MEANWHILE)], status=409)
    return RedirectResponse("/personar", 303)


def remove(request: Request, _form: PostedForm) -> Response:
    """Take somebody out: they are logged out at once."""
    who, row = _refuse_others(request), _row(request)
    try:
        remove_person(services_of(request), row, by=who.name)
    except InputError as error:
        return _form_page(request, row, problems=_words(request, error), status=409)
    except BusyError:
        return _form_page(request, _row(request), problems=[pages_of(request).say(CHANGED_MEANWHILE)], status=409)
    return RedirectResponse("/personar", 303)


def _form_page(
    request: Request,
    row: PersonRow | None,
    *,
    shown: KnownPerson | None = None,
    problems: Sequence[str] = (),
    status: int = 200,
) -> Response:
    rows, loaded = people_now(services_of(request), _community_id(request)), _loaded_now(request)
    reads = pages_of(request).language
    current, names = shown or (row.person if row else _blank(request)), _step_names(request, rows)
    printed = loaded.in_language(reads).community if loaded else None

    def in_file(field: str, value: object) -> str:
        return file_says(field, value, language=reads, steps=names, community=printed)

    return pages_of(request).show(
        "person.html",
        status=status,
        row=row,
        person=current,
        problems=problems,
        unreadable=_why_unreadable(request),
        roles=ROLES,
        field_names=FIELD_NAMES,
        file_says=in_file,
        languages=LANGUAGE_NAMES,
        step_titles=names,
        sides=printed.sides if printed else (),
        others=[other for other in active(rows) if other.key != current.key],
        deputies=[*current.deputies, None],
        absences=[*current.absences, None],
        stands_in_for=listed([known.name for known in stood_in_for(rows, current.key)]),
    )


def _blank(request: Request) -> KnownPerson:
    community = _community(request)
    return KnownPerson(
        community=community.id, key="", name="", address="", language=community.language, roles=("coordinator",)
    )


def _read(form: PostedForm, *, community: str, key: str) -> KnownPerson | Unread:
    """Return the person that a form describes, not yet judged."""
    try:
        deputies, absences = tuple(_deputies(form)), tuple(_absences(form))
    except ValueError:
        return Unread(words=NO_DAY)
    away = [absence for absence in absences if absence is not None]
    if len(away) < len(absences):
        return Unread(words=ONE_DAY)
    language = form.get("malform", "")
    return KnownPerson(
        community=community,
        key=key,
        name=form.get("namn", ""),
        address=form.get("adresse", ""),
        language="nb" if language == "nb" else "nn",
        roles=tuple(role for role in ROLES if f"rolle-{role}" in form),
        steps=tuple(name.removeprefix("steg-") for name in form if name.startswith("steg-")),
        side=form.get("side", ""),
        deputies=deputies,
        absences=tuple(away),
        issuer=form.get("utskrivar", ""),
        subject=form.get("identitet", ""),
    )


def _deputies(form: PostedForm) -> Iterator[Deputy]:
    for number in count():
        if f"vara-{number}" not in form:
            return
        if form[f"vara-{number}"]:
            first, last = _day(form.get(f"vara-fra-{number}", "")), _day(form.get(f"vara-til-{number}", ""))
            yield Deputy(person=form[f"vara-{number}"], first=first, last=last)


def _absences(form: PostedForm) -> Iterator[Absence | None]:
    """Yield each absence; None for one with only one of its days, whose other day nobody knows."""
    for number in count():
        if f"borte-fra-{number}" not in form:
            return
        first, last = _day(form[f"borte-fra-{number}"]), _day(form.get(f"borte-til-{number}", ""))
        if first and last:
            yield Absence(first=first, last=last)
        elif first or last:
            yield None


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text.strip()) if text.strip() else None


def _step_names(request: Request, rows: Sequence[PersonRow]) -> dict[str, str]:
    return step_names(_loaded_now(request), pages_of(request).language, rows)


def _doubled(people: Sequence[KnownPerson]) -> list[list[KnownPerson]]:
    """Return those who share an address."""
    by_address: dict[str, list[KnownPerson]] = {}
    for known in people:
        by_address.setdefault(known.address.casefold(), []).append(known)
    return [sharing for sharing in by_address.values() if len(sharing) > 1]


def _words(request: Request, error: InputError) -> list[str]:
    pages = pages_of(request)
    language = pages.language
    return list(dict.fromkeys(said(problem.what, language) for problem in error.problems))


def _may_change(who: Identified | None) -> bool:
    return who is not None and may(who, "persons")


def _refuse_others(request: Request) -> Identified:
    who = who_asks(request)
    if who is None or not may(who, "persons"):
        raise HTTPException(403, NOT_YOURS)
    return who


def _row(request: Request) -> PersonRow:
    row = services_of(request).memory.persons.row(_community_id(request), request.path_params["key"])
    if row is None:
        raise HTTPException(404, NO_PERSON)
    return row


def _community(request: Request) -> Community:
    return _loaded(request).community


def _loaded(request: Request) -> LoadedCommunity:
    return load_named_community(services_of(request).settings, own_community(request))


def _loaded_now(request: Request) -> LoadedCommunity | None:
    """Return the community; None while its files cannot be read: who is known is seen, and taken out, all the same."""
    try:
        return _loaded(request)
    except CycleError:
        if not own_community(request):
            raise
        return None


def _why_unreadable(request: Request) -> str:
    """Return what is wrong with the files of the community, and what to do; empty where they can be read."""
    try:
        _loaded(request)
    except CycleError as error:
        return words_of(error, pages_of(request).language)
    return ""


def _community_id(request: Request) -> str:
    return own_community(request) or _community(request).id
