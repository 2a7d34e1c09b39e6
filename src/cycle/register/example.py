"""Invented people for any list of seats: the example register, and registers of any size for tests and benchmarks.

Names are put together from lists and the seed; addresses end in .example, which is reserved (RFC 2606) and reaches
nobody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence

from cycle.model import Language
from cycle.register.seat_ids import Printed, id_text
from cycle.register.workbooks.workbook import RegisterRow

FIRST_NAMES = (
    "Åshild Øystein Ærna Sjur Ragnfrid Torbjørn Gunnvør Håvard Brynhild Eldbjørg Steinar Målfrid Asbjørn Solbjørg "
    "Ånund "
    "Ragnvald Sæbjørn Jorid Halldis Vidkunn Oddvør Kåre Signy Eirunn Bård Gyrid Tormod Ingvør Hallvard Ståle Liv-Åse "
    "Yngvild Arngrim Sølvi Bjarte Gudveig Jøran Turid-Mæla Endre Åsta Rønnaug Kjartan Bjørgunn Leidulv Hjørdis Øyvor"
)
MIDDLE_NAMES = "Lyng Sæle Vår Holt Åmot Brekke Ness Øygard Fjell Storm"
LAST_NAMES = (
    "Fagerdal Krossvåg Tindrevik Skogheim Ljosavåg Havrebø Klokkargard Lyngstrand Bjørkedokk Steinrusti Sølvberget "
    "Nordvågen Åkrebotn Kvernhøl Vindskar Øvreskog Grønlid Seljebrot Myrkedal Kaldeklev Breidablikk Rognebær "
    "Tjørnhaug Sandegjerd Vassfar Ospelund Æringsvåg Hesjedokk Nøttveit-Lia Raudberg Solhylla Kvitfonn"
)
FIRST, MIDDLE, LAST = FIRST_NAMES.split(), MIDDLE_NAMES.split(), LAST_NAMES.split()
APOSTROPHE = "D'Arvågen"

TERM_FIRST = dt.date(2023, 10, 15)
"""Mandates begin after the municipal elections of 2023."""


def invented_rows(
    seats: Sequence[str],
    *,
    people: int | None = None,
    vacant: Collection[str] = (),
    printed: Printed | None = None,
    valid_from: dt.date | None = TERM_FIRST,
    seed: int = 0,
) -> tuple[RegisterRow, ...]:
    """Return one row for each seat, held by so many different invented people; None means one person for each seat.

    With fewer people than seats the last seats go to people who hold one already, in turn; ValueError when there are
    more people than filled seats. The same arguments give the same rows.
    """
    filled = [seat for seat in seats if seat not in vacant]
    count = len(filled) if people is None else people
    if not 0 < count <= len(filled):
        raise ValueError(f"{count} people cannot hold {len(filled)} seats with at least one each")
    persons = [_person(number, filled[number], seed=seed) for number in range(count)]
    words = printed or {}
    turn = iter(range(len(filled)))
    rows = []
    for seat in seats:
        organisation, function = words.get(seat, ("", ""))
        name, address, language = ("ledig", "", None) if seat in vacant else persons[next(turn) % count]
        rows.append(
            RegisterRow(
                seat=seat,
                organisation=organisation,
                function=function,
                name=name,
                address=address,
                language=language,
                valid_from=None if seat in vacant else valid_from,
            )
        )
    return tuple(rows)


def _person(number: int, seat: str, *, seed: int) -> tuple[str, str, Language | None]:
    name = _name(number, seed=seed)
    domain = id_text(seat.partition(".")[0]) or "organisasjon"
    languages: tuple[Language | None, ...] = (None, None, None, None, "nn", "nb")
    # The number keeps two people of one name apart.
    return name, f"{id_text(name).replace('-', '.')}.{number + 1}@{domain}.example", languages[number % len(languages)]


def _name(number: int, *, seed: int) -> str:
    """Return the invented name with this number: every first and last name is met before a pair comes again."""
    start = int.from_bytes(hashlib.sha256(f"names {seed}".encode()).digest()[:4])
    first = FIRST[(start + number) % len(FIRST)]
    last = LAST[(start + number * 7 + number // len(FIRST)) % len(LAST)]
    if number % 59 == 41:
        last = APOSTROPHE
    middle = f" {MIDDLE[(number // 3) % len(MIDDLE)]}" if number % 3 == 2 else ""
    return f"{first}{middle} {last}"
