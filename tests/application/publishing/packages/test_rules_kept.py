"""A package holds the rules and the register that were in force, byte for byte, whatever they are since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.application.closed_year import PACKAGE, done
from tests.desk import CEO, MAYOR, PEOPLE, Desk

RULES = {
    "bokmal.toml",
    "community.toml",
    "history.toml",
    "noark.toml",
    "organisations.csv",
    "partnarskapsmote.toml",
    "retention.toml",
    "toppleiarmote.toml",
}
MINUTES = 'present = ["Tone Kvåle"]\n'


def kept(desk: Desk, version: str = "") -> dict[str, bytes]:
    folder = desk.home / "packages" / f"{PACKAGE}{version}" / "data" / "reglar"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def register_of(desk: Desk, version: str = "") -> dict[str, Any]:
    file: Path = desk.home / "packages" / f"{PACKAGE}{version}" / "data" / "register.json"
    held: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return held


def test_the_package_holds_the_rules_and_the_register_in_force_and_so_does_the_next_one(desk: Desk) -> None:
    desk.register(*PEOPLE)
    (desk.year_folder / "referat.toml").write_text(MINUTES, "utf-8")
    in_force = {name: (desk.community / name).read_bytes() for name in RULES}
    in_force |= {f"aaret/{name}": (desk.year_folder / name).read_bytes() for name in ("meeting.toml", "referat.toml")}
    desk.walk()
    assert kept(desk) == in_force
    register = register_of(desk)
    people = {person["id"]: person["name"] for person in register["persons"]}
    held = {(mandate["seat"], people[mandate["person"]]) for mandate in register["mandates"]}
    assert held >= {(row.seat, row.name) for row in PEOPLE}
    assert {row.address for row in PEOPLE if row.address} & {*map(str, flat(register))} == set()

    for name in RULES:
        with (desk.community / name).open("ab") as file:
            file.write(b"\n")
    desk.replace("community.toml", "Samarbeidssekretariatet", "Sekretariatet")
    (desk.year_folder / "meeting.toml").unlink()
    desk.register(*(row for row in PEOPLE if row not in {MAYOR, CEO}))
    done(desk, "correct", what="venue", new="Fedje kulturhus")
    assert kept(desk, "-v2") == in_force
    assert register_of(desk, "-v2") == register


def flat(value: object) -> list[object]:
    """Every value in what was read of JSON."""
    if isinstance(value, dict):
        return [found for held in value.values() for found in flat(held)]
    return [found for held in value for found in flat(held)] if isinstance(value, list) else [value]
