"""`register` and `programme` as a secretariat uses them: what is lost needs the id, and a sheet comes back marked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from cycle.register.workbooks.workbook import write_register
from tests.desk import CEO, CHIEF, MAYOR, PEOPLE, Desk

CARD = """BEGIN:VCARD\r
VERSION:3.0\r
FN:Eva Dal\r
ORG:Voss herad\r
TITLE:Ordførar\r
EMAIL:eva@voss.example\r
END:VCARD\r
"""


def test_one_card_adds_one_person_and_replaces_nobody(desk: Desk, run, tmp_path: Path) -> None:
    card = tmp_path / "eva.vcf"
    card.write_text(CARD, "utf-8")
    said = run("register", "check", card, "--json").json
    assert (said["scope"], said["summary"], said["needs_id"]) == ("changes", "1 ny", [])
    assert run("register", "import", card, "--json").json["persons"] == len({row.name for row in PEOPLE}) + 1
    assert run("register", "who", MAYOR.seat, "--json").json["holders"][0]["name"] == MAYOR.name


def test_where_log_in_is_on_an_import_is_of_somebody_who_is_known(desk: Desk, run, tmp_path: Path) -> None:
    """Whoever imports does not alone approve what follows of it, so a name that nobody has hides nobody's hand."""
    desk.settle(identity="link")
    card = tmp_path / "eva.vcf"
    card.write_text(CARD, "utf-8")
    nameless, stranger = run("register", "import", card), run("register", "import", card, "--name", "root@host")
    assert (nameless.code, "write who imports it: --name NAME" in nameless.err) == (2, True)
    assert (stranger.code, "fits nobody who may decide" in stranger.err) == (1, True)
    keys = "one of kari-koordinator, ola-andrehand, samarbeidssekretariatet"
    add = "`cycle people add NAME --address ADDRESS --role ROLE`"
    for said in (nameless.err, stranger.err):  # also in a home where nobody has logged in yet: the file lists them
        words = " ".join(said.split())
        assert keys in words, said
        assert add in words, said
    assert [event for event in desk.services.memory.events.all() if event.what == "import"] == []
    new = ("people", "add", "Ny Sekretær", "--address", "ny@x.example", "--role", "secretariat")
    assert run(*new).code == 0
    assert run("register", "import", card, "--name", "ny-sekretaer").code == 0
    assert run("register", "import", card, "--name", "kari-koordinator").code == 0
    imports = [event for event in desk.services.memory.events.all() if event.what == "import"]
    assert "Ny Sekretær" in [event.who for event in imports]


def test_who_would_be_lost_is_named_and_needs_the_id(desk: Desk, run, tmp_path: Path) -> None:
    file = tmp_path / "ny.xlsx"
    file.write_bytes(write_register([row for row in PEOPLE if row != CEO], invented=True))
    said = run("register", "import", file)
    assert said.code == 1
    assert CEO.name in said.err
    checked = run("register", "check", file, "--json").json
    assert [loss["name"] for loss in checked["losses"] if loss["kind"] == "out"] == [CEO.name]
    assert run("register", "import", checked["id"]).code == 0
    assert run("register", "who", CEO.seat).out == "vacant\n"


def test_a_new_mayor_typed_over_the_old_is_asked_about_and_answered(desk: Desk, run, tmp_path: Path) -> None:
    file = tmp_path / "ny.xlsx"
    new = replace(MAYOR, name="Per Dal", address="per@alver.example")
    file.write_bytes(write_register([new, *PEOPLE[1:]], invented=True))
    checked = run("register", "check", file, "--json")
    assert (checked.code, [problem["where"] for problem in checked.json["problems"]]) == (1, ["Register!D4"])
    answered = run("register", "check", file, "--json", "--new-holder", "Register!D4=2026-11-01").json
    assert answered["summary"] == "1 bytte"
    assert run("register", "import", answered["id"]).code == 0
    held = run("register", "who", MAYOR.seat, "--json").json["holders"]
    assert [(entry["name"], entry["from"], entry["to"]) for entry in held] == [
        (MAYOR.name, None, "2026-10-31"),
        ("Per Dal", "2026-11-01", None),
    ]


def test_more_than_a_little_needs_the_id(desk: Desk, run, tmp_path: Path) -> None:
    file = tmp_path / "ny.xlsx"
    file.write_bytes(write_register([replace(row, address=f"ny.{row.address}") for row in PEOPLE], invented=True))
    said = run("register", "import", file)
    assert (said.code, "meir enn 5 er endra" in said.err) == (1, True)


def test_the_sheet_comes_back_with_its_problems_marked(desk: Desk, run, tmp_path: Path) -> None:
    file, back = tmp_path / "ny.xlsx", tmp_path / "att.xlsx"
    file.write_bytes(write_register([replace(CHIEF, address="tone@"), *PEOPLE], invented=True))
    assert run("register", "check", file, "--mark", back).code == 1
    assert load_workbook(back)["Register"]["E4"].comment is not None
    assert run("register", "check", file, "--mark", back).code == 2


def test_a_programme_is_checked_before_it_is_put_in_its_folder(run, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(
        "Tid;Tema;Innleiar\n09.00–09.30;Velkomen;Kari Øy (ordførar)\n09.30–10;Kva no?;?ystein Dal\n", "utf-8"
    )
    said = run("programme", "check", file, "--json")
    assert (said.code, [problem["where"] for problem in said.json["problems"]]) == (1, ["p!C3"])
    file.write_text("Tid;Tema\n09.00–09.30;Velkomen\n", "utf-8")
    assert "09.00–09.30  opening  Velkomen" in run("programme", "check", file).out
