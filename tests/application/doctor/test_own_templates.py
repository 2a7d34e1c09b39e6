"""A template that this version has and the folder of templates lacks is told before it is needed, each by its place."""

from __future__ import annotations

import pytest

from cycle.application.doctor.own_templates import OWN_TEMPLATES, absent_templates
from cycle.application.doctor.template_checks import check_templates
from tests.desk import Desk
from tests.sources import ROOT


def test_the_list_names_every_page_and_every_mail_of_the_service_itself() -> None:
    shipped = {f"{room}/{path.name}" for room in ("site", "review") for path in (ROOT / "templates" / room).iterdir()}
    assert {name for name in OWN_TEMPLATES if not name.startswith("mail/")} == shipped
    assert len(set(OWN_TEMPLATES)) == len(OWN_TEMPLATES)


def test_of_a_folder_as_it_is_shipped_nothing_is_told(desk: Desk) -> None:
    assert [*absent_templates(desk.services.settings)] == []


@pytest.mark.parametrize("name", ["site/turn.html", "review/login.html", "mail/innlogging.txt", "mail/vent.html"])
def test_a_template_that_an_older_folder_lacks_is_told_with_where_to_take_it_from(desk: Desk, name: str) -> None:
    (desk.services.settings.templates / name).unlink()
    (problem,) = absent_templates(desk.services.settings)
    assert (problem.file, problem.severity) == (f"templates/{name}", "error")
    assert "folder templates of the version" in str(problem)


def test_who_asks_of_all_templates_is_told_of_it_too(desk: Desk) -> None:
    templates = desk.services.settings.templates
    for file in [*(templates / "docx").glob("*.docx"), templates / "site" / "turn.html"]:
        file.unlink()  # no letter is looked at: that takes long
    assert "templates/site/turn.html" in {problem.file for problem in check_templates(desk.services.settings)}
