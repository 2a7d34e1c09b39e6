"""What the meeting asks for is decided on at a gate of its own, and then goes to those who answer for it."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.application.actions import ask_for_act
from cycle.application.actions.running.registry import STEPS
from cycle.application.actions.running.states import step_state
from cycle.application.dispatches import ask, correct, gists
from cycle.application.notifications.gate_opened import RUNNING_TEXT, running_text
from cycle.application.publishing import edition_signals
from cycle.application.review import gates
from cycle.application.year import lines_since_closed
from cycle.application.year.step_graph import node_named
from cycle.errors import ConfigError
from tests.application.meeting_signals import KIND, MINUTES, asked, minutes, sent
from tests.desk import CEO, LEADER, MAYOR, SHARED, Desk, letter_of, sha256, typed, words
from tests.web.conftest import Reader


def test_letters_about_signals_wait_for_a_gate_of_their_own_and_go_to_those_who_answer(held: Desk) -> None:
    dispatch = asked(held)
    assert step_state(held.cycle(), f"letters.{dispatch}").state == "blocked"
    held.do(f"signals.{dispatch}")
    mails = sent(held)
    assert sorted(mails) == sorted((LEADER.address, MAYOR.address))
    leader, mayor = (words([letter_of(mails[row.address])]) for row in (LEADER, MAYOR))
    for text in (
        "2027-1: SSU",
        "Lag utkast til felles strategi.",
        "Frist: 1. mai 2027",
        "Ansvarleg: Leiaren av SSU",
        "Skal inn i: Handlingsplan 2027–2028",
        "Styringssignalet er godkjent elektronisk 23. november 2026",
    ):
        assert text in leader
        assert text not in mayor or text.startswith("Styringssignalet")
    assert "2027-2: Alver kommune" in mayor
    assert mails[MAYOR.address].subject == "Styringssignal frå partnarskapsmøtet 2027"


def test_what_is_decided_on_names_the_signals_once_and_the_letters_by_their_dispatch(held: Desk) -> None:
    dispatch = ask(held.cycle(), "styringsbrev", who="Kari", why="møtet er halde").id
    cycle = held.cycle()
    nodes = [node_named(cycle.graph, f"{kind}.{dispatch}") for kind in ("signals", "letters")]
    assert [running_text(cycle, node, "nn") for node in nodes] == ["styringssignala", "breva (styringssignal)"]
    assert running_text(cycle, nodes[0], "nb") == "styringssignalene"


def test_the_gate_shows_each_signal_who_gets_the_letter_and_for_whom_nobody_answers(held: Desk) -> None:
    minutes(held, MINUTES.replace("Alver kommune", "Områdeutval Bergen"))
    step = f"signals.{asked(held)}"
    result = held.compute(step)
    cycle = held.cycle()
    shown = STEPS["signals"].present(cycle, node_named(cycle.graph, step), result)
    assert (
        "| 2027-1 | SSU | Lag utkast til felles strategi. | 1. mai 2027 | Handlingsplan 2027–2028 | Tone Kvåle |"
        in (shown.markdown)
    )
    assert "Ingen på lista svarar for dette" in shown.markdown
    assert "2027-2: Områdeutval Bergen" in shown.markdown
    held.do(step)
    assert sorted(sent(held)) == [LEADER.address]


def test_the_gate_of_the_signals_has_a_page_of_its_own(held: Desk) -> None:
    step = f"signals.{asked(held)}"
    held.compute(step)
    shown = Reader(held.services).get(f"/{held.cycle().id}/godkjenning/{step}")
    assert shown.status_code == 200
    said = typed(shown.text)
    assert "Godkjenn – breva om dei kjem etterpå, og ingenting blir sendt no" in said
    assert "Lag utkast til felles strategi." in said


def test_a_party_a_side_and_bodies_of_a_kind_are_answered_for_by_those_who_sit_for_them(held: Desk) -> None:
    minutes(held, MINUTES.replace("Alver kommune", "spesialisthelsetenesta").replace('"SSU"', '"Fedje"'))
    held.do(f"signals.{asked(held)}")
    held.do(f"letters.{KIND}")
    assert sorted(held.letters(f"letters.{KIND}")) == sorted((SHARED[0].name, SHARED[1].name, CEO.name))


@pytest.mark.parametrize(
    ("text", "where", "words_"),
    [
        ("", "signals", "no steering signals"),
        (MINUTES.replace("Alver kommune", "Alver komune"), "signals[1].to", "did you mean 'Alver kommune'?"),
        (MINUTES.replace('to = "SSU"', 'to = "SSU"\nparent = "2026-4"'), "signals[0].parent", "2026-4"),
    ],
)
def test_a_signal_to_nobody_or_from_nowhere_stops_before_the_gate(
    held: Desk, text: str, where: str, words_: str
) -> None:
    step = f"signals.{asked(held)}"
    minutes(held, text)
    with pytest.raises(ConfigError) as caught:
        held.compute(step)
    [problem] = caught.value.problems
    assert problem.where == where
    assert words_ in str(problem)


def test_minutes_that_change_open_the_gate_of_the_signals_and_the_letters_wait(held: Desk) -> None:
    step = f"signals.{asked(held)}"
    held.do(step)
    minutes(held, MINUTES.replace("felles strategi", "felles plan"))
    assert step_state(held.cycle(), step).state == "due"
    assert step_state(held.cycle(), f"letters.{KIND}").state == "blocked"
    held.do(step)
    assert "felles plan" in words([letter_of(sent(held)[LEADER.address])])


def test_who_is_chosen_gets_every_signal(held: Desk) -> None:
    dispatch = asked(held, to=[CEO.name])
    held.do(f"signals.{dispatch}")
    mails = sent(held)
    assert list(mails) == [CEO.address]
    assert "2027-2: Alver kommune" in words([letter_of(mails[CEO.address])])


def test_a_correction_of_one_letter_tells_of_the_signals_that_letter_told_of(held: Desk) -> None:
    held.do(f"signals.{asked(held)}")
    sent(held)
    [row] = [row for row in held.services.memory.outbox.rows(kind=f"{KIND}@folder") if row.address == MAYOR.address]
    request = correct(held.services, row.id, who="Kari Sekretær", why="Feil frist")
    held.do(f"signals.{request.id}")
    [mail] = sent(held, request.id).values()
    said = words([letter_of(mail)])
    assert (mail.to, "2027-2: Alver kommune" in said, "2027-1" in said) == (MAYOR.address, True, False)
    assert [signal.number for signal in edition_signals(held.cycle())] == ["2027-1", "2027-2"]


def test_every_kind_of_step_has_words_wherever_one_is_told_of() -> None:
    """A new kind without them would fail where somebody opens its gate, and nowhere before."""
    assert set(STEPS) <= RUNNING_TEXT.keys()
    assert set(STEPS) - {"invitations", "mailing"} <= gates._APPROVE.keys()
    assert set(STEPS) <= gists._GISTS.keys()


def test_letters_about_late_signals_are_told_as_in_no_package_until_the_next_one_has_them(desk: Desk) -> None:
    desk.walk()
    minutes(desk)
    dispatch = asked(desk)
    desk.do(f"signals.{dispatch}")
    desk.moment += dt.timedelta(hours=1)
    letters = sent(desk, dispatch)
    lines = lines_since_closed(desk.cycle())
    assert any("pakke enno" in line for line in lines)
    assert any(line.startswith("Den neste pakka får dei med. Ei retting") for line in lines)
    [first] = [path for path in (desk.home / "packages").iterdir() if path.is_dir() and path.name[-3:-1] != "-v"]
    second, third = first.with_name(f"{first.name}-v2"), first.with_name(f"{first.name}-v3")
    desk.moment += dt.timedelta(hours=1)
    act = ask_for_act(desk.cycle(), "correct", who="Kari", why="Breva skal med", what="venue", new="Fedje kulturhus")
    desk.do(f"act.{act.number}")
    held = {sha256(letter_of(mail).data) for mail in letters.values()}
    assert held
    for package, there in ((second, set()), (third, held)):
        assert held & {sha256(path.read_bytes()) for path in (package / "data").rglob("*.*") if path.is_file()} == there
    assert not any("pakke enno" in line for line in lines_since_closed(desk.cycle()))
