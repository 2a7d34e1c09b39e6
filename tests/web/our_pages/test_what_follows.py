"""What the page of a gate says after a decision agrees with what was decided, and with how the step is by then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import lxml.html
import pytest

from tests.desk import APPROVERS, Desk, typed
from tests.web.conftest import HOST, Reader

GATE = "/bergensomradet/partnarskapsmote/2027/godkjenning/"
KARI, OLA = APPROVERS
GOES_ON = "Året går vidare av seg sjølv."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Desk(tmp_path)) as desk:
        yield desk


def taken(desk: Desk, step: str, wish: str, **filled: str) -> Callable[[], str]:
    """Press a button, and return what reads the part of the page that says what became of it, now or later."""
    pages = Reader(desk.services)
    shown = lxml.html.fromstring(pages.get(GATE + step).text)
    hidden = {field.get("name"): field.get("value") for field in shown.xpath('//input[@type="hidden"]')}
    form = hidden | {"val": wish, "namn": KARI} | filled
    answer = pages.ask("POST", GATE + step, data=form, headers={"Origin": HOST})
    assert answer.status_code == 303

    def said() -> str:
        page = lxml.html.fromstring(pages.get(answer.headers["location"]).text)
        [part] = page.xpath('//div[@role="status"]')
        return " ".join(typed("".join(part.itertext())).split())

    return said


def walked(desk: Desk, *, to: str) -> None:
    names = [node.name for node in desk.start().graph]
    for name in names[: names.index(to)]:
        desk.do(name)
    desk.compute(to)


def test_after_a_stop_the_page_says_that_nothing_more_happens(desk: Desk) -> None:
    walked(desk, to="plan")
    said = taken(desk, "plan", "stop", grunn="Vent")
    assert "stoppa steget. Det er lagra. Det skjer ikkje noko meir med steget før nokon startar året på nytt." in said()
    assert GOES_ON not in said()
    desk.start()
    assert "Det er opna for godkjenning på nytt sidan. Sjå nedanfor." in said()
    desk.approve("plan")
    assert "Det har gått vidare sidan. Sjå nedanfor." in said()


def test_who_has_it_made_again_reads_that_it_is_then_decided_on(desk: Desk) -> None:
    step = "letters.invitasjon"
    walked(desk, to=step)
    desk.edit_template("invitasjon.docx", "inviterer deg til", "inviterer deg hjarteleg til")
    said = taken(desk, step, "remake")
    assert "Då blir det opna for godkjenning, og dei som avgjer, får vite det." in said()
    assert GOES_ON not in said()
    desk.compute(step)
    assert "Det er gjort på nytt no. Sjå nedanfor kva som er nytt, og avgjer det." in said()


def test_who_sends_it_back_reads_that_it_comes_again(desk: Desk) -> None:
    walked(desk, to="invitations")
    said = taken(desk, "invitations", "back", til="host", grunn="Feil vert")
    assert "Det blir gjort på nytt, med alt som byggjer på det." in said()
    assert GOES_ON not in said()
    desk.do("host")
    desk.compute("invitations")
    assert "Det er gjort på nytt no." in said()


def test_who_approves_reads_how_many_more_must_that_it_goes_on_or_that_it_holds_no_more(desk: Desk) -> None:
    walked(desk, to="invitations")
    said = taken(desk, "invitations", "approve")
    assert "1 person til må godkjenne før noko skjer." in said()
    desk.decide("invitations", name=OLA)
    assert GOES_ON in said()
    desk.replace("community.toml", 'short = "', 'short = "Ny ')
    desk.register()
    assert GOES_ON not in said()
    assert "godkjenninga gjeld ikkje lenger. Sjå nedanfor." in said()


def test_who_approved_a_step_that_somebody_stopped_since_reads_that(desk: Desk) -> None:
    walked(desk, to="invitations")
    said = taken(desk, "invitations", "approve")
    desk.decide("invitations", "stop", name=OLA)
    assert "Nokon har stoppa steget sidan. Sjå nedanfor." in said()
    assert GOES_ON not in said()
