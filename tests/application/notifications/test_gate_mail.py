"""Whoever decides gets a mail when a gate opens, once, and one a week when its day is near; none for a closed gate."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.actions.asking.outbox_decisions import answer, ledger_rows
from cycle.application.delivery.staff_mail import in_mode, is_notice, letter_rows, notice_rows, send_notices
from cycle.application.notifications.gate_opened import notify_gate, take_back_decided, without_markdown
from cycle.application.notifications.morning_sweep import SweepResult, sweep
from cycle.application.persons import change_person, people
from cycle.application.year.for_readers.links import gate_page_link
from cycle.application.year.for_readers.mail_modes import unmarked
from cycle.errors import Unavailable
from cycle.model import Absence, Deputy
from cycle.store.mails.outbox import is_withdrawn
from tests.desk import APPROVERS, Desk
from tests.mail.conftest import FaultServer

LIST = "invitations"
KARI, OLA = "kari.koordinator@kommunane.example", "ola.andrehand@spesialisthelsetenesta.example"
LINK = "http://127.0.0.1:4200/runs/flow-run/1"


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    """A desk where the invitation list waits for two people."""
    desk.walk(to="host")
    desk.compute(LIST)
    return desk


def tell(desk: Desk, step: str = LIST) -> int:
    """Open the gate as a run does: write down who is told, and send what can be sent."""
    result = desk.newest(step)
    notified = notify_gate(desk.cycle(), result, link=LINK)
    send_notices(desk.cycle())
    return notified


def morning(desk: Desk) -> SweepResult:
    return sweep(desk.cycle(), link=lambda _step: LINK)


def later(desk: Desk, days: int) -> None:
    desk.moment += dt.timedelta(days=days)


def subjects(desk: Desk) -> list[tuple[str, str]]:
    return [(mail.to, mail.subject) for mail in desk.mails()]


def kinds(desk: Desk) -> Counter[str]:
    return Counter(unmarked(row.kind) for row in notice_rows(desk.cycle()))


def test_each_who_decides_is_told_what_by_when_and_where(waiting: Desk) -> None:
    assert tell(waiting) == 2
    to_kari, to_ola = waiting.mails()
    assert (to_kari.to, to_kari.subject) == (KARI, "Ventar på deg: invitasjonslista 2027 (frist 26. november)")
    assert to_kari.text.startswith(
        "Hei, Kari Koordinator!\n\nArbeidet med partnarskapsmøtet 2027 ventar på deg: invitasjonslista må godkjennast"
        ". Avgjer innan 26. november 2026.\n"
    )
    assert "To personar må godkjenne kvar for seg." in to_kari.text
    page = gate_page_link(waiting.services.settings, waiting.cycle().id, LIST)
    assert f"1. Opne sida: {page}\n" in to_kari.text
    assert f"Det same i Prefect: {LINK}\n" in to_kari.text
    assert (to_ola.to, to_ola.subject) == (OLA, "Venter på deg: invitasjonslisten 2027 (frist 26. november)")
    assert "invitasjonslisten må godkjennes. Avgjør innen 26. november 2026." in to_ola.text
    assert "Med vennlig hilsen" in to_ola.text


@pytest.mark.parametrize(
    ("needed", "approved", "said"),
    [
        (1, 0, ""),
        (2, 0, "To personar må godkjenne kvar for seg."),
        (3, 0, "3 personar må godkjenne kvar for seg."),
        (2, 1, "Godkjent av Ola Andrehand. Ein annan person må òg godkjenne."),
        (3, 1, "Godkjent av Ola Andrehand. To andre må òg godkjenne, kvar for seg."),
        (4, 1, "Godkjent av Ola Andrehand. 3 andre må òg godkjenne, kvar for seg."),
        (3, 2, "Godkjent av Ola Andrehand og Siv Tredje. Ein annan person må òg godkjenne."),
    ],
)
def test_the_mail_says_how_many_must_still_approve(desk: Desk, needed: int, approved: int, said: str) -> None:
    desk.replace("community.toml", "\ninvitations = 2\n", f"\ninvitations = {needed}\n")
    desk.walk(to="host")
    desk.compute(LIST)
    for name in ("Ola Andrehand", "Siv Tredje")[:approved]:
        assert desk.decide(LIST, name=name) == ""
    tell(desk)
    to_kari = desk.mails()[0]
    assert said in to_kari.text
    for word in ("kvar for seg", "annan person"):
        assert (word in to_kari.text) == (word in said)


def test_the_mail_says_that_somebody_of_each_side_must_approve(desk: Desk) -> None:
    desk.replace("community.toml", 'language = "nn"\n', 'language = "nn"\nboth_sides = ["invitations"]\n')
    desk.replace("community.toml", "\ninvitations = 2\n", "\ninvitations = 1\n")
    desk.walk(to="host")
    desk.compute(LIST)
    tell(desk)
    said = " ".join(desk.mails()[0].text.split())
    assert "To personar må godkjenne kvar for seg. Nokon som avgjer for kommunane, må godkjenne. Nokon som" in said


def test_a_run_that_starts_again_tells_nobody_twice(waiting: Desk) -> None:
    for _ in range(3):
        tell(waiting)
    assert len(waiting.mails()) == 2


def test_a_run_killed_after_it_wrote_the_mails_down_leaves_them_to_the_morning(waiting: Desk) -> None:
    result = waiting.newest(LIST)
    notify_gate(waiting.cycle(), result, link=LINK)
    assert waiting.mails() == ()
    done = morning(waiting)
    assert (done.sent, done.queued, dict(done.reminded)) == (2, 0, {})
    assert len(waiting.mails()) == 2
    assert morning(waiting).sent == 0


def test_a_step_is_told_of_to_those_who_decide_on_it(desk: Desk) -> None:
    desk.start()
    desk.compute("plan")
    assert tell(desk, "plan") == 1
    assert [mail.to for mail in desk.mails()] == [KARI]


def test_without_coordinators_nobody_is_told(waiting: Desk) -> None:
    text = (waiting.community / "community.toml").read_text("utf-8")
    head, _, rest = text.partition("[[coordinators]]")
    (waiting.community / "community.toml").write_text(head + "[sources]" + rest.partition("[sources]")[2], "utf-8")
    assert tell(waiting) == 0
    assert dict(morning(waiting).reminded) == {}
    assert waiting.mails() == ()


def test_the_second_person_is_told_no_second_time_when_the_first_has_approved(waiting: Desk) -> None:
    tell(waiting)
    waiting.decide(LIST, name="Kari Koordinator")
    assert tell(waiting) == 1
    assert len(waiting.mails()) == 2


def test_a_mail_that_has_not_gone_yet_says_who_approved_first_and_spares_that_person(waiting: Desk) -> None:
    notify_gate(waiting.cycle(), waiting.newest(LIST), link=LINK)
    waiting.decide(LIST, name="kari  koordinator")
    take_back_decided(waiting.cycle())
    tell(waiting)
    [mail] = waiting.mails()
    assert mail.to == OLA
    assert "Godkjent av kari koordinator. En annen person må også godkjenne." in mail.text


def test_mails_about_a_gate_that_is_decided_are_taken_back(waiting: Desk) -> None:
    notify_gate(waiting.cycle(), waiting.newest(LIST), link=LINK)
    for name in APPROVERS:
        waiting.decide(LIST, name=name)
    done = morning(waiting)
    assert (done.taken_back, done.sent) == (2, 0)
    assert waiting.mails() == ()
    assert all(is_withdrawn(row) for row in notice_rows(waiting.cycle()))
    assert not any(row["needs_person"] for row in ledger_rows(waiting.cycle()))


def test_a_gate_that_opens_again_is_told_of_again(waiting: Desk) -> None:
    tell(waiting)
    waiting.decide(LIST, "stop")
    waiting.start()
    tell(waiting)
    assert kinds(waiting) == {"vent.invitations.r1": 2, "vent.invitations.r1.o1": 2}
    assert len(waiting.mails()) == 4


def test_a_new_revision_is_told_of_and_what_is_queued_about_the_old_one_is_taken_back(waiting: Desk) -> None:
    notify_gate(waiting.cycle(), waiting.newest(LIST), link=LINK)
    waiting.decide(LIST, "send_back", send_back_to=LIST)
    waiting.compute(LIST)
    assert take_back_decided(waiting.cycle()) == 2
    tell(waiting)
    assert [unmarked(row.kind) for row in notice_rows(waiting.cycle()) if row.state == "sent"] == [
        "vent.invitations.r2"
    ] * 2


def test_the_mail_about_a_gate_that_was_sent_back_begins_with_what_was_written_and_says_what_changed(
    waiting: Desk,
) -> None:
    waiting.decide(LIST, "send_back", send_back_to=LIST, comment="Ordføraren i Voss er bytt ut.")
    waiting.compute(LIST)
    tell(waiting)
    nynorsk, bokmål = (
        [line.strip() for line in mail.text.splitlines() if line.strip()]
        for mail in sorted(waiting.mails(), key=lambda mail: "skreiv" not in mail.text)
    )
    assert nynorsk[1:4] == [
        "Kvifor det er spurt på nytt:",
        "- Kari Sekretær sende tilbake frå «Invitasjonsliste» og skreiv: «Ordføraren i Voss er bytt ut.»",
        "- Revisjon 2 er laga på nytt, og er lik den førre.",
    ]
    assert "«Ordføraren i Voss er bytt ut.»" in bokmål[2]
    assert nynorsk[4].startswith("Arbeidet med partnarskapsmøtet 2027 ventar på deg:")


def test_reminders_by_age_one_mail_a_day_when_the_day_is_near_or_past(waiting: Desk) -> None:
    tell(waiting)  # a Monday; its day is the Thursday
    assert dict(morning(waiting).reminded) == {}
    later(waiting, 2)
    assert dict(morning(waiting).reminded) == {}
    later(waiting, 1)
    assert [dict(morning(waiting).reminded) for _ in range(2)] == [{LIST: 2}, {}]
    later(waiting, 1)
    assert dict(morning(waiting).reminded) == {LIST: 2}, "its day has passed, so firmly"
    later(waiting, 3)
    assert dict(morning(waiting).reminded) == {}
    assert kinds(waiting) == {
        "vent.invitations.r1": 2,
        "minne.2026-11-26": 2,
        "minne.2026-11-27": 2,
    }
    reminder = next(mail for mail in reversed(waiting.mails()) if mail.to == KARI)
    assert reminder.subject == "Ventar framleis på deg: invitasjonslista 2027"
    assert "Dette ventar framleis på deg" in reminder.text
    assert "Fristen var 26. november 2026; det er 1 dag sidan. Avgjer så snart du kan, eller sei frå" in " ".join(
        reminder.text.split()
    )


def test_a_gate_whose_day_is_far_off_is_not_reminded_of(desk: Desk) -> None:
    desk.moment = dt.datetime(2026, 7, 1, 6, tzinfo=dt.UTC)
    desk.walk(to="host")
    desk.compute(LIST)
    tell(desk)
    later(desk, 14)
    assert dict(morning(desk).reminded) == {}
    assert len(desk.mails()) == 2


def test_a_coordinator_who_came_later_is_told_in_the_morning(waiting: Desk) -> None:
    tell(waiting)
    table = '[[coordinators]]\nname = "Åse Ny"\naddress = "ase@kommunane.example"\n\n[sources]'
    waiting.replace("community.toml", "[sources]", table)
    assert dict(morning(waiting).reminded) == {LIST: 1}
    assert sorted(mail.to for mail in waiting.mails()) == ["ase@kommunane.example", KARI, OLA]
    assert waiting.states()[LIST] == "waiting 1"


def test_a_server_that_is_down_keeps_the_mails_for_the_next_morning(posted: Desk) -> None:
    posted.walk(to="host")
    posted.compute(LIST)
    port = posted.given["mail_port"]
    posted.settle(mail_port=9)
    with pytest.raises(Unavailable):
        tell(posted)
    done = morning(posted)
    assert (done.sent, done.queued, bool(done.trouble)) == (0, 2, True)
    posted.settle(mail_port=port)
    assert (morning(posted).sent, morning(posted).sent) == (2, 0)


def test_a_server_that_takes_the_call_and_never_answers_holds_the_gate_up_no_longer_than_the_patience(
    posted: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cycle.application.delivery.staff_mail.PATIENCE", (0.2, 0.2))
    posted.walk(to="host")
    posted.compute(LIST)
    port, silent = posted.given["mail_port"], FaultServer({"mail": ["wait:2|250 ok"] * 9})
    posted.settle(mail_port=silent.port, mail_received="")
    with suppress(Unavailable):
        tell(posted)
    rows = notice_rows(posted.cycle())
    assert ([row.state for row in rows], silent.kept) == (["queued"] * 2, [])
    silent.stop()
    posted.settle(mail_port=port)
    later(posted, 1)
    assert morning(posted).sent == 2


def test_a_rehearsal_in_a_folder_keeps_no_real_mail_from_going(posted: Desk) -> None:
    posted.settle(mail_mode="folder")
    posted.walk(to="host")
    posted.compute(LIST)
    tell(posted)
    posted.settle(mail_mode="allowlist")
    tell(posted)
    rows = [row for row in posted.services.memory.outbox.rows() if is_notice(row.kind)]
    assert Counter(row.kind for row in rows) == {"vent.invitations.r1@folder": 2, "vent.invitations.r1": 2}
    assert {row.state for row in rows} == {"sent"}


def test_a_refused_mail_is_shown_with_its_remedy_and_goes_again_when_a_person_says_so(posted: Desk) -> None:
    posted.settle(mail_allowlist=(KARI,))
    posted.walk(to="host")
    posted.compute(LIST)
    tell(posted)
    [refused] = [row for row in ledger_rows(posted.cycle()) if row["state"] == "refused"]
    assert (refused["name"], refused["needs_person"]) == ("Ola Andrehand", True)
    posted.settle(mail_allowlist=(".example",))
    assert answer(posted.services, refused["id"], as_="resend", who="Kari", why="Lista var for kort").state == "sent"


def test_letters_are_counted_apart_and_the_archive_keeps_no_notices(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.compute("letters.folgebrev")
    before = letter_rows(desk.cycle())
    tell(desk, "letters.folgebrev")
    assert letter_rows(desk.cycle()) == before
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    tell(desk, "archive")
    assert desk.states()["archive"] == "waiting 1"
    assert in_mode(desk.cycle(), "vent.archive.r1") in {row.kind for row in notice_rows(desk.cycle())}


def test_a_summary_loses_its_markdown_and_no_word() -> None:
    said = "«Brev» skal til **56 mottakarar**.\n[Sjå breva](http://x/1). A\\_B er kl. 09.00. Éin til!"
    assert without_markdown(said) == "«Brev» skal til 56 mottakarar. Sjå breva. A_B er kl. 09.00. Éin til!"


def test_the_mail_about_a_mailing_names_the_count_to_type(desk: Desk) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    tell(desk, "mailing.invitasjon")
    [mail] = desk.mails()
    assert mail.subject == "Ventar på deg: utsendinga (invitasjon) 2027 (frist 10. desember)"
    assert (
        "Skriv namnet ditt og talet på mottakarar (5), og trykk «Godkjenn», «Send tilbake» eller «Stopp»." in mail.text
    )


def test_the_mail_about_a_mailing_to_nobody_asks_for_no_number(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    assert desk.decide("letters.invitasjon", "send_back", send_back_to="letters.invitasjon") == ""
    desk.walk(to="letters.invitasjon")
    assert desk.compute("mailing.invitasjon").body["count"] == 0
    before = desk.mails()
    tell(desk, "mailing.invitasjon")
    [mail] = [mail for mail in desk.mails() if mail not in before]
    assert "Ingen skal ha «Invitasjon til partnarskapsmøtet 2027»." in " ".join(mail.text.split())
    assert "Skriv namnet ditt, og trykk «Godkjenn», «Send tilbake» eller «Stopp»." in mail.text


def test_every_step_has_words_in_both_languages(desk: Desk, tmp_path: Path) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.replace("community.toml", 'steps = ["committee", "host", "invitations", "letters"]', "steps = []")
    desk.compute("archive")
    tell(desk, "archive")
    assert [subject for _, subject in subjects(desk) if "arkivet" in subject] == [
        "Ventar på deg: arkivet og nettsida 2027 (frist 4. mars 2027)",
        "Venter på deg: arkivet og nettsiden 2027 (frist 4. mars 2027)",
    ]


def test_who_is_away_is_left_in_peace_and_the_deputy_is_told_instead(waiting: Desk) -> None:
    waiting.settle(identity="link")
    rows = {row.person.key: row for row in people(waiting.services)}
    away = Absence(first=waiting.services.today, last=waiting.services.today)
    kari = replace(
        rows["kari-koordinator"].person, absences=(away,), deputies=(Deputy(person="samarbeidssekretariatet"),)
    )
    change_person(waiting.services, rows["kari-koordinator"], kari, by="Kari")
    tell(waiting)
    notified = {mail.to for mail in waiting.mails()}
    assert KARI not in notified
    assert rows["samarbeidssekretariatet"].person.address in notified
