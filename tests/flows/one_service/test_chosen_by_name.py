"""Who has answered is chosen by name and seat in a real browser, from the list that the approved list gave."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from prefect.client.orchestration import get_client

from cycle.application.replies.answers import reply_lines
from flows.gates.choices import choices_of
from tests.flows.conftest import Running, until
from tests.flows.one_service.test_prefect_ui import choose, fill
from tests.flows.one_service.test_run_buttons import page, refused

__all__ = ["page", "refused"]

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.timeout(600)]


def test_who_has_answered_is_chosen_by_name_and_seat_from_the_list(running: Running, page: Page) -> None:
    running.walk_before("invitations")
    running.approve("invitations")
    running.gate("letters.invitasjon")
    chosen = choices_of(running.services).people[0]
    with get_client(sync_client=True) as client:
        form = client.read_deployment_by_name("svar/skriv-inn").id
    page.goto(f"http://127.0.0.1:{running.settings.port}/prefect/deployments/deployment/{form}/run")
    fill(page, "År", str(running.year))
    choose(page, "Kven", chosen)
    choose(page, "Svar", "Kjem")
    fill(page, "Namnet ditt", "Kari Koordinator")
    page.get_by_role("button", name="Submit").click()
    until(lambda: coming(running), "the answer is written down", running)
    assert coming(running) == [chosen.partition(" (")[0]]


def coming(running: Running) -> list[str]:
    return [line.name for line in reply_lines(running.cycle()) if line.reply_state.stand == "coming"]
