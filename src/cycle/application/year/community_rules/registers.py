"""The register that counts: the newest import, or the community's own file until something is imported."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cycle.application.year.closed_years.snapshot import REGISTER, ROLE_SEATS, kept_files
from cycle.application.year.community_rules.community import LoadedCommunity, load_named_community
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.kept_words import refuse_identity_number
from cycle.errors import ConfigError, InputError, Problem, RegisterError, StepError, StoreError, did_you_mean
from cycle.governance.inviting.seats import seats_from
from cycle.model import Language, Register, RegisterLayout, WideSeat, digest, from_plain
from cycle.phrases import Phrase
from cycle.reading import file_named
from cycle.register.changes.difference import EMPTY, applied, difference
from cycle.register.changes.matching import Answers
from cycle.register.changes.preview import A_LITTLE, Preview, preview
from cycle.register.changes.resulting import ImportScope
from cycle.register.lookup import history_of, seats_of
from cycle.register.people import ImportContext, check_register, read_register
from cycle.register.words import Say
from cycle.register.workbooks.marking import marked
from cycle.register.workbooks.workbook import RegisterRow, register_rows, write_register
from cycle.services import OSLO, Services
from cycle.store.people.previews import KeptPreview
from cycle.store.people.registers import ImportedRegister

__all__ = [
    "Answers",
    "Checked",
    "ImportScope",
    "Say",
    "check",
    "check_file",
    "current_register",
    "export_register",
    "import_register",
    "marked_problems",
    "marked_sheet",
    "reasons_to_look",
    "register_of",
    "seat_history",
]

FILES = ("register.xlsx", "register.csv")
VACANT = "ledig"
"""What stands for the name where nobody has the seat."""
OWN = "own:"
"""Before the digest of the community's own file, which counts until something is imported."""
NAMED = 8
"""So many losses are named where a file is refused; the check names all."""


def current_register(
    services: Services, loaded: LoadedCommunity, *, known: dt.datetime | None = None
) -> ImportedRegister:
    """Return the register that counts now, or the one that was known at a moment.

    RegisterError with every bad row of the community's own file; ConfigError when there is no register at all.
    """
    imported = services.memory.registers.known_at(loaded.community.id, known)
    if imported is not None:
        return imported
    if known is not None and services.memory.registers.newest(loaded.community.id) is not None:
        here = known.astimezone(OSLO)
        what = f"{loaded.community.id}: no register was imported until {here:%d.%m.%Y %H:%M}; name a later day"
        raise StepError(what).with_message(
            Phrase("No register was imported until {day}. Name a later day.", day=here.date())
        )
    file = own_register_file(loaded)
    register = _read(loaded, file)
    return ImportedRegister(register=register, digest=digest(register), source=file.name, imported_at=services.now())


def register_of(cycle: OpenCycle) -> ImportedRegister:
    """Return the register that counts for a year, read once for each record of it; errors as `current_register`.

    Of a year that is closed it is the one that counted then.
    """
    return cycle.record.once(
        "register", lambda: _closed_register(cycle) or current_register(cycle.services, cycle.loaded)
    )


def role_seats(register: Register) -> list[str]:
    """Return the seats that have a mailbox of their own, in order: it follows the seat, whoever holds it."""
    return sorted({mandate.seat for mandate in register.mandates if mandate.role_address})


def role_seats_of(cycle: OpenCycle) -> frozenset[str]:
    """Return the seats that have a mailbox of their own; of a year that is closed those that had one then.

    A year that was closed before this was kept has none to tell of.
    """
    kept = _closed_file(cycle, ROLE_SEATS)
    return frozenset(role_seats(register_of(cycle).register) if kept is None else kept)


def _closed_file(cycle: OpenCycle, path: str) -> Any:  # Any: JSON
    """Return what a file of a closed year's snapshot holds; None while it is open, or where there was none."""
    if cycle.closed is None:
        return None
    kept = {kept.path: kept.file for kept in kept_files(cycle.memory.files, cycle.closed.snapshot)}
    return json.loads(cycle.memory.files.read(kept[path])) if path in kept else None


def _closed_register(cycle: OpenCycle) -> ImportedRegister | None:
    """Return the register as it was known when the year was closed; None while it is open, or where there was none."""
    known = _closed_file(cycle, REGISTER)
    if known is None:
        return None
    register = from_plain(Register, known)
    assert cycle.closing is not None
    return ImportedRegister(register=register, digest=digest(register), source=REGISTER, imported_at=cycle.closing.at)


def seats_held(register: Register) -> Register:
    """Return who held which seat, without addresses, telephone numbers and notes: what is kept for ever of a register.

    To whom a letter went, and where, is on record with the letter.
    """
    return replace(
        register,
        persons=tuple(
            replace(person, address="", phone="", postal="", shared_address=False) for person in register.persons
        ),
        mandates=tuple(replace(mandate, role_address="", note="") for mandate in register.mandates),
        vacancies=tuple(replace(vacancy, note="") for vacancy in register.vacancies),
    )


def register_or_none(services: Services, loaded: LoadedCommunity, *, known: dt.datetime | None = None) -> Register:
    """Return the register that counts now, or was known then; without people for a community that has none yet."""
    if services.memory.registers.newest(loaded.community.id) is None and not _has_own_file(loaded):
        return Register(persons=(), mandates=())
    return current_register(services, loaded, known=known).register


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file as it was looked at, and the id it is imported by; empty when it has errors."""

    id: str
    preview: Preview


def check_file(
    services: Services,
    loaded: LoadedCommunity,
    file: Path,
    *,
    scope: ImportScope | None = None,
    answers: Answers | None = None,
) -> Checked:
    """Return what the file would change in the register that counts now, kept so that it can be imported by its id.

    `scope` says whether it is the whole register or additions and changes, where the file does not; `answers` are to
    what an earlier check asked about names typed over others.
    """
    data = file.read_bytes()
    counting = _current_register(services, loaded, beside=file)
    made = preview(
        data,
        name=file.name,
        known_seats=loaded.printed,
        printed=loaded.printed,
        layout=loaded.community.register,
        beside=ImportContext(current=counting.register, scope=scope, answers=answers or Answers()),
        language=loaded.community.language,
    )
    if made.register is None:
        return Checked(id="", preview=made)
    key = hashlib.sha256(
        f"{loaded.community.id}\n{counting.digest}\n{digest(made.register)}\n".encode() + data
    ).hexdigest()[:12]
    services.memory.previews.keep(
        KeptPreview(
            id=key,
            community=loaded.community.id,
            register=made.register,
            earlier=counting.digest,
            source=file.name,
            guesses=made.guesses,
            made_at=services.now(),
        )
    )
    return Checked(id=key, preview=made)


def import_register(
    services: Services, loaded: LoadedCommunity, wanted: str, *, who: str = "", why: str = ""
) -> ImportedRegister:
    """Return the register as imported from a file, or exactly as a preview showed it when its id is given.

    RegisterError with every bad row, and then nothing changes; StepError when the file holds what a person must see
    first (guesses, losses, more than a little that changes), or there is neither file nor preview. StoreError when
    another register counts than the one the preview was compared with. The log says `who` imported it, and `why`.
    """
    refuse_identity_number(who, why)
    kept = services.memory.previews.find(wanted)
    if kept is None:
        file = Path(wanted)
        kept = _looked_at(services, loaded, file)
    elif kept.community != loaded.community.id:
        what = f"preview {wanted}: is of {kept.community}, not of {loaded.community.id}; add --community"
        raise StepError(what).with_message(
            Phrase("The register that was looked at is of another community: {community}.", community=kept.community)
        )
    counting = _current_register(services, loaded, beside=None)
    if kept.earlier == counting.digest:
        register = applied(counting.register or EMPTY, difference(counting.register or EMPTY, kept.register))
    else:
        _same_own_file(services, loaded, kept)
        register = kept.register
    return services.memory.registers.add(
        loaded.community.id,
        register,
        source=kept.source,
        now=services.now(),
        after=kept.earlier,
        who=who,
        why=why,
    )


def export_register(services: Services, loaded: LoadedCommunity) -> bytes:
    """Return the register as an .xlsx file that imports back unchanged; what has ended has a sheet of its own.

    A community without a register gets every seat its rules give from today on, to be filled in.
    """
    register, today = register_or_none(services, loaded), services.today
    if not register.mandates and not register.vacancies:
        seats = seats_from(today, loaded.community, loaded.all_versions())
        blank = [
            RegisterRow(seat=seat, organisation=loaded.printed[seat][0], function=loaded.printed[seat][1], name=VACANT)
            for seat in seats
        ]
        return write_register(blank, invented=False, language=loaded.community.language)
    rows = register_rows(register, printed=loaded.printed)
    ended = [row for row in rows if row.valid_to is not None and row.valid_to < today]
    rows = tuple(row for row in rows if row not in ended)
    return write_register(rows, invented=register.invented, earlier=ended, language=loaded.community.language)


def check(loaded: LoadedCommunity, file: Path) -> tuple[Register | None, tuple[Problem, ...]]:
    """Return the register in a file, None when it has errors, and every problem with sheet, row and column."""
    return check_register(
        file.read_bytes(),
        name=file.name,
        known_seats=loaded.printed,
        printed=loaded.printed,
        layout=loaded.community.register,
        language=loaded.community.language,
    )


def seat_history(
    services: Services,
    seat: str,
    *,
    community: str = "",
    on: dt.date | None = None,
    known: dt.datetime | None = None,
) -> list[dict[str, str | None]]:
    """Return who holds or held a seat, oldest first, or every seat of a person when a name is given.

    Only those on the day when one is named, as it was known at a moment when one is. StepError naming the nearest seat
    or person when there is none such.
    """
    loaded = load_named_community(services.settings, community)
    register = current_register(services, loaded, known=known).register
    held = history_of(register, seat) if seat in loaded.printed else seats_of(register, seat)
    if not held and seat not in loaded.printed:
        names = [person.name for person in register.persons]
        near = did_you_mean(seat, [*loaded.printed, *names] if "." not in seat else loaded.printed)
        what = f"{seat!r}: no rule gives such a seat, and nobody of that name is in the register; {near}"
        raise StepError(what).with_message(
            Phrase("No rule gives a seat «{seat}», and nobody in the register is called so.", seat=seat)
        )
    return [
        {
            "seat": mandate.seat,
            "name": person.name,
            "id": person.id,
            "from": mandate.valid_from.isoformat() if mandate.valid_from else None,
            "to": mandate.valid_to.isoformat() if mandate.valid_to else None,
            "decided_by": mandate.decided_by,
        }
        for mandate, person in held
        if on is None or (mandate.valid_from or on) <= on <= (mandate.valid_to or on)
    ]


def _looked_at(services: Services, loaded: LoadedCommunity, file: Path) -> KeptPreview:
    """Return the preview of a file that needs no second look."""
    if not file.is_file():
        what = f"{file}: is neither a file nor the id of a preview; `cycle register check FILE` prints the id"
        raise StepError(what).with_message(Phrase("There is no file «{name}». Check the file again.", name=file.name))
    checked = check_file(services, loaded, file)
    if checked.preview.register is None:
        raise RegisterError(problem for problem in checked.preview.problems if problem.severity == "error")
    if reasons := reasons_to_look(checked.preview, loaded):
        values = {"file": file.name, "why": ", ".join(reasons), "id": checked.id}
        raise StepError(Say(loaded.community.language).word("needs_id", **values))
    kept = services.memory.previews.find(checked.id)
    if kept is None:  # written a moment ago
        what = f"{file.name}: the preview {checked.id} is not on record; check the file again"
        raise StepError(what).with_message(
            Phrase("What was looked at in «{name}» is not kept any more. Check the file again.", name=file.name)
        )
    return kept


def marked_sheet(data: bytes, made: Preview, *, name: str, language: Language) -> bytes:
    """Return the file as a workbook in which each problem is a coloured cell with a comment."""
    return marked_problems(data, made.problems, name=name, language=language)


def marked_problems(data: bytes, problems: Sequence[Problem], *, name: str, language: Language) -> bytes:
    """Return a workbook in which each of the problems is a coloured cell with a comment."""
    return marked(data, problems, name=name, say=Say(language))


def reasons_to_look(made: Preview, loaded: LoadedCommunity) -> list[str]:
    """Return why a file is only imported by the id of its check: guesses, losses, more than a little that changes."""
    say = Say(loaded.community.language)
    reasons: list[str] = []
    if made.guesses:
        reasons.append(say.word("needs_id_guess", number=made.guesses))
    if made.losses:
        named = ", ".join(dict.fromkeys(change.name or change.seat or change.text for change in made.losses[:NAMED]))
        more = " …" if len(made.losses) > NAMED else ""
        reasons.append(say.word("needs_id_loss", number=len(made.losses), what=f"{named}{more}"))
    if made.replaces_much:
        reasons.append(say.word("needs_id_much", number=A_LITTLE))
    return reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class _CurrentRegister:
    """The register that counts now, and its digest; the community's own file is named as such."""

    register: Register | None
    digest: str


def _current_register(services: Services, loaded: LoadedCommunity, *, beside: Path | None) -> _CurrentRegister:
    newest = services.memory.registers.newest(loaded.community.id)
    if newest is not None:
        return _CurrentRegister(register=newest.register, digest=newest.digest)
    own = _own_register(loaded, beside=beside)
    return _CurrentRegister(register=own, digest="" if own is None else f"{OWN}{digest(own)}"[:64])


def _same_own_file(services: Services, loaded: LoadedCommunity, kept: KeptPreview) -> None:
    """Refuse a preview beside the community's own file when that file says something else now."""
    if kept.earlier.startswith(OWN) and services.memory.registers.newest(loaded.community.id) is None:
        raise StoreError(
            f"{loaded.community.id}: the community's own register has changed after this one was looked at; "
            "check the file again"
        )


def _own_register(loaded: LoadedCommunity, *, beside: Path | None) -> Register | None:
    """Return the register of the community's own file, which counts until one is imported; None when it is no use."""
    try:
        file = own_register_file(loaded)
        return None if beside is not None and file.samefile(beside) else _read(loaded, file)
    except InputError:
        return None


def _read(loaded: LoadedCommunity, file: Path) -> Register:
    own = loaded.community.register
    layout = (tuple(own.columns.items()), own.wide)
    return _parsed(file.read_bytes(), file.name, tuple(loaded.printed.items()), layout)


@lru_cache(maxsize=4)
def _parsed(
    data: bytes,
    name: str,
    seats: tuple[tuple[str, tuple[str, str]], ...],
    layout: tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[WideSeat, ...]],
) -> Register:
    """Return the register in these bytes; the same bytes are read once, since every step looks at them."""
    own = RegisterLayout(columns=dict(layout[0]), wide=layout[1])
    return read_register(data, name=name, known_seats=dict(seats), printed=dict(seats), layout=own)


def _has_own_file(loaded: LoadedCommunity) -> bool:
    return any(file_named(loaded.folder, name) for name in FILES)


def own_register_file(loaded: LoadedCommunity) -> Path:
    """Return the community's own file, which is read until a register is imported; ConfigError without one."""
    found = [file for name in FILES if (file := file_named(loaded.folder, name))]
    if found:
        return found[0]
    what = Phrase("there is no register of people")
    remedy = Phrase("import one with `cycle register import FILE`, or put register.xlsx in the community's folder")
    raise ConfigError([Problem(file=loaded.folder.name, where="", what=what, remedy=remedy)])
