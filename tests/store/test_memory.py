"""The memory keeps what it was told, once, and says so when something is wrong."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from cycle.errors import BusyError, StoreError
from cycle.model import Document, Mandate, Person, Register
from cycle.store.database import open_database
from cycle.store.formats import Stored
from cycle.store.memory import Memory
from cycle.store.processes import alive, this_owner
from cycle.store.years.decisions import Decision

CYCLE = "bergensomradet/partnarskapsmote/2027"


def test_triggering_a_year_twice_gives_one_year(memory: Memory, now: dt.datetime) -> None:
    first = memory.cycles.open("bergensomradet", "partnarskapsmote", 2027, given={}, now=now)
    again = memory.cycles.open("bergensomradet", "partnarskapsmote", 2027, given={}, now=now + dt.timedelta(days=1))
    assert again == first
    assert memory.cycles.all() == (first,)


def test_facts_given_again_replace_the_earlier_and_silence_changes_nothing(memory: Memory, now: dt.datetime) -> None:
    memory.cycles.open("b", "p", 2027, given={"date": "2027-02-18", "venue": "Helsehuset"}, now=now)
    memory.cycles.open("b", "p", 2027, given={"date": "2027-02-25", "venue": ""}, now=now)
    row = memory.cycles.find("b", "p", 2027)
    assert row is not None
    assert row.given == {"date": "2027-02-25", "venue": "Helsehuset"}


def stored(side: str) -> Stored:
    return Stored(format=1, body={"side": side})


def test_the_same_inputs_give_the_stored_result_and_other_inputs_a_new_revision(
    memory: Memory, now: dt.datetime
) -> None:
    first = memory.results.add(CYCLE, "host", inputs={"rules": "1"}, made=stored("kommunane"), now=now)
    again = memory.results.add(CYCLE, "host", inputs={"rules": "1"}, made=stored("something else"), now=now)
    second = memory.results.add(CYCLE, "host", inputs={"rules": "2"}, made=stored("kommunane"), now=now)
    assert again == first
    assert (first.revision, second.revision) == (1, 2)
    assert first.digest != second.digest
    assert memory.results.latest(CYCLE, "host") == second
    assert memory.results.revisions(CYCLE, "host") == (first, second)


def test_an_outcome_is_written_once(memory: Memory, now: dt.datetime) -> None:
    memory.results.finish(CYCLE, "mailing.invitasjon", "d" * 64, Stored(format=1, body={"sent": 58}), now=now)
    again = memory.results.finish(CYCLE, "mailing.invitasjon", "d" * 64, Stored(format=1, body={"sent": 0}), now=now)
    assert again.body == {"sent": 58}


def a_decision(now: dt.datetime) -> Decision:
    return Decision(
        cycle=CYCLE,
        step="host",
        revision=1,
        digest="a" * 64,
        decision="approve",
        name="Kari Kontroll",
        at=now,
        channel="form",
        key="run-1:host-r1-a1",
    )


def test_a_retried_gate_writes_its_decision_once(memory: Memory, now: dt.datetime) -> None:
    first = memory.decisions.add(a_decision(now))
    again = memory.decisions.add(replace(first, name="Nokon Annan"))
    assert again == first
    assert memory.decisions.on(CYCLE, "host", "a" * 64) == (first,)
    assert memory.decisions.on(CYCLE, "host", "b" * 64) == ()


def test_sending_back_is_counted_for_the_step_it_names(memory: Memory, now: dt.datetime) -> None:
    back = replace(a_decision(now), decision="send_back", send_back_to="committee", step="invitations", key="k2")
    memory.decisions.add(back)
    assert memory.decisions.sent_back_to(CYCLE, "committee") == 1
    assert memory.decisions.sent_back_to(CYCLE, "host") == 0


def test_two_runs_of_one_step_never_work_at_once(memory: Memory, now: dt.datetime) -> None:
    with memory.claims.hold(CYCLE, "letters.invitasjon", now=now):
        with memory.claims.hold(CYCLE, "host", now=now):
            pass
        with pytest.raises(BusyError, match="another run"), memory.claims.hold(CYCLE, "letters.invitasjon", now=now):
            pass
    with memory.claims.hold(CYCLE, "letters.invitasjon", now=now):
        pass


def test_a_claim_left_by_a_killed_process_is_taken_over(memory: Memory, tmp_path: Path, now: dt.datetime) -> None:
    code = (
        "import datetime as dt, os, signal, sys; from pathlib import Path\n"
        "from cycle.store.memory import open_memory\n"
        f"m = open_memory('sqlite:///{tmp_path}/cycle.sqlite', folder=Path('{tmp_path}'))\n"
        f"with m.claims.hold('{CYCLE}', 'host', now=dt.datetime.now(dt.UTC)): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -9
    with memory.claims.hold(CYCLE, "host", now=now):
        pass


def test_an_owner_is_this_process_and_no_later_one_with_its_number() -> None:
    host, pid, _ = this_owner().rsplit(":", 2)
    assert alive(this_owner())
    assert not alive(f"{host}:{os.getpid()}:1.00")
    assert pid == str(os.getpid())


def test_the_same_bytes_are_stored_once_and_a_changed_file_is_refused(memory: Memory) -> None:
    letter = Document(name="brev.pdf", media_type="application/pdf", data=b"%PDF-1.7")
    stored = memory.files.put(letter)
    assert memory.files.put(replace(letter, name="anna.pdf")).sha256 == stored.sha256
    assert memory.files.document(stored) == letter
    memory.files.path(stored.sha256).write_bytes(b"%PDF-1.8")
    with pytest.raises(StoreError, match="was changed on disk"):
        memory.files.get(stored.sha256)


def test_a_path_out_of_the_store_is_refused(memory: Memory) -> None:
    with pytest.raises(StoreError, match="not a sha256"):
        memory.files.get("../../etc/passwd")


def test_a_letter_keeps_its_first_pdf(memory: Memory, now: dt.datetime) -> None:
    memory.renditions.add({"a" * 64: "1" * 64}, route="docx-pdf", now=now)
    memory.renditions.add({"a" * 64: "2" * 64, "b" * 64: "3" * 64}, route="docx-pdf", now=now)
    known = memory.renditions.known(["a" * 64, "b" * 64, "c" * 64], route="docx-pdf")
    assert known == {"a" * 64: "1" * 64, "b" * 64: "3" * 64}


def test_an_imported_register_comes_back_as_it_was(memory: Memory, now: dt.datetime) -> None:
    register = Register(
        persons=(Person(id="kari", name="Kari Øvrebø", address="kari@alver.example"),),
        mandates=(Mandate(seat="alver.ordforar", person="kari", valid_from=dt.date(2023, 10, 1)),),
        invented=True,
    )
    imported = memory.registers.add("bergensomradet", register, source="register.xlsx", now=now)
    memory.registers.add("bergensomradet", register, source="same again", now=now)
    assert memory.registers.newest("bergensomradet") == imported
    assert imported.register == register
    assert memory.registers.newest("oslo") is None


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer version"):
        open_database(url)


def test_the_database_survives_power_cuts(memory: Memory) -> None:
    with memory.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
