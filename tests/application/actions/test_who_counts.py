"""Who must approve, and who is mailed of it: by the list of people where log-in is on, by the file where it is off."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.actions import asked_about, is_approved, step_state
from cycle.application.actions.deciding.decide import decide_by_hand
from cycle.application.delivery import STAND_IN, send_notices
from cycle.application.delivery.link_in_mail import put_link_in
from cycle.application.notifications import notify_gate
from cycle.application.persons import (
    add_person,
    change_person,
    look_at_link,
    make_link,
    people,
    remove_person,
    use_link,
)
from cycle.errors import Unavailable
from cycle.mail.transport.maildir import received
from cycle.model import Absence, Deputy, KnownPerson, OutboxRow
from tests.desk import Desk

KARI, OLA = "Kari Koordinator", "Ola Andrehand"
SIDE_OF_KARI = 'address = "kari@kommunane.example"\nside = "kommunane"'
OTHERS_READ = [
    {"mail_mode": "folder"},
    {"mail_mode": "redirect", "mail_redirect_to": "a@b.example"},
    {"identity": "name"},
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="link", mail_mode="allowlist", mail_allowlist=(".example",))
    made.start()
    yield made
    made.close()


@pytest.fixture
def mailing(posted: Desk) -> Desk:
    """A desk with log-in whose mail leaves to a real server."""
    posted.settle(identity="link")
    posted.start()
    return posted


def sent_link(desk: Desk) -> tuple[str, str]:
    """Send what is queued, and return the words of the one mail and what stands in its link."""
    assert send_notices(desk.cycle()) == 1
    (mail,) = received(desk.services.settings.mail_received)
    found = re.search(r"http://127\.0\.0\.1:4200/logg-inn/lenkje/([\w-]+)", mail.text)
    assert found
    assert found[1] in mail.html
    return mail.text, found[1]


def person(desk: Desk, name: str, **changes: Any) -> KnownPerson:
    row = next(row for row in people(desk.services) if row.person.name == name)
    if changes:
        change_person(desk.services, row, replace(row.person, **changes), by="test")
    return row.person


def in_file(desk: Desk, old: str, new: str) -> None:
    path = desk.community / "community.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def at_invitations(desk: Desk) -> Any:
    desk.walk(to="host")
    return desk.compute("invitations")


def said_to(desk: Desk, step: str) -> list[str]:
    rows = [row for row in desk.services.memory.outbox.rows(cycle=desk.cycle().id) if row.kind.startswith("vent.")]
    return [json.loads(desk.services.memory.files.get(row.content))["text"] for row in rows if f".{step}." in row.kind]


def test_who_is_away_is_not_asked_and_the_deputy_is(desk: Desk) -> None:
    result = desk.compute("plan")
    today = desk.services.today
    person(desk, KARI, absences=(Absence(first=today, last=today + dt.timedelta(days=3)),))
    person(desk, KARI, deputies=(Deputy(person="ola-andrehand"),))
    assert [known.name for known in asked_about(desk.cycle(), result)] == [OLA]
    desk.moment += dt.timedelta(days=4)
    assert [known.name for known in asked_about(desk.cycle(), result)] == [KARI]


def test_the_mail_of_a_gate_logs_its_reader_in_and_leads_to_the_gate(mailing: Desk) -> None:
    result = mailing.compute("plan")
    for _ in range(2):
        assert notify_gate(mailing.cycle(), result, link="http://127.0.0.1:4200/prefect/x") == 1
    text, token = sent_link(mailing)
    assert "1. Opne sida, og logg inn: " in text
    assert "3. Trykk «Godkjenn», «Send tilbake» eller «Stopp»." in text
    assert "Skriv namnet" not in text, "whoever is logged in has a name"
    looked = look_at_link(mailing.services, token, browser="")
    assert looked.person is not None
    assert (looked.person.name, looked.why_not) == (KARI, "")
    assert looked.page == "/bergensomradet/partnarskapsmote/2027/godkjenning/plan"
    use_link(mailing.services, token, browser="", agent="x")
    for days in (0, 33):
        mailing.moment += dt.timedelta(days=days)
        notify_gate(mailing.cycle(), result, link="x")
        send_notices(mailing.cycle())
        make_link(mailing.services, person(mailing, OLA), origin="door")  # which forgets what is long over
        assert look_at_link(mailing.services, token, browser="").why_not in {"used", "unknown"}, "no new use"


def test_the_link_of_a_gates_mail_lies_nowhere_in_the_home(mailing: Desk) -> None:
    notify_gate(mailing.cycle(), mailing.compute("plan"), link="x")
    (kept,) = said_to(mailing, "plan")
    assert f"/logg-inn/lenkje/{STAND_IN}" in kept
    assert look_at_link(mailing.services, STAND_IN, browser="").why_not == "unknown"
    _, token = sent_link(mailing)
    mailing.close()
    kept_files = [path for path in mailing.home.rglob("*") if path.is_file() and "post" not in path.parts]
    assert len(kept_files) > 3
    assert not any(token.encode() in path.read_bytes() for path in kept_files)


def test_a_link_lives_from_when_its_mail_goes_and_not_from_when_it_was_written(mailing: Desk) -> None:
    port = mailing.given["mail_port"]
    mailing.settle(mail_port=9)
    notify_gate(mailing.cycle(), mailing.compute("plan"), link="x")
    with pytest.raises(Unavailable):
        send_notices(mailing.cycle())
    mailing.moment += dt.timedelta(days=5)
    mailing.settle(mail_port=port)
    _, token = sent_link(mailing)
    mailing.moment += dt.timedelta(hours=71)
    assert look_at_link(mailing.services, token, browser="").why_not == ""


def test_who_shares_the_address_by_the_time_the_mail_goes_or_is_gone_gets_the_page_alone(mailing: Desk) -> None:
    notify_gate(mailing.cycle(), mailing.compute("plan"), link="x")
    add_person(mailing.services, replace(person(mailing, KARI), key="", name="Per Vik"), by="test")
    assert send_notices(mailing.cycle()) == 1
    (mail,) = received(mailing.services.settings.mail_received)
    assert "/logg-inn/" not in mail.text + mail.html
    assert "http://127.0.0.1:4200/bergensomradet/partnarskapsmote/2027/godkjenning/plan" in mail.text


def test_the_same_gate_of_another_year_has_a_link_of_its_own(mailing: Desk) -> None:
    """The mails of two years are called alike; the link of one must not be that of the other, used up long ago."""
    meant = {"community": "bergensomradet", "person": "kari-koordinator", "page": "/"}
    kari = person(mailing, KARI)
    first, second = (
        OutboxRow(
            id=1,
            cycle="x",
            kind="vent.plan.r1",
            recipient="k",
            address=kari.address,
            message_id=name,
            token="t",
            date=mailing.moment,
            content="",
            state="queued",
        )
        for name in ("<a@x.example>", "<b@x.example>")
    )
    links = {put_link_in(mailing.services, STAND_IN, meant, row, root="") for row in (first, second, first)}
    assert len(links) == 2


@pytest.mark.parametrize("changes", OTHERS_READ)
def test_a_mail_that_others_read_leads_to_the_gate_and_not_past_the_log_in(desk: Desk, changes: dict[str, str]) -> None:
    desk.settle(**changes)
    notify_gate(desk.cycle(), desk.compute("plan"), link="x")
    (text,) = said_to(desk, "plan")
    assert "/logg-inn/" not in text
    assert "http://127.0.0.1:4200/bergensomradet/partnarskapsmote/2027/godkjenning/plan" in text


def test_two_who_share_a_mailbox_are_one_where_two_must_approve(desk: Desk) -> None:
    person(desk, OLA, address=person(desk, KARI).address)
    result = at_invitations(desk)
    for name in (KARI, OLA):
        desk.decide("invitations", name=name)
    assert not is_approved(desk.cycle(), result)
    assert step_state(desk.cycle(), "invitations").waits_for == "1 to approve"
    notify_gate(desk.cycle(), result, link="x")
    assert not any("/logg-inn/" in text for text in said_to(desk, "invitations"))
    add_person(desk.services, replace(person(desk, KARI), key="", name="Per Vik", address="per@x.example"), by="test")
    desk.decide("invitations", name="Per Vik")
    assert is_approved(desk.cycle(), result)


def test_who_has_another_name_by_now_is_one_person_and_of_two_with_one_name_both_count(desk: Desk) -> None:
    result = at_invitations(desk)
    assert decide_by_hand(desk.cycle(), "invitations", decision="approve", name=KARI) == ""
    row = next(row for row in people(desk.services) if row.person.name == KARI)
    change_person(desk.services, row, replace(row.person, name="Kari Nygift"), by="test")
    assert "har alt godkjent" in decide_by_hand(desk.cycle(), "invitations", decision="approve", name="Kari Nygift")
    assert KARI not in [known.name for known in asked_about(desk.cycle(), result)]
    assert "Kari Nygift" not in [known.name for known in asked_about(desk.cycle(), result)]
    assert not is_approved(desk.cycle(), result)
    namesake = replace(person(desk, "Kari Nygift"), key="", name=KARI, address="kari.2@x.example")
    key = add_person(desk.services, namesake, by="test").person.key
    assert KARI in [known.name for known in asked_about(desk.cycle(), result)]
    assert decide_by_hand(desk.cycle(), "invitations", decision="approve", name=key) == ""
    assert is_approved(desk.cycle(), result)


def test_a_link_that_went_to_a_wrong_address_ends_when_the_address_is_put_right(desk: Desk) -> None:
    kari = person(desk, KARI)
    token = make_link(desk.services, kari, origin="door")
    person(desk, KARI, side=kari.side, language="nb")
    assert look_at_link(desk.services, token, browser="").why_not == ""
    person(desk, KARI, address="kari.rett@kommunane.example")
    assert look_at_link(desk.services, token, browser="").why_not == "used"


def test_who_is_taken_out_of_the_list_counts_as_they_did(desk: Desk) -> None:
    person(desk, OLA, address=person(desk, KARI).address)
    result = at_invitations(desk)
    assert decide_by_hand(desk.cycle(), "invitations", decision="approve", name=KARI) == ""
    (row,) = desk.services.memory.decisions.of_step(desk.cycle().id, "invitations")
    pressed_too = replace(row, key="page:2", name=OLA, person=person(desk, OLA).key)  # at one moment with Kari
    desk.services.memory.decisions.add(pressed_too)
    assert not is_approved(desk.cycle(), result), "they share a mailbox"
    remove_person(desk.services, next(row for row in people(desk.services) if row.person.name == OLA), by="test")
    assert not is_approved(desk.cycle(), result)


def test_one_from_each_side_must_approve_where_the_community_says_so(desk: Desk) -> None:
    in_file(desk, 'language = "nn"\n', 'language = "nn"\nboth_sides = ["invitations"]\n')
    in_file(desk, 'address = "kari.koordinator@kommunane.example"', SIDE_OF_KARI)
    sides = [side.id for side in desk.cycle().loaded.community.sides]
    assert sides == ["kommunane", "spesialisthelsetenesta"]
    result = at_invitations(desk)
    add_person(desk.services, replace(person(desk, KARI), key="", name="Per Vik", address="per@x.example"), by="test")
    for name in (KARI, "Per Vik"):
        desk.decide("invitations", name=name)
    assert not is_approved(desk.cycle(), result), "both are of the municipalities"
    assert step_state(desk.cycle(), "invitations").waits_for == "1 to approve"
    person(desk, OLA, side="spesialisthelsetenesta")
    desk.decide("invitations", name=OLA)
    assert is_approved(desk.cycle(), result)


def test_sides_are_those_of_the_file_where_log_in_is_off(desk: Desk) -> None:
    desk.settle(identity="name")
    in_file(desk, 'language = "nn"\n', 'language = "nn"\nboth_sides = ["plan"]\n')
    in_file(desk, 'address = "kari.koordinator@kommunane.example"', SIDE_OF_KARI)
    in_file(desk, 'address = "ola.andrehand@', 'side = "spesialisthelsetenesta"\naddress = "ola.andrehand@')
    result = desk.compute("plan")
    assert step_state(desk.cycle(), "plan").waits_for == "2 to approve"
    desk.decide("plan", name=KARI)
    desk.decide("plan", name="Nokon Annan")
    assert not is_approved(desk.cycle(), result)
    desk.decide("plan", name=OLA)
    assert is_approved(desk.cycle(), result)
