"""What waits for a person is decided once: whose an answer is, what words mean, and who comes instead."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import docx
import pytest

from cycle.application.actions.deciding.decide import save_papers
from cycle.application.replies.answers import ReplyLine, reply_as_json, reply_lines
from cycle.application.replies.reply_decisions import confirm, type_in
from cycle.application.year.for_readers.form_links import CONFIRM, form_link, note_form
from cycle.errors import StepError
from cycle.model import Substitute
from tests.application.asking import asked, move, sent
from tests.application.replies.test_replies import MAILING, hear, row_of
from tests.desk import MAYOR, Desk
from tests.mail.arriving import answer, calendar, invitation_answer

STRANGER = "kollega@annan.example"


@pytest.fixture
def mailed(desk: Desk) -> Desk:
    """A desk whose invitations are out, as a rehearsal."""
    desk.walk(to=MAILING)
    return desk


def line_of(desk: Desk) -> ReplyLine:
    (line,) = (line for line in reply_lines(desk.cycle()) if line.name == MAYOR.name)
    return line


def strange(desk: Desk, *, partstat: str = "DECLINED", hour: int = 10) -> bytes:
    row = row_of(desk, MAYOR.name)
    text = calendar(
        row,
        attendee=f"ATTENDEE;PARTSTAT={partstat}:mailto:{STRANGER}",
        lines=("SEQUENCE:0", f"DTSTAMP:20261125T{hour}0000Z"),
    )
    return invitation_answer(
        row, text, headers={"From": STRANGER, "Message-ID": f"<strange-{hour}@x.example>", "Date": ""}
    )


def later(desk: Desk) -> None:
    desk.moment += dt.timedelta(days=3)


def test_an_alias_is_confirmed_once_and_counts_from_then_on(mailed: Desk) -> None:
    later(mailed)
    hear(mailed, strange(mailed))
    line = line_of(mailed)
    assert (line.reply_state.stand, [matter.choices[:2] for matter in line.matters]) == ("wrote", [("theirs", "other")])
    assert line.remedy == (
        f"Svaret «kjem ikkje» kom frå {STRANGER}. Er det den inviterte si adresse, eller ein annan si?"
    )
    confirmed = confirm(mailed.cycle(), MAYOR.name, as_="theirs", name="Kari")
    assert (confirmed.reply_state.stand, confirmed.matters) == ("not", ())
    hear(mailed, strange(mailed, partstat="ACCEPTED", hour=11))
    assert (line_of(mailed).reply_state.stand, line_of(mailed).matters) == ("coming", ())


def test_a_colleagues_address_is_asked_about_once_and_never_counts(mailed: Desk) -> None:
    later(mailed)
    hear(mailed, strange(mailed))
    confirm(mailed.cycle(), MAYOR.name, as_="other", name="Kari")
    hear(mailed, strange(mailed, partstat="ACCEPTED", hour=11))
    assert (line_of(mailed).reply_state.stand, line_of(mailed).matters) == ("silent", ())


def test_clear_words_are_confirmed_as_an_answer(mailed: Desk) -> None:
    later(mailed)
    hear(mailed, answer(row_of(mailed, MAYOR.name), "Jeg kommer dessverre ikke."))
    (matter,) = line_of(mailed).matters
    assert (line_of(mailed).reply_state.stand, matter.proposes) == ("wrote", "declined")
    line = confirm(mailed.cycle(), MAYOR.name, as_="declined", name="Kari", which=matter.id)
    assert (line.reply_state.stand, line.matters, line.how()) == ("not", (), "skrive inn av Kari")
    with pytest.raises(StepError, match="nothing waits to be confirmed"):
        confirm(mailed.cycle(), MAYOR.name, as_="declined", name="Kari")


def test_of_several_things_that_wait_the_one_is_named(mailed: Desk) -> None:
    later(mailed)
    row = row_of(mailed, MAYOR.name)
    hear(mailed, answer(row, "Kan eg ta med ein til?"), answer(row, "Eg kjem.", headers={"Message-ID": "<2@x>"}))
    first, second = line_of(mailed).matters
    with pytest.raises(StepError, match=f"2 things wait; say which: {first.id}, {second.id}"):
        confirm(mailed.cycle(), MAYOR.name, as_="read", name="Kari")
    confirm(mailed.cycle(), MAYOR.name, as_="read", name="Kari", which=first.id)
    assert line_of(mailed).matters == (second,)


def test_a_substitute_is_a_field_of_the_answer_and_stands_on_badge_and_list(mailed: Desk, tmp_path: Path) -> None:
    instead = Substitute(name="Per  Vara", role="varaordførar", address="Per@alver.example")
    line = type_in(mailed.cycle(), MAYOR.name, as_="declined", name="Kari", substitute=instead)
    assert (line.reply_state.stand, line.substitute) == (
        "coming",
        Substitute(name="Per Vara", role="varaordførar", address="per@alver.example"),
    )
    assert line.remedy == "Registeret har ingen vara for plassen. Sjekk at Per Vara kan møte."
    assert reply_as_json(line)["substitute"] == {
        "name": "Per Vara",
        "role": "varaordførar",
        "address": "per@alver.example",
    }
    save_papers(mailed.cycle(), tmp_path, names=["namneskilt", "deltakarliste"])
    listed = docx.Document(str(tmp_path / "Deltakarliste 2027.docx")).tables[0]
    names = [row.cells[0].text for row in listed.rows]
    assert ("Per Vara" in names, MAYOR.name in names) == (True, False)
    whole = "\n".join(cell.text for row in listed.rows for cell in row.cells)
    assert f"varaordførar, i staden for {MAYOR.name}" in whole
    badges = docx.Document(str(tmp_path / "Namneskilt 2027.docx"))
    badge_text = "\n".join(cell.text for table in badges.tables for row in table.rows for cell in row.cells)
    assert ("Per Vara" in badge_text, MAYOR.name in badge_text) == (True, False)


def test_words_about_a_substitute_ask_for_one(mailed: Desk) -> None:
    later(mailed)
    hear(mailed, answer(row_of(mailed, MAYOR.name), "Eg kjem ikkje sjølv, men Kari møter for meg."))
    (matter,) = line_of(mailed).matters
    assert matter.proposes == "substitute"
    with pytest.raises(StepError, match="name who comes in their place"):
        confirm(mailed.cycle(), MAYOR.name, as_="substitute", name="Kari")
    line = confirm(mailed.cycle(), MAYOR.name, as_="substitute", name="Kari", substitute=Substitute(name="Kari Vik"))
    assert (line.reply_state.stand, line.substitute.name, line.matters) == ("coming", "Kari Vik", ())


def test_the_form_is_filled_in_once_the_service_has_told_where_it_is(desk: Desk) -> None:
    settings = desk.services.settings
    given = {"year": 2027, "who": "kari", "decision": "Kjem ikkje"}
    assert form_link(settings, CONFIRM, given) == ""
    note_form(settings, CONFIRM, "0d1c")
    link = urlsplit(form_link(settings, CONFIRM, given))
    assert link.path == "/prefect/deployments/deployment/0d1c/run"
    assert unquote(parse_qs(link.query)["parameters"][0]) == '{"year": 2027, "who": "kari", "decision": "Kjem ikkje"}'


# --- Typed in again and again ----------------------------------------------------------------------------------------


def typed(desk: Desk, answer: str) -> str:
    desk.moment += dt.timedelta(minutes=5)
    type_in(desk.cycle(), MAYOR.name, as_=answer, name="Kari Vik")  # type: ignore[arg-type]
    return line_of(desk).reply_state.stand


def test_yes_no_and_yes_again_are_three_answers_and_the_last_stands(mailed: Desk) -> None:
    given = [typed(mailed, answer) for answer in ("accepted", "declined", "accepted", "tentative", "declined")]
    assert given == ["coming", "not", "coming", "maybe", "not"]


def test_the_same_typed_twice_is_one_answer(mailed: Desk) -> None:
    assert [typed(mailed, "accepted"), typed(mailed, "accepted")] == ["coming", "coming"]
    assert len(mailed.services.memory.replies.of(mailed.cycle().id)) == 1


def test_a_yes_that_said_nothing_any_more_once_the_meeting_was_moved_is_typed_in_again(mailed: Desk) -> None:
    assert typed(mailed, "accepted") == "coming"
    move(mailed)
    mailed.do("invitations")
    sent(mailed, asked(mailed, "endring"))
    assert line_of(mailed).reply_state.stand == "silent"
    assert typed(mailed, "accepted") == "coming"
