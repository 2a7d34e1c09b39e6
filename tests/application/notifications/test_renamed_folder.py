"""A community's folder that is called something else leaves its open years to the configured secretariat to read of."""

from __future__ import annotations

import shutil

import pytest

from cycle.application.notifications import sweep_all
from cycle.application.year import find_cycle, load_named_community, open_cycle
from cycle.errors import StepError
from cycle.phrases import said
from tests.desk import Desk


def test_the_configured_secretariat_is_mailed_of_a_year_whose_folder_was_renamed(desk: Desk) -> None:
    there = desk.community.parent / "tvilling"
    shutil.copytree(desk.community, there)
    desk.start()
    open_cycle(desk.services, year=2027, community="tvilling", given={})
    there.rename(there.with_name("tvilling-ny"))
    sweep_all(desk.services, link=lambda *_: "")
    ours = load_named_community(desk.services.settings).community.contact.address
    found = [mail for mail in desk.mails() if "kan ikkje lesast" in mail.subject]
    assert [ours in str(mail.to) for mail in found] == [True]
    assert "tvilling" in found[0].text
    with pytest.raises(StepError, match="tvilling has it open, and no folder any more") as caught:
        find_cycle(desk.services, community="tvilling-ny", year=2027)
    assert "Gjev mappa det namnet" in said(caught.value.message, "nn")
    with pytest.raises(StepError) as caught:
        find_cycle(desk.services, community="tvilling-ny", year=2028)
    assert "folder" not in str(caught.value)
