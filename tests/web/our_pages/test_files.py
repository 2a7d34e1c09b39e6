"""Which files the pages give out, under which names, and which they never do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.application.review.views import LettersView, letters_view
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.step_graph import node_named
from cycle.model import PDF, Document
from cycle.services import open_services
from cycle.web.our_pages.disposition import disposition
from tests.web.conftest import HOSTILE_MAIL, NOW, YEAR, Reader, settings_for


@pytest.fixture
def letters(year: OpenCycle) -> LettersView:
    view = letters_view(year, node_named(year.graph, "letters.invitasjon"))
    assert view is not None
    return view


@pytest.mark.office
def test_a_letter_is_shown_under_its_name_and_may_be_kept_for_ever(pages: Reader, letters: LettersView) -> None:
    pdf = letters.letters[0].pdf
    assert pdf is not None
    path = f"/filer/{pdf.sha256}/{pdf.name}"
    answer = pages.get(path)
    assert answer.status_code == 200
    assert len(answer.content) == pdf.size
    assert answer.headers["content-type"] == PDF
    assert answer.headers["content-disposition"].startswith("inline; filename=")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = pages.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.office
def test_a_word_file_is_fetched_and_not_shown(pages: Reader, letters: LettersView) -> None:
    docx = letters.letters[0].docx
    answer = pages.get(f"/filer/{docx.sha256}/x")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert "Invitasjon%20partnarskapsm%C3%B8te" in answer.headers["content-disposition"], "its own name, not the asked"


@pytest.mark.office
def test_a_stored_file_that_no_result_mentions_is_not_given_out(pages: Reader, year: OpenCycle) -> None:
    secret = year.memory.files.put(Document(name="secret.pdf", media_type=PDF, data=b"%PDF-1.4 not for you"))
    answer = pages.get(f"/filer/{secret.sha256}/secret.pdf")
    assert answer.status_code == 404
    assert "Fila høyrer ikkje til noko resultat" in answer.text


@pytest.mark.office
def test_a_file_changed_on_disk_is_refused(pages: Reader, year: OpenCycle, letters: LettersView) -> None:
    docx = letters.letters[1].docx
    path = year.memory.files.path(docx.sha256)
    before = path.read_bytes()
    try:
        path.write_bytes(before + b"x")
        answer = pages.get(f"/filer/{docx.sha256}/{docx.name}")
    finally:
        path.write_bytes(before)
    assert answer.status_code == 500
    assert "was changed on disk" in answer.text


@pytest.mark.office
@pytest.mark.parametrize(
    "path",
    [
        "/filer/" + "0" * 64 + "/x.pdf",
        "/filer/" + "A" * 64 + "/x.pdf",
        "/filer/%25/x.pdf",
        "/filer/..%2f..%2fcycle.sqlite/x",
        "/sider/" + "0" * 64 + "/1.png",
        "/pakkar/cycle.sqlite",
        "/pakkar/..%2fcycle.sqlite",
        "/pakkar/.",
        "/post/..%2f..%2fcycle.sqlite",
        "/post/..%2f..%2fcycle.sqlite/kjelde",
        "/post/%2e%2e",
        f"/post/{HOSTILE_MAIL}/vedlegg/0/x",
        f"/post/{HOSTILE_MAIL}/vedlegg/2/x",
        "/nettstad/..%2f..%2fcycle.sqlite",
        "/nettstad/%2e%2e/%2e%2e/cycle.sqlite",
        "/nettstad//etc/passwd",
        "/framsyning/..%2f..%2fsecret",
        "/stil/../base.html",
        "/stil/base.html",
        "/%2e%2e/partnarskapsmote/2027/letters.invitasjon",
        "/bergensomradet/partnarskapsmote/2031/letters.invitasjon",
        "/bergensomradet/toppleiarmote/2027/letters.invitasjon",
        f"{YEAR}/letters.nei",
        f"{YEAR}/letters.%2e%2e",
        f"{YEAR}/mailing.nei",
        f"{YEAR}/letters.invitasjon/0",
        f"{YEAR}/letters.invitasjon/4",
        f"{YEAR}/letters.invitasjon/99999999999999999999",
    ],
)
def test_an_address_of_nothing_leads_nowhere_and_says_so_in_nynorsk(pages: Reader, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 404
    ours = not path.startswith(("/nettstad", "/framsyning"))  # the public site has a page of its own for it
    assert ("Fann ikkje sida" if ours else "Sida finst ikkje") in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.office
def test_a_link_on_the_site_folder_leads_nowhere_outside(pages: Reader, year: OpenCycle) -> None:
    site = year.services.settings.home / "site" / "bergensomradet"
    (site / "ut.html").symlink_to(year.services.settings.home / "secret")
    try:
        assert pages.get("/nettstad/ut.html").status_code == 404
    finally:
        (site / "ut.html").unlink()


@pytest.mark.office
def test_folders_of_the_site_are_completed_with_their_stroke(pages: Reader) -> None:
    answer = pages.get("/nettstad/partnarskapsmote/2027")
    assert answer.status_code in {301, 307, 308}
    assert answer.headers["location"].endswith("/nettstad/partnarskapsmote/2027/")
    assert "Partnarskapsmøte 2027" in pages.get("/nettstad/partnarskapsmote/2027/").text


@pytest.mark.office
def test_a_presentation_that_is_no_letter_is_not_drawn_page_by_page(pages: Reader, year: OpenCycle) -> None:
    archive = year.memory.results.latest(year.id, "archive")
    assert archive is not None
    talk = archive.body["edition"]["presentations"][0]["files"][0]
    assert pages.get(f"/filer/{talk['sha256']}/{talk['name']}").status_code == 200
    assert pages.get(f"/sider/{talk['sha256']}/1.png").status_code == 404


def test_no_digest_at_all_is_given_out_before_any_step_has_run(tmp_path: Path) -> None:
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services:
        file = services.memory.files.put(Document(name="x.pdf", media_type=PDF, data=b"x"))
        assert Reader(services).get(f"/filer/{file.sha256}/x.pdf").status_code == 404


@given(st.text(max_size=200))
def test_any_name_becomes_one_header_line_that_browsers_take(name: str) -> None:
    value = disposition(name, inline=False)
    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') == 2
    assert value.startswith('attachment; filename="')
    assert "/" not in value
    assert "\\" not in value


def test_a_norwegian_name_comes_out_whole() -> None:
    expected = "inline; filename=\"F_lgjebrev.pdf\"; filename*=UTF-8''F%C3%B8lgjebrev.pdf"
    assert disposition("Følgjebrev.pdf", inline=True) == expected
