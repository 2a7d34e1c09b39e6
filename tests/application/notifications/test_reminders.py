"""Reminders: by age in working days, one mail a day to each on all that waits, never twice, whatever is restarted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.actions import compute
from cycle.application.delivery import SECRETARIAT, coordinator_id
from cycle.application.notifications import morning_sweep, notify_gate, reminders, sweep, sweep_all, take_back_pointless
from cycle.application.notifications.reminders import level_of, remind_of_gates, workdays_there
from cycle.application.persons import change_person, people
from cycle.application.year.cycle import find_cycle, open_cycle
from cycle.errors import StepError
from cycle.mail.transport.maildir import ReceivedMail
from cycle.model import Absence, Deputy, KnownPerson, Reminders
from tests.desk import Desk

KARI, OLA = "kari.koordinator@kommunane.example", "ola.andrehand@spesialisthelsetenesta.example"
OFFICE = "samarbeidssekretariatet@"
MONDAY = dt.datetime(2026, 8, 3, 6, tzinfo=dt.UTC)
"""The day of the plan is some way off, so age alone counts."""
LATE = 460
"""Days after which the plans of both years have waited long."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="link")
    made.moment = MONDAY
    made.start()
    yield made
    made.close()


def person(desk: Desk, address: str, **changes: Any) -> KnownPerson:
    row = next(row for row in people(desk.services) if row.person.address == address)
    if changes:
        change_person(desk.services, row, replace(row.person, **changes), by="test")
    return row.person


def opened(desk: Desk, step: str = "plan") -> None:
    notify_gate(desk.cycle(), desk.compute(step), link="http://127.0.0.1:4200/prefect/x")


def morning(desk: Desk) -> list[ReceivedMail]:
    """Let the morning of a day come, twice, as after a restart; return the mails of the day."""
    before = len(desk.mails())
    for _ in range(2):
        sweep_all(desk.services, link=lambda _cycle, _step: "http://127.0.0.1:4200/prefect/x")
    return list(desk.mails()[before:])


def mornings(desk: Desk, days: int) -> dict[str, list[tuple[str, str]]]:
    """Let so many days pass; return day → address and subject of each mail."""
    found = {}
    for _ in range(days):
        desk.moment += dt.timedelta(days=1)
        if sent := morning(desk):
            found[f"{desk.moment:%a %d}"] = [(mail.to, mail.subject) for mail in sent]
    return found


def test_reminders_grow_firmer_by_working_days_and_end_with_deputy_and_secretariat(desk: Desk) -> None:
    due = next(day.date for day in desk.cycle().milestones if day.id == "vertskap")
    desk.moment = dt.datetime.combine(due - dt.timedelta(days=14), dt.time(6), dt.UTC)
    desk.moment -= dt.timedelta(days=desk.moment.weekday())
    person(desk, KARI, deputies=(Deputy(person=person(desk, OLA).key),))
    opened(desk)
    assert [mail.to for mail in morning(desk)] == [KARI]
    start = desk.moment
    found = mornings(desk, 28)
    days = {(start + dt.timedelta(days=number)).strftime("%a %d"): number for number in range(1, 29)}
    kari = {days[day]: [s for to, s in sent if to == KARI] for day, sent in found.items()}
    subjects = {number: sent[0] for number, sent in kari.items() if sent}
    assert all(len(sent) <= 1 for sent in kari.values())
    assert list(subjects)[:3] == sorted(subjects)[:3]
    first, second, third = list(subjects)[:3]
    assert subjects[first] == "Ei lita påminning: årshjulet 2027 ventar på deg"
    assert subjects[second] == "Ventar framleis på deg: årshjulet 2027"
    assert subjects[third] == "Hastar: årshjulet 2027 har venta lenge på deg"
    assert third - first >= 6
    urgent = next(sent for day, sent in found.items() if days[day] == third)
    assert OLA in [to for to, _ in urgent]
    assert "1 avgjerd har venta lenge" in [subject for _, subject in urgent]
    text = next(mail.text for mail in desk.mails() if mail.to == OLA and "stedfortreder:" in mail.text)
    assert "Kari Koordinator har ikke svart. Du er stedfortreder:" in text
    assert "Minn Kari Koordinator på det, eller be sekretariatet føre Kari Koordinator opp som borte: Da kan" in text
    assert ("venter på deg" in text, "har også fått melding" in text) == (False, False), "it waits for Kari"
    assert (OLA, "Som stedfortreder: årshjulet 2027 har ventet lenge") in urgent
    [text] = [mail.text for mail in desk.mails() if mail.to == KARI and mail.subject == subjects[third]][:1]
    assert "Stadfortredar og sekretariat har òg fått melding." in text
    [text] = [mail.text for mail in desk.mails() if mail.subject == "1 avgjerd har venta lenge"][:1]
    assert "stadfortredar" in text


def test_nobody_is_told_that_a_deputy_was_told_where_there_is_none(desk: Desk) -> None:
    due = next(day.date for day in desk.cycle().milestones if day.id == "vertskap")
    desk.moment = dt.datetime.combine(due - dt.timedelta(days=7), dt.time(6), dt.UTC)
    opened(desk)
    morning(desk)
    for _ in range(30):
        desk.moment += dt.timedelta(days=1)
        if any("Hastar" in mail.subject for mail in morning(desk)):
            break
    text = next(mail.text for mail in desk.mails() if mail.to == KARI and "Hastar" in mail.subject)
    assert "står stille. Sekretariatet har òg fått melding." in text
    assert "Du får høgst éin slik e-post om dagen" in text
    office = next(mail.text for mail in desk.mails() if mail.subject == "1 avgjerd har venta lenge")
    assert "stadfortred" not in (text + office).casefold()


def test_one_mail_gathers_all_that_waits_and_says_why_it_is_asked_again(desk: Desk) -> None:
    opened(desk)
    desk.decide("plan", "send_back", send_back_to="plan", comment="Feil dato.")
    opened(desk)
    person(desk, KARI, steps=())
    other = open_cycle(desk.services, year=2028, given={"date": "2028-02-10", "venue": "Bergen"})
    notify_gate(other, compute(find_cycle(desk.services, year=2028), "plan"), link="x")
    assert len([mail for mail in morning(desk) if mail.to == KARI]) == 2
    found = [sent for sent in mornings(desk, 60).values() if any(to == KARI for to, _ in sent)]
    assert all(len([to for to, _ in sent if to == KARI]) == 1 for sent in found)
    both = [subject for sent in found for to, subject in sent if to == KARI and "2 avgjerder" in subject]
    assert both
    text = next(mail.text for mail in desk.mails() if mail.to == KARI and "2 avgjerder" in mail.subject)
    assert "partnarskapsmøtet 2027" in text
    assert "partnarskapsmøtet 2028" in text
    assert "«Feil dato.»" in text
    assert "Kvifor det er spurt på nytt:" in text
    assert text.count("/godkjenning/plan") == 2


def second_year(desk: Desk) -> None:
    other = open_cycle(desk.services, year=2028, given={"date": "2028-02-10", "venue": "Bergen"})
    notify_gate(other, compute(find_cycle(desk.services, year=2028), "plan"), link="x")


def days_pass(desk: Desk, number: int) -> None:
    """Let days pass without a morning, until a working day with another after it."""
    desk.moment += dt.timedelta(days=number)
    while desk.moment.weekday() > 2:
        desk.moment += dt.timedelta(days=1)


def queued(desk: Desk) -> dict[str, str]:
    """Write the reminders of the day while the mail server is down; return recipient → state of each."""
    remind_of_gates([desk.cycle()], link=lambda _cycle, _step: "x")
    return reminder_states(desk)


def reminder_states(desk: Desk) -> dict[str, str]:
    kind = f"minne.{desk.services.today.isoformat()}@folder"
    return {row.recipient: row.state for row in desk.services.memory.outbox.rows(kind=kind)}


def test_a_gate_that_the_mail_of_the_day_does_not_name_is_reminded_of_the_next(desk: Desk) -> None:
    opened(desk)
    second_year(desk)
    morning(desk)
    days_pass(desk, LATE)
    sweep(find_cycle(desk.services, year=2028), link=lambda _step: "x")
    assert [mail.to for mail in morning(desk) if mail.to == KARI] == []
    assert [row.person for row in desk.services.memory.gate_reminders.of(desk.cycle().id)] == []
    desk.moment += dt.timedelta(days=1)
    said = [mail for mail in morning(desk) if mail.to == KARI]
    assert len(said) == 1
    assert "partnarskapsmøtet 2027" in said[0].text


def test_years_that_cannot_be_reminded_of_together_say_so_and_lose_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened(desk)
    second_year(desk)
    morning(desk)
    days_pass(desk, LATE)

    def only_one(cycles: Any, **given: Any) -> dict[str, dict[str, int]]:
        if len(cycles) > 1:
            raise StepError("2028: cannot be read")
        return remind_of_gates(cycles, **given)

    with monkeypatch.context() as patch:
        patch.setattr(morning_sweep, "remind_of_gates", only_one)
        assert len([mail for mail in morning(desk) if mail.to == KARI]) == 1
    assert "2028: cannot be read" in caplog.text
    desk.moment += dt.timedelta(days=1)
    said = [mail.text for mail in morning(desk) if mail.to == KARI]
    assert len(said) == 1
    assert "partnarskapsmøtet 2028" in said[0]


@pytest.mark.parametrize(
    ("first", "last", "away", "expected"),
    [
        (None, None, False, "Som stedfortreder: årshjulet 2027 har ventet lenge"),
        (None, None, True, ""),
        (None, dt.timedelta(-1), False, ""),
        (dt.timedelta(1), None, False, ""),
        (dt.timedelta(0), None, False, "Venter på deg: årshjulet 2027 (så snart du kan)"),
        (None, dt.timedelta(0), False, "Venter på deg: årshjulet 2027 (så snart du kan)"),
    ],
)
def test_a_deputy_reads_of_what_waits_only_on_days_they_may_stand_in(
    desk: Desk, first: dt.timedelta | None, last: dt.timedelta | None, *, away: bool, expected: str
) -> None:
    opened(desk)
    morning(desk)
    days_pass(desk, LATE)
    today = desk.services.today
    days = [None if day is None else today + day for day in (first, last)]
    person(desk, OLA, absences=(Absence(first=today, last=today),) if away else ())
    person(desk, KARI, deputies=(Deputy(person=person(desk, OLA).key, first=days[0], last=days[1]),))
    sent = morning(desk)
    assert [mail.subject for mail in sent if mail.to == OLA] == ([expected] if expected else [])
    [office] = [mail.text for mail in sent if mail.subject == "1 avgjerd har venta lenge"]
    assert ("stadfortredar" in office) is bool(expected)


@pytest.mark.parametrize("stops_at", ["_tell_secretariat", "_remind"])
def test_deputy_and_secretariat_are_told_whatever_was_stopped_between(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stops_at: str
) -> None:
    person(desk, KARI, deputies=(Deputy(person=person(desk, OLA).key),))
    opened(desk)
    morning(desk)
    days_pass(desk, LATE)
    whole, calls = getattr(reminders, stops_at), []

    def stopped(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2 or stops_at == "_tell_secretariat":
            raise KeyboardInterrupt
        return whole(*given)

    with monkeypatch.context() as patch:
        patch.setattr(reminders, stops_at, stopped)
        with pytest.raises(KeyboardInterrupt):
            queued(desk)
    assert {coordinator_id(KARI), coordinator_id(OLA), SECRETARIAT} <= set(queued(desk))
    sent_mails = morning(desk)
    assert sorted(mail.to for mail in sent_mails if mail.to in {KARI, OLA}) == [KARI, OLA]
    assert [mail.subject for mail in sent_mails].count("1 avgjerd har venta lenge") == 1


def broken_for(desk: Desk, template: str) -> None:
    """Somebody has spoilt the bokmål of a mail."""
    path = desk.root / "templates" / "mail" / f"{template}.nb.txt"
    path.write_text(path.read_text("utf-8") + "{{ nothing.such }}", "utf-8")


@pytest.mark.parametrize("unreadable", [KARI, OLA])
def test_one_reminder_that_cannot_be_made_is_told_and_keeps_no_other_back(desk: Desk, unreadable: str) -> None:
    (other,) = {KARI, OLA} - {unreadable}
    person(desk, OLA, steps=())
    person(desk, other, language="nn")
    person(desk, unreadable, language="nb")
    opened(desk)
    morning(desk)
    broken_for(desk, "minne")
    days_pass(desk, LATE)
    said = morning(desk)
    assert [mail.to for mail in said if mail.to in {KARI, OLA}] == [other]
    (notice,) = [mail for mail in said if mail.subject.startswith("Ventar på deg: e-postar til dei som avgjer")]
    assert person(desk, unreadable).name in notice.text
    assert person(desk, other).name not in notice.text
    assert "minne.nb.txt" in notice.text
    days_pass(desk, 1)
    assert other not in [mail.to for mail in morning(desk)], "what was said yesterday is on record"


def test_one_who_cannot_be_told_that_a_gate_waits_keeps_nobody_else_from_it(desk: Desk) -> None:
    person(desk, KARI, language="nb")
    person(desk, OLA, steps=(), language="nn")
    broken_for(desk, "vent")
    desk.compute("plan")
    said = morning(desk)
    assert [mail.to for mail in said if mail.to in {KARI, OLA}] == [OLA]
    (notice,) = [mail for mail in said if mail.subject.startswith("Ventar på deg: e-postar til dei som avgjer")]
    assert person(desk, KARI).name in notice.text
    [swept] = sweep_all(desk.services, link=lambda _cycle, _step: "x").values()
    assert swept.trouble.startswith(f"{person(desk, KARI).name} har ikkje fått vite i dag kva som ventar.")
    assert "vent.nb.txt" in swept.trouble
    assert sweep(desk.cycle(), link=lambda _step: "x").trouble == swept.trouble


def test_a_mail_to_the_secretariat_that_cannot_be_made_keeps_no_reminder_back(desk: Desk) -> None:
    opened(desk)
    morning(desk)
    days_pass(desk, LATE)
    path = desk.root / "templates" / "mail" / "sekretariat.txt"
    path.write_text("{{ nothing.such }}", "utf-8")
    assert [mail.to for mail in morning(desk)] == [KARI]
    days_pass(desk, 1)
    assert morning(desk) == [], "what was said yesterday is on record"


def test_a_reminder_not_yet_sent_is_taken_back_when_its_gate_is_decided(desk: Desk) -> None:
    opened(desk)
    morning(desk)
    days_pass(desk, LATE)
    before = queued(desk)
    assert before[coordinator_id(KARI)] == before[SECRETARIAT] == "queued"
    take_back_pointless(desk.cycle())
    assert reminder_states(desk) == before
    desk.approve("plan")
    take_back_pointless(desk.cycle())
    assert set(reminder_states(desk).values()) == {"failed"}
    assert [mail for mail in morning(desk) if "venta" in mail.subject] == []


def test_a_reminder_stays_while_one_of_its_gates_waits_in_another_year(desk: Desk) -> None:
    opened(desk)
    second_year(desk)
    morning(desk)
    days_pass(desk, LATE)
    years = [desk.cycle(), find_cycle(desk.services, year=2028)]
    remind_of_gates(years, link=lambda _cycle, _step: "x")
    desk.approve("plan")
    take_back_pointless(desk.cycle())
    assert reminder_states(desk)[coordinator_id(KARI)] == "queued"


def test_after_days_without_a_mail_server_one_reminder_comes_and_not_one_a_day(desk: Desk) -> None:
    opened(desk)
    morning(desk)
    days_pass(desk, LATE)
    assert set(queued(desk).values()) == {"queued"}
    desk.moment += dt.timedelta(days=1)
    sent_mails = morning(desk)
    assert len([mail for mail in sent_mails if mail.to == KARI]) == 1
    assert [mail.subject for mail in sent_mails].count("1 avgjerd har venta lenge") == 1
    assert set(reminder_states(desk).values()) == {"sent"}
    desk.moment += dt.timedelta(days=1)
    assert [mail for mail in morning(desk) if mail.to == KARI] == []


def test_a_gate_stands_once_in_the_mail_of_a_mailbox_that_two_people_share(desk: Desk) -> None:
    row = next(row for row in people(desk.services) if row.person.address == OLA)
    change_person(desk.services, row, replace(row.person, address=KARI, steps=person(desk, KARI).steps), by="test")
    opened(desk)
    morning(desk)
    days_pass(desk, LATE)
    said = [mail for mail in morning(desk) if mail.to == KARI]
    assert [mail.subject for mail in said] == ["Hastar: årshjulet 2027 har venta lenge på deg"]


def test_who_is_away_is_not_reminded_and_those_days_do_not_count(desk: Desk) -> None:
    opened(desk)
    morning(desk)
    first = desk.services.today
    person(desk, KARI, absences=(Absence(first=first, last=first + dt.timedelta(days=20)),))
    assert [to for sent in mornings(desk, 20).values() for to, _ in sent if to == KARI] == []
    assert workdays_there(first, first + dt.timedelta(days=20), person(desk, KARI)) == 0


def test_easter_and_weekends_do_not_count() -> None:
    assert workdays_there(dt.date(2027, 3, 24), dt.date(2027, 3, 30), None) == 1


@pytest.mark.parametrize(
    ("age", "late", "level"),
    [
        (0, True, 0),
        (1, True, 1),
        (2, False, 0),
        (3, False, 1),
        (3, True, 2),
        (6, False, 2),
        (9, False, 3),
        (40, True, 3),
    ],
)
def test_age_makes_firmer_and_a_day_that_has_passed_more_so(age: int, late: bool, level: int) -> None:
    assert level_of(age, Reminders(), late=late) == level


def test_a_community_may_say_when_and_a_wrong_order_is_told(desk: Desk) -> None:
    path = desk.community / "community.toml"
    before = path.read_text("utf-8")
    path.write_text(before + "\n[reminders]\ngentle = 1\nfirm = 2\nothers = 4\n", "utf-8")
    assert desk.cycle().loaded.community.reminders == Reminders(gentle=1, firm=2, others=4)
    path.write_text(before + "\n[reminders]\ngentle = 5\n\n[reminders.x]\n", "utf-8")
    with pytest.raises(Exception, match="reminders"):
        desk.cycle()


def test_the_command_reminds_once_a_day_too(desk: Desk) -> None:
    opened(desk)
    morning(desk)
    desk.moment += dt.timedelta(days=80)
    while desk.moment.weekday() > 3:
        desk.moment += dt.timedelta(days=1)
    done = [sweep(desk.cycle(), link=lambda _step: "x") for _ in range(2)]
    assert [dict(sent.reminded) for sent in done] == [{"plan": 1}, {}]
    assert [mail.to for mail in morning(desk) if mail.to == KARI] == []
