"""The plan before sending says when the mails are out under the provider's limits, and what to look at first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from cycle.application.actions.asking.outbox_decisions import plans
from cycle.application.delivery.planned_mails import schedule
from cycle.application.steps.mailing import STEP
from cycle.mail.transport.rate_limit import PROVIDERS, Provider
from cycle.store.tables import outbox
from tests.desk import CEO, CHIEF, MAYOR, NOON, PEOPLE, Desk

MICROSOFT, OWN = PROVIDERS["microsoft365"], PROVIDERS["own"]
MAILING = "mailing.invitasjon"


@pytest.mark.parametrize(
    ("count", "provider", "room", "per_minute", "today", "takes"),
    [
        (60, MICROSOFT, None, 30, 60, dt.timedelta(minutes=2)),
        (1_000, MICROSOFT, 10_000, 30, 1_000, dt.timedelta(seconds=2_000)),
        (1_000, MICROSOFT, 400, 30, 400, dt.timedelta(days=1, minutes=20)),
        (10_500, MICROSOFT, 0, 30, 0, dt.timedelta(days=2, seconds=1_000)),
        (20, OWN, None, 300, 20, dt.timedelta(seconds=4)),
        (0, MICROSOFT, 10_000, 30, 0, dt.timedelta(0)),
    ],
)
def test_a_mailing_takes_as_long_as_its_provider_lets_it(count, provider, room, per_minute, today, takes) -> None:
    # 20 mails keep four connections busy, but a line of a megabyte a second carries no more than 300 of 200 kB.
    timed = schedule([200_000] * count, provider, starts=NOON, room=room)
    wanted = per_minute if count else timed.per_minute
    assert (timed.per_minute, timed.today, timed.ends - timed.starts) == (wanted, today, takes)


@given(
    count=st.integers(0, 3_000),
    per_minute=st.integers(0, 500),
    per_day=st.integers(1, 900),
    used=st.integers(0, 900),
)
def test_no_day_gets_more_than_its_room_and_more_mails_never_end_sooner(count, per_minute, per_day, used) -> None:
    # Over one connection: a twelfth mail opens a third connection, and twelve may well be out before eleven would be.
    provider = Provider(id="x", name="x", connections=1, per_minute=per_minute, per_day=per_day)
    room = max(per_day - used, 0)

    def timed(number):
        return schedule([1_000] * number, provider, starts=NOON, room=room)

    now = timed(count)
    whole_days = (now.ends - NOON) // dt.timedelta(days=1)
    assert now.today == min(count, room)
    assert count <= room + (whole_days + 1) * per_day
    assert timed(count + 1).ends >= now.ends


def test_the_gate_says_how_large_how_fast_and_when_all_are_out(posted: Desk) -> None:
    posted.settle(mail_provider="microsoft365")
    posted.walk(to="letters.invitasjon")
    posted.compute(MAILING)
    text = gate(posted)
    assert "skal til **5 mottakarar**." in text
    assert (
        "**Tid:** om lag 1 minutt, 30 i minuttet gjennom Microsoft 365. Blir dei sende no, er alle ute kl. 12.01."
        in (text.replace("\\", ""))
    )
    assert "får brevet som Word-fil, utan PDF." in text


def test_what_the_day_has_no_room_for_is_told_before_it_is_approved(posted: Desk) -> None:
    posted.settle(mail_per_day=3)
    posted.walk(to="letters.invitasjon")
    posted.compute(MAILING)
    assert "tek imot 3 i døgnet. 3 går det første døgnet, og 2 ventar i kø til det er plass." in gate(posted)
    assert "er alle ute tysdag 24. november 2026 kl. 12.01" in gate(posted)


def test_in_earnest_it_warns_of_example_addresses_and_of_who_goes_first(desk: Desk) -> None:
    desk.settle(mail_mode="live", mail_host="127.0.0.1", mail_canary=2)
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    text = gate(desk)
    assert "**Først:** Dei 2 første går åleine. Resten ventar til du har sett at dei er rette." in text
    assert "har ei eksempeladresse og får ikkje e-post." in text.replace("\\", "")


def test_two_people_with_one_address_are_told_unless_the_mailbox_is_shared(desk: Desk) -> None:
    desk.register(*PEOPLE[:1], replace(CEO, address=MAYOR.address), *PEOPLE[2:])
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    [plan] = plans(desk.cycle(), dispatch="invitasjon")
    shared = [warning for warning in plan.warnings if "same adresse" in warning]
    assert shared == [f"{MAYOR.name} og {CEO.name} har same adresse, {MAYOR.address}. Er ho rett for alle?"]


def test_what_has_gone_is_not_planned_again(desk: Desk) -> None:
    desk.walk(to=MAILING)
    desk.register(*PEOPLE, replace(CHIEF, seat="alver.kommunedirektor", name="Nora Nyborg", address="ny@alver.example"))
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    [plan] = plans(desk.cycle(), dispatch="invitasjon")
    assert (plan.count, "5 mottakarar har fått ein tidlegare versjon" in " ".join(plan.warnings)) == (1, False)


def test_calendar_invitations_of_their_own_take_their_time_too(posted: Desk) -> None:
    posted.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "invitation"')
    posted.settle(mail_per_minute=1)
    posted.walk(to="letters.invitasjon")
    body = posted.compute(MAILING).body
    [plan] = plans(posted.cycle(), dispatch="invitasjon")
    assert (plan.count, plan.calendars, plan.schedule.minutes, body["count"]) == (5, 5, 10, 5)
    assert plan.size > sum(mail["bytes"] for mail in body["mails"])
    text = gate(posted)
    assert "skal til **5 mottakarar**." in text
    assert "**Kalenderinnkallingar:** 5 e-postar for seg sjølve, kvar etter brevet sitt: 10 e-postar i alt." in text
    posted.settle(mail_per_day=7)
    assert "7 går det første døgnet, og 3 ventar i kø til det er plass." in gate(posted)


def test_the_size_of_a_calendar_invitation_is_what_is_sent(posted: Desk) -> None:
    posted.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "invitation"')
    posted.walk(to=MAILING)
    [planned] = {mail["calendar_bytes"] for mail in posted.newest(MAILING).body["mails"]}
    posts = [path.read_bytes() for path in (posted.home / "post" / "new").iterdir()]
    sent = [len(post) for post in posts if b"text/calendar" in post]
    assert (len(sent), [number for number in sent if abs(number - planned) > 1_000]) == (5, [])


@pytest.mark.parametrize("calendar", ["true", '"invitation"'])
def test_nothing_is_left_in_the_plan_when_all_has_gone(posted: Desk, calendar: str) -> None:
    posted.replace("partnarskapsmote.toml", "calendar = true", f"calendar = {calendar}")
    posted.walk(to=MAILING)
    [plan] = plans(posted.cycle(), dispatch="invitasjon")
    assert (plan.count, plan.calendars, plan.mails, plan.size, plan.schedule.minutes) == (0, 0, 0, 0, 0)


def test_what_waits_when_the_server_was_down_is_all_that_is_left_in_the_plan(posted: Desk) -> None:
    posted.settle(mail_allowlist=("@alver.example", CHIEF.address))
    posted.walk(to=MAILING)
    first, second = posted.services.memory.outbox.rows(kind="invitasjon")
    with posted.services.memory.engine.begin() as connection:
        connection.execute(delete(outbox).where(outbox.c.id == second.id))
    posted.services.memory.outbox.enqueue([second], now=posted.moment)
    [plan] = plans(posted.cycle(), dispatch="invitasjon")
    sizes = {mail["recipient"]: mail["bytes"] for mail in posted.newest(MAILING).body["mails"]}
    assert (plan.count, plan.size, first.state) == (1, sizes[second.recipient], "sent")


def gate(desk: Desk) -> str:
    cycle = desk.cycle()
    node = next(node for node in cycle.graph if node.name == MAILING)
    return STEP.present(cycle, node, desk.newest(MAILING)).markdown.replace("\\", "")
