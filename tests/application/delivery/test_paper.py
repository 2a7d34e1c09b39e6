"""Someone without e-mail is not forgotten: the letter is printed, with the address in the window of the envelope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest

from cycle.application.actions.asking.printing import print_letters, unreached_by_mail
from cycle.application.steps.invitations import STEP as INVITATIONS
from cycle.application.steps.letters import STEP as LETTER_STEP
from cycle.application.steps.mailing import STEP as MAILINGS
from cycle.application.year.community_rules.registers import current_register
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.step_graph import node_named
from cycle.errors import StepError
from cycle.letters.pdf.batch import WINDOW
from cycle.letters.pdf.pdfa import PDFIUM
from cycle.model import InvitationList, Reply, from_plain
from tests.application.asking import answered, asked, later, move, row_of, sent
from tests.desk import CEO, CHIEF, INVITED, LEADER, MAYOR, SHARED, Desk

LETTERS = "letters.invitasjon"
MAILING = "mailing.invitasjon"
ON_PAPER = replace(MAYOR, address="", postal="Alver kommune\nPostboks 4\n5906 Frekhaug")
WITH_BOTH = replace(CEO, postal="Ulriksdal 8\n5009 Bergen")
PEOPLE = (ON_PAPER, WITH_BOTH, CHIEF, LEADER, *SHARED)
MM = 25.4 / 72


@pytest.fixture
def house(desk: Desk) -> Desk:
    """A desk where the mayor has no e-mail address."""
    desk.register(*PEOPLE)
    return desk


def text_of(desk: Desk, step: str) -> str:
    cycle = desk.cycle()
    node = next(node for node in cycle.graph if node.name == step)
    presented = {"invitations": INVITATIONS, LETTERS: LETTER_STEP, MAILING: MAILINGS}[step].present(
        cycle, node, desk.newest(step)
    )
    return f"{presented.summary}\n{presented.markdown}"


def test_one_without_email_is_invited_and_gets_a_letter_but_no_mail(house: Desk) -> None:
    house.walk(to=MAILING)
    body = house.newest(MAILING).body
    assert sorted(house.letters("letters.invitasjon")) == sorted(INVITED)
    assert (body["count"], sorted(mail["name"] for mail in body["mails"])) == (4, sorted({*INVITED} - {MAYOR.name}))
    assert [(letter["name"], letter["postal"]) for letter in body["paper"]["letters"]] == [
        (ON_PAPER.name, ON_PAPER.postal)
    ]
    assert "### Får brevet på papir" in text_of(house, MAILING)
    assert f"| {ON_PAPER.name} | Alver kommune, Postboks 4, 5906 Frekhaug | ikkje enno |" in text_of(house, MAILING)
    assert len(house.mails()) == 4


@pytest.mark.parametrize(
    ("postal", "fits"),
    [
        (ON_PAPER.postal, True),
        ("Avdeling\nBygg 4\nStorgata 1\nPostboks 4\n5906 Frekhaug", True),
        (f"{'Avdeling for samhandling og ' * 5}\nPostboks 4\n5906 Frekhaug", False),
        ("\n".join(f"{number}. eining i den store kommunen" for number in range(7)), False),
    ],
)
def test_an_address_that_the_window_cuts_off_is_said_at_the_gate_of_the_letters(
    desk: Desk, postal: str, fits: bool
) -> None:
    desk.register(replace(ON_PAPER, postal=postal), *PEOPLE[1:])
    desk.walk(to=LETTERS)
    presented = text_of(desk, LETTERS)
    heading = "### Ei adresse som vindauget på konvolutten ikkje viser heil"
    assert (heading in presented, f"| {MAYOR.name} | " in presented) == (not fits, not fits)


def test_one_who_cannot_be_written_to_is_told_at_the_gate_of_the_list(desk: Desk) -> None:
    cycle = unreachable(desk)
    made = from_plain(InvitationList, desk.newest("invitations").body["list"])
    assert MAYOR.name not in [invitee.name for invitee in made.invitees]
    assert [(left_out.who, left_out.seat) for left_out in made.left_out if left_out.unreachable] == [
        (MAYOR.name, "alver.ordforar")
    ]
    gate_text = text_of(desk, "invitations")
    assert "**1 person kan ikkje få brev.**" in gate_text
    assert "### Denne personen kan ikkje få brev" in gate_text
    assert cycle.id


def unreachable(desk: Desk) -> OpenCycle:
    """A year whose mayor has only the mailbox of a seat that this meeting does not invite."""
    other = replace(MAYOR, seat="ssu.bergen", address="", role_address="ssu@bergen.example", person_id="ordforaren")
    mayor = replace(MAYOR, address="", postal="", role_address="x@alver.example", person_id="ordforaren")
    desk.register(CHIEF, LEADER, *SHARED, CEO, other, mayor)
    cycle = desk.start()
    services = desk.services
    register = current_register(services, cycle.loaded).register
    mandates = tuple(
        replace(mandate, role_address="") if mandate.seat == MAYOR.seat else mandate for mandate in register.mandates
    )
    services.memory.registers.add(
        cycle.loaded.community.id, replace(register, mandates=mandates), source="test", now=services.now()
    )
    for node in desk.cycle().graph:
        if node.name == "invitations":
            desk.compute(node.name)
            return desk.cycle()
        desk.do(node.name)
    raise AssertionError("no invitations")


def test_the_batch_starts_each_letter_on_a_new_sheet_with_the_address_in_the_window(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(office="", pdf="required")
    desk.register(*PEOPLE)
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    with pytest.raises(StepError, match="is not approved; approve it before letters are noted as printed"):
        print_letters(desk.cycle(), "invitasjon", who="Kari")
    desk.approve(MAILING)
    desk.perform(MAILING)
    made = print_letters(desk.cycle(), "invitasjon", who=" Kari  Sekretær ")
    again = print_letters(desk.cycle(), "invitasjon", who="Ola")
    assert (made.names, made.without, made.noted, again.noted) == ((ON_PAPER.name,), (), 1, 0)
    assert made.file.data == again.file.data
    left, top, width, height = WINDOW
    pages = words_of(made.file.data)
    assert (len(pages), MAYOR.name in pages[2][0], pages[1][0]) == (4, True, "")
    for line in (ON_PAPER.name, *ON_PAPER.postal.splitlines()):
        x0, y0, x1, y1 = place_of(made.file.data, line)
        assert left <= x0 < x1 <= left + width, line
        assert top <= y0 < y1 <= top + height, line
    assert f"| {ON_PAPER.name} |" in text_of(desk, MAILING)
    assert "| 23. november 2026 av Kari Sekretær |" in text_of(desk, MAILING)


def test_those_whose_mail_was_refused_may_be_printed_too_if_they_have_a_postal_address(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(office="", pdf="required")
    desk.register(*PEOPLE)
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    desk.approve(MAILING)
    outbox, planned = desk.services.memory.outbox, desk.newest(MAILING).body["mails"]
    desk.perform(MAILING)
    for register_row, kind in ((WITH_BOTH, "gone"), (CHIEF, "gone")):
        recipient = next(mail["recipient"] for mail in planned if mail["name"] == register_row.name)
        row = next(row for row in outbox.rows() if row.recipient == recipient)
        lost = replace(row, id=0, recipient=recipient, message_id=f"<{recipient}@x>", token=recipient, kind=kind)
        outbox.enqueue([lost], now=desk.moment)
        outbox.settle(outbox.rows(kind=kind)[-1].id, "refused", now=desk.moment, code=550, text="5.1.1 no")
    with desk.services.memory.engine.begin() as connection:  # as if it had been this dispatch that was refused
        connection.exec_driver_sql("drop trigger outbox_fixed")
        connection.exec_driver_sql("update outbox set kind='x@' || id where kind='invitasjon@folder'")
        connection.exec_driver_sql("update outbox set kind='invitasjon@folder' where kind='gone'")
    made = print_letters(desk.cycle(), "invitasjon", also=("refused",))
    assert (sorted(made.names), made.without) == (sorted([ON_PAPER.name, WITH_BOTH.name]), (CHIEF.name,))
    assert print_letters(desk.cycle(), "invitasjon", only=(ON_PAPER.name,)).names == (ON_PAPER.name,)
    with pytest.raises(StepError, match="gets no letter on paper: Kari Ukjend"):
        print_letters(desk.cycle(), "invitasjon", only=(ON_PAPER.name, "Kari Ukjend"))


def came_back(desk: Desk, name: str, dispatch: str) -> None:
    """The mail of a dispatch to somebody comes back."""
    later(desk)
    row = row_of(desk, name, dispatch)
    said = {"what": "returned", "source": "mail", "at": desk.moment, "code": "5.1.1", "text": "user unknown"}
    back = Reply(key=f"{row.kind} {name}", cycle=row.cycle, recipient=row.recipient, kind=row.kind, **said)
    desk.services.memory.replies.add([back])


def unreached(desk: Desk, dispatch: str) -> set[str]:
    """The names of those whose mail of a dispatch did not reach them."""
    cycle = desk.cycle()
    names = {letter["recipient"]: letter["name"] for letter in desk.newest(f"letters.{dispatch}").body["letters"]}
    return {names[who] for who in unreached_by_mail(cycle, node_named(cycle.graph, f"mailing.{dispatch}"))}


def test_what_came_back_of_one_mailing_prints_no_letter_of_another(desk: Desk) -> None:
    desk.walk(to=MAILING)
    move(desk)
    change = asked(desk, "endring")
    sent(desk, change)
    came_back(desk, CEO.name, change)
    assert (unreached(desk, change), unreached(desk, "invitasjon")) == ({CEO.name}, set())
    came_back(desk, CHIEF.name, "invitasjon")
    assert (unreached(desk, change), unreached(desk, "invitasjon")) == ({CEO.name}, {CHIEF.name})


def test_an_answer_to_an_earlier_mail_hides_nothing_that_came_back_of_a_later_one(desk: Desk) -> None:
    desk.walk(to=MAILING)
    later(desk)
    said = {MAYOR.name: "accepted", CHIEF.name: "declined", CEO.name: "tentative"}
    for name, what in said.items():
        answered(desk, name, what)
    move(desk)
    change = asked(desk, "endring")
    sent(desk, change)
    for name in said:
        came_back(desk, name, change)
    assert unreached(desk, change) == {*said}


def test_what_came_back_of_a_rehearsal_prints_nothing_of_the_real_mailing(desk: Desk) -> None:
    desk.walk(to=MAILING)
    came_back(desk, CEO.name, "invitasjon")
    assert unreached(desk, "invitasjon") == {CEO.name}
    row = row_of(desk, CEO.name)
    desk.settle(mail_mode="allowlist", mail_allowlist=(".example",), mail_tls="none")
    assert unreached(desk, "invitasjon") == set()
    said = {"what": "returned", "source": "mail", "at": desk.moment, "code": "5.1.1", "text": "user unknown"}
    back = Reply(key="real", cycle=row.cycle, recipient=row.recipient, kind="invitasjon", **said)
    desk.services.memory.replies.add([back])
    assert unreached(desk, "invitasjon") == {CEO.name}


def words_of(pdf: bytes) -> list[list[str]]:
    """The text of each page."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        return [[page.get_textpage().get_text_bounded()] for page in document]


def place_of(pdf: bytes, words: str) -> tuple[float, float, float, float]:
    """Where the words stand on the first page: left, top, right, bottom, in mm from its upper left corner."""
    with PDFIUM:
        page = pypdfium2.PdfDocument(pdf)[0]
        text = page.get_textpage()
        found = text.search(words).get_next()
        assert found is not None, words
        boxes = [text.get_charbox(found[0] + number) for number in range(found[1])]
        height = page.get_height()
    x = [box[0] for box in boxes] + [box[2] for box in boxes]
    y = [height - box[1] for box in boxes] + [height - box[3] for box in boxes]
    return min(x) * MM, min(y) * MM, max(x) * MM, max(y) * MM
