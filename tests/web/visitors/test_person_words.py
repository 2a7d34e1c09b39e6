"""The pages of people and of log-ins call steps, roles and browsers what people call them, in the reader's form."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cycle.application.persons import change_person, people
from cycle.web.visitors.person_words import browser_named
from tests.desk import typed
from tests.web.log_in_house import House

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        (CHROME, "Chrome på Windows"),
        (f"{CHROME} Edg/156.0.0.0", "Edge på Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox på Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1",
            "Safari på iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15",
            "Safari på Mac",
        ),
        ("Mozilla/5.0 (Linux; Android 16; SM-S938B) SamsungBrowser/28.0 Chrome/130.0", "Samsung Internet på Android"),
        ("Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) CriOS/156.0 Safari/604.1", "Chrome på iPad"),
        ("curl/8.9.1", "ukjend nettlesar"),
        ("Mozilla/5.0 (Windows NT 10.0)", "Windows"),
        ("", "ukjend nettlesar"),
        ("<script>alert(1)</script> Sorry, see other page", "ukjend nettlesar"),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent: str, called: str) -> None:
    assert browser_named(agent, "nn") == called


def test_a_log_in_shows_the_browser_by_its_name_and_nothing_more_it_says_of_itself(house: House) -> None:
    browser = house.browser(CHROME)
    assert browser.send(house.link("Kari Koordinator")).status_code == 303
    page = browser.get("/innloggingar").text
    assert "Chrome på Windows" in page
    assert "like Gecko" not in page


@pytest.mark.parametrize(("language", "called"), [("nn", "Brev: følgjebrev"), ("nb", "Brev: følgebrev")])
def test_a_step_of_one_dispatch_is_called_by_the_dispatch(house: House, language: str, called: str) -> None:
    for name, steps in (("Ola Andrehand", ("letters.folgebrev", "host")), ("Samarbeidssekretariatet", ())):
        row = next(row for row in people(house.services) if row.person.name == name)
        wanted = replace(row.person, steps=steps, language=language if not steps else "nn")
        change_person(house.services, row, wanted, by="test")
    browser = house.logged_in("Samarbeidssekretariatet")
    for page in ("/personar", "/personar/ola-andrehand"):
        said = typed(re.sub(r'(?:name|id|for)="[^"]*"', "", browser.get(page).text))
        assert called in said, page
        assert "letters." not in said, page


def test_what_the_file_says_otherwise_is_said_as_the_form_says_it(house: House) -> None:
    row = next(row for row in people(house.services) if row.person.name == "Ola Andrehand")
    here = replace(row.person, steps=("plan",), language="nn", roles=("coordinator", "reader"))
    change_person(house.services, row, here, by="test")
    file = house.home.parent / "root" / "config" / "communities" / "bergensomradet" / "community.toml"
    text = file.read_text("utf-8")
    before = '["committee", "host", "invitations", "letters"]'
    assert before in text
    file.write_text(text.replace(before, '["letters.folgebrev", "host"]'), "utf-8")
    browser = house.logged_in("Samarbeidssekretariatet")
    page = typed(browser.get("/personar/ola-andrehand").text)
    [note] = re.findall(r'(?s)<div class="note" role="note">(.*?)</div>', page)
    assert "Steg: Brev: følgjebrev, Vertskap og møteleiing" in note
    assert "letters" not in note
    assert "host" not in note
