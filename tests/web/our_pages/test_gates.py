"""The page of a gate: what it shows, what its buttons do, and what it says to whoever comes late, twice or wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from threading import Thread

import httpx
import pytest
from sqlalchemy import update

from cycle.application.actions import is_ours, step_state
from cycle.application.results import InvitationsResult, read, write
from cycle.model import digest
from cycle.store.tables import results
from cycle.web.door import Behind
from cycle.web.to_prefect.inner import Inner
from tests.desk import APPROVERS, MAYOR, Desk, typed
from tests.web.conftest import HOST, Reader
from tests.web.fake_prefect import RUN, SERVER_KEY, SERVICE_KEY, Fake, listening

GATE = "/bergensomradet/partnarskapsmote/2027/godkjenning/"
STEPS = ("plan", "committee", "host", "invitations", "letters.invitasjon", "mailing.invitasjon")
KARI, OLA = APPROVERS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def at(desk: Desk, step: str) -> Reader:
    """Our pages over a year that waits at this gate."""
    names = [node.name for node in desk.start().graph]
    if names.index(step):
        desk.walk(to=names[names.index(step) - 1])
    desk.compute(step)
    return Reader(desk.services)


def text(page: httpx.Response) -> str:
    return typed(page.text.replace("<bdi>", "").replace("</bdi>", ""))


def fields(page: str, wish: str) -> dict[str, str]:
    """The hidden fields of a page, and the button that is pressed."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return {**{name: unescape(value) for name, value in hidden.items()}, "val": wish}


def send_form(
    pages: Reader, step: str, wish: str, *, page: str = "", headers: dict[str, str] | None = None, **filled: str
) -> httpx.Response:
    """Press a button of the page as it was, or as it is now."""
    form = fields(page or pages.get(GATE + step).text, wish) | filled
    return pages.ask("POST", GATE + step, data=form, headers={"Origin": HOST} if headers is None else headers)


def decided(desk: Desk, step: str) -> list[tuple[str, str]]:
    cycle = desk.cycle()
    return [(row.decision, row.name) for row in cycle.memory.decisions.of_step(cycle.id, step)]


@pytest.mark.parametrize("step", STEPS)
def test_every_gate_has_a_page_that_says_what_is_decided_and_what_the_button_does(desk: Desk, step: str) -> None:
    page = at(desk, step).get(GATE + step)
    said = text(page)
    assert page.status_code == 200
    assert "Avgjer innan" in said
    assert "Kven må avgjere" in said
    assert "Heile framlegget" in said
    assert "Kommentarar til no" in said
    assert said.count('<button class="approve" name="val" value="approve">Godkjenn') == 1
    assert "Stopp – ingenting meir skjer før nokon startar året på nytt" in said
    assert "/prefect/runs" in said
    assert "<script" not in said


def test_a_step_that_has_not_begun_says_when_it_comes_and_one_that_is_unknown_is_not_found(desk: Desk) -> None:
    desk.start()
    pages = Reader(desk.services)
    assert "Det er ingenting å avgjere enno" in text(pages.get(GATE + "committee"))
    assert pages.get(GATE + "nei").status_code == 404
    assert pages.get(GATE.replace("2027", "2028") + "plan").status_code == 404


def test_approving_writes_the_same_row_as_the_form_of_prefect_and_says_so(desk: Desk) -> None:
    pages = at(desk, "plan")
    answer = send_form(pages, "plan", "approve", namn="  Kari   Sekretær ", grunn="Fin dato.")
    assert answer.status_code == 303
    (row,) = desk.cycle().memory.decisions.of_step(desk.cycle().id, "plan")
    assert (row.decision, row.name, row.comment, row.channel) == ("approve", KARI, "Fin dato.", "page")
    assert row.digest == desk.newest("plan").digest
    after = text(pages.get(answer.headers["location"]))
    assert "Kari Sekretær godkjende revisjon 1. Det er lagra." in after
    assert "«Fin dato.»" in after
    assert step_state(desk.cycle(), "plan").state == "done"


def test_the_number_of_a_mailing_must_be_typed_exactly(desk: Desk) -> None:
    step = "mailing.invitasjon"
    pages = at(desk, step)
    count = desk.newest(step).body["count"]
    for wrong in ("", str(count + 1), "fem", "٥", f"-{count}"):
        refused = send_form(pages, step, "approve", namn=KARI, tal=wrong)
        assert refused.status_code == 422, wrong
        assert str(count) in text(refused)
    assert decided(desk, step) == []
    assert send_form(pages, step, "approve", namn=KARI, tal=f" {count} ").status_code == 303
    assert decided(desk, step) == [("approve", KARI)]


def test_sending_back_needs_a_reason_and_goes_to_the_step_that_was_chosen(desk: Desk) -> None:
    pages = at(desk, "invitations")
    refused = send_form(pages, "invitations", "back", namn=KARI, til="plan")
    assert refused.status_code == 422
    assert "Skriv kvifor du sender tilbake" in text(refused)
    assert 'value="Kari Sekretær"' in text(refused), "what was filled in is not lost"
    assert send_form(pages, "invitations", "back", namn=KARI, til="archive", grunn="Feil").status_code == 422
    answer = send_form(pages, "invitations", "back", namn=KARI, til="plan", grunn="Feil dato")
    assert "Kari Sekretær sende det tilbake til årshjul" in text(pages.get(answer.headers["location"]))
    assert step_state(desk.cycle(), "plan").state == "due"


def test_a_stop_holds_and_the_page_says_what_opens_it_again(desk: Desk) -> None:
    pages = at(desk, "plan")
    answer = send_form(pages, "plan", "stop", namn=KARI)
    page = text(pages.get(answer.headers["location"]))
    assert "Start året på nytt for å opne det for godkjenning" in page
    assert 'value="approve"' not in page


def test_a_double_click_is_one_decision(desk: Desk) -> None:
    pages = at(desk, "invitations")
    page = pages.get(GATE + "invitations").text
    first, second = (send_form(pages, "invitations", "approve", page=page, namn=KARI) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert decided(desk, "invitations") == [("approve", KARI)]


def test_a_double_click_at_one_moment_is_one_decision(desk: Desk) -> None:
    pages = at(desk, "plan")
    page = pages.get(GATE + "plan").text
    statuses: list[int] = []
    clicks = [
        Thread(target=lambda: statuses.append(send_form(pages, "plan", "approve", page=page, namn=KARI).status_code))
        for _ in range(4)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert decided(desk, "plan") == [("approve", KARI)]
    assert set(statuses) <= {303, 409}


@pytest.mark.parametrize(
    ("first", "then", "filled"),
    [
        ("approve", "stop", {"grunn": "Feil dato"}),
        ("approve", "back", {"grunn": "Feil dato", "til": "plan"}),
        ("approve", "approve", {"grunn": "Fin."}),
        ("approve", "approve", {"namn": OLA}),
        ("back", "back", {"grunn": "Feil", "til": "committee"}),
        ("stop", "approve", {}),
    ],
)
def test_another_button_of_a_form_that_was_used_is_not_taken_and_that_is_said(
    desk: Desk, first: str, then: str, filled: dict[str, str]
) -> None:
    pages = at(desk, "invitations")
    page = pages.get(GATE + "invitations").text
    given = {"namn": KARI, "grunn": "Feil", "til": "plan"} if first == "back" else {"namn": KARI}
    assert send_form(pages, "invitations", first, page=page, **given).status_code == 303
    answer = send_form(pages, "invitations", then, page=page, **{"namn": KARI, **filled})
    assert answer.status_code == 409
    said = {"approve": "godkjende revisjon 1", "back": "sende det tilbake til årshjul", "stop": "stoppa steget"}[first]
    assert f"Kari Sekretær {said}. Det er lagra. Det du trykte eller skreiv etterpå i same skjemaet" in text(answer)
    assert len(decided(desk, "invitations")) == 1
    if first == "approve":
        assert "Vil du det framleis, så gjer det nedanfor." in text(answer)
        assert send_form(pages, "invitations", "stop", page=answer.text, namn=OLA).status_code == 303
        assert decided(desk, "invitations") == [("approve", KARI), ("stop", OLA)]


def test_who_stops_after_an_approval_that_was_enough_is_told_whom_to_tell(desk: Desk) -> None:
    pages = at(desk, "plan")
    page = pages.get(GATE + "plan").text
    send_form(pages, "plan", "approve", page=page, namn=KARI)
    answer = send_form(pages, "plan", "stop", page=page, namn=KARI, grunn="Feil")
    assert "Sei frå til sekretariatet med ein gong dersom det ikkje skal gå vidare." in text(answer)
    assert decided(desk, "plan") == [("approve", KARI)]


def test_of_two_at_once_the_later_reads_who_has_decided(desk: Desk) -> None:
    pages = at(desk, "plan")
    mine, theirs = pages.get(GATE + "plan").text, pages.get(GATE + "plan").text
    assert send_form(pages, "plan", "approve", page=theirs, namn=OLA).status_code == 303
    late = send_form(pages, "plan", "stop", page=mine, namn=KARI)
    assert late.status_code == 409
    assert "Ola Koordinator har avgjort i mellomtida, så avgjerda di vart ikkje teken imot." in text(late)
    assert decided(desk, "plan") == [("approve", OLA)]


def test_one_person_is_not_two_also_not_on_two_pages(desk: Desk) -> None:
    pages = at(desk, "invitations")
    assert send_form(pages, "invitations", "approve", namn=KARI).status_code == 303
    again = send_form(pages, "invitations", "approve", namn="kari  sekretær")
    assert again.status_code == 422
    assert "har alt godkjent" in text(again)
    assert send_form(pages, "invitations", "approve", namn=OLA).status_code == 303
    assert step_state(desk.cycle(), "invitations").state == "done"


def test_a_stale_page_approves_nothing_and_shows_line_by_line_what_is_new(desk: Desk) -> None:
    pages = at(desk, "invitations")
    stale = pages.get(GATE + "invitations").text
    desk.register(*(row for row in (MAYOR.__class__(**{**vars_of(MAYOR), "address": "ny@alver.example"}),)))
    desk.do("committee")
    desk.compute("invitations")
    answer = send_form(pages, "invitations", "approve", page=stale, namn=KARI)
    said = text(answer)
    assert answer.status_code == 409
    assert "Framlegget er endra sidan du opna sida" in said
    assert "<del>Ådne Bjørnsen Øy, adne@alver.example</del>" in said
    assert "<ins>Ådne Bjørnsen Øy, ny@alver.example</ins>" in said
    assert decided(desk, "invitations") == []


def vars_of(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_list_is_searched_by_every_word(desk: Desk) -> None:
    pages = at(desk, "invitations")
    found = text(pages.get(GATE + "invitations?q=ordførar+alver"))
    assert found.count('<th scope="row">Ådne') == 1
    assert found.count('<th scope="row">Tone') == 0
    assert "1 av " in found


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_no_other_website_decides(desk: Desk, headers: dict[str, str]) -> None:
    pages = at(desk, "plan")
    assert send_form(pages, "plan", "approve", namn=KARI, headers=headers).status_code == 403
    assert decided(desk, "plan") == []


@pytest.mark.parametrize("field", ["segl", "framlegg", "vist", "ein"])
def test_a_form_that_was_not_made_here_decides_nothing(desk: Desk, field: str) -> None:
    pages = at(desk, "plan")
    for forged in ("", "0" * 64, "r1-" + "a" * 64):
        answer = send_form(pages, "plan", "approve", namn=KARI, **{field: forged})
        assert answer.status_code == 403
        assert "Dette kom ikkje frå skjemaet på sida" in text(answer)
    other = fields(pages.get(GATE + "plan").text, "approve") | {"namn": KARI}
    assert pages.ask("POST", GATE + "committee", data=other, headers={"Origin": HOST}).status_code == 403
    assert decided(desk, "plan") == []


@pytest.mark.parametrize("name", ["", " ", "x", "\u200b\u200b\u200b", "-- --", "x" * 101])
def test_a_name_that_names_nobody_is_asked_for_again(desk: Desk, name: str) -> None:
    pages = at(desk, "plan")
    answer = send_form(pages, "plan", "approve", namn=name)
    assert answer.status_code == 422
    assert "Skriv namnet ditt" in text(answer)


def test_what_people_wrote_stands_as_text_whatever_it_holds(desk: Desk) -> None:
    pages = at(desk, "plan")
    evil = "<img src=x onerror=alert(1)> **x** [x](javascript:alert(1)) {{ 7*7 }}"
    send_form(pages, "plan", "stop", namn=f"Kari {evil}"[:90], grunn=evil)
    page = pages.get(GATE + "plan").text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror" in page
    assert 'href="javascript' not in page
    assert "{{ 7*7 }}" in unescape(page)


def test_the_waiting_run_is_woken_and_a_prefect_that_is_down_costs_no_decision(desk: Desk, tmp_path: Path) -> None:
    pages = at(desk, "plan")
    fake, socket = Fake(says=[{"id": RUN}]), tmp_path / "s"
    behind = Behind(prefect=Inner(socket, secret=SERVER_KEY, waits=()), secret=SERVICE_KEY)
    with listening(fake, socket):
        assert send_form(Reader(desk.services, behind=behind), "plan", "stop", namn=KARI).status_code == 303
    (asked, filter_), (woken, state) = fake.deeds()
    assert asked == "/api/flow_runs/filter"
    assert filter_["flow_runs"]["tags"]["all_"][1:] == [f"cycle:{desk.cycle().id}", "step:plan"]
    assert (woken, state["state"]["name"], state["force"]) == (f"/api/flow_runs/{RUN}/set_state", "Resuming", False)
    desk.start()
    assert send_form(Reader(desk.services, behind=behind), "plan", "approve", namn=OLA).status_code == 303, (
        "Prefect is down"
    )
    assert decided(desk, "plan")[-1] == ("approve", OLA)
    assert pages.get(GATE + "plan").status_code == 200


def test_a_prefect_that_dies_while_a_run_is_woken_costs_no_decision(desk: Desk, tmp_path: Path) -> None:
    pages, socket = at(desk, "plan"), tmp_path / "s"
    behind = Behind(prefect=Inner(socket, secret=SERVER_KEY, waits=()), secret=SERVICE_KEY)
    with listening(Fake(says=[{"id": RUN}], broken=[True]), socket):
        assert send_form(Reader(desk.services, behind=behind), "plan", "stop", namn=KARI).status_code == 303
    assert "Kari Sekretær" in text(pages.get(GATE + "plan"))


def test_a_list_of_a_thousand_is_read_in_parts_each_small_and_searched_whole(desk: Desk) -> None:
    pages = at(desk, "invitations")
    enlarge(desk, people=1000)
    first = pages.get(GATE + "invitations")
    rows = first.text.count('<th scope="row">Kari')
    assert rows == 500
    assert len(first.content) < 300_000
    seen = set(re.findall(r"Kari (\d+)<", first.text))
    seen |= set(re.findall(r"Kari (\d+)<", pages.get(GATE + "invitations?side=2").text))
    assert len(seen) == 1000, "the second part holds the rest"
    assert text(pages.get(GATE + "invitations?q=kari+777")).count('<th scope="row">Kari 777') == 1
    for odd in ("0", "-1", "x", "99", "٢"):
        assert pages.get(GATE + f"invitations?side={odd}").status_code == 200


def enlarge(desk: Desk, *, people: int) -> None:
    """Put so many people on the list that waits, as a large community would have."""
    row = desk.newest("invitations")
    made = read(InvitationsResult, row)
    mayor = next(invitee for invitee in made.list.invitees if len(invitee.seats) == 1)
    many = tuple(
        replace(mayor, id=f"kari-{number}", name=f"Kari {number}", address=f"kari.{number}@kommune.example")
        for number in range(people)
    )
    body = write(replace(made, list=replace(made.list, invitees=many))).body
    changed = update(results).where(results.c.step == "invitations")
    named = digest({"step": "invitations", "inputs": row.inputs, "body": body})
    with desk.services.memory.engine.begin() as connection:
        connection.execute(changed.values(body=body, digest=named))


ENGLISH = frozenset(
    """
    the and or of is are was were have had not yes with without from this that what who which when where why how
    approve approved approval sent back waits waiting decide decided decision page year list letter letters mail mails
    name number comment reason search see new since change changed proposal whole day submit resume cancel open close
    everyone somebody must please your you
    """.split()  # noqa: SIM905
)
"""Words that English has and Norwegian has not."""


@pytest.mark.parametrize("step", STEPS)
def test_no_page_of_a_gate_says_a_word_in_english(desk: Desk, step: str) -> None:
    pages = at(desk, step)
    for path in ("/", GATE + step, GATE + step + "?q=zzz"):
        page = re.sub(r"<(style|pre)\b.*?</\1>", "", pages.get(path).text, flags=re.DOTALL)
        said = re.sub(r"<[^>]*>|[\w.+-]+@[\w.-]+", " ", unescape(page))
        assert ENGLISH & set(re.findall(r"[a-zæøå]+", said.casefold())) == set(), path


def test_the_front_page_draws_the_days_of_a_year_until_it_is_closed(desk: Desk) -> None:
    assert "dagar i året" in text(at(desk, "mailing.invitasjon").get("/"))
    desk.walk(to="archive")
    said = text(Reader(desk.services).get("/"))
    assert "Året er avslutta." in said
    assert "dagar i året" not in said
    assert "Neste:" not in said


def test_a_proposal_whose_files_were_edited_is_made_again_from_the_page_which_then_says_what_is_new(desk: Desk) -> None:
    step = "letters.invitasjon"
    pages = at(desk, step)
    opened = pages.get(GATE + step).text
    desk.edit_template("invitasjon.docx", "inviterer deg til", "inviterer deg hjarteleg til")
    page = text(pages.get(GATE + step))
    assert 'value="remake">Lag framlegget på nytt</button>' in page
    assert 'value="approve"' not in page
    assert "1 framlegg er ikkje oppdatert" in text(pages.get("/"))
    late = send_form(pages, step, "approve", page=opened, namn=KARI)
    assert late.status_code == 409
    assert "Lat framlegget bli laga på nytt" in text(late)
    assert decided(desk, step) == []
    made = send_form(pages, step, "remake", namn=OLA)
    assert made.status_code == 303
    assert "Ola Koordinator lèt framlegget bli laga på nytt" in text(pages.get(made.headers["location"]))
    cycle = desk.cycle()
    assert is_ours(cycle, step_state(cycle, step))  # what watches over the year takes it up
    assert "oppdatert" not in text(pages.get("/"))
    desk.compute(step)
    after = text(pages.get(GATE + step))
    assert "Ola Koordinator lét det bli laga på nytt" in after
    assert "hjarteleg" in after
    assert 'value="approve">' in after


def test_having_it_made_again_twice_is_done_once_and_needs_a_name(desk: Desk) -> None:
    step = "letters.invitasjon"
    pages = at(desk, step)
    desk.edit_template("invitasjon.docx", "inviterer deg til", "inviterer deg hjarteleg til")
    page = pages.get(GATE + step).text
    assert send_form(pages, step, "remake", page=page, namn="!").status_code == 422
    for _ in range(2):
        assert send_form(pages, step, "remake", page=page, namn=OLA).status_code == 303
    assert decided(desk, step) == [("send_back", OLA)]
    second = send_form(pages, step, "remake", page=page, namn=KARI)
    assert decided(desk, step) == [("send_back", OLA)]
    assert second.status_code == 303  # the very form again
