"""Personal matter goes when its time is over: shown first, deleted when somebody says so, and marked for ever."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from cycle.application.delivery import sent_letters
from cycle.application.retention import carry_out, clearing, erase, erasure_of, look_for_outlived, retention_plan
from cycle.application.year import check_file, import_register, load_named_community
from cycle.errors import ConfigError, StepError
from cycle.model import Reply, Substitute
from cycle.phrases import said
from cycle.register.workbooks.workbook import RegisterRow, write_register
from cycle.store import database
from cycle.store.database import reading
from cycle.store.people.retention import ERASED, HeldMatter, Retention, RetentionAct, erasure_rule, erasures_in
from cycle.store.tables import reply_addresses
from tests.desk import CEO, CHIEF, MAYOR, NOON, PEOPLE, Desk, typed

WEEK = dt.timedelta(days=7)
TWIN = "tvilling"
RULES = """
[[rules]]
of = "typed_words"
days = 30
after = "meeting"
purpose = "to cook and to make room for those who come"
basis = "vedtak 3/2026"

[[rules]]
of = "returned_mail"
days = 60
purpose = "to correct addresses"

[[rules]]
of = "printed_addresses"
days = 10
purpose = "to send letters again"
"""


@pytest.fixture
def heard(desk: Desk) -> Desk:
    """A desk after the invitation went, with an answer of each kind."""
    desk.walk(to="mailing.invitasjon")
    (desk.community / "retention.toml").write_text(RULES, "utf-8")
    cycle = desk.cycle()
    rows = desk.services.memory.outbox.rows(cycle=cycle.id)
    made = [
        reply(rows[0].recipient, cycle.id, "a" * 64, what="accepted", text="Eg et ikkje fisk"),
        reply(rows[1].recipient, cycle.id, "b" * 64, what="accepted", source="typed", text="Treng rampe", who="Kari"),
        reply(
            rows[2].recipient,
            cycle.id,
            "c" * 64,
            what="returned",
            text="550 <jon@fedje.example> unknown",
            code="5.1.1",
            substitute=Substitute(name="Vara Vik", address="vara@fedje.example"),
        ),
    ]
    assert desk.services.memory.replies.add(made)
    return desk


def reply(recipient: str, cycle: str, key: str, **more: Any) -> Reply:
    given = {"kind": "invitasjon@folder", "source": "mail", "at": NOON, **more}
    return Reply(key=key, recipient=recipient, cycle=cycle, **given)


def words(desk: Desk) -> list[str]:
    return [entry.text for entry in desk.services.memory.replies.of(desk.cycle().id)]


def fields(desk: Desk) -> list[tuple[str, int]]:
    return [(line.of, line.number) for line in retention_plan(desk.services).lines]


def marks(desk: Desk) -> list[tuple[str, str]]:
    """Field and sha256 of every mark there is."""
    from sqlalchemy import text

    query = text("SELECT field, sha256 FROM retention_marks ORDER BY act")
    with desk.services.memory.engine.connect() as connection:
        return [(str(row[0]), str(row[1])) for row in connection.execute(query)]


def test_nothing_goes_before_its_time(heard: Desk) -> None:
    assert fields(heard) == []


def test_the_days_are_counted_from_the_day_it_was_written_in_norway(heard: Desk) -> None:
    """An answer of 2 December, half past midnight, goes 90 days after 2 December."""
    midnight = dt.datetime(2026, 12, 1, 23, 30, tzinfo=dt.UTC)
    cycle = heard.cycle().id
    row = heard.services.memory.outbox.rows(cycle=cycle)[0]
    late = reply(row.recipient, cycle, "d" * 64, what="accepted", text="Eg kjem seint", at=midnight)
    assert heard.services.memory.replies.add([late])
    due = []
    for day in (1, 2):
        heard.moment = dt.datetime(2027, 3, day, 12, tzinfo=dt.UTC)
        due += [number for of, number in fields(heard) if of == "reply_words"]
    assert due == [1, 2]


def test_what_would_go_is_told_with_what_since_when_and_which_rule_and_nothing_goes(heard: Desk) -> None:
    before = words(heard)
    heard.moment = NOON + dt.timedelta(days=200)
    plan = retention_plan(heard.services)
    assert [(line.of, line.number, line.since, line.due.isoformat()) for line in plan.lines] == [
        ("reply_words", 1, NOON, "2027-02-21"),
        ("typed_words", 1, NOON, "2027-03-20"),
        ("returned_mail", 1, NOON, "2027-01-22"),
    ]
    assert plan.lines[0].rule == "90 days after it was written, kept to read the answers (CYCLE_MAIL_WORDS_DAYS)"
    assert typed(said(plan.lines[0].rule, "nn")).startswith(
        "90 dagar etter at det vart skrive, teke vare på for å lese"
    )
    assert plan.lines[1].rule == (
        "30 days after the meeting, kept to cook and to make room for those who come, vedtak 3/2026 "
        "(retention.toml: rules[0])"
    )
    assert plan.lines[2].stays == "that it came back, the code, and when"
    assert words(heard) == before


def test_what_is_kept_for_the_meeting_goes_when_it_is_over_and_not_before(heard: Desk) -> None:
    heard.moment = dt.datetime(2027, 3, 19, 12, tzinfo=dt.UTC)
    assert ("typed_words", 1) not in fields(heard)
    heard.moment += dt.timedelta(days=1)
    assert ("typed_words", 1) in fields(heard)


def test_what_goes_leaves_its_sha256_the_answer_and_who_said_so(heard: Desk) -> None:
    heard.moment = NOON + dt.timedelta(days=200)
    assert carry_out(heard.services, retention_plan(heard.services), name="Kari Sekretær") == 3
    assert words(heard) == ["", "", ""]
    kept = heard.services.memory.replies.of(heard.cycle().id)
    assert [entry.what for entry in kept] == ["accepted", "accepted", "returned"]
    assert (kept[2].code, kept[2].substitute.name) == ("5.1.1", "Vara Vik")
    acts = heard.services.memory.retention.acts()
    assert [(act.rule, act.who, act.marks, act.done_at is not None) for act in acts] == [
        ("reply_words", "Kari Sekretær", 1, True),
        ("typed_words", "Kari Sekretær", 1, True),
        ("returned_mail", "Kari Sekretær", 1, True),
    ]
    assert ("typed_words", hashlib.sha256(b"Treng rampe").hexdigest()) in marks(heard)
    assert fields(heard) == []


def test_the_proof_of_notice_and_every_letter_stay(heard: Desk) -> None:
    cycle = heard.cycle()
    before = heard.services.memory.outbox.rows(cycle=cycle.id), sent_letters(cycle)
    heard.moment = NOON + dt.timedelta(days=20000)
    carry_out(heard.services, retention_plan(heard.services), name="Kari")
    assert (heard.services.memory.outbox.rows(cycle=cycle.id), sent_letters(heard.cycle())) == before
    for letter in before[1]:
        assert heard.services.memory.files.read(letter.letter)


def test_a_death_between_the_event_and_the_deletion_is_harmless(heard: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    heard.moment = NOON + dt.timedelta(days=200)
    plan = retention_plan(heard.services)

    def killed(*_given: object, **_named: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Retention, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out(heard.services, plan, name="Kari")
    assert words(heard) == ["Eg et ikkje fisk", "Treng rampe", "550 <jon@fedje.example> unknown"]
    again = retention_plan(heard.services)
    assert [(act.rule, act.marks) for act in again.unfinished] == [("reply_words", 1)]
    assert carry_out(heard.services, again, name="Ola") == 3
    assert words(heard) == ["", "", ""]
    assert retention_plan(heard.services).unfinished == ()


def test_what_has_changed_since_the_event_was_written_is_left_alone(heard: Desk) -> None:
    heard.moment = NOON + dt.timedelta(days=200)
    memory = heard.services.memory.retention
    [matter] = memory.held("typed_words")
    number = memory.intend([matter], rule="typed_words", why="x", who="Kari", now=heard.moment)
    from sqlalchemy import text

    with heard.services.memory.engine.begin() as connection:
        connection.execute(text("UPDATE replies SET text = 'noko anna' WHERE source = 'typed'"))
    assert memory.finish(number, now=heard.moment) == 0
    assert "noko anna" in words(heard)


def test_rules_that_cannot_be_are_told_with_their_place_all_at_once(heard: Desk) -> None:
    file = heard.community / "retention.toml"
    file.write_text(RULES + '\n[[rules]]\nof = "returned_mail"\ndays = 5\npurpose = "x"\n', "utf-8")
    with pytest.raises(ConfigError, match=r"rules\[3\]\.valid_from: holds on days when rules\[1\] holds too"):
        retention_plan(heard.services)
    file.write_text('[[rules]]\nof = "known_addresses"\ndays = 5\nafter = "meeting"\npurpose = "x"\n', "utf-8")
    with pytest.raises(ConfigError, match="known_addresses belongs to no meeting"):
        retention_plan(heard.services)
    file.write_text('[[rules]]\nof = "words"\ndays = -1\n', "utf-8")
    with pytest.raises(ConfigError) as caught:
        retention_plan(heard.services)
    assert [problem.where for problem in caught.value.problems] == ["rules[0].of", "rules[0].days", "rules[0].purpose"]


def test_a_year_that_cannot_be_read_keeps_what_waits_for_its_meeting_and_is_told(heard: Desk) -> None:
    heard.moment = NOON + dt.timedelta(days=200)
    (heard.year_folder / "meeting.toml").write_text("date = 18", "utf-8")
    plan = retention_plan(heard.services)
    assert [line.of for line in plan.lines] == ["reply_words", "returned_mail"]
    assert [problem.file for problem in plan.problems] == ["bergensomradet/partnarskapsmote/2027"]


# Erasing a person


def imported(desk: Desk, rows: Iterable[RegisterRow]) -> None:
    loaded = load_named_community(desk.services.settings)
    file = desk.root / "ny.xlsx"
    file.write_bytes(write_register(tuple(rows), invented=True))
    check_file(desk.services, loaded, file)
    import_register(desk.services, loaded, str(file))


@pytest.fixture
def left(desk: Desk) -> Desk:
    """A desk where the mayor has held a seat and left, in imported registers."""
    past = replace(MAYOR, valid_to=dt.date(2026, 12, 31))
    imported(desk, [past if row is MAYOR else row for row in PEOPLE])
    desk.walk(to="mailing.invitasjon")
    desk.moment = NOON + dt.timedelta(days=60)
    return desk


def test_an_erased_person_is_named_in_no_register_and_the_seat_keeps_its_history(left: Desk) -> None:
    who = [row.recipient for row in left.services.memory.outbox.rows(cycle=left.cycle().id)]
    found = erasure_of(left.services, MAYOR.name)
    assert found.person in who
    assert erase(left.services, found, name="Kari", why="bad om det") >= 1
    newest = left.services.memory.registers.newest("bergensomradet")
    assert newest is not None
    stored = json.dumps([(person.id, person.name, person.address) for person in newest.register.persons])
    assert MAYOR.name not in stored
    assert found.person not in stored
    assert MAYOR.address not in stored
    [held] = [mandate for mandate in newest.register.mandates if mandate.seat == MAYOR.seat]
    assert {person.id: person.name for person in newest.register.persons}[held.person] == ERASED
    assert held.valid_to == dt.date(2026, 12, 31)


def test_an_erasure_is_shown_before_it_is_done_opens_no_gate_and_leaves_the_proof(left: Desk) -> None:
    before = left.states()
    ledger = left.services.memory.outbox.rows(cycle=left.cycle().id)
    found = erasure_of(left.services, MAYOR.name)
    assert found.number["register_person"] == 1
    assert "the ledger of mails and letters on paper" in found.stays
    erase(left.services, found, name="Kari", why="bad om det")
    assert left.states() == before
    assert left.services.memory.outbox.rows(cycle=left.cycle().id) == ledger
    [act] = left.services.memory.retention.acts()
    assert (act.who, act.why, act.done_at is not None) == ("Kari", "bad om det", True)
    assert "dne" not in act.rule


def test_an_erasure_that_was_killed_is_ended_by_the_next_run(left: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = erasure_of(left.services, MAYOR.name)

    def killed(*_given: object, **_named: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Retention, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            erase(left.services, found, name="Kari", why="x")
    assert carry_out(left.services, retention_plan(left.services), name="Ola") >= 1
    with pytest.raises(StepError, match="nobody in the register is called so"):
        erasure_of(left.services, MAYOR.name)


@pytest.mark.parametrize(
    ("rule", "left_there"),
    [(f"{erasure_rule('ad-vik')}/bergensomradet", [TWIN]), (erasure_rule("ad-vik"), []), ("90 dagar", [])],
)
def test_an_erasure_that_was_killed_before_addresses_had_a_community_takes_them_all_the_same(
    desk: Desk, rule: str, left_there: list[str]
) -> None:
    whose = {"recipient": "ad-vik", "address": "ad@x.example"}
    row = {**whose, "theirs": True, "who": "Kari"}
    with desk.services.memory.engine.begin() as connection:
        for community in ("", "bergensomradet", TWIN):
            connection.execute(reply_addresses.insert().values(**row, community=community, at=NOON))
        other = {**row, "community": "bergensomradet", "who": "Ola", "address": "annan@x.example", "at": NOON}
        connection.execute(reply_addresses.insert().values(**other))
    marked = json.dumps(row, ensure_ascii=False, sort_keys=True).encode()
    old = HeldMatter(
        field="known_addresses",
        row=json.dumps(whose, sort_keys=True),
        of="",
        since=NOON,
        sha256=hashlib.sha256(marked).hexdigest(),
    )
    retention = desk.services.memory.retention
    act = retention.intend([old], rule=rule, why="bad om det", who="Kari", now=NOON)
    assert retention.finish(act, now=NOON) == 3 - len(left_there)
    held = [(matter.community, json.loads(matter.row)["address"]) for matter in retention.held("known_addresses")]
    assert sorted(held) == sorted(
        [("bergensomradet", "annan@x.example"), *((TWIN, "ad@x.example") for _ in left_there)]
    )
    assert retention.finish(act, now=NOON) == 0


def of_the_twin(desk: Desk, sql: str) -> list[str]:
    with desk.services.memory.engine.connect() as connection:
        return [str(tuple(row)) for row in connection.execute(text(sql), {"twin": TWIN, "twins": f"{TWIN}/%"})]


def test_whoever_has_the_same_name_in_another_community_of_the_home_keeps_everything(left: Desk) -> None:
    shutil.copytree(left.community, left.community.parent / TWIN)
    twin, file = load_named_community(left.services.settings, TWIN), left.root / "tvilling.xlsx"
    file.write_bytes(write_register(PEOPLE, invented=True))
    import_register(left.services, twin, check_file(left.services, twin, file).id)
    own = erasure_of(left.services, MAYOR.name)
    cycle = f"{TWIN}/partnarskapsmote/2027"
    said = [
        reply(own.person, year, key, what="accepted", text="Eg et ikkje fisk", by="a@x.example")
        for year, key in ((cycle, "d" * 64), (left.cycle().id, "e" * 64))
    ]
    assert left.services.memory.replies.add(said)
    kept = {
        "registers": "SELECT body FROM registers WHERE community = :twin",
        "previews": "SELECT id FROM previews WHERE community = :twin",
        "replies": "SELECT text, by FROM replies WHERE cycle LIKE :twins",
    }
    before = {table: of_the_twin(left, query) for table, query in kept.items()}
    assert all(before.values())
    found = erasure_of(left.services, MAYOR.name)
    assert found.elsewhere == (TWIN,)
    assert {matter.community for matter in found.matters} == {"bergensomradet"}
    assert found.number["reply_words"] == 1
    assert erase(left.services, found, name="Kari", why="bad om det") == len(found.matters)
    assert {table: of_the_twin(left, query) for table, query in kept.items()} == before
    acts = left.services.memory.retention.acts()
    assert erasures_in(acts, "bergensomradet") == {erasure_rule(found.person)}
    assert erasures_in(acts, TWIN) == frozenset()
    with pytest.raises(StepError, match=r"holds .* today"):
        erasure_of(left.services, MAYOR.name, community=TWIN)


def test_an_erasure_from_before_communities_were_written_down_counts_in_each() -> None:
    old = RetentionAct(number=1, rule=erasure_rule("kari-vik"), why="", who="", at=NOON, done_at=NOON, marks=1)
    other = replace(old, rule="typed_words")
    assert erasures_in([old, other], "bergensomradet") == erasures_in([old], TWIN) == {erasure_rule("kari-vik")}


def test_who_holds_a_seat_today_or_is_nobody_is_not_erased(left: Desk) -> None:
    with pytest.raises(StepError, match=r"holds osteroy\.kommunedirektor, ssu\.leiar today") as several:
        erasure_of(left.services, CHIEF.name)
    with pytest.raises(StepError, match=r"holds \S+ today") as only:
        erasure_of(left.services, CEO.name)
    for language, of_one, of_many in (
        ("nn", "har ein plass i dag", "har fleire plassar i dag"),
        ("nb", "har en", "har flere"),
    ):
        assert of_one in only.value.message.said(language)
        assert of_many in several.value.message.said(language)
    with pytest.raises(StepError, match="nobody in the register is called so; did you mean"):
        erasure_of(left.services, "Tone Kvåla")


def test_a_register_that_is_a_file_alone_is_told_of(desk: Desk) -> None:
    with pytest.raises(StepError, match="no register was imported"):
        erasure_of(desk.services, MAYOR.name)


def test_nothing_that_stays_is_a_field_of_a_rule() -> None:
    assert "outbox" not in {personal.table.name for personal in clearing.FIELDS.values()}


def test_what_a_reader_kept_in_the_journal_goes_at_the_next_monthly_round(
    heard: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    heard.settle()
    heard.moment += dt.timedelta(days=365)
    journal = heard.home / "cycle.sqlite-wal"
    with reading(heard.services.memory.engine) as reader:
        reader.execute(text("SELECT count(*) FROM replies")).scalar()
        assert carry_out(heard.services, retention_plan(heard.services), name="Kari")
        assert journal.stat().st_size > 0, "what the reader sees is kept for it"
    assert "the journal of the database still holds what was deleted" in caplog.text
    assert sum(look_for_outlived(heard.services).values()) == 0
    assert journal.stat().st_size == 0
