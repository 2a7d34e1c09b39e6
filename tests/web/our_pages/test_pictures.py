"""The pictures of the guide: which there are, where they stand, and that a page still says what its picture shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from cycle.services import Services
from cycle.web.app import build_app
from tests.pictures.scene import BY_HAND, IMAGES, LINK, PICTURES, RECORD, ROOT, Picture, link_for, scene, words_digest
from tests.web.visitor import Browser


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with scene(tmp_path_factory.mktemp("scene") / "home") as opened:
        yield opened


def test_every_picture_is_on_the_list_and_stands_in_a_page() -> None:
    there = {path.name for path in IMAGES.glob("*.png")}
    named = {picture.name for picture in PICTURES}
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = {name for page in pages for name in re.findall(r"images/([\w-]+\.png)\)", page.read_text("utf-8"))}
    assert there == named | BY_HAND == shown
    assert named.isdisjoint(BY_HAND)
    assert set(json.loads(RECORD.read_text())) == named


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_shows_what_its_page_says_today(services: Services, picture: Picture) -> None:
    browser = Browser(build_app(services))
    if picture.who:
        assert browser.send(link_for(services, picture.who, page="/")).status_code == 303
    page = browser.get(link_for(services, "Kari Koordinator") if picture.page == LINK else picture.page)
    assert page.status_code == 200
    assert words_digest(page.text) == json.loads(RECORD.read_text())[picture.name], "older than its page: make pictures"
