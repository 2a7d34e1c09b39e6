"""Whoever a file of the year names as its maker does not alone approve what rests on it, and the gate says so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from cycle.application.actions import edits_on, why_not_approve
from cycle.application.actions.deciding.deciders import approvals_given
from cycle.application.dispatches import ask
from cycle.application.persons import active, change_person, people, remove_person
from cycle.application.persons.identified import identified
from cycle.application.review import gate_view
from cycle.application.year import HandEdit, node_named
from cycle.letters.ooxml import saver_of
from cycle.model import Identified
from cycle.store.years.decisions import Decision
from tests.desk import Desk

KARI, OLA = "Kari Koordinator", "Ola Andrehand"
LETTERS = "letters.folgebrev"
MINUTES = f"""edited_by = "{KARI}"
chair = "Leiar"

[[signals]]
to = "Alver"
text = "Gjer dette."
"""
ODF = """<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:creator>{name}</dc:creator></office:meta>
</office:document-meta>"""
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
<cp:lastModifiedBy>{name}</cp:lastModifiedBy></cp:coreProperties>"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Desk(tmp_path, identity="link")) as desk:
        desk.start()
        yield desk


def who(desk: Desk, name: str) -> Identified:
    persons = active(people(desk.services))
    [found] = [known for known in persons if known.name == name]
    return identified(found, persons, on=desk.services.today, known_by="link", proof="test")


def packed(part: str, text: str) -> bytes:
    """Return a file of Office that holds one part alone."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(part, text)
    return made.getvalue()


def saved_by(desk: Desk, name: str) -> None:
    """Let somebody save the programme as a workbook."""
    file = desk.year_folder / "program.xlsx"
    book = openpyxl.load_workbook(file)
    book.properties.lastModifiedBy = name
    book.save(file)


def written(desk: Desk, file: str) -> None:
    """Let Kari write one of the files that name their maker themselves."""
    folder = desk.year_folder
    match file:
        case "program.xlsx":
            saved_by(desk, KARI)
        case "program.toml":
            (folder / "program.xlsx").unlink()
            items = '[[items]]\nstart = "09.00"\nend = "10.00"\ntitle = "Opning"\n'
            (folder / file).write_text(f'edited_by = "{KARI}"\n{items}', "utf-8")
        case "presentasjonar/tal.pptx":
            (folder / file).write_bytes(packed("docProps/core.xml", CORE.format(name=KARI)))
        case "presentasjonar/tal.odp":
            (folder / file).write_bytes(packed("meta.xml", ODF.format(name=KARI)))
        case "referat.toml":
            (folder / file).write_text(MINUTES, "utf-8")
        case "oppfolging.toml":
            report = f'signal = "2027-1"\non = 2027-03-01\nstatus = "svara"\ntext = "Sendt."\nby = "{KARI}"\n'
            (desk.community / file).write_text(f"[[followups]]\n{report}", "utf-8")


@pytest.mark.parametrize(
    ("file", "kind", "steps"),
    [
        ("program.xlsx", "programme", {LETTERS, "archive"}),
        ("program.toml", "programme", {LETTERS, "archive"}),
        ("presentasjonar/tal.pptx", "presentation", {"archive"}),
        ("presentasjonar/tal.odp", "presentation", {"archive"}),
        ("referat.toml", "minutes", {"signals.styringsbrev", "archive"}),
        ("oppfolging.toml", "report", {LETTERS, "archive"}),
    ],
)
def test_who_a_file_names_had_a_hand_in_each_step_that_rests_on_it_and_in_no_other(
    desk: Desk, file: str, kind: str, steps: set[str]
) -> None:
    if "signals.styringsbrev" in steps:
        (desk.year_folder / "referat.toml").write_text(MINUTES.replace(KARI, "Ein annan"), "utf-8")
        ask(desk.cycle(), "styringsbrev", who=OLA, why="Møtet er halde")
    before = {node.name: set(edits_on(desk.cycle(), node.name)) for node in desk.cycle().graph}
    written(desk, file)
    after = {node.name: set(edits_on(desk.cycle(), node.name)) for node in desk.cycle().graph}
    new = {step: edits - before[step] for step, edits in after.items() if edits != before[step]}
    assert set(new) == steps
    assert set.union(*new.values()) == {HandEdit(kind=kind, name=KARI)}


@pytest.mark.parametrize(
    ("last_year", "counts"),
    [(None, True), ("2026-02-19", False), ("2026-02-12", True), ("2026-02-11", True), ("2027-02-18", True)],
)
def test_a_report_that_the_meeting_before_has_seen_is_nobodys_hand_in_this_years_letters(
    desk: Desk, last_year: str | None, *, counts: bool
) -> None:
    before = {node.name: set(edits_on(desk.cycle(), node.name)) for node in desk.cycle().graph}
    home = desk.community / "partnarskapsmote-2026"
    if last_year:
        home.mkdir(exist_ok=True)
        (home / "meeting.toml").write_text(f"date = {last_year}\n", "utf-8")
    report = f'signal = "2025-1"\non = 2026-02-12\nstatus = "svara"\ntext = "Sendt."\nby = "{KARI}"\n'
    (desk.community / "oppfolging.toml").write_text(f"[[followups]]\n{report}", "utf-8")
    after = {node.name: set(edits_on(desk.cycle(), node.name)) for node in desk.cycle().graph}
    new = {step for step, edits in after.items() if edits != before[step]}
    assert new == ({LETTERS, "archive"} if counts else set())


def test_whoever_wrote_the_programme_reads_who_can_and_the_gate_tells_everybody(desk: Desk) -> None:
    saved_by(desk, KARI)
    desk.walk(to="invitations")
    result = desk.compute(LETTERS)
    cycle = desk.cycle()
    assert why_not_approve(cycle, result, who(desk, KARI)) == (
        "Kari Koordinator har skrive programmet, så ein annan må godkjenne. Dei som kan: Ola Andrehand."
    )
    assert why_not_approve(cycle, result, who(desk, OLA)) == ""
    view = gate_view(cycle, node_named(cycle.graph, LETTERS))
    assert view is not None
    assert view.hands == ("Kari Koordinator har skrive programmet, så ein annan må godkjenne.",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no package",
        packed("docProps/core.xml", "<broken"),
        packed("docProps/core.xml", CORE.format(name="K" * 1_000_001)),
        packed("docProps/app.xml", CORE.format(name=KARI)),
        packed("docProps/core.xml", '<!DOCTYPE x [<!ENTITY who "Kari">]>' + CORE.format(name="&who;")),
    ],
)
def test_a_file_that_cannot_be_read_or_is_a_trap_names_nobody(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "tal.pptx").write_bytes(data)
    assert saver_of(tmp_path / "tal.pptx") == ""


@pytest.mark.parametrize(
    "written",
    [
        "Kari Koordinator og Ola Andrehand",
        "Ola Andrehand, Kari Koordinator",
        "Koordinator, Kari",
        "Kari Koordinator (Alver kommune)",
        "Kari Koordinator <kari.koordinator@kommunane.example>",
        "Kari M. Koordinator",
        "Kari Koordinator.",
        "rådgjevar Kari Koordinator",
        "kari-koordinator",
        "Kari\u00a0Koordi\u00adnator/Ola Andrehand",
    ],
)
def test_whose_hand_it_was_is_known_however_it_is_written(desk: Desk, written: str) -> None:
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(f'edited_by = "{written}"\n{facts.read_text("utf-8")}', "utf-8")
    desk.start()
    result = desk.compute("plan")
    assert "så ein annan må godkjenne" in why_not_approve(desk.cycle(), result, who(desk, KARI))


@pytest.mark.parametrize("written", ["Per Hansen og Kari Vik", "Kari", "KK", "Kаri Koordinator", "SSU"])
def test_a_hand_that_is_nobodys_on_the_list_is_asked_about_at_the_gate(desk: Desk, written: str) -> None:
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(f'edited_by = "{written}"\n{facts.read_text("utf-8")}', "utf-8")
    desk.start()
    result = desk.compute("plan")
    assert why_not_approve(desk.cycle(), result, who(desk, KARI)) == ""
    view = gate_view(desk.cycle(), node_named(desk.cycle().graph, "plan"))
    assert view is not None
    (said,) = view.hands
    assert said.startswith(f"«{written}» har skrive opplysningane om møtet")
    assert said.endswith("Kven var det?")


def test_a_person_who_was_renamed_does_not_approve_alone_what_they_made(desk: Desk) -> None:
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(f'edited_by = "{KARI}"\n{facts.read_text("utf-8")}', "utf-8")
    desk.start()
    result = desk.compute("plan")
    for name in ("Kari Nygift", "Kari Nordmann"):
        row = next(row for row in people(desk.services) if row.person.key == "kari-koordinator")
        change_person(desk.services, row, replace(row.person, name=name), by="test")
        assert "så ein annan må godkjenne" in why_not_approve(desk.cycle(), result, who(desk, name))
    row = next(row for row in people(desk.services) if row.person.key == "kari-koordinator")
    assert row.person.earlier_names == (KARI, "Kari Nygift")


def test_a_colleague_who_was_taken_off_the_list_is_no_stranger(desk: Desk) -> None:
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(f'edited_by = "{OLA}"\n{facts.read_text("utf-8")}', "utf-8")
    row = next(row for row in people(desk.services) if row.person.name == OLA)
    remove_person(desk.services, row, by="test")
    desk.start()
    desk.compute("plan")
    view = gate_view(desk.cycle(), node_named(desk.cycle().graph, "plan"))
    assert view is not None
    assert view.hands == ()


def test_an_approval_from_before_hands_were_kept_is_known_as_that_of_a_hand(desk: Desk) -> None:
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(f'edited_by = "{KARI} og {OLA}"\n{facts.read_text("utf-8")}', "utf-8")
    desk.start()
    result = desk.compute("plan")
    kari = who(desk, KARI)
    kept = {"person": kari.person, "known_by": "link", "by_hand": "", "cycle": desk.cycle().id, "step": "plan"}
    desk.services.memory.decisions.add(
        Decision(
            **kept,
            revision=1,
            digest=result.digest,
            decision="approve",
            name=KARI,
            at=desk.moment,
            channel="form",
            key="k",
        )
    )
    (approver,) = approvals_given(desk.cycle(), result)
    assert approver.by_hand
