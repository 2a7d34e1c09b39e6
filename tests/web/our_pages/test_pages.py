"""The pages approvers look at, over a year the real steps made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest

from cycle.application.actions.running.run_step import decide
from cycle.application.review.views import letters_view
from cycle.application.year.cycle import OpenCycle, open_cycle
from cycle.application.year.for_readers import links
from cycle.application.year.step_graph import node_named
from cycle.mail.transport.maildir import deliver
from cycle.services import open_services
from cycle.store.people.filled import FormEnd
from cycle.web.security_headers import MAIL_POLICY
from tests.application.asking import move
from tests.desk import Desk, typed
from tests.web.conftest import EVIL, HOST, HOSTILE_MAIL, NOW, YEAR, Links, Reader, settings_for, walk

pytestmark = pytest.mark.office


def text(pages: Reader, path: str) -> str:
    answer = pages.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return typed(answer.text)


def test_every_link_on_every_page_leads_somewhere(pages: Reader) -> None:
    """From the first page on, over letters, mails, files, packages and both sites, with the places inside pages."""
    todo, seen, ids, wanted = [HOST + "/"], set[str](), dict[str, set[str]](), set[tuple[str, str, str]]()
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = pages.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        if not answer.headers["content-type"].startswith("text/html") or address.endswith("/brev"):
            continue
        page = Links(answer.text)
        ids[address] = page.ids
        for found in page.found:
            target, place = urldefrag(urljoin(address, found))
            if urlsplit(target).netloc != urlsplit(HOST).netloc or found.startswith("mailto:"):
                continue
            todo.append(target)
            if place and not place.startswith("page="):
                wanted.add((address, target, place))
    assert [entry for entry in wanted if entry[2] not in ids[entry[1]]] == []
    kinds = {urlsplit(text).path.split("/")[1] for text in seen}
    assert kinds == {
        "",
        "stil",
        "bergensomradet",
        "filer",
        "sider",
        "pakkar",
        "post",
        "nettstad",
        "framsyning",
        "personar",
    }


def test_the_links_that_gates_print_are_answered(pages: Reader, year: OpenCycle) -> None:
    settings = year.services.settings
    letters, mailing = node_named(year.graph, "letters.invitasjon"), node_named(year.graph, "mailing.invitasjon")
    view = letters_view(year, letters)
    assert view is not None
    assert view.sheet is not None
    printed = [
        links.letters_link(year, letters),
        f"{links.letters_link(year, letters)}/1",
        links.mailing_link(year, mailing),
        links.file_link(year, view.sheet),
        links.file_link(year, view.letters[0].docx),
        f"{links.review_root(settings)}/post",
        f"{links.review_root(settings)}/pakkar/bergensomradet-partnarskapsmote-2027.zip",
        links.site_link(year),
        links.site_preview_link(year),
    ]
    assert [pages.get(text).status_code for text in printed] == [200] * len(printed)


def test_the_first_page_says_where_every_step_stands_and_who_approved_it(pages: Reader) -> None:
    page = text(pages, "/")
    assert page.count(">Ferdig<") == 9
    assert "Ola Nordmann" in page, "the list takes four eyes"
    assert "10 avgjerder i året" in page
    assert 'lang="nn"' in page


def test_a_step_that_waits_is_named_first_with_how_many_must_approve(tmp_path: Path) -> None:
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services:
        cycle = open_cycle(services, year=2027)
        walk(cycle, until="invitations")
        page = text(Reader(services), "/")
    assert "No ventar 1 steg på avgjerd" in page
    assert "2 personar må godkjenne" in page


def test_a_stopped_step_says_what_opens_it_again(tmp_path: Path) -> None:
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services:
        cycle = open_cycle(services, year=2027)
        walk(cycle, until="plan")
        result = services.memory.results.latest(cycle.id, "plan")
        assert result is not None
        decide(cycle, result, decision="stop", name="Kari", key="k", channel="form", comment="<b>Ny dato</b>")
        page = text(Reader(services), "/")
    assert "At nokon startar året på nytt" in page
    assert "&lt;b&gt;Ny dato&lt;/b&gt;" in page


def test_what_it_may_be_time_to_ask_for_stands_on_the_first_page(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk(to="mailing.invitasjon")
    before = text(Reader(desk.services), "/")
    move(desk)
    desk.do("invitations")
    page = text(Reader(desk.services), "/")
    said = "Endring: 5 mottakarar har fått vite noko anna enn det som gjeld no. Be om utsendinga med «ekstra-uts"
    assert (said in before, said in page) == (False, True)


def test_a_form_that_could_not_be_done_stands_first_for_a_week_with_the_way_to_its_run(tmp_path: Path) -> None:
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services:
        forms = services.memory.forms
        run = "00000000-0000-0000-0000-000000000001"
        for name, words, days in ((run, "be om «<b>Paminnig</b>»: det finst inga slik.", 6), ("old", "gamalt", 8)):
            forms.begin(name, now=NOW - dt.timedelta(days=days))
            forms.end(name, "failed", words=words)
        forms.begin("done", now=NOW)
        forms.end("done", "done", words="gjort")
        page = text(Reader(services), "/")
    assert "1 skjema gjekk ikkje som det skulle dei siste sju dagane." in page
    assert "Ikkje gjort: Rett det som er gale, og fyll ut skjemaet på nytt om det ikkje er gjort sidan." in page
    assert f'/prefect/runs/flow-run/{run}">17. november 2026 kl. 10.00</a>' in page
    assert "be om «&lt;b&gt;Paminnig&lt;/b&gt;»: det finst inga slik." in page
    assert "gamalt" not in page


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        ("partly", "Det er gjort, og skal ikkje gjerast på nytt:"),
        ("broken", "Ingen veit kor mykje som er gjort: Sjå etter først, og trykk så «Retry» på køyringa."),
    ],
)
def test_a_form_that_may_be_done_is_not_asked_for_again(ended: FormEnd, said: str, tmp_path: Path) -> None:
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services:
        for run in ("1", "2"):
            services.memory.forms.begin(run, now=NOW)
            services.memory.forms.end(run, ended, words="Bad om påminning.")
        page = text(Reader(services), "/")
    assert "2 skjema gjekk ikkje som dei skulle dei siste sju dagane." in page
    assert page.count(said) == 2
    assert "fyll ut skjemaet på nytt" not in page


def test_before_any_year_is_open_the_page_says_how_to_open_one(tmp_path: Path) -> None:
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services:
        pages = Reader(services)
        assert "Ingen år er opna enno" in text(pages, "/")
        assert "Ingen e-post er motteken enno" in text(pages, "/post")
        assert "ikkje publisert enno" in pages.get("/nettstad/").text


def test_a_year_whose_register_is_broken_says_so_and_hides_no_other_page(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    with open_services(settings, now=lambda: NOW) as services:
        open_cycle(services, year=2027)
        facts = settings.communities / "bergensomradet" / "partnarskapsmote-2027" / "meeting.toml"
        facts.write_text(facts.read_text() + "\nmisspelt = 1\n")
        pages = Reader(services)
        page = text(pages, "/")
        assert "Året kan ikkje lesast" in page
        assert "misspelt" in page
        answer = pages.get(f"{YEAR}/letters.invitasjon")
        assert answer.status_code == 500
        assert "misspelt" in answer.text


def test_the_letters_page_lists_every_addressee_with_all_seats_and_both_files(pages: Reader) -> None:
    page = text(pages, f"{YEAR}/letters.folgebrev")
    assert page.count("<tr id=") == 3, "one letter each, also for the person with two seats"
    assert "Ordførar i Alver kommune" in page
    assert "Leiar av Strategisk samarbeidsutval" in page
    assert "Program for partnarskapsmøtet 2027" in page, "the common enclosure"
    assert page.count(">PDF</a>") == 4
    assert page.count(">Word</a>") == 4


def test_one_letter_shows_its_pages_between_its_neighbours(pages: Reader) -> None:
    first, last = text(pages, f"{YEAR}/letters.invitasjon/1"), text(pages, f"{YEAR}/letters.invitasjon/3")
    assert ('rel="next"' in first, 'rel="prev"' in first) == (True, False)
    assert ('rel="next"' in last, 'rel="prev"' in last) == (False, True)
    picture = next(link for link in Links(first).found if link.startswith("/sider/"))
    answer = pages.get(picture)
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


def test_without_libreoffice_the_letters_page_says_that_word_files_go(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, pdf="optional", office=str(tmp_path / "no-office"))
    with open_services(settings, now=lambda: NOW) as services:
        walk(open_cycle(services, year=2027), until="letters.invitasjon")
        pages = Reader(services)
        assert "PDF manglar" in text(pages, f"{YEAR}/letters.invitasjon")
        assert "berre som Word-fil" in text(pages, f"{YEAR}/letters.invitasjon/1")


def test_the_ledger_shows_each_mail_with_the_servers_words_and_the_way_to_it(pages: Reader) -> None:
    page = text(pages, f"{YEAR}/mailing.invitasjon")
    assert page.count("<tr id=") == 3
    assert page.count("Sjå e-posten<") == 3
    assert "250 lagd i mappa som" in page
    assert "Ingen får e-post" in page


def test_the_ledger_says_first_which_mails_need_a_person(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, pdf="optional", office=str(tmp_path / "no-office"))
    with open_services(settings, now=lambda: NOW) as services:
        cycle = open_cycle(services, year=2027)
        walk(cycle, until="letters.folgebrev")
        outbox = services.memory.outbox
        first = outbox.rows(cycle=cycle.id)[0]
        outbox.enqueue([replace(first, id=0, recipient="ny", message_id="<ny@x.example>", token="ny")], now=NOW)
        refused = outbox.rows(cycle=cycle.id, state="queued")[0]
        outbox.settle(refused.id, "refused", now=NOW, code=550, text="5.1.1 <b>no such user</b>")
        page = text(Reader(services), f"{YEAR}/mailing.invitasjon")
    assert "Denne må de sjå på" in page
    assert "Adressa finst ikkje" in page
    assert "&lt;b&gt;no such user&lt;/b&gt;" in page


def test_a_planned_mailing_shows_whom_it_will_go_to(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, pdf="optional", office=str(tmp_path / "no-office"))
    with open_services(settings, now=lambda: NOW) as services:
        walk(open_cycle(services, year=2027), until="mailing.invitasjon")
        page = text(Reader(services), f"{YEAR}/mailing.invitasjon")
    assert '<dt>Planlagde</dt><dd class="figure">3</dd>' in page
    assert "Ikkje godkjend" in page
    assert '<h2 id="plan">Planen</h2>' in page
    assert "Blir dei laga på prøve no, ligg alle i mappa kl. 10.01." in page
    assert "får brevet som Word-fil, utan PDF." in page


def test_received_mails_are_found_by_name_address_and_subject(pages: Reader) -> None:
    assert "7 e-postar." in text(pages, "/post")
    assert "2 e-postar med" in text(pages, "/post?q=SJUR@voss")
    assert "2 e-postar med" in text(pages, "/post?q=kvitfonn")
    assert "3 e-postar med" in text(pages, "/post?q=følgjebrev")
    assert "Ingen e-post passar" in text(pages, "/post?q=<b>ingen</b>")
    assert "<b>ingen" not in text(pages, "/post?q=<b>ingen</b>")


def test_when_mail_leaves_the_machine_nothing_is_shown_as_received(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, mail_mode="live")
    with open_services(settings, now=lambda: NOW) as services:
        assert "ikkje teken vare på her" in text(Reader(services), "/post")


@pytest.mark.parametrize(
    "path",
    [
        f"{YEAR}/letters.invitasjon",
        f"{YEAR}/letters.invitasjon/1",
        f"{YEAR}/letters.invitasjon/2",
        f"{YEAR}/mailing.invitasjon",
        "/post",
    ],
)
def test_a_hostile_name_stays_a_name_on_every_page(pages: Reader, path: str) -> None:
    page = text(pages, path)
    shown = Links(page)
    assert "{{ Ya*Ya }}" in page, "the name is there, and nothing read it as a template"
    assert EVIL not in page
    assert shown.elements & {"script", "object", "embed", "base", "style"} == set()
    assert [attribute for attribute in shown.attributes if attribute.startswith("on") or attribute == "style"] == []
    assert [text for text in shown.found if text == "x" or text.startswith("javascript:")] == []


def test_a_hostile_mail_is_shut_into_a_frame_that_runs_nothing(pages: Reader) -> None:
    page = text(pages, f"/post/{HOSTILE_MAIL}")
    assert Links(page).elements & {"script", "form", "img"} == set()
    assert f'src="/post/{HOSTILE_MAIL}/brev" sandbox=""' in page
    answer = pages.get(f"/post/{HOSTILE_MAIL}/brev")
    assert answer.headers["content-security-policy"] == MAIL_POLICY
    assert MAIL_POLICY.startswith("sandbox; default-src 'none';")
    assert "allow" not in MAIL_POLICY


def test_an_attachment_is_always_fetched_and_its_name_adds_no_header(pages: Reader) -> None:
    page = text(pages, f"/post/{HOSTILE_MAIL}")
    href = next(link for link in Links(page).found if "/vedlegg/" in link)
    answer = pages.get(href)
    assert answer.status_code == 200
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert "set-cookie" not in answer.headers


def test_the_source_of_a_mail_is_plain_text(pages: Reader, year: OpenCycle) -> None:
    answer = pages.get(f"/post/{HOSTILE_MAIL}/kjelde")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.content == (year.services.settings.mail_folder / "new" / HOSTILE_MAIL).read_bytes()


@pytest.mark.parametrize(
    "broken",
    [
        b"To: =?x-none?b?%%%?=\nSubject: =?utf-8?q?=FF?=\nDate: never\n\n\xff",
        b"To: <\nFrom: ,,;:<<>>\n\nx",
        b"Content-Type: multipart/mixed; boundary=x\nContent-Disposition: attachment\n\n--x\n\nhei\n--x--\n",
    ],
)
def test_a_mail_that_cannot_be_read_says_so_and_shows_its_source(tmp_path: Path, broken: bytes) -> None:
    settings = settings_for(tmp_path)
    deliver(settings.mail_folder, "broken.eml", broken)
    with open_services(settings, now=lambda: NOW) as services:
        pages = Reader(services)
        assert "1 e-post." in text(pages, "/post")
        answer = pages.get("/post/broken.eml")
        assert answer.status_code in {200, 500}, "read, or said to be unreadable; never a page without words"
        assert "/post/broken.eml/kjelde" in Links(answer.text).found
        assert pages.get("/post/broken.eml/kjelde").content == broken


def test_a_mail_without_any_header_is_listed_and_shown(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    deliver(settings.mail_folder, "empty.eml", b"")
    with open_services(settings, now=lambda: NOW) as services:
        pages = Reader(services)
        assert "utan dato" in text(pages, "/post")
        assert "Utan emne" in text(pages, "/post/empty.eml")


def test_links_into_prefect_find_old_gates_and_runs_that_wait_for_their_day(pages: Reader) -> None:
    """As the Prefect UI reads them, tried there: every tag must match, and the span is not its own last seven days."""
    shown = [text(pages, path) for path in ("/", f"{YEAR}/godkjenning/letters.invitasjon")]
    links = [link for page in shown for link in Links(page).found]
    found = [parse_qs(urlsplit(link).query) for link in links if urlsplit(link).path == "/prefect/runs"]
    span = {"type": ["range"], "startDate": ["2025-01-01"], "endDate": ["2027-12-31"]}
    year = "cycle:bergensomradet/partnarskapsmote/2027"
    assert {"tag": [year, "step:letters.invitasjon"], **span} in found
    assert {"tag": [year], **span} in found


def test_a_mail_with_a_calendar_file_shows_the_meeting(pages: Reader) -> None:
    name = next(link for link in Links(text(pages, "/post?q=invitasjon")).found if link.endswith(".eml"))
    page = text(pages, name)
    assert "<dt>Når</dt><dd>Torsdag 18. februar 2027, kl. 09.00–15.00</dd>" in page
    assert "Mottakaren kan leggje møtet i kalenderen og svare ja, nei eller kanskje der." in page


def test_the_proof_of_notice_is_fetched_as_a_file_for_spreadsheets(pages: Reader) -> None:
    answer = pages.get(f"{YEAR}/mailing.invitasjon/kvittering.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="Kvittering for invitasjon 2027.csv"'
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 4
