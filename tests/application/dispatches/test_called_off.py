"""A meeting that is called off, a letter that is corrected, a request that is taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cycle.application.actions.running.states import step_states
from cycle.application.delivery.letter_mail import LetterMails
from cycle.application.dispatches.calendar_entries import moved_since
from cycle.application.dispatches.requests import ask, correct, withdraw
from cycle.application.dispatches.suggested import suggestions
from cycle.application.notifications.gate_opened import running_text
from cycle.application.notifications.open_items import open_items
from cycle.application.year import lines_since_closed
from cycle.application.year.step_graph import node_named
from cycle.errors import StepError
from cycle.mail.message.mail import Mail
from cycle.phrases import said
from tests.application.asking import (
    WHO,
    answered,
    asked,
    entry,
    id_of,
    later,
    move,
    page_of,
    sent,
    state_of,
)
from tests.desk import CEO, CHIEF, INVITED, MAYOR, PEOPLE, Desk, letter_of, words


def test_the_calendar_entry_keeps_its_uid_moves_with_the_meeting_and_is_taken_out_when_it_is_called_off(
    desk: Desk,
) -> None:
    desk.walk(to="mailing.invitasjon")
    invited = {mail.to: entry(mail) for mail in desk.mails()}
    move(desk)
    moved = {mail.to: entry(mail) for mail in sent(desk, asked(desk, "endring"))}
    off = {mail.to: entry(mail) for mail in sent(desk, asked(desk, "avlysing"))}
    for address in (MAYOR.address, CEO.address, CHIEF.address):
        found = [year[address] for year in (invited, moved, off)]
        assert [method for method, _ in found] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [event["SEQUENCE"] for _, event in found] == [0, 1, 2]
        assert len({str(event["UID"]) for _, event in found}) == 1
        assert [event["DTSTART"].dt.day for _, event in found] == [18, 25, 25]
        assert {str(event["ATTENDEE"]) for _, event in found} == {f"mailto:{address}"}
        assert [str(event["STATUS"]) for _, event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        stamps = [event["DTSTAMP"].dt for _, event in found]
        assert stamps == sorted(set(stamps))


def test_a_correction_counts_in_the_sequence_that_an_answer_is_held_against(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    row = next(row for row in desk.services.memory.outbox.rows() if row.recipient == id_of(desk, MAYOR.name))
    later(desk)
    [mail] = sent(desk, correct(desk.services, row.id, who=WHO, why="feil tema").id)
    of_the_mail = entry(mail)[1]["SEQUENCE"]
    move(desk)
    mails = {mail.to: mail for mail in sent(desk, asked(desk, "endring"))}
    sequence, _ = moved_since(desk.cycle())[row.recipient]
    assert (of_the_mail, sequence) == (1, entry(mails[MAYOR.address])[1]["SEQUENCE"])


def test_a_meeting_that_is_called_off_stops_what_nobody_has_asked_for_since(desk: Desk) -> None:
    desk.walk(to="letters.folgebrev")
    mails = sent(desk, asked(desk, "avlysing", words="For få kan kome."))
    assert len(mails) == len(INVITED)
    text = words([letter_of(mails[0])])
    assert ("er avlyst. For få kan kome." in text) is True
    states = {state.step: state.state for state in step_states(desk.cycle())}
    assert (states["mailing.invitasjon"], states["mailing.folgebrev"]) == ("done", "cancelled")
    with pytest.raises(StepError, match="the meeting is called off"):
        desk.compute("mailing.folgebrev")
    assert asked(desk, "folgebrev") == "folgebrev.2"
    assert len(sent(desk, "folgebrev.2")) == len(INVITED)


def test_a_meeting_that_is_called_off_stops_the_mailing_that_is_under_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    desk.approve("mailing.invitasjon")
    build = LetterMails.build

    def built(self: LetterMails, *given: Any, **more: Any) -> Mail:
        if len(desk.mails()) == 2:
            ask(desk.cycle(), "avlysing", who=WHO, why="prøve")
        return build(self, *given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(LetterMails, "build", built)
        with pytest.raises(StepError, match="called off meanwhile; 2 mails were not sent"):
            desk.perform("mailing.invitasjon")
    assert list(desk.ledger("invitasjon@folder").values()) == ["sent"] * 3 + ["failed"] * 2
    withdraw(desk.cycle(), "avlysing", who=WHO)
    desk.perform("mailing.invitasjon")
    assert list(desk.ledger("invitasjon@folder").values()) == ["sent"] * 5
    assert len(desk.mails()) == len(INVITED)


def test_the_cancellation_waits_for_nothing_and_tells_of_the_meeting_people_knew_of(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    mails = sent(desk, asked(desk, "avlysing"))
    assert "torsdag 18. februar 2027 er avlyst." in words([letter_of(mails[0])])
    assert desk.states()["plan"] == "due 2"


def test_a_meeting_that_is_called_off_after_its_year_was_closed_is_told_and_opens_nothing(desk: Desk) -> None:
    desk.walk()
    sent(desk, asked(desk, "avlysing"))
    assert desk.states()["archive"] == "done 1"
    assert "Møtet er avlyst" not in page_of(desk)
    assert any("vart laga på prøve etter avsluttinga" in line for line in lines_since_closed(desk.cycle()))


def test_what_went_after_closing_is_told_by_how_it_went_and_not_by_how_mail_goes_today(posted: Desk) -> None:
    posted.settle(mail_mode="folder")
    posted.walk()
    dispatch = asked(posted, "avlysing")
    by_mode = []
    for mode in ("folder", "redirect", "allowlist"):
        posted.settle(mail_mode=mode, mail_redirect_to="prove@alver.example")
        sent(posted, dispatch)
        by_mode.append([line.partition("etter avsluttinga")[0] for line in lines_since_closed(posted.cycle())[:-1]])
    made, tried, went = "vart laga på prøve ", "gjekk på prøve til éi adresse ", "gjekk ut "
    assert [[line.partition(" brev og e-postar ")[2] for line in lines] for lines in by_mode] == [
        [made],
        [made, tried],
        [went, made, tried],
    ]


def test_a_meeting_that_was_called_off_before_the_cover_letters_is_archived_all_the_same(desk: Desk) -> None:
    desk.walk(to="letters.folgebrev")
    sent(desk, asked(desk, "avlysing"))
    desk.do("archive")
    assert "<strong>Møtet er avlyst.</strong>" in page_of(desk)


def test_a_request_that_was_a_mistake_is_taken_back(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    asked(desk, "avlysing")
    assert desk.cycle().called_off is not None
    withdraw(desk.cycle(), "avlysing", who=WHO)
    assert desk.cycle().called_off is None
    assert "letters.avlysing" not in desk.states()
    desk.walk(to="mailing.folgebrev")
    assert desk.states()["mailing.folgebrev"] == "done 1"


def test_a_correction_goes_to_the_one_who_got_the_wrong_letter_and_says_what_it_replaces(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    wrong = next(row for row in desk.services.memory.outbox.rows() if row.recipient == id_of(desk, MAYOR.name))
    desk.replace("partnarskapsmote-2027/meeting.toml", "theme = ", 'theme = "Heilt rett" # ')
    later(desk)
    for step in ("plan", "committee", "host", "invitations"):
        desk.do(step)
    request = correct(desk.services, wrong.id, who=WHO, why="feil tema")
    assert request.id == "invitasjon.retting1"
    cycle = desk.cycle()
    node = node_named(cycle.graph, f"letters.{request.id}")
    assert cycle.title_of(node) == "Brev: retting nr. 1 av invitasjon"
    assert running_text(cycle, node, "nb") == "brevene (rettelse nr. 1 av invitasjon)"
    assert correct(desk.services, wrong.id, who=WHO, why="feil tema").id == request.id
    [mail] = sent(desk, request.id)
    assert (mail.to, mail.subject) == (MAYOR.address, "Retting: Invitasjon til partnarskapsmøtet 2027")
    text = words([letter_of(mail)])
    assert "(gjeld i staden for brevet av 23. november 2026)" in text
    assert "Heilt rett" in text
    assert "Det gjeld i staden for brevet vi sende deg datert 23. november 2026." in mail.text
    assert entry(mail)[1]["SEQUENCE"] == 1


def test_a_mail_that_a_calendar_mail_follows_says_so_and_asks_for_nothing_by_hand(desk: Desk) -> None:
    desk.replace("partnarskapsmote.toml", 'calendar = "file"', 'calendar = "invitation"')
    desk.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "invitation"')
    desk.walk(to="mailing.invitasjon")
    mails = [mail for mail in sent(desk, asked(desk, "avlysing")) if mail.to == MAYOR.address]
    entry_, letter = sorted(mails, key=lambda mail: "Har du bestilt reise" in mail.text)
    assert "1. Du får ein e-post til, som tek møtet ut av kalenderen din." in letter.text
    assert "Med denne e-posten blir møtet teke ut av kalenderen din." in " ".join(entry_.text.split())


def test_what_somebody_got_in_a_rehearsal_is_not_corrected_for_real(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    [first, *_] = desk.services.memory.outbox.rows()
    desk.settle(mail_mode="live")
    with pytest.raises(StepError, match="invitasjon@folder is not of this mode"):
        correct(desk.services, first.id, who=WHO, why="feil tema")


def test_a_correction_that_was_rehearsed_is_no_step_of_the_real_year(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    [first, *_] = desk.services.memory.outbox.rows()
    request = correct(desk.services, first.id, who=WHO, why="feil tema")
    assert f"letters.{request.id}" in desk.states()
    desk.settle(mail_mode="live")
    assert f"letters.{request.id}" not in desk.states()


def test_who_left_the_list_is_told_that_the_meeting_is_called_off(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.register(
        *(row for row in PEOPLE if row != MAYOR), replace(MAYOR, name="Nina Nyland", address="ny@alver.example")
    )
    desk.walk(to="invitations")
    mails = sent(desk, asked(desk, "avlysing"))
    assert (MAYOR.address in {mail.to for mail in mails}, "ny@alver.example" in {mail.to for mail in mails}) == (
        True,
        False,
    )


# --- Held after all -------------------------------------------------------------------------------------------------


def called_off_and_told(desk: Desk) -> dict[str, tuple[str, Any]]:
    desk.walk(to="letters.folgebrev")
    return {mail.to: entry(mail) for mail in sent(desk, asked(desk, "avlysing"))}


def test_who_invites_everybody_again_after_a_cancellation_holds_the_meeting_after_all(desk: Desk) -> None:
    off = called_off_and_told(desk)
    again = {mail.to: entry(mail) for mail in sent(desk, asked(desk, "invitasjon"))}
    assert {*again} == {*off}
    for address in (MAYOR.address, CEO.address, CHIEF.address):
        (method, event), (_, before) = again[address], off[address]
        assert (method, event["STATUS"], event["UID"]) == ("REQUEST", "CONFIRMED", before["UID"])
        assert event["SEQUENCE"] > before["SEQUENCE"]
    assert desk.cycle().called_off is None
    assert desk.states()["mailing.folgebrev"] != "cancelled 1"
    desk.do("mailing.folgebrev")
    desk.do("archive")
    assert "Møtet er avlyst" not in page_of(desk)


def test_what_was_answered_before_the_cancellation_says_nothing_of_the_meeting_that_is_held_after_all(
    desk: Desk,
) -> None:
    desk.walk(to="mailing.invitasjon")
    answered(desk, MAYOR.name)
    sent(desk, asked(desk, "avlysing"))
    assert state_of(desk, MAYOR.name).stand == "coming"
    sent(desk, asked(desk, "invitasjon"))
    assert state_of(desk, MAYOR.name).stand == "silent"
    answered(desk, MAYOR.name, "declined")
    assert state_of(desk, MAYOR.name).stand == "not"


@pytest.mark.parametrize("kind", ["folgebrev", "paminning"])
def test_another_letter_after_a_cancellation_holds_no_meeting(desk: Desk, kind: str) -> None:
    called_off_and_told(desk)
    asked(desk, kind)
    assert desk.cycle().called_off is not None


def test_an_invitation_to_one_or_a_corrected_one_leaves_the_meeting_called_off(desk: Desk) -> None:
    called_off_and_told(desk)
    asked(desk, "invitasjon", to=(MAYOR.name,))
    row = next(row for row in desk.services.memory.outbox.rows() if row.recipient == id_of(desk, MAYOR.name))
    later(desk)
    correct(desk.services, row.id, who=WHO, why="feil tema")
    assert desk.cycle().called_off is not None


def test_a_change_of_a_meeting_that_is_called_off_is_refused_with_what_to_do(desk: Desk) -> None:
    called_off_and_told(desk)
    with pytest.raises(StepError, match="to hold it after all, ask for invitasjon to everybody") as caught:
        asked(desk, "endring")
    assert caught.value.message is not None
    assert "be om «Invitasjon» på nytt, til alle" in said(caught.value.message, "nn")
    move(desk)
    with pytest.raises(StepError, match="called off"):
        asked(desk, "endring")


def test_an_invitation_that_is_taken_back_leaves_the_meeting_called_off(desk: Desk) -> None:
    called_off_and_told(desk)
    again = asked(desk, "invitasjon")
    assert desk.cycle().called_off is None
    withdraw(desk.cycle(), again, who=WHO)
    assert desk.cycle().called_off is not None


def test_what_called_a_meeting_off_goes_to_nobody_once_the_meeting_is_held_after_all(desk: Desk) -> None:
    called_off_and_told(desk)
    move(desk)
    desk.do("invitations")
    sent(desk, asked(desk, "invitasjon"))
    state = next(state for state in step_states(desk.cycle()) if state.step == "letters.avlysing")
    assert (state.state, state.waits_for) == ("cancelled", "nothing: the meeting is held after all")
    with pytest.raises(StepError, match="held after all"):
        desk.compute("letters.avlysing")


def test_a_meeting_may_be_called_off_once_more(desk: Desk) -> None:
    called_off_and_told(desk)
    sent(desk, asked(desk, "invitasjon"))
    mails = sent(desk, asked(desk, "avlysing"))
    assert len(mails) == len(INVITED)
    assert {entry(mail)[0] for mail in mails} == {"CANCEL"}
    assert desk.cycle().called_off is not None


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_cancellation_that_was_only_rehearsed_stops_the_year_and_somebody_is_asked(
    posted: Desk, taken_back: bool
) -> None:
    """Whether it was practice or is to go for real now, nobody but a person can tell."""
    posted.settle(mail_mode="folder")
    posted.walk(to="mailing.invitasjon")
    sent(posted, asked(posted, "avlysing"))
    assert suggestions(posted.cycle()) == ()
    posted.settle(mail_mode="allowlist")
    (advice,) = suggestions(posted.cycle())
    assert "vart berre prøvd" in advice.words
    assert f"cycle dispatch {posted.cycle().year} --withdraw avlysing" in advice.words
    assert advice.words in [item.how for item in open_items(posted.cycle())]
    if taken_back:
        withdraw(posted.cycle(), "avlysing", who=WHO)
    else:
        sent(posted, "avlysing")
    assert [item for item in open_items(posted.cycle()) if "withdraw" in item.how] == []
    assert (posted.cycle().called_off is None) is taken_back


def test_an_invitation_that_was_only_rehearsed_after_a_real_cancellation_is_asked_about(posted: Desk) -> None:
    posted.settle(mail_mode="allowlist")
    posted.walk(to="mailing.invitasjon")
    sent(posted, asked(posted, "avlysing"))
    posted.settle(mail_mode="folder")
    assert suggestions(posted.cycle()) == (), "people were told for real"
    again = asked(posted, "invitasjon")
    sent(posted, again)
    posted.settle(mail_mode="allowlist")
    words = [advice.words for advice in suggestions(posted.cycle())]
    assert [f"cycle dispatch {posted.cycle().year} --withdraw {again}" in line for line in words].count(True) == 1
    assert {*words} & {item.how for item in open_items(posted.cycle())}
    withdraw(posted.cycle(), again, who=WHO)
    assert posted.cycle().called_off is not None
    assert suggestions(posted.cycle()) == ()


def test_a_cancellation_that_was_never_sent_and_fell_away_is_asked_for_anew(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    first = asked(desk, "avlysing")
    asked(desk, "invitasjon")
    assert desk.cycle().called_off is None
    second = asked(desk, "avlysing")
    assert second != first
    assert desk.cycle().called_off is not None
    third = asked(desk, "invitasjon")
    assert third == "invitasjon.3"
    assert desk.cycle().called_off is None
