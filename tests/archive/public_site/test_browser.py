"""The site in a real browser: from a disk and from any base path, on a telephone and in the dark, and never outside."""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cycle.archive.public_site.pages import (
    Edition,
    Erratum,
    PagePicture,
    PageSignal,
    Presentation,
    SignalReport,
    SitePages,
    Tombstone,
)
from cycle.archive.public_site.published_picture import published_picture
from cycle.archive.public_site.site import build_site, write_site
from cycle.model import Document, Speaker
from tests.archive.hiding import photograph

pytestmark = pytest.mark.browser

# Without these, Chromium asks for updates and name servers of its own at every start.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
YEAR = "partnarskapsmote/2027/index.html"
SIGNAL = "styringssignal/2027-1/index.html"
GONE = "partnarskapsmote/2027/dokument/referat.pdf/index.html"
SIGNALS = (
    PageSignal(
        number="2027-1",
        meeting="partnarskapsmote",
        year=2027,
        to="Strategisk samarbeidsutval",
        text="Lag utkast til felles strategi.",
        due=dt.date(2027, 5, 1),
        parent="2024-3",
        plan="Handlingsplan 2027–2028",
        status="answered",
        reports=(SignalReport(on=dt.date(2027, 4, 2), status="answered", text="Utkastet er sendt på høyring."),),
    ),
    PageSignal(
        number="2027-2", meeting="partnarskapsmote", year=2027, to="Områdeutvala", text="Drøft det.", parent="2027-1"
    ),
)
SHOWN = (
    "index.html",
    YEAR,
    "toppleiarmote/2021/index.html",
    "alt/index.html",
    "404.html",
    "styringssignal/index.html",
    SIGNAL,
    GONE,
)
FEW_WORDS = {"404.html", GONE, SIGNAL, "styringssignal/index.html"}
EVIL = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(pages: SitePages, templates: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site under a base path with a space and a Norwegian letter, with hostile words on one page."""
    hostile = replace(
        pages.editions[3], venue=EVIL, presentations=(Presentation(title=EVIL, speakers=(Speaker(name=EVIL),)),)
    )
    root = tmp_path_factory.mktemp("web")
    shown = published_picture(photograph())
    picture = PagePicture(
        file=Document(name="salen.jpg", media_type=shown.media_type, data=shown.data),
        alt="Mange menneske sit i eit stort møterom.",
        width=shown.width,
        height=shown.height,
        caption="Salen.",
    )
    with_picture = replace(pages.editions[2], pictures=(picture,))
    editions = (*pages.editions[:2], with_picture, hostile, pages.editions[4])
    pages = replace(pages, editions=tuple(map(_acted_on, editions)), signals=SIGNALS)
    write_site(build_site(pages, templates=templates), root / "base sti" / "møte")
    return root / "base sti" / "møte"


def _acted_on(edition: Edition) -> Edition:
    """Return the year 2027 as it is when it gave signals, was corrected, and had something taken down."""
    if edition.year != 2027:
        return edition
    day = dt.date(2027, 9, 1)
    stone = Tombstone(address=GONE.removesuffix("/index.html"), title="Referat", since=day, sha256="1" * 64)
    errata = (Erratum(at=day, text="Stad er retta frå Folkets Hus til Kulturhuset i Bergen."),)
    return replace(edition, errata=errata, gone=(stone,), signals=SIGNALS)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The address of the site on a tiny server, two folders below its root."""
    handler = functools.partial(_Quiet, directory=str(folder.parents[1]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/base%20sti/m%C3%B8te"
        server.shutdown()
        thread.join()


@pytest.fixture(params=["disk", "server"])
def root(request: pytest.FixtureRequest, folder: Path, served: str) -> str:
    return folder.as_uri() if request.param == "disk" else served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched(browser) as page:
        yield page


@contextmanager
def watched(browser: Browser, **settings: Any) -> Iterator[Page]:
    """Give a page, and tell afterwards of every complaint and of everything it asked for outside."""
    complaints: list[tuple[str, str]] = []
    asked: list[str] = []
    with browser.new_context(**settings) as context:
        page = context.new_page()
        page.on("console", lambda message: complaints.append((message.text, message.location["url"])))
        page.on("request", lambda request: asked.append(request.url))
        yield page
    # Beside a PDF the browser asks the server for an icon on its own; the pages forbid it.
    assert [complaint for complaint in complaints if not complaint[1].endswith("/favicon.ico")] == []
    assert asked
    inside = ("file:", "http://127.0.0.1:", "chrome:", "chrome-extension:")  # the last two: the browser's PDF viewer
    assert [url for url in asked if not url.startswith(inside)] == []


def test_the_site_is_walked_by_its_links(page: Page, root: str) -> None:
    page.goto(f"{root}/index.html")
    assert page.title() == "Alle møte, år for år – Helsefellesskapet i Bergensområdet"
    page.get_by_role("link", name="Partnarskapsmøte 2027").click()
    expect(page).to_have_title("Partnarskapsmøte 2027 – Helsefellesskapet i Bergensområdet")
    page.get_by_role("link", name="Førre møte Partnarskapsmøte 2024").click()
    page.get_by_role("link", name="Førre møte Toppleiarmøte 2021").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Toppleiarmøte 2021")
    page.get_by_label("Du er her").get_by_role("link", name="Alle møte").click()
    expect(page).to_have_url(f"{root}/index.html")


def test_a_picture_is_shown_under_the_strict_policy(page: Page, root: str) -> None:
    page.goto(f"{root}/toppleiarmote/2021/index.html")
    picture = page.get_by_alt_text("Mange menneske sit i eit stort møterom.")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 8)


def test_everything_is_found_on_one_page_and_fetched_from_it(page: Page, root: str, folder: Path) -> None:
    page.goto(f"{root}/index.html")
    page.get_by_role("link", name="Alle innlegg og dokument frå alle år på éi side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alle innlegg og dokument")
    link = page.get_by_role("link", name="Følgebrev til Partnarskapsmøte 2027").get_attribute("href")
    assert link is not None
    assert (folder / "alt" / link).resolve().is_file()


def test_the_programme_is_fetched_as_the_pdf_that_was_published(page: Page, root: str, folder: Path) -> None:
    page.goto(f"{root}/{YEAR}")
    with page.expect_request("**/*.pdf") as asked:
        page.get_by_role("link", name="Program for Partnarskapsmøte 2027").click()
    assert asked.value.url == f"{root}/partnarskapsmote/2027/dokument/program-2027.pdf"
    with urlopen(asked.value.url) as found:
        assert found.read() == (folder / "partnarskapsmote/2027/dokument/program-2027.pdf").read_bytes()


def test_hostile_words_do_not_run(page: Page, root: str) -> None:
    page.goto(f"{root}/toppleiarmote/2019/index.html")
    assert page.title() == "Toppleiarmøte 2019 – Helsefellesskapet i Bergensområdet"
    assert page.locator("main img, main script").count() == 0


def test_the_style_is_applied_under_the_strict_policy(page: Page, root: str) -> None:
    page.goto(f"{root}/{YEAR}")
    assert page.locator(".top").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(11, 59, 74)"


def test_the_keyboard_reaches_the_content_first(page: Page, root: str) -> None:
    page.goto(f"{root}/{YEAR}")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Hopp til innhaldet"
    box = skip.bounding_box()
    assert box
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "innhald"


# WCAG 2.1, 1.4.3: 4.5 to 1 for text, 3 to 1 for large text (24 px, or 18.66 px bold); backgrounds here are opaque.
CONTRAST = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = one => {
    for (; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let node; node = walker.nextNode();) {
    if (!node.textContent.trim()) continue;
    seen += 1;
    const style = getComputedStyle(node.parentElement), size = parseFloat(style.fontSize);
    const [a, b] = [light(parse(style.color)), light(behind(node.parentElement))].sort((x, y) => y - x);
    const enough = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    if ((a + 0.05) / (b + 0.05) < enough) low.push(node.textContent.trim());
  }
  return {seen, low};
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", SHOWN)
def test_every_word_has_the_contrast_wcag_asks_for(browser: Browser, folder: Path, scheme: str, path: str) -> None:
    with watched(browser, color_scheme=scheme) as page:
        page.goto(f"{folder.as_uri()}/{path}")
        found = page.evaluate(CONTRAST)
    assert found["seen"] > (5 if path in FEW_WORDS else 30)
    assert found["low"] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("path", SHOWN)
def test_nothing_is_wider_than_the_screen(browser: Browser, folder: Path, width: int, path: str) -> None:
    with watched(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{folder.as_uri()}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.screenshot(full_page=True).startswith(b"\x89PNG")


def test_the_paper_shows_the_content_and_not_the_navigation(page: Page, root: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{root}/{YEAR}")
    shown = {
        name: page.locator(name).first.is_visible() for name in ("h1", ".programme", ".top nav", ".turn", ".crumbs")
    }
    assert shown == {"h1": True, ".programme": True, ".top nav": False, ".turn": False, ".crumbs": False}
