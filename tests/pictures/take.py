"""Takes the pictures of the guide from the real pages, and writes down what they said: `make pictures`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from cycle.services import Services
from cycle.web.app import build_app
from tests.browsers import chromium_in
from tests.desk import free_port
from tests.pictures.scene import IMAGES, LINK, PICTURES, RECORD, Picture, link_for, scene, words_digest
from tests.web.reachable import reachable


def main() -> None:
    """Take every picture, and keep the digest of the words of its page."""
    port = free_port()
    record: dict[str, str] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        scene(Path(folder) / "home", port=port) as services,
        reachable(build_app(services), port),
        sync_playwright() as playwright,
        chromium_in(playwright) as browser,
    ):
        for picture in PICTURES:
            record[picture.name] = _taken(browser, services, picture, f"http://127.0.0.1:{port}")
    RECORD.write_text(json.dumps(record, indent=2) + "\n")
    print(f"{len(record)} pictures in {IMAGES}")


def _taken(browser: Browser, services: Services, picture: Picture, root: str) -> str:
    width, height = picture.size
    with browser.new_context(base_url=root, viewport={"width": width, "height": height}, locale="nn-NO") as context:
        page = context.new_page()
        if picture.who:
            page.goto(link_for(services, picture.who, page="/"))
            page.locator("main form button").click()
        path = link_for(services, "Kari Koordinator") if picture.page == LINK else picture.page
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, (picture.name, answer.status)
        if picture.at:
            page.locator(picture.at).evaluate("element => element.scrollIntoView({behavior: 'instant'})")
        page.screenshot(path=IMAGES / picture.name)
        (IMAGES / picture.name).chmod(0o644)  # the service that was opened here has shut its umask
        return words_digest(answer.text())


if __name__ == "__main__":
    main()
