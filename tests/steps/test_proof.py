"""The proof of notice: everyone on the list stands there once, with what became of the letter and the bytes sent."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.errors import StepError
from cycle.letters.pdf import check_pdf
from cycle.letters.proof import ProofRow, proof_csv
from cycle.mail.listing import mail_files
from cycle.model import Reply
from cycle.steps.printing import print_letters
from cycle.steps.proof import proofs, save_proofs
from tests.desk import CEO, CHIEF, INVITED, LEADER, MAYOR, NOON, SHARED, Desk, words

MAILING = "mailing.invitasjon"
ON_PAPER = replace(MAYOR, address="", postal="Postboks 4\n5906 Frekhaug")
PEOPLE = (ON_PAPER, CEO, CHIEF, LEADER, *SHARED)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_everyone_stands_there_once_and_the_sha256_is_of_the_very_bytes_that_went(desk: Desk) -> None:
    desk.walk(to=MAILING)
    [made] = proofs(desk.cycle(), dispatch="invitasjon")
    rows = rows_of(made.table.data)
    assert sorted(one["Mottakar"] for one in rows) == sorted(INVITED)
    sent = {hashlib.sha256(path.read_bytes()).hexdigest() for path in mail_files(desk.home / "mail").values()}
    assert {one["sha256"] for one in rows} == sent
    assert {(one["Status"], one["Tidspunkt"], one["Kode"]) for one in rows} == {
        ("teke imot", "2026-11-23T12:00:00+01:00", "250")
    }
    text = words([desk.services.memory.files.document(made.page.docx)])
    assert "PRØVE." in text
    assert "I alt 5: 5 tekne imot på e-post." in text


def test_paper_and_those_not_reached_are_told_apart_and_the_page_is_fit_for_the_archive(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk(office="", pdf="required")
    desk.register(*PEOPLE)
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    before = {one.name: one.state for one in proofs(desk.cycle())[0].rows}
    assert before == dict.fromkeys(INVITED, "ikkje sendt enno") | {ON_PAPER.name: "ikkje skrive ut"}
    desk.approve(MAILING)
    desk.perform(MAILING)
    print_letters(desk.cycle(), "invitasjon", who="Kari Sekretær")
    saved = save_proofs(desk.cycle(), tmp_path / "ut", dispatch="invitasjon")
    assert saved == ["Kvittering for invitasjon 2027.csv", "Kvittering for invitasjon 2027.pdf"]
    facts = check_pdf((tmp_path / "ut" / saved[1]).read_bytes(), must_contain=["Kvittering for utsending", "PRØVE"])
    assert "I alt 5: 4 tekne imot på e-post og 1 skriven ut på papir." in " ".join(facts.text.split())
    [paper] = [one for one in rows_of((tmp_path / "ut" / saved[0]).read_bytes()) if one["Måte"] == "papir"]
    assert (paper["Mottakar"], paper["Adresse"], paper["Status"], paper["Svar"]) == (
        ON_PAPER.name,
        "Postboks 4 5906 Frekhaug",
        "skrive ut",
        "av Kari Sekretær",
    )


def test_a_mail_that_came_back_did_not_reach_anybody(desk: Desk) -> None:
    desk.walk(to=MAILING)
    cycle = desk.cycle()
    row = cycle.memory.outbox.rows(cycle=cycle.id)[0]
    said = {"what": "returned", "source": "mail", "at": NOON, "code": "5.1.1", "text": "user unknown"}
    back = Reply(key="k", cycle=cycle.id, kind=row.kind, recipient=row.recipient, **said)
    cycle.memory.replies.add([back])
    [made] = proofs(cycle, dispatch="invitasjon")
    [found] = [one for one in made.rows if one.recipient == row.recipient]
    assert (found.state, found.answer) == (
        "kom i retur",
        "kom i retur 2026-11-23T12:00:00+01:00: 5.1.1 user unknown",
    )
    text = words([desk.services.memory.files.document(made.page.docx)])
    assert "I alt 5: 4 tekne imot på e-post og 1 ikkje nådd." in text


def test_before_the_mailing_is_planned_there_is_nothing_to_prove(desk: Desk) -> None:
    desk.start()
    assert proofs(desk.cycle()) == ()
    with pytest.raises(StepError, match="no mailing is planned, so there is nothing to prove"):
        proofs(desk.cycle(), dispatch="invitasjon")
    with pytest.raises(StepError, match="did you mean 'invitasjon'"):
        proofs(desk.cycle(), dispatch="invitasjonen")


def test_what_went_to_the_recipients_is_not_called_a_rehearsal(posted: Desk) -> None:
    posted.walk(to=MAILING)
    [made] = proofs(posted.cycle(), dispatch="invitasjon")
    assert "PRØVE." not in words([posted.services.memory.files.document(made.page.docx)])


def test_the_table_opens_in_norwegian_excel_and_no_cell_is_a_formula() -> None:
    row = ProofRow(
        name="=HYPERLINK(1)",
        recipient="x",
        by="e-post",
        address="+a@x.example",
        state="teke imot",
        at=NOON.isoformat(),
        when="",
        code="250",
        answer='-1;"quoted"\r\nsecond line',
        sha256="@",
    )
    data = proof_csv([row])
    assert data.startswith(b"\xef\xbb\xbfMottakar;Person-id;")
    assert data.endswith(b"\r\n")
    cells = rows_of(data)[0]
    assert [cells[one] for one in ("Mottakar", "Adresse", "Svar", "sha256")] == [
        "'=HYPERLINK(1)",
        "'+a@x.example",
        '\'-1;"quoted" second line',
        "'@",
    ]


def test_the_package_of_the_year_keeps_the_proof_of_every_dispatch(desk: Desk) -> None:
    desk.walk()
    [manifest] = (desk.home / "packages").rglob("manifest-sha256.txt")
    kept = {line.split("data/", 1)[1] for line in manifest.read_text("utf-8").splitlines() if "kvitteringar" in line}
    assert kept == {f"kvitteringar/{one}.{kind}" for one in ("invitasjon", "folgebrev") for kind in ("csv", "docx")}
