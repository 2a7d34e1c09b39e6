"""The month's check of the archive packages, and the yearly word that next year can be opened, as Prefect runs them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import flows.yearly
from cycle.application.actions import service_state
from cycle.application.actions.running.rounds import CHECK
from cycle.application.notifications.next_year import NextYear
from cycle.application.retention import carry_out, retention_plan
from cycle.application.year import OpenCycle, open_cycle
from cycle.errors import CycleError
from cycle.model import Reply
from flows.fixity import fixity
from flows.gates.notices import notify_damaged, notify_round
from flows.yearly import next_year
from tests.desk import Desk
from tests.web.conftest import Reader

OURS, THEIRS = "samarbeidssekretariatet@helsefellesskapet.example", "sekretariat@tvilling.example"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose settings the flows read, with an open year."""
    desk = Desk(tmp_path)
    desk.start()
    for name, value in desk.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield desk
    desk.close()


def test_an_archive_that_is_as_it_was_published_is_noted(desk: Desk) -> None:
    assert fixity.fn().message == "Ingen år er publiserte enno."
    desk.walk()
    assert fixity.fn().message == "Arkivet er som det vart publisert."
    last = desk.services.memory.rounds.last(CHECK)
    assert last is not None
    assert (last.well_at, last.trouble) == (last.at, "")


def test_what_is_not_whole_and_not_wrong_is_told_too(desk: Desk) -> None:
    desk.walk()
    (desk.home / "packages" / ".halv").mkdir()
    ended = fixity.fn()
    assert not ended.is_failed()
    assert "Sjå på dette: I packages/.halv: er ei fil som eit system gøymer" in str(ended.message)
    assert "er som det vart publisert" not in str(ended.message)


def test_a_damaged_package_fails_the_check_and_is_told_by_mail_once_a_day(desk: Desk) -> None:
    (desk.home / "packages").mkdir()
    (desk.home / "packages" / "2027.zip").write_bytes(b"no package at all")
    for _ in range(2):
        ended = fixity.fn()
        assert ended.is_failed()
        assert "2027.zip" in str(ended.message)
    [mail] = desk.mails()
    assert mail.subject == "Ventar på deg: arkivpakkane er ikkje som dei vart laga"
    assert "2027.zip" in mail.text
    assert "cycle archive verify" in mail.text


def front(desk: Desk) -> str:
    return Reader(desk.services).get("/").text


def test_what_the_check_found_stands_on_the_front_page_until_a_check_goes_well(desk: Desk) -> None:
    desk.walk()
    assert "Arkivet er ikkje slik" not in front(desk)
    page = desk.home / "site" / "bergensomradet" / "index.html"
    whole = page.read_bytes()
    page.write_bytes(whole + b" ")
    assert fixity.fn().is_failed()
    assert "Arkivet er ikkje slik" in front(desk)
    assert any("cycle archive verify" in line for line in service_state(desk.services).lines)
    page.write_bytes(whole)
    assert not fixity.fn().is_failed()
    assert "Arkivet er ikkje slik" not in front(desk)


def test_the_check_counts_what_has_outlived_its_time_and_deletes_none_of_it(desk: Desk) -> None:
    desk.walk()
    at, cycle = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), desk.cycle()
    [row, *_] = desk.services.memory.outbox.rows(cycle=cycle.id)
    said = {"what": "declined", "text": "Eg er sjuk den dagen.", "source": "mail", "at": at, "kind": row.kind}
    assert desk.services.memory.replies.add([Reply(key="a" * 64, recipient=row.recipient, cycle=cycle.id, **said)])
    ended = fixity.fn()
    assert "1 privat opplysning har gått ut på dato." in str(ended.message)
    assert "1 privat opplysning har gått ut på dato." in front(desk)
    [mail] = [mail for mail in desk.mails() if "gått ut på dato" in mail.subject]
    assert "cycle retention" in mail.text
    held = desk.services.memory.retention.held("reply_words")
    assert len(held) == 1
    carry_out(desk.services, retention_plan(desk.services), name="Kari Sekretær")
    assert "gått ut på dato" not in front(desk)


@pytest.fixture
def twin(desk: Desk) -> OpenCycle:
    """Another community of the home, with the newer year open."""
    there = desk.community.parent / "tvilling"
    shutil.copytree(desk.community, there)
    text = (there / "community.toml").read_text("utf-8")
    (there / "community.toml").write_text(text.replace(OURS, THEIRS), "utf-8")
    given = {"date": "2028-02-17", "venue": "Kulturhuset"}
    return open_cycle(desk.services, year=2028, community="tvilling", given=given)


def test_each_secretariat_is_told_of_its_own_and_the_configured_one_of_what_the_home_has(
    desk: Desk, twin: OpenCycle
) -> None:
    at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    said = {"what": "declined", "text": "Eg er sjuk den dagen.", "source": "mail", "at": at, "kind": "invitasjon"}
    cycles = [("a", twin.id), ("b", twin.id), ("c", desk.cycle().id)]
    replies = [Reply(key=key * 64, recipient="kari-vik", cycle=cycle, **said) for key, cycle in cycles]
    assert desk.services.memory.replies.add(replies)
    fixity.fn()
    notify_damaged(desk.services, CycleError("2027.zip is not as it was made"))
    notify_round(desk.services, CHECK, trouble="x")
    got = [(mail.subject, str(mail.to)) for mail in desk.mails()]
    outlived = {to: subject for subject, to in got if "gått ut på dato" in subject}
    assert len(outlived) == 2
    assert [THEIRS in to for to in outlived] != [OURS in to for to in outlived]
    assert len(got) == 4
    assert all(OURS in to for subject, to in got if "gått ut på dato" not in subject)
    assert "3 private opplysningar har gått ut på dato." in front(desk)
    for community, left in (("", "2 private opplysningar har"), ("tvilling", "")):
        carry_out(desk.services, retention_plan(desk.services, community=community), name="Kari Sekretær")
        assert left in front(desk)
    assert "gått ut på dato" not in front(desk)


def test_the_yearly_run_says_what_it_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next_year.fn().message == "Ingenting å seie: året er opna, eller dagen er ikkje komen."
    announced = NextYear(year=2028, notified_in=desk.cycle())
    monkeypatch.setattr(flows.yearly, "announce_next_year", lambda *_, **__: announced)
    assert next_year.fn().message == "Sekretariatet har fått e-post om at 2028 kan opnast."
