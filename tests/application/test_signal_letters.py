"""What the meeting asks for is decided on at a gate of its own, and then goes to those who answer for it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from cycle.application.actions.registry import STEPS
from cycle.application.actions.states import step_state
from cycle.application.dispatches import ask, correct, gists, suggestions
from cycle.application.notifications.gate_opened import RUNNING_TEXT, running_text
from cycle.application.publishing import edition_signals, rebuild_site
from cycle.application.results import ArchiveResult, read
from cycle.application.review import gates
from cycle.application.steps.archive import remarks_of
from cycle.application.year import FOLLOW_UPS, report_signal
from cycle.application.year.step_graph import link_named
from cycle.errors import ConfigError, InputError, StepError
from cycle.mail.transport.maildir import ReceivedMail
from tests.desk import CEO, LEADER, MAYOR, NOON, SHARED, YEAR, Desk, letter_of, sha256, typed, words
from tests.web.conftest import Reader

MINUTES = """
present = ["Tone Kvåle"]

[[signals]]
to = "SSU"
text = "Lag utkast til felles strategi."
owner = "Leiaren av SSU"
due = "1. mai 2027"
plan = "Handlingsplan 2027–2028"

[[signals]]
to = "Alver kommune"
text = "Prøv ut avstandsoppfølging."
"""
KIND = "styringsbrev"


def minutes(desk: Desk, text: str = MINUTES) -> None:
    (desk.year_folder / "referat.toml").write_text(text, "utf-8")


def asked(desk: Desk, to: Sequence[str] = ()) -> str:
    return ask(desk.cycle(), KIND, who="Kari Sekretær", why="Møtet er halde.", to=to).id


def sent(desk: Desk, dispatch: str = KIND) -> dict[str, ReceivedMail]:
    before = set(desk.mails())
    desk.do(f"letters.{dispatch}")
    desk.do(f"mailing.{dispatch}")
    return {mail.to: mail for mail in desk.mails() if mail not in before}


@pytest.fixture
def held(desk: Desk) -> Desk:
    desk.walk(to="mailing.folgebrev")
    minutes(desk)
    return desk


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
    links = [link_named(cycle.chain, f"{kind}.{dispatch}") for kind in ("signals", "letters")]
    assert [running_text(cycle, link, "nn") for link in links] == ["styringssignala", "breva (styringssignal)"]
    assert running_text(cycle, links[0], "nb") == "styringssignalene"


def test_the_gate_shows_each_signal_who_gets_the_letter_and_for_whom_nobody_answers(held: Desk) -> None:
    minutes(held, MINUTES.replace("Alver kommune", "Områdeutval Bergen"))
    step = f"signals.{asked(held)}"
    result = held.compute(step)
    cycle = held.cycle()
    shown = STEPS["signals"].present(cycle, link_named(cycle.chain, step), result)
    assert (
        "| 2027-1 | SSU | Lag utkast til felles strategi. | 1. mai 2027 | Handlingsplan 2027–2028 | Tone Kvåle |"
        in (shown.markdown)
    )
    assert "Ingen på lista svarar for desse" in shown.markdown
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


def test_signals_that_were_written_when_the_year_was_closed_go_all_the_same(desk: Desk) -> None:
    desk.walk()
    minutes(desk)
    assert desk.cycle().closed is not None
    desk.do(f"signals.{asked(desk)}")
    assert sorted(sent(desk)) == sorted((LEADER.address, MAYOR.address))


def site(desk: Desk, path: str) -> str:
    return (desk.home / "site" / "bergensomradet" / path).read_text("utf-8")


def test_approved_signals_stand_on_the_page_each_with_an_address_and_in_the_package(held: Desk) -> None:
    held.do(f"signals.{asked(held)}")
    held.do("archive")
    page = site(held, f"partnarskapsmote/{YEAR}/index.html")
    assert "../../styringssignal/2027-1/index.html" in page
    own = typed(site(held, "styringssignal/2027-1/index.html"))
    for text in ("SSU", "Lag utkast til felles strategi.", "1. mai 2027", "Handlingsplan 2027–2028"):
        assert text in own
    assert "Leiaren av SSU" not in own
    assert 'href="styringssignal/index.html"' in site(held, "index.html")
    package = held.home / "packages" / f"bergensomradet-partnarskapsmote-{YEAR}" / "data"
    rows = json.loads((package / "styringssignal.json").read_text("utf-8"))
    assert [(row["number"], row["page"]) for row in rows] == [
        ("2027-1", "styringssignal/2027-1/index.html"),
        ("2027-2", "styringssignal/2027-2/index.html"),
    ]
    kept = (package / "resultat" / f"signals.{KIND}-r1.json").read_bytes()
    assert {row["digest"] for row in rows} == {sha256(kept)}
    assert (package / "nettside" / "styringssignal" / "2027-2" / "index.html").is_file()


def test_signals_that_nobody_has_approved_stand_nowhere_and_the_archives_gate_says_so(held: Desk) -> None:
    step = f"signals.{asked(held)}"
    held.compute(step)
    held.compute("archive")
    remarks = remarks_of(held.services.memory, read(ArchiveResult, held.newest("archive")))
    assert [line for line in remarks if "signals" in line and "ikkje godkjende" in line]
    held.approve(step)
    assert step_state(held.cycle(), "archive").state == "due"
    held.compute("archive")
    remarks = remarks_of(held.services.memory, read(ArchiveResult, held.newest("archive")))
    assert not [line for line in remarks if "ikkje godkjende" in line]


def test_what_is_reported_of_a_signal_stands_on_its_page_and_never_by_whom(held: Desk) -> None:
    held.do(f"signals.{asked(held)}")
    held.do("archive")
    loaded = held.cycle().loaded
    report_signal(
        held.community, loaded.community, "2027-1", on=NOON.date(), status="answered", text="Er sendt.", by="Kari Nes"
    )
    rebuild_site(held.services)
    own = site(held, "styringssignal/2027-1/index.html")
    assert "Er sendt." in own
    assert "Svara" in own
    assert "Kari Nes" not in own
    (held.community / FOLLOW_UPS).write_text(
        '[[followups]]\nsignal = "2027-1"\non = 2027-03-01\nstatus = "ferdig"\nby = "K"\ntext = "Fnr. 13097248022"',
        "utf-8",
    )
    with pytest.raises(InputError, match=r"oppfolging\.toml"):
        rebuild_site(held.services)


def test_signals_approved_when_the_year_is_closed_come_on_the_site_and_leave_the_page_as_it_is(desk: Desk) -> None:
    desk.walk()
    before = site(desk, f"partnarskapsmote/{YEAR}/index.html")
    minutes(desk)
    desk.do(f"signals.{asked(desk)}")
    assert "Prøv ut" in site(desk, "styringssignal/2027-2/index.html")
    assert site(desk, f"partnarskapsmote/{YEAR}/index.html") == before
    assert step_state(desk.cycle(), "archive").state == "done"


def test_a_number_that_was_approved_with_other_words_says_so_at_the_gate(held: Desk) -> None:
    step = f"signals.{asked(held)}"
    held.do(step)
    minutes(held, MINUTES.replace("felles strategi", "felles plan"))
    result, cycle = held.compute(step), held.cycle()
    shown = STEPS["signals"].present(cycle, link_named(cycle.chain, step), result)
    assert "2027-1: SSU: Lag utkast til felles strategi." in shown.markdown


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


def test_signals_are_asked_for_when_the_meeting_is_held_and_proposed_from_that_day(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    minutes(desk)
    assert KIND not in {suggestion.dispatch for suggestion in suggestions(desk.cycle())}
    desk.settle(pace="milestones")
    with pytest.raises(StepError, match="ask when it is held"):
        asked(desk)
    desk.moment = desk.moment.replace(year=2027, month=2, day=18)
    assert KIND in {suggestion.dispatch for suggestion in suggestions(desk.cycle())}
    step = f"signals.{asked(desk)}"
    assert desk.do(step).body["signals"][0]["id"] == "2027-1"


def test_every_kind_of_step_has_words_wherever_one_is_told_of() -> None:
    """A new kind without them would fail where somebody opens its gate, and nowhere before."""
    assert set(STEPS) <= RUNNING_TEXT.keys()
    assert set(STEPS) - {"invitations", "mailing"} <= gates._APPROVE.keys()
    assert set(STEPS) <= gists._GISTS.keys()


FIRST, SECOND = (f"[[signals]]{part}" for part in MINUTES.split("[[signals]]")[1:])
NEW = '[[signals]]\nto = "SSU"\ntext = "Noko nytt."\n'


@pytest.mark.parametrize(
    ("signals", "said"),
    [
        (
            NEW + FIRST + SECOND,
            ["2027-1 was approved, and has number 2027-2", "2027-2 was approved, and has number 2027-3"],
        ),
        (SECOND + FIRST, ["2027-1 was approved, and has number 2027-2", "2027-2 was approved, and has number 2027-1"]),
        (FIRST + NEW + SECOND, ["2027-2 was approved, and has number 2027-3"]),
        (SECOND, ["2027-2 was approved, and has number 2027-1"]),
        (FIRST, ["2027-2 was approved, and is gone"]),
        (FIRST + SECOND + NEW, []),
        (FIRST.replace("strategi", "plan") + SECOND, []),
    ],
)
def test_a_number_is_one_signals_for_good_once_it_is_approved(held: Desk, signals: str, said: list[str]) -> None:
    step = f"signals.{asked(held)}"
    held.do(step)
    minutes(held, f'present = ["Tone Kvåle"]\n\n{signals}')
    if not said:
        held.compute(step)
        return
    with pytest.raises(ConfigError) as caught:
        held.compute(step)
    told = [str(problem.what).removeprefix("signal ") for problem in caught.value.problems]
    assert [line.removesuffix(" now") for line in told] == said
