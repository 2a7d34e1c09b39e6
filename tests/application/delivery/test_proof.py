"""The proof of notice: everyone on the list stands there once, with what became of the letter and the bytes sent."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.actions.asking.outbox_decisions import answer
from cycle.application.actions.asking.printing import print_letters
from cycle.application.delivery.evidence.proof_of_notice import proof_rows, proofs, save_proofs
from cycle.application.delivery.evidence.proof_words import outcome_of
from cycle.application.replies.answers import counts_of, reply_lines
from cycle.application.year.step_graph import node_named
from cycle.catalogue import say
from cycle.errors import StepError
from cycle.letters.fields.proof_of_notice import STATES, ProofRow, proof_csv
from cycle.letters.pdf.pdfa import check_pdf
from cycle.mail.message.sender import Sender
from cycle.mail.outbox.dispatcher import intend, reconcile
from cycle.mail.outbox.received_mail import mail_files
from cycle.mail.transport.smtp_replies import lost
from cycle.model import Language, OutboxRow, Reply
from cycle.store.mails.printed_letters import PrintedLetter
from tests.desk import CEO, CHIEF, INVITED, LEADER, MAYOR, NOON, SHARED, Desk, words

MAILING = "mailing.invitasjon"
ON_PAPER = replace(MAYOR, address="", postal="Postboks 4\n5906 Frekhaug")
PEOPLE = (ON_PAPER, CEO, CHIEF, LEADER, *SHARED)


LATE = NOON + dt.timedelta(minutes=5)
SAID: dict[Language, dict[str, Any]] = {
    "nn": {
        "doubt": (
            "tenaren svarte ikkje etter at e-posten var levert over",
            "tenesta stansa før svaret vart skrive ned",
        ),
        "answers": [
            (
                "rekna som send",
                "rekna som send av Kari Sekretær 26. november 2026: Ringde, og ho hadde fått det",
            ),
            ("teken imot", "e-posten vart funnen att hos e-posttenaren (26. november 2026)"),
            ("står i kø", "skal sendast på nytt, seier Ola: Ho har ikkje fått det"),
        ],
    },
    "nb": {
        "doubt": (
            "tjeneren svarte ikke etter at e-posten var levert over",
            "tjenesten stanset før svaret ble skrevet ned",
        ),
        "answers": [
            (
                "regnet som sendt",
                "regnet som sendt av Kari Sekretær 26. november 2026: Ringde, og ho hadde fått det",
            ),
            ("tatt imot", "e-posten ble funnet igjen hos e-posttjeneren (26. november 2026)"),
            ("står i kø", "skal sendes på nytt, sier Ola: Ho har ikkje fått det"),
        ],
    },
}


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_everyone_stands_there_once_and_the_sha256_is_of_the_very_bytes_that_went(desk: Desk) -> None:
    desk.walk(to=MAILING)
    [made] = proofs(desk.cycle(), dispatch="invitasjon")
    rows = rows_of(made.table.data)
    assert sorted(row["Mottakar"] for row in rows) == sorted(INVITED)
    sent = {hashlib.sha256(path.read_bytes()).hexdigest() for path in mail_files(desk.home / "mail").values()}
    assert {row["sha256"] for row in rows} == sent
    assert {(row["Status"], row["Tidspunkt"], row["Kode"]) for row in rows} == {
        ("teken imot", "2026-11-23T12:00:00+01:00", "250")
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
    before = {row.name: row.state for row in proofs(desk.cycle())[0].rows}
    assert before == dict.fromkeys(INVITED, "planned") | {ON_PAPER.name: "unprinted"}
    desk.approve(MAILING)
    desk.perform(MAILING)
    print_letters(desk.cycle(), "invitasjon", who="Kari Sekretær")
    saved = save_proofs(desk.cycle(), tmp_path / "ut", dispatch="invitasjon")
    assert saved == ["Kvittering for invitasjon 2027.csv", "Kvittering for invitasjon 2027.pdf"]
    facts = check_pdf((tmp_path / "ut" / saved[1]).read_bytes(), must_contain=["Kvittering for utsending", "PRØVE"])
    assert "I alt 5: 4 tekne imot på e-post og 1 skriven ut på papir." in " ".join(facts.text.split())
    [paper] = [row for row in rows_of((tmp_path / "ut" / saved[0]).read_bytes()) if row["Måte"] == "papir"]
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
    [found] = [proof_row for proof_row in made.rows if proof_row.recipient == row.recipient]
    assert (found.state, found.answer) == (
        "returned",
        "kom i retur 2026-11-23T12:00:00+01:00: 5.1.1 user unknown",
    )
    text = words([desk.services.memory.files.document(made.page.docx)])
    assert "I alt 5: 4 tekne imot på e-post og 1 ikkje nådd." in text


def on_paper(desk: Desk, row: OutboxRow) -> None:
    """The letter of a mail is printed, and that is written down."""
    postal, who = "Vegen 1\n5906 Frekhaug", "Kari Sekretær"
    printed = PrintedLetter(
        cycle=row.cycle,
        kind=row.kind,
        recipient=row.recipient,
        content="ab" * 32,
        postal=postal,
        who=who,
        at=NOON,
        enclosures=(),
    )
    desk.services.memory.printed.add([printed])


def test_whoever_was_reached_on_paper_after_the_mail_came_back_is_reached_and_stands_once(desk: Desk) -> None:
    desk.walk(to=MAILING)
    row = desk.cycle().memory.outbox.rows(cycle=desk.cycle().id)[0]
    said = {"what": "returned", "source": "mail", "at": NOON, "code": "5.1.1", "text": "user unknown"}
    back = Reply(key="k", cycle=row.cycle, kind=row.kind, recipient=row.recipient, **said)
    desk.services.memory.replies.add([back])
    [before] = [line for line in reply_lines(desk.cycle()) if line.recipient == row.recipient]
    on_paper(desk, row)
    [made] = proofs(desk.cycle(), dispatch="invitasjon")
    assert sorted(proof_row.name for proof_row in made.rows) == sorted(INVITED)
    [found] = [proof_row for proof_row in made.rows if proof_row.recipient == row.recipient]
    reported = f"e-posten til {row.address}: kom i retur 2026-11-23T12:00:00+01:00: 5.1.1 user unknown"
    assert (found.state, found.when) == ("printed", f"23. november 2026 av Kari Sekretær; {reported}")
    assert (found.answer, found.message_id) == (f"av Kari Sekretær; {reported}", row.message_id)
    text = words([desk.services.memory.files.document(made.page.docx)])
    assert "I alt 5: 4 tekne imot på e-post og 1 skriven ut på papir." in text
    assert reported in text
    lines = reply_lines(desk.cycle())
    [after] = [line for line in lines if line.recipient == row.recipient]
    assert (before.reply_state.stand, after.reply_state.stand) == ("returned", "silent")
    assert after.remedy == (
        "E-posten kom i retur, og brevet er skrive ut på papir 23. november 2026 av Kari Sekretær. "
        "Rett adressa i registeret før neste utsending."
    )
    assert counts_of(lines)["returned"] == 0


def test_whoever_was_reached_both_ways_is_counted_once(desk: Desk) -> None:
    desk.walk(to=MAILING)
    row = desk.cycle().memory.outbox.rows(cycle=desk.cycle().id)[0]
    on_paper(desk, row)
    [made] = proofs(desk.cycle(), dispatch="invitasjon")
    assert len(made.rows) == len(INVITED)
    [found] = [proof_row for proof_row in made.rows if proof_row.recipient == row.recipient]
    assert (found.by, found.state) == ("mail", "sent")
    assert found.answer.endswith("òg skriven ut på papir 23. november 2026 av Kari Sekretær")
    text = words([desk.services.memory.files.document(made.page.docx)])
    assert "I alt 5: 5 tekne imot på e-post." in text


def test_paper_of_another_dispatch_reaches_nobody_whose_mail_of_this_one_came_back(desk: Desk) -> None:
    desk.walk(to=MAILING)
    row = desk.cycle().memory.outbox.rows(cycle=desk.cycle().id)[0]
    said = {"what": "returned", "source": "mail", "at": NOON, "code": "5.1.1", "text": "user unknown"}
    back = Reply(key="k", cycle=row.cycle, kind=row.kind, recipient=row.recipient, **said)
    desk.services.memory.replies.add([back])
    for kind in ("folgebrev@folder", "invitasjon", "invitasjon@redirect"):
        on_paper(desk, replace(row, kind=kind))
    [found] = [found for found in proofs(desk.cycle())[0].rows if found.recipient == row.recipient]
    [line] = [line for line in reply_lines(desk.cycle()) if line.recipient == row.recipient]
    assert (found.state, line.reply_state.stand) == ("returned", "returned")


def test_a_mail_that_was_refused_is_told_beside_the_letter_on_paper(desk: Desk) -> None:
    first, *_ = in_doubt(desk)
    on_paper(desk, first)
    cycle = desk.cycle()
    found = {row.recipient: row for row in proof_rows(cycle, node_named(cycle.graph, MAILING), "nb")}[first.recipient]
    assert found.state == "printed"
    assert found.answer == (
        f"av Kari Sekretær; e-posten til {first.address}: uavklart "
        "tjeneren svarte ikke etter at e-posten var levert over"
    )


def in_doubt(desk: Desk) -> list[OutboxRow]:
    """Walk until the letters are planned; then three mails are in doubt, of which a crash left the last one."""
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    outbox, cycle = desk.services.memory.outbox, desk.cycle()
    planned = desk.newest(MAILING).body["mails"]
    sender = Sender(name="S", address="s@x.example")
    for entry in planned:
        kept = {name: entry[name] for name in ("recipient", "address", "content")}
        row = intend(secret=b"x" * 32, sender=sender, cycle=cycle.id, kind="invitasjon@folder", at=NOON, **kept)
        outbox.enqueue([row], now=NOON)
    rows = list(outbox.rows()[:3])
    for row in rows:
        outbox.mark_sending(row.id, sha256="ab" * 32, now=NOON)
    for row in rows[:2]:
        outbox.settle(row.id, "uncertain", now=LATE, text=str(lost("dot", TimeoutError("timed out"))))
    outbox.recover(now=LATE)
    return rows


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_who_or_what_said_sent_stands_there_in_the_readers_words_with_when_it_was_handed_over(
    desk: Desk, language: Language
) -> None:
    first, second, third = in_doubt(desk)
    cycle, said = desk.cycle(), SAID[language]
    node = node_named(cycle.graph, MAILING)
    before = {row.recipient: row for row in proof_rows(cycle, node, language)}
    assert [before[row.recipient].answer for row in (first, third)] == list(said["doubt"])
    outbox, later = cycle.memory.outbox, NOON + dt.timedelta(days=3)
    outbox.resolve(first.id, as_="sent", who="Kari Sekretær", why="Ringde, og ho hadde fått det", now=later)
    reconcile(outbox, lambda row: row.id == second.id or None, now=later)
    outbox.resolve(third.id, as_="resend", who="Ola", why="Ho har ikkje fått det", now=later)
    found = {row.recipient: row for row in proof_rows(cycle, node, language)}
    outcome = [
        (say(language, STATES[found[row.recipient].state]), found[row.recipient].answer)
        for row in (first, second, third)
    ]
    assert outcome == said["answers"]
    assert [(found[row.recipient].at, found[row.recipient].when) for row in (first, second, third)] == [
        ("2026-11-23T12:00:00+01:00", "overlevert 23. november 2026 kl. 12.00"),
        ("2026-11-23T12:00:00+01:00", "overlevert 23. november 2026 kl. 12.00"),
        ("", ""),
    ]
    assert [found[row.recipient].code for row in (first, second)] == ["", ""]


def test_what_a_person_answers_for_is_counted_apart_from_what_a_server_took(desk: Desk) -> None:
    first, *_ = in_doubt(desk)
    answer(desk.services, first.id, as_="sent", who=" Kari  Sekretær ", why="Ringde")
    [made] = proofs(desk.cycle(), dispatch="invitasjon")
    text = words([desk.services.memory.files.document(made.page.docx)])
    assert "I alt 5: 1 rekna som send av ein person og 4 ikkje nådde." in text
    assert "rekna som send av Kari Sekretær 23. november 2026: Ringde" in text
    assert "«Rekna som send»: Det kom ikkje noko svar frå tenaren." in text


@pytest.mark.parametrize(("who", "why"), [(" ", "Ringde"), ("Kari", " ")])
def test_nobody_settles_a_doubt_without_name_and_reason(who: str, why: str, desk: Desk) -> None:
    first, *_ = in_doubt(desk)
    with pytest.raises(StepError, match="who decides and why are kept with the year"):
        answer(desk.services, first.id, as_="sent", who=who, why=why)
    assert desk.services.memory.outbox.row(first.id).state == "uncertain"


def test_a_mail_from_before_the_copy_has_no_time_that_anybody_knows(desk: Desk) -> None:
    in_doubt(desk)
    cycle = desk.cycle()
    row = replace(cycle.memory.outbox.rows()[-1], kind="invitasjon", token="t", message_id="<t@x>")
    outbox = cycle.memory.outbox
    outbox.enqueue([row], now=NOON)
    outbox.doubt_queued(who="Kari", now=NOON)
    row_id = outbox.rows()[-1].id
    outbox.resolve(row_id, as_="sent", who="Kari", why="Ho har det", now=NOON)
    outcome = outcome_of(outbox.row(row_id), outbox.events(row_id), "nn")
    assert (outcome.state, outcome.at, outcome.when) == ("claimed", None, "")


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
        by="mail",
        address="+a@x.example",
        state="sent",
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
    assert [cells[name] for name in ("Mottakar", "Adresse", "Svar", "sha256")] == [
        "'=HYPERLINK(1)",
        "'+a@x.example",
        '\'-1;"quoted" second line',
        "'@",
    ]


def test_the_package_of_the_year_keeps_the_proof_of_every_dispatch(desk: Desk) -> None:
    desk.walk()
    [manifest] = (desk.home / "packages").rglob("manifest-sha256.txt")
    kept = {line.split("data/", 1)[1] for line in manifest.read_text("utf-8").splitlines() if "kvitteringar" in line}
    assert kept == {f"kvitteringar/{name}.{kind}" for name in ("invitasjon", "folgebrev") for kind in ("csv", "docx")}
