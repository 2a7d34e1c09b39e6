"""Every page of ours, after every deed of a year, says whole sentences in one language, of one or of many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import lxml.html
import pytest

from cycle.application.actions import deadline, is_approved, no_day
from cycle.application.year import ENTER, note_form
from cycle.mail.outbox.received_mail import listing
from cycle.mail.transport.maildir import deliver
from tests.desk import MAYOR, Desk, typed
from tests.every_mail import prepare
from tests.nynorsk import bokmål_in, nynorsk_in
from tests.web.conftest import Reader
from tests.web.every_page import SeenPage, pages_of

WALKED = (("forde", "none"), ("oslo", "one"))
"""A nynorsk year for nobody, and a bokmål year for one person."""
IN_CAMPAIGNS = (("agder", "one"), ("bergensomradet", "one"), ("more-og-romsdal", "none"), ("nordland", "none"))
"""The other communities, which take their minutes."""
OTHER_FORM: dict[str, Callable[[str], list[str]]] = {
    **dict.fromkeys(("bergensomradet", "forde", "more-og-romsdal"), bokmål_in),
    **dict.fromkeys(("agder", "nordland", "oslo"), nynorsk_in),
}
ENGLISH = frozenset(
    """
    the and of is are was were have has had not yes with without from this that what who which when where why how
    approve approved approval sent back waits waiting decide decided decision page year list letter letters mails
    name number comment reason search see new since change changed proposal whole day submit resume cancel close
    everyone somebody nobody must please your you it its they their there here does do will would should can could
    line programme file error warning problem remedy missing meeting invited answer answers first step steps
    """.split()  # noqa: SIM905
)
"""Words that English has and Norwegian has not."""
NOT_OURS = r"(?s)<(style|head)\b.*?</\1>|<(code|pre|bdi)\b[^>]*>.*?</\2>"
"""Styles, commands, and what others wrote."""
TYPED = r"«[^»]*»|\S*[/@_]\S*|\b[\w-]+\.(?:toml|xlsx|docx|pdf|csv|eml|example)\b"
"""Names of forms and files, and addresses."""


@pytest.fixture(
    params=[*WALKED, *(pytest.param(walked, marks=pytest.mark.campaign) for walked in IN_CAMPAIGNS)],
    ids=lambda walked: walked[0],
)
def pages(request: pytest.FixtureRequest) -> tuple[SeenPage, ...]:
    return pages_of(*request.param)


def said(page: str) -> str:
    """Return what somebody reads of a page or hears of it, without what is not ours to word."""
    page = re.sub(NOT_OURS, " ", page)
    page = re.sub(r'(?s)<section lang="n[nb]">.*?</section>', " ", page)  # what is said again in the other form
    aloud = re.findall(r'(?:aria-label|alt|title|placeholder|data-label)="([^"]*)"', page)
    return " ".join(typed(unescape(" ".join([re.sub(r"<[^>]*>", " ", page), *aloud]))).split())


def tables(pages: tuple[SeenPage, ...]) -> Iterator[tuple[SeenPage, lxml.html.HtmlElement]]:
    for page in pages:
        for table in page.tree.iter("table"):
            yield page, table


def text(element: lxml.html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def test_pages_of_every_kind_are_looked_at() -> None:
    kinds = {re.sub(r"\d+$", "", page.address.rpartition("/")[2]) for page in pages_of("oslo", "one")}
    gates = {page.address.partition("godkjenning/")[2].partition(".")[0] for page in pages_of("oslo", "one")}
    assert {"svar", "post", "personar", "letters.invitasjon", "mailing.invitasjon", "letters.endring"} <= kinds
    assert {"plan", "committee", "host", "invitations", "letters", "mailing", "archive", "act", "signals"} <= gates


def test_no_page_says_a_word_in_english_or_in_the_other_written_form(pages: tuple[SeenPage, ...]) -> None:
    wrong = OTHER_FORM[pages[0].community]
    found = {
        (word, page.place)
        for page in pages
        for line in [re.sub(TYPED, " ", said(page.html))]
        for word in (*ENGLISH.intersection(re.findall(r"[a-zæøå]+", line.casefold())), *wrong(line))
    }
    assert sorted(found) == []


def test_nobody_and_nothing_are_said_in_words(pages: tuple[SeenPage, ...]) -> None:
    none = r"\b0 (?:person|plass|brev|e-post|svar|inviter|ting|mottak|medlem|møte)\w*"
    assert [(page.place, hit) for page in pages for hit in re.findall(none, said(page.html))] == []


def test_a_page_about_one_person_speaks_of_one() -> None:
    """And a step is called by one word once."""
    many = r"Hver av dem får også|hver etter brevet sitt|Ingen vet om disse var der|De får også brevet"
    pages = [page for page in pages_of("oslo", "one") if "/godkjenning/" in page.address or "mailing." in page.address]
    assert [(page.place, hit) for page in pages for hit in re.findall(many, said(page.html))] == []
    twice = r"\b(\w{6,}): \1\b(?!@)"
    everywhere = pages_of("oslo", "one")
    assert [(page.place, hit) for page in everywhere for hit in re.findall(twice, said(page.html), re.I)] == []


def test_an_english_word_on_any_page_is_found() -> None:
    for slip in ("<p>programme: line 2</p>", '<a aria-label="See the letters">x</a>', "<td>12 letters</td>"):
        assert ENGLISH.intersection(re.findall(r"[a-zæøå]+", said(slip).casefold())), slip


def test_no_table_has_an_empty_column_and_each_cell_knows_its_head(pages: tuple[SeenPage, ...]) -> None:
    empty, unlabelled = set(), set()
    for page, table in tables(pages):
        heads = [text(head) for head in table.xpath("./thead/tr/*")]
        rows = [row.xpath("./td|./th") for row in table.xpath("./tbody/tr")]
        assert rows, page.place
        if table.get("class") == "programme":
            continue
        for number, head in enumerate(heads):
            cells = [row[number] for row in rows]
            if not any(map(text, cells)):
                empty.add((page.place, head))
            if any(cell.tag == "td" and typed(cell.get("data-label", head and "-")) != typed(head) for cell in cells):
                unlabelled.add((page.place, head))
    assert sorted(empty) == []
    assert {head for _, head in unlabelled} <= {"Nr."}, "the number of a letter is not shown on a telephone"


def test_a_command_is_never_all_that_a_page_says_of_a_deed(pages: tuple[SeenPage, ...]) -> None:
    """Whoever prepares the year has no terminal: the page says who runs the command, or that somebody can."""
    who_runs_it = r"(?:driftar|drifter) (?:tenesta|tjenesten|henne|den)"
    alone = [
        (page.place, text(code))
        for page in pages
        for code in page.tree.iter("code")
        if text(code).startswith("cycle ") and not re.search(who_runs_it, typed(text(code.getparent())))
    ]
    assert alone == []
    for page in pages:
        for command in re.findall(r"(?:[^.]|\.(?! ))*«cycle [^»]*»(?:[^.]|\.(?! ))*", said(page.html)):
            assert re.search(who_runs_it, command), (page.place, command)


def test_every_page_leads_home(pages: tuple[SeenPage, ...]) -> None:
    home = {"/", "/nettstad/", "/framsyning/"}
    lost = [page.place for page in pages if not home & set(page.tree.xpath("//a/@href"))]
    assert [place for place in lost if "/nettstad" not in place and "/framsyning" not in place] == []


def test_what_a_site_has_not_leads_to_its_front_page() -> None:
    missing = [page for page in pages_of("oslo", "one") if page.address == "/nettstad/nei/"]
    assert missing[-1].status == 404
    assert missing[-1].tree.xpath('//main//a[@href="/nettstad/"]/text()') == ["Alle møter, år for år"]


def test_an_empty_page_says_in_a_sentence_what_to_do(pages: tuple[SeenPage, ...]) -> None:
    found = [(page.place, empty) for page in pages for empty in page.tree.find_class("empty")]
    assert found
    for place, empty in found:
        words = typed(text(empty))
        assert re.match(r"[A-ZÆØÅ].*[.!]|.*»\.", words), (place, words)
        assert len(re.findall(r"[.!](?: |$)", words)) > 1 or empty.xpath(".//a"), (place, words)


def test_every_gate_says_by_when_or_why_there_is_no_day(pages: tuple[SeenPage, ...]) -> None:
    gates = [page for page in pages if "/godkjenning/" in page.address and '<dl class="key">' in page.html]
    assert gates
    for page in gates:
        [[day]] = [row.xpath("string(./dd)").split("\n")[:1] for row in page.tree.xpath('//dl[@class="key"]/div[1]')]
        assert re.match(r"\w+dag \d+\. \w+ 20\d\d|Ingen frist: \w+", typed(day)), (page.place, day)
    waiting = [line for page in pages if page.address == "/" for line in page.tree.xpath('//div[@class="now"]//li')]
    days = [typed(text(line)) for line in waiting if "ventar på" in text(line) or "venter på" in text(line)]
    assert days
    assert [line for line in days if not re.search(r"– (?:innan|innen|fristen var|ingen frist)", line)] == []


NONE_ONE_MANY = {
    "letters": (
        ("Ingen skal ha dette brevet.", ("Alle breva", "Sjå breva", "side for side", "Ikkje godkjende")),
        (
            '<h2 id="brev">Brevet</h2>',
            ("Alle breva", "Sjå breva", "kvart brev", "Ikkje godkjende", "Breva", "Sjå særleg"),
        ),
        ("Alle breva", ()),
    ),
    "mailing": (
        ("Ingen skal ha e-post i denne utsendinga.", ("Kvar e-post", "Blir dei sende no")),
        ('<h2 id="alle">E-posten</h2>', ("Kvar e-post", "Blir dei sende no", "den største e-posten", "i minuttet")),
        ("Kvar e-post", ()),
    ),
}


@pytest.mark.parametrize("number", [0, 1, 2])
def test_letters_and_mails_are_spoken_of_as_none_one_or_many(number: int, tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        if number < 2:
            prepare(desk, ("none", "one")[number])
        desk.start()
        for kind, step in (("letters", "letters.invitasjon"), ("mailing", "mailing.invitasjon")):
            for before in ("plan", "committee", "host", "invitations", "letters.invitasjon"):
                if step != before and (kind == "mailing" or before != "letters.invitasjon"):
                    desk.do(before)
            desk.compute(step)
            reader, root = Reader(desk.services), f"/{desk.cycle().id}"
            front, own, gate = (
                typed(reader.get(path).text) for path in ("/", f"{root}/{step}", f"{root}/godkjenning/{step}")
            )
            wanted, refused = NONE_ONE_MANY[kind][number]
            assert wanted in own
            assert [words for page in (front, own, gate) for words in refused if words in page] == []


@pytest.mark.parametrize("step", ["letters.invitasjon", "mailing.invitasjon"])
@pytest.mark.parametrize("sides", [True, False], ids=["each side", "anybody"])
def test_a_page_calls_approved_what_its_gate_does(step: str, sides: bool, tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        if sides:
            desk.replace("community.toml", 'language = "nn"\n', f'language = "nn"\nboth_sides = ["{step}"]\n')
            address = 'address = "kari.koordinator@kommunane.example"'
            desk.replace("community.toml", address, f'side = "kommunane"\n{address}')
        desk.start()
        for before in ("plan", "committee", "host", "invitations", "letters.invitasjon"):
            if before != step:
                desk.do(before)
        result = desk.compute(step)
        assert desk.decide(step, name="Kari Koordinator") == ""
        seen = typed(Reader(desk.services).get(f"/{desk.cycle().id}/{step}").text)
        assert is_approved(desk.cycle(), result) is not sides
        assert ("Les og avgjer" in seen, "Sjå kva som er avgjort" in seen) == (sides, not sides)
        assert ("har godkjent, men det må fleire til." in seen, 'class="tag good"' in seen) == (sides, not sides)


def test_a_proof_of_notice_is_fetched_from_the_page_of_its_mailing(tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        desk.walk(to="mailing.invitasjon")
        reader, page = Reader(desk.services), f"/{desk.cycle().id}/mailing.invitasjon"
        links = [
            link for link in lxml.html.fromstring(reader.get(page).text).xpath("//a/@href") if "kvittering" in link
        ]
        assert links == [f"{page}/kvittering", f"{page}/kvittering.csv"]
        answers = [reader.get(link) for link in links]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].headers["content-disposition"].startswith("attachment")
        none = reader.get(f"/{desk.cycle().id}/mailing.folgebrev/kvittering")
        assert (none.status_code, "ingenting å kvittere for" in typed(none.text)) == (404, True)


def test_an_answer_given_by_phone_is_entered_with_a_press_of_a_button(tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        desk.walk(to="mailing.invitasjon")
        page = f"/{desk.cycle().id}/svar"
        assert "cycle replies add" in Reader(desk.services).get(page).text
        note_form(desk.services.settings, ENTER, "0d1c")
        seen = typed(Reader(desk.services).get(page).text)
        assert "cycle replies" not in seen
        assert re.search(
            r'<a class="button" href="[^"]*/0d1c/run\?parameters=[^"]*2027[^"]*">Skriv inn eit svar</a>', seen
        )


def test_what_is_due_later_says_so_once(tmp_path: Path) -> None:
    with closing(Desk(tmp_path, pace="milestones")) as desk:
        desk.start()
        for step in ("plan", "committee", "host", "invitations"):
            desk.do(step)
        seen = typed(Reader(desk.services).get("/").text)
    assert "Startar tidlegast" in seen
    assert "Klart til køyring" not in seen


def test_a_gate_without_a_day_says_why(tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        desk.replace("partnarskapsmote.toml", 'id = "vertskap"', 'id = "vertskapet"')
        cycle = desk.start()
        [host] = [node for node in cycle.graph if node.name == "host"]
        [plan] = [node for node in cycle.graph if node.name == "plan"]
        assert no_day(cycle, host) == "ingen frist: reglane for helsefellesskapet gjev ingen dag for dette steget"
        assert deadline(cycle, host) == "Ingen frist: reglane for helsefellesskapet gjev ingen dag for dette steget."
        due = "Fristen var 17. september 2026; det er 67 dagar sidan. Avgjer så snart du kan, eller sei frå til "
        assert (no_day(cycle, plan), typed(deadline(cycle, plan))) == ("", f"{due}sekretariatet kva som manglar.")


def test_received_mails_stand_in_one_order_whatever_clock_wrote_them(tmp_path: Path) -> None:
    def mail(name: str, subject: str, date: str) -> None:
        deliver(tmp_path, name, f"To: kari@x.example\nSubject: {subject}\nDate: {date}\n\nHei".encode())

    mail("1.eml", "Vest", "Mon, 23 Nov 2026 10:00:00 +0100")
    mail("2.eml", "Aust", "Mon, 23 Nov 2026 09:00:00 +0000")
    mail("3.eml", "Nyast", "Mon, 23 Nov 2026 09:30:00 +0000")
    mail("4.eml", "Utan dato", "i går")
    assert [mail.subject for mail in listing(tmp_path)] == ["Nyast", "Aust", "Vest", "Utan dato"]


def test_an_address_is_parted_behind_the_at_sign_and_before_a_dot_alone(tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        desk.register(MAYOR.__class__(seat=MAYOR.seat, name=MAYOR.name, address="post-mottak@nord-fjord.alver.example"))
        desk.walk(to="mailing.invitasjon")
        page = Reader(desk.services).get(f"/{desk.cycle().id}/mailing.invitasjon").text
    address = (
        '<span class="address"><span class="whole">post-mottak@</span><wbr><span class="whole">nord-fjord</span>'
        "<wbr>.alver<wbr>.example</span>"
    )
    assert f"<bdi>{address}</bdi>" in page
    assert "post-mottak@nord-fjord.alver.example" in typed(page)


def test_the_gate_of_letters_about_a_change_says_what_is_changed() -> None:
    [gate] = [
        page for page in pages_of("oslo", "one") if page.what == "letters.endring gate" and "godkj" in page.address
    ]
    seen = " ".join(typed(text(gate.tree)).split())
    assert "Dette er endret: Dato: torsdag 25. februar 2027 (var torsdag 18. februar 2027)" in seen
    rows = [[typed(text(cell)) for cell in row] for row in gate.tree.xpath('//h3[.="Dette er endret"]/following::tr')]
    own = [page for page in pages_of("oslo", "one") if page.address.endswith("/letters.endring")]
    assert "Dette sier brevet er endret: Dato: torsdag 25. februar 2027 (var" in " ".join(
        typed(text(own[-1].tree)).split()
    )
    assert rows[:2] == [["Hva", "Før", "Nå"], ["Dato", "torsdag 18. februar 2027", "torsdag 25. februar 2027"]]


def test_a_text_in_one_written_form_only_is_named_where_it_is_decided() -> None:
    gates = [page for page in pages_of("oslo", "one") if "godkjenning/letters." in page.address]
    lines = [typed(text(line)) for page in gates for line in page.tree.xpath('//div[@class="lead"]/p')]
    named = [line for line in lines if "bare én målform" in line]
    assert [line for line in named if not re.search(r"målform: \w.*\.$", line)] == []


def test_a_gate_that_is_approved_says_when_and_no_longer_how(tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        desk.start()
        reader, address = Reader(desk.services), f"/{desk.cycle().id}/godkjenning/plan"
        desk.compute("plan")
        before = typed(text(lxml.html.fromstring(reader.get(address).text)))
        desk.approve("plan")
        after = typed(text(lxml.html.fromstring(reader.get(address).text)))
    for words in ("Avgjer innan", "Kven må avgjere", "Godkjenn når dato, stad og milepælar stemmer."):
        assert (words in before, words in after) == (True, False), words
    assert re.search(r"Godkjent\s*\w+dag \d+\. \w+ 20\d\d", after)
    assert "Kven andre må avgjere" in after


def test_the_gate_of_the_page_leads_to_the_page_as_it_will_be() -> None:
    [gate] = [page for page in pages_of("oslo", "one") if page.what == "archive gate" and "godkj" in page.address]
    assert gate.tree.xpath('//section[@aria-labelledby="framlegg"]//a[contains(@href, "/framsyning/")]')


def test_a_trial_says_that_nobody_gets_the_mail() -> None:
    gates = [page for page in pages_of("oslo", "one") if "godkjenning/mailing." in page.address and "gate" in page.what]
    asked = [said(page.html) for page in gates if 'id="tal"' in page.html]
    assert asked
    for words in asked:
        assert "Da blir 1 e-post laget på prøve, og ingen får den." in words
        assert "så mange e-poster blir laget på prøve" in words
        assert "Da blir brevet sendt med en gang" not in words


def test_what_is_done_before_its_day_is_not_what_comes_next() -> None:
    fronts = [page for page in pages_of("forde", "none") if page.address == "/"]
    found = {page.what: text(page.tree.xpath("//figcaption")[0]) for page in fronts if page.tree.xpath("//figcaption")}
    assert "Invitasjonslista er godkjend" in found["list gate"]
    assert "Invitasjonslista er godkjend" not in found["list done"]


def test_one_of_several_who_are_asked_is_enough() -> None:
    lines = [
        (page, typed(text(line)))
        for page in pages_of("forde", "none")
        if page.address == "/"
        for line in page.tree.xpath('//div[@class="now"]//li')
    ]
    assert [line for _, line in lines if "ventar på Kari Koordinator" in line]
    for page, line in lines:
        assert "ventar på Kari Koordinator og" not in line or "2 personar må godkjenne" in typed(said(page.html))


def test_a_proof_of_notice_is_offered_when_there_is_something_to_prove(tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        desk.walk(to="letters.invitasjon")
        desk.compute("mailing.invitasjon")
        page = Reader(desk.services).get(f"/{desk.cycle().id}/mailing.invitasjon").text
    assert "Kvar e-post" in typed(page)
    assert "kvittering" not in page


def test_what_is_said_of_several_seats_is_said_once() -> None:
    [gate] = [page for page in pages_of("forde", "none") if page.what == "list gate" and "godkj" in page.address]
    lines = [typed(text(line)) for line in gate.tree.xpath('//section[@aria-labelledby="framlegg"]//li')]
    assert len(lines) == len(set(lines))
    assert [line for line in lines if re.search(r"ingen har han\. Det gjeld \d+ plassar\.$", line)]
