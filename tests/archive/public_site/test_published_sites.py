"""The sites of several communities as they are published: whole from any folder, light, and shut out of nothing."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from lxml import html
from playwright.sync_api import Browser, sync_playwright

from cycle.application.dispatches import ask
from cycle.application.publishing import rebuild_site
from tests.application.closed_year import done
from tests.application.meeting_signals import MINUTES
from tests.application.publishing.pages.test_both_forms import with_programme
from tests.browsers import chromium_in
from tests.desk import MAYOR, ROOT, SHARED, YEAR, Desk, typed

COMMUNITIES = ("agder", "bergensomradet", "nordland")
"""One with its words in both forms, and two that write bokmål."""
PUBLISHED = (*COMMUNITIES, "forde", "more-og-romsdal", "oslo")
"""All there are; a browser looks at the first three."""
VALIDATOR = Path(os.environ.get("CYCLE_HTML_VALIDATOR", ROOT / ".venv/npm/node_modules/.bin/html-validate"))
RULES = {
    "extends": ["html-validate:standard"],
    "rules": {
        # Matters of taste that no reader meets: white space, how short a title is, and how a dash is written.
        **dict.fromkeys(
            ("no-trailing-whitespace", "long-title", "no-raw-characters", "no-inline-style", "void-style"), "off"
        ),
    },
}
IN_BOKMÅL = """
[nb]
"Lag utkast til felles strategi." = "Lag utkast til felles strategi."
"Prøv ut avstandsoppfølging." = "Prøv ut avstandsoppfølging."
"Handlingsplan 2027–2028" = "Handlingsplan 2027–2028"
"""
SAYS_NOTHING = {
    "",
    *("her", "les", "les her", "les meir", "les mer", "meir", "mer", "sjå", "sjå her", "se", "se her", "trykk her"),
    *("klikk her", "last ned", "opne", "åpne", "lenkje", "lenke", "fil", "fila", "filen", "pdf", "word", "vedlegg"),
    *("presentasjon", "dokument", "program", "kjelde", "kilde", "tilbake", "neste", "førre", "forrige", "møte", "side"),
}
"""Texts of a link that say the same whatever it opens, in either form."""
LARGEST = 100_000
WIDTHS = (320, 768, 1366)
WHOLE = {"resultTypes": ["violations"], "iframes": False}
COLOURS = WHOLE | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the dark colours can change."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites two folders below what is served, in a folder with a space and a Norwegian letter in its name.

    One of them has a closed year with signals, names of participants, a corrected sentence and a document taken down,
    in both written forms; they all have past years of their own.
    """
    desk = Desk(tmp_path_factory.mktemp("published"))
    with_programme(desk)
    rules = desk.community / "community.toml"
    said = rules.read_text("utf-8").replace("[gates]", '[participants]\nshow = "names"\n\n[gates]', 1)
    rules.write_text(said, "utf-8")
    before = desk.community / f"partnarskapsmote-{YEAR - 1}"
    before.mkdir()
    (before / "referat.toml").write_text(MINUTES.replace("2027", "2026"), "utf-8")
    desk.walk(to="mailing.folgebrev")
    present = f'present = ["Tone Kvåle", "{MAYOR.name}", "{SHARED[0].name}"]'
    minutes = MINUTES.replace('present = ["Tone Kvåle"]', present) + IN_BOKMÅL
    (desk.year_folder / "referat.toml").write_text(minutes, "utf-8")
    asked = ask(desk.cycle(), "styringsbrev", who="Kari Sekretær", why="Møtet er halde.")
    desk.do(f"signals.{asked.id}")
    desk.do("archive")
    closed = desk.cycle().closed
    assert closed is not None
    done(desk, "take_down", what=closed.edition.documents[0].title)
    done(desk, "correct", what="venue", new="Kulturhuset")
    top = tmp_path_factory.mktemp("web") / "base sti" / "møte"
    for community in PUBLISHED:
        rebuild_site(desk.services, community=community, folder=top / community)
    desk.close()
    return top


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def root(folder: Path) -> Iterator[str]:
    """The address of the sites on a tiny server, two folders below its root."""
    handler = functools.partial(_Quiet, directory=str(folder.parents[1]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{quote('base sti/møte')}/"
        server.shutdown()
        thread.join()


def pages_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def kinds_of_pages(folder: Path) -> list[Path]:
    """One page of each kind, by its way through the site without years and numbers, in either form; and all of 2027."""
    kinds: dict[str, Path] = {}
    for page in pages_of(folder):
        way = page.relative_to(folder).as_posix()
        kinds.setdefault(way if str(YEAR) in way else re.sub(r"\d{4}(-\d+)?", "N", way), page)
    return list(kinds.values())


def test_the_sites_hold_every_kind_of_page(folder: Path) -> None:
    """Or finding nothing on them would say nothing."""
    there = {page.relative_to(folder).as_posix() for page in kinds_of_pages(folder)}
    home = "bergensomradet"
    wanted = {
        *(f"{community}/index.html" for community in PUBLISHED),
        *(f"{home}/{form}{way}" for form in ("", "nb/") for way in ("index.html", "alt/index.html")),
        *(f"{home}/{form}partnarskapsmote/{YEAR}/index.html" for form in ("", "nb/")),
        *(f"{home}/{form}styringssignal/{YEAR}-1/index.html" for form in ("", "nb/")),
        f"{home}/404.html",
    }
    assert sorted(wanted - there) == []
    assert [way for way in there if "/toppleiarmote/" in way], "no page of a past year"
    assert [way for way in there if "/dokument/" in way], "no page of a document that is taken down"
    shown = typed((folder / home / "partnarskapsmote" / str(YEAR) / "index.html").read_text("utf-8"))
    for text in (MAYOR.name, "Fast post", "Rett", "Styringssignal 2027-1"):
        assert text in shown


def test_a_stranger_who_follows_every_link_from_the_front_page_meets_no_dead_end_and_all_pages(
    folder: Path, root: str
) -> None:
    """The crawler is another than the one that the publisher has: it asks a server, and reads as a browser does."""
    waiting = [f"{root}{community}/index.html" for community in PUBLISHED]
    anchors: dict[str, set[str]] = {}
    wanted: set[tuple[str, str, str]] = set()
    wrong: list[str] = []
    met: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in met:
            continue
        met.add(address)
        try:
            with urlopen(address) as answer:
                data, kind = answer.read(), answer.headers.get_content_type()
        except HTTPError as error:
            wrong.append(f"{address}: {error}")
            continue
        if kind != "text/html":
            continue
        tree = html.fromstring(data.decode("utf-8"))
        anchors[address] = {*tree.xpath("//@id"), *tree.xpath("//a/@name")}
        wrong += [f"{address} fetches {away}" for away in fetched(tree) if not away.startswith("data:")]
        for link in tree.xpath("//a/@href"):
            target, anchor = urldefrag(urljoin(address, link))
            if target.startswith(root):
                target = target + "index.html" if target.endswith("/") else target
                waiting.append(target)
                wanted.add((address, target, unquote(anchor)))
            elif urlsplit(target).scheme not in {"http", "https", "mailto", "tel"} or target.startswith("http://127."):
                wrong.append(f"{address} leads out of the site: {link}")
    wrong += [
        f"{page} → {target}#{anchor}" for page, target, anchor in wanted if anchor and anchor not in anchors[target]
    ]
    assert wrong == []
    there = {f"{root}{quote(page.relative_to(folder).as_posix())}" for page in pages_of(folder)}
    unmet = sorted(unquote(page.removeprefix(root)) for page in there - met)
    assert [page for page in unmet if not page.endswith("404.html") and "/dokument/" not in page] == []


def fetched(tree: html.HtmlElement) -> list[str]:
    """What a browser asks for by itself that is not beside the page: nothing but pictures is, and those are."""
    named = tree.xpath("//img/@src | //script/@src | //iframe/@src | //source/@srcset | //form/@action | //base/@href")
    styles = tree.xpath("//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href")
    return [str(address) for address in (*named, *styles) if re.match(r"(?:[a-z]+:)?//|data:", address)]


def said_by(link: html.HtmlElement) -> str:
    """What is read out of a link: its label, or its words and those of its pictures."""
    return typed(" ".join((link.get("aria-label") or "".join(link.xpath(".//text() | .//img/@alt"))).split()))


def test_each_link_says_what_it_opens_and_no_two_of_one_text_lead_to_two_places(folder: Path) -> None:
    wrong = []
    for page in pages_of(folder):
        targets: dict[str, set[str]] = {}
        for link in html.fromstring(page.read_text("utf-8")).xpath("//a[@href]"):
            targets.setdefault(said_by(link), set()).add(urljoin(page.as_uri(), link.get("href")))
        way = page.relative_to(folder).as_posix()
        wrong += [f"{way}: «{text}»" for text in targets if text.casefold().strip(".:» ") in SAYS_NOTHING]
        wrong += [f"{way}: «{text}» is an address" for text in targets if re.match(r"https?:|www\.|\S+/\S", text)]
        wrong += [f"{way}: «{text}» leads to {sorted(to)}" for text, to in targets.items() if len(to) > 1]
    assert wrong == []


def test_every_page_is_small(folder: Path) -> None:
    sizes = {page.relative_to(folder).as_posix(): page.stat().st_size for page in pages_of(folder)}
    assert {way: size for way, size in sizes.items() if size >= LARGEST} == {}


@pytest.mark.validator
@pytest.mark.skipif(
    not VALIDATOR.exists(), reason="no validator of HTML here: `make validator` installs it where there is npm"
)
def test_a_validator_of_html_finds_nothing_on_any_page(folder: Path, tmp_path: Path) -> None:
    assert invalid(pages_of(folder), tmp_path) == []


@pytest.mark.validator
@pytest.mark.skipif(
    not VALIDATOR.exists(), reason="no validator of HTML here: `make validator` installs it where there is npm"
)
def test_the_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "wrong.html"
    page.write_text("<!DOCTYPE html>\n<html lang=nn><title>x</title><p><div id=a></div><b id=a></i>", "utf-8")
    assert len(invalid([page], tmp_path)) > 2


def invalid(pages: list[Path], tmp_path: Path) -> list[str]:
    """What the validator says: page, line, rule and what is wrong."""
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps(RULES), "utf-8")
    command = [VALIDATOR, "--config", rules, "--formatter", "json", *pages]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode in {0, 1}, said.stderr
    return [
        f"{Path(page['filePath']).name} {message['line']}: {message['ruleId']}: {message['message']}"
        for page in json.loads(said.stdout)
        for message in page["messages"]
    ]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium_in(playwright) as browser:
        yield browser


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("community", COMMUNITIES)
def test_axe_finds_nothing_on_any_kind_of_page_light_or_dark_at_three_widths(
    folder: Path, root: str, chromium: Browser, community: str, width: int
) -> None:
    found: list[str] = []
    asked: list[str] = []
    page = chromium.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 800})
    for shown in kinds_of_pages(folder / community):
        way = shown.relative_to(folder).as_posix()
        page.goto(f"{root}{quote(way)}")
        page.evaluate(AXE_SCRIPT)
        for scheme, options in (("light", WHOLE), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for violation in page.evaluate("options => axe.run(options)", options)["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                found.append(f"{violation['id']} {way} {width} {scheme}: {nodes}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{way} is wider than {width}")
    page.close()
    assert found == []
    assert [address for address in asked if not address.startswith(root)] == []
