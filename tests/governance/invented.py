"""Communities nobody has: made by chance, in files, with ids that cannot be taken for words."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.model import Mandate, Person, Register

Table = dict[str, object]
CONTACT = (
    '[contact]\nname = "K"\norganisation = "S"\naddress = "k@s.example"\n[sources]\navtalen = { title = "Avtalen" }\n'
)
DATES = """
[[milestones]]
id = "invitasjon"
title = "Invitasjon"
weeks_before = 8
[[milestones]]
id = "svarfrist"
title = "Svarfrist"
weeks_before = 4
[[dispatches]]
id = "invitasjon"
title = "Invitasjon"
template = "invitasjon.docx"
subject = "x"
milestone = "invitasjon"
mail = "invitasjon"
"""


def table(header: str, /, **keys: object) -> str:
    """Return a table of a file, with what every rule carries."""
    given = {**keys, "clause": "§ 2", "source": "avtalen", "basis": keys.get("basis", "stated"), "why": "Slik er det."}
    return f"{header}\n" + "".join(f"{key} = {toml(value)}\n" for key, value in given.items() if value is not None)


def toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case dict():
            return "{ " + ", ".join(f"{key} = {toml(entry)}" for key, entry in value.items()) + " }"
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case _:
            return str(value)


def write(folder: Path, *, community: str, rows: Sequence[str], meeting: str, history: str = "") -> None:
    """Write the files of a community."""
    folder.mkdir()
    (folder / "community.toml").write_text(community, "utf-8")
    header = "id,name,short,side,number,area,language_decision,valid_from,valid_to,successor,source"
    (folder / "organisations.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
    (folder / "zqm-mote.toml").write_text(meeting, "utf-8")
    if history:
        (folder / "history.toml").write_text(history, "utf-8")


def about(language: str, *, sides: Sequence[str] = (), areas: Sequence[str] = ()) -> str:
    """Return the first tables of community.toml."""
    text = f'name = "Fellesskapet"\nlanguage = "{language}"\nmeetings = ["zqm-mote"]\n{CONTACT}'
    text += "".join(f'[[sides]]\nid = "{side}"\nname = "side {side[-1].upper()}"\n' for side in sides)
    return text + "".join(f'[[areas]]\nid = "{area}"\nname = "Område {area[-1]}"\n' for area in areas)


def rules(**top: object) -> str:
    """Return the first tables of a meeting type."""
    text = 'name = "Årsmøte"\nname_definite = "Årsmøtet"\nversion = "1"\n'
    text += "".join(f"{key} = {value}\n" for key, value in top.items() if key == "valid_to")
    often = {key: value for key, value in top.items() if key != "valid_to"}
    text += table("[purpose]", text=["drøfte saker"])
    return text + table("[frequency]", **{"minimum": 1, **often}) + table("[rights]", default="speak")


def by_chance(folder: Path, chance: random.Random) -> None:
    """Write a community that nobody thought of."""
    sides = chance.choice([[], ["zqs-a"], ["zqs-a", "zqs-b"], ["zqs-a", "zqs-b", "zqs-c"]])
    number = chance.randint(1, 6)
    organisations = {f"zqo-{at}": chance.choice(sides) if sides else "" for at in range(number)}
    areas = chance.choice([[], ["zqa-1", "zqa-2"]])
    rows = [_row(organisation, side, areas, number, chance) for organisation, side in organisations.items()]
    bodies = [f"zqb-{at}" for at in range(chance.randint(0, 3))]
    text = about(chance.choice(["nn", "nb"]), sides=sides, areas=areas)
    kinds = [chance.choice(["zqk-utval", None]) for _ in bodies]
    for body, kind in zip(bodies, kinds, strict=True):
        text += _body(body, kind, next(iter(organisations)), chance)
    holders = [*bodies, *organisations]
    meeting = rules(
        minimum=chance.randint(0, 2),
        **chance.choice([{}, {"extraordinary": "allowed"}, {"maximum": 2}, {"valid_to": "2027-01-15"}]),
    )
    meeting += _host(sides, organisations, chance)
    meeting += chance.choice(["", table("[chair]", how="follows", of="host")])
    committee = [{"unstated": True}, *({"body": body} for body in bodies)]
    meeting += chance.choice(["", table("[committee]", name="Komiteen", **chance.choice(committee))])
    meeting += chance.choice(["", table("[secretariat]", together=holders[:2])])
    for at in range(chance.randint(1, 4)):
        meeting += _seat(at, holders, list(organisations), sides, [kind for kind in kinds if kind], chance)
    history = "".join(_edition(year, sides, chance) for year in range(2022, 2027) if chance.random() < 0.5)
    write(folder, community=text, rows=rows, meeting=meeting + DATES, history=history)


def _row(organisation: str, side: str, areas: Sequence[str], number: int, chance: random.Random) -> str:
    first = chance.choice(["", "", "", "2025-01-01", "2027-01-01", "2027-02-01"])
    last = chance.choice(["", "", "", "2027-01-31", "2027-02-15"] if first else ["", "", "2026-12-31", "2023-12-31"])
    successor = f"zqo-{chance.randrange(number)}" if last else ""
    at = organisation[-1]
    area = chance.choice(areas) if areas else ""
    follows = "" if successor == organisation else successor
    return f"{organisation},Kommune {at},K{at},{side},,{area},,{first},{last},{follows},avtalen"


def _body(body: str, kind: str | None, organisation: str, chance: random.Random) -> str:
    text = f'[[bodies]]\nid = "{body}"\nname = "Utval {body[-1]}"\nsource = "avtalen"\n'
    text += f'kind = "{kind}"\n' if kind else ""
    text += chance.choice(["", 'clause = "§ 3"\n', "valid_to = 2026-12-31\n"])
    if chance.random() < 0.8:
        text += table("[[bodies.seats]]", id="leiar", title="leiar")
        text += chance.choice(
            ["", table("[[bodies.seats]]", id="medlem", per="organisation", title="medlem", deputies=1)]
        )
        names = chance.choice([body, organisation, "Brukarutvalet"])
        text += chance.choice(
            ["", table("[[bodies.seats]]", id="brukar", title="brukar", named_by=names, optional=True)]
        )
    return text


def _seat(
    at: int,
    holders: Sequence[str],
    organisations: Sequence[str],
    sides: Sequence[str],
    kinds: Sequence[str],
    chance: random.Random,
) -> str:
    where: list[Table] = [
        {"per": "organisation"},
        {"per": "organisation", "organisations": [organisations[0]]},
        {"per": "area"},
        {"per": "side"},
        {"per": "host"},
        {"per": "one", "holder": chance.choice(holders)},
        {"per": "one", "of": list(holders[:2])},
    ]
    where += [{"per": "organisation", "side": side} for side in sides] + [
        {"per": "body", "kind": kind} for kind in kinds
    ]
    more: list[Table] = [
        {},
        {"count": 2},
        {"count": "unstated"},
        {"up_to": 3},
        {"optional": True},
        {"deputies": 2, "deputy_meets": chance.choice(["when_called", "when_vacant"])},
        {"term_years": chance.choice([1, 2, 4])},
        {"election": "municipal"},
        {"named_by": chance.choice([*holders, *sides, "Kommunane"])},
    ]
    title = chance.choice(["ordførar", "leiar", "representant", "direktør"])
    return table("[[seats]]", id=f"plass{at}", title=title, **{**chance.choice(where), **chance.choice(more)})


def _host(sides: list[str], organisations: dict[str, str], chance: random.Random) -> str:
    kinds: list[Table] = [{"how": "none"}, {"how": "unstated"}, {"how": "elected", "elected_by": "møtet"}]
    if not sides:
        return table("[host]", **chance.choice(kinds))
    kinds += [{"how": "fixed", "side": sides[0]}, {"how": "joint", "order": sides}]
    if chance.random() < 0.4:
        return table("[host]", **chance.choice(kinds))
    text = table(
        "[host]", how="rotates", order=sides, every=chance.choice([1, 1, 2]), basis=chance.choice(["stated", "ours"])
    )
    text += table("[host.anchor]", year=2024, side=sides[0])
    text += table(
        "[host.counting]",
        by=chance.choice(["calendar_year", "held_meeting"]),
        on_cancelled=chance.choice(["advance", "hold"]),
        extra=chance.choice(["same_host", "advances", "ignored"]),
    )
    inside = [organisation for organisation, side in organisations.items() if side == sides[0]]
    if inside and chance.random() < 0.5:
        anchor = {"year": 2024, "organisation": inside[0]}
        each = chance.choice(["year", "turn"])
        text += table("[[host.inner]]", side=sides[0], order=inside, each=each, anchor=anchor)
    return text


def _edition(year: int, sides: Sequence[str], chance: random.Random) -> str:
    text = f'[[editions]]\nyear = {year}\nmeeting = "zqm-mote"\ntitle = "Årsmøtet {year}"\n'
    if chance.random() < 0.2:
        return text + 'state = "cancelled"\n'
    if not sides or chance.random() < 0.5:
        return text
    basis = chance.choice(["stated", "inferred"])
    fact = f'value = "{chance.choice(sides)}"\nbasis = "{basis}"\nsource = "avtalen"\nwhy = "Det ser slik ut."\n'
    return f"{text}[editions.host_side]\n{fact}"


def people_of(loaded: LoadedCommunity, chance: random.Random) -> Register:
    """Return people for most of the seats, with mandates that end and begin around New Year 2027."""
    people: list[Person] = []
    mandates: list[Mandate] = []

    def sits(seat: str, first: dt.date | None, last: dt.date | None) -> None:
        person, name = f"zqp-{len(people)}", f"Namn {len(people)}"
        address = f"n{len(people)}@x.example" if chance.random() < 0.9 else ""
        people.append(Person(id=person, name=name, address=address, language=None))
        mandates.append(Mandate(person=person, seat=seat, valid_from=first, valid_to=last))

    for seat in loaded.printed:
        if chance.random() < 0.7:
            first = chance.choice([None, dt.date(2022, 1, 1), dt.date(2023, 10, 5)])
            last = chance.choice([None, None, dt.date(2026, 6, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 20)])
            sits(seat, first, last)
            if last and chance.random() < 0.5:
                sits(seat, last + dt.timedelta(days=1), None)
    return Register(persons=tuple(people), mandates=tuple(mandates))
