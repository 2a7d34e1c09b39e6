"""The register that counts: the newest import, or the community's own file until something is imported."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from cycle.errors import ConfigError, Problem, StepError, did_you_mean
from cycle.model import Register, digest
from cycle.register.lookup import history_of
from cycle.register.people import check_register, read_register
from cycle.services import Services
from cycle.steps.community import LoadedCommunity, load_named_community
from cycle.store.registers import ImportedRegister

FILES = ("register.xlsx", "register.csv")


def current_register(services: Services, loaded: LoadedCommunity) -> ImportedRegister:
    """Return the register that counts now.

    RegisterError with every bad row of the community's own file; ConfigError when there is no register at all.
    """
    newest = services.memory.registers.newest(loaded.community.id)
    if newest is not None:
        return newest
    file = _own_file(loaded)
    register = _read(loaded, file)
    return ImportedRegister(register=register, digest=digest(register), source=file.name, imported_at=services.now())


def import_register(services: Services, loaded: LoadedCommunity, file: Path) -> ImportedRegister:
    """Return the register as imported from the file; RegisterError with every bad row, and then nothing changes."""
    return services.memory.registers.add(loaded.community.id, _read(loaded, file), source=file.name, now=services.now())


def check(loaded: LoadedCommunity, file: Path) -> tuple[Register | None, tuple[Problem, ...]]:
    """Return the register in a file, None when it has errors, and every problem with sheet, row and column."""
    return check_register(file.read_bytes(), name=file.name, known_seats=loaded.printed, printed=loaded.printed)


def seat_history(
    services: Services, seat: str, *, community: str = "", on: dt.date | None = None
) -> list[dict[str, str | None]]:
    """Return who holds or held a seat, oldest first; only those on the day when one is named.

    StepError naming the nearest seat when no rule gives this one.
    """
    loaded = load_named_community(services.settings, community)
    if seat not in loaded.printed:
        raise StepError(f"seat {seat!r}: no rule gives it; {did_you_mean(seat, loaded.printed)}")
    register = current_register(services, loaded).register
    return [
        {
            "name": person.name,
            "id": person.id,
            "from": mandate.valid_from.isoformat() if mandate.valid_from else None,
            "to": mandate.valid_to.isoformat() if mandate.valid_to else None,
            "decided_by": mandate.decided_by,
        }
        for mandate, person in history_of(register, seat)
        if on is None or (mandate.valid_from or on) <= on <= (mandate.valid_to or on)
    ]


def _read(loaded: LoadedCommunity, file: Path) -> Register:
    return _parsed(file.read_bytes(), file.name, tuple(loaded.printed.items()))


@lru_cache(maxsize=4)
def _parsed(data: bytes, name: str, seats: tuple[tuple[str, tuple[str, str]], ...]) -> Register:
    """Return the register in these bytes; the same bytes are read once, since every step looks at them."""
    return read_register(data, name=name, known_seats=dict(seats), printed=dict(seats))


def _own_file(loaded: LoadedCommunity) -> Path:
    for name in FILES:
        if (loaded.folder / name).is_file():
            return loaded.folder / name
    remedy = "import one with `cycle register import FILE`, or put register.xlsx in the community's folder"
    raise ConfigError(
        [Problem(file=loaded.folder.name, where="", what="there is no register of people", remedy=remedy)]
    )
