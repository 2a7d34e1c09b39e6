"""The public page of a year in both written forms: whole in each or in one only, closed and corrected in both."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from cycle.application.actions import ask_for_act
from cycle.application.publishing import documents_of, rebuild_site, remark_lines, verify_archive
from cycle.application.results import ActResult, ArchiveResult
from cycle.application.results import read as result
from cycle.application.steps.archive import remarks_of
from cycle.errors import InputError
from tests.application.meeting_signals import MINUTES, asked, minutes, sent
from tests.desk import Desk, typed

PACKAGE = "bergensomradet-partnarskapsmote-2027"
YEAR = "partnarskapsmote/2027/index.html"


def with_programme(desk: Desk) -> None:
    shutil.copy(desk.year_folder / "program.xlsx", desk.year_folder / "program.nb.xlsx")


@pytest.fixture
def closed(tmp_path: Path) -> Desk:
    """A year that is closed, with all its words in both forms."""
    desk = Desk(tmp_path)
    with_programme(desk)
    desk.walk()
    return desk


def page(desk: Desk, path: str, under: str = "site/bergensomradet") -> str:
    """What a person reads of a page."""
    text = re.sub(r"<[^>]+>", " ", (desk.home / under / path).read_text("utf-8"))
    return " ".join(typed(text).split())


def done(desk: Desk, kind: str, **what: object) -> None:
    act = ask_for_act(desk.cycle(), kind, who="Kari Vik", why="Det stod feil", **what)  # type: ignore[arg-type]
    desk.do(f"act.{act.number}")


def wrong(desk: Desk) -> list[str]:
    return [str(finding) for finding in verify_archive(desk.services) if finding.is_error]


def test_the_page_of_a_year_is_published_in_both_forms_and_both_are_kept(closed: Desk) -> None:
    own, other = page(closed, YEAR), page(closed, f"nb/{YEAR}")
    assert "Partnarskapsmøte 2027" in own
    assert "Partnerskapsmøte 2027" in other
    assert "Trygge overganger, ett lag" in other
    assert "Trygge overgangar, eitt lag" not in other
    assert "Følgebrev til partnerskapsmøtet 2027" in other
    assert "Torsdag 18. februar 2027" in other
    package = f"packages/{PACKAGE}/data"
    [kept] = list((closed.home / package).rglob(f"nb/{YEAR}"))
    assert "Partnerskapsmøte 2027" in kept.read_text("utf-8")
    year = closed.cycle().closed
    assert year is not None
    assert {f"nb/{YEAR}", YEAR} <= {kept.path for kept in year.site}
    assert wrong(closed) == []


def test_a_byte_changed_in_the_page_of_either_form_is_named(closed: Desk) -> None:
    for path in (YEAR, f"nb/{YEAR}"):
        file = closed.home / "site" / "bergensomradet" / path
        before = file.read_bytes()
        file.write_bytes(before.replace(b"2027", b"2028", 1))
        assert any(path in found for found in wrong(closed)), path
        file.write_bytes(before)


def test_a_closed_year_keeps_both_pages_when_the_words_change_or_are_gone(closed: Desk) -> None:
    before = [page(closed, path).partition("Førre møte")[0] for path in (YEAR, f"nb/{YEAR}")]
    closed.replace("bokmal.toml", '"kommunane" = "kommunene"', '"kommunane" = "kommuner"')
    rebuild_site(closed.services, community=str(closed.community))
    assert next(page(closed, path).partition("Førre møte")[0] for path in (YEAR, f"nb/{YEAR}")) == before[0]
    (closed.community / "bokmal.toml").unlink()
    rebuild_site(closed.services, community=str(closed.community))
    assert "Partnerskapsmøte 2027" in page(closed, f"nb/{YEAR}")
    assert "Alle møter, år for år" in page(closed, "nb/index.html")


def test_a_programme_in_one_form_gives_a_page_in_one_form_and_the_gate_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk()
    site = desk.home / "site" / "bergensomradet"
    assert not (site / "nb" / YEAR).exists()
    assert "Les denne siden på bokmål" not in page(desk, YEAR)
    assert "Les denne siden på bokmål" in page(desk, "toppleiarmote/2020/index.html")
    made = result(ArchiveResult, desk.newest("archive"))
    [line] = [line for line in remarks_of(desk.services.memory, made) if "bokmål" in line]
    assert "kjem berre på nynorsk" in line
    assert "program.nb.xlsx" in line


DECISION = """
[[matters]]
title = "Felles strategi"
decision = "Møtet slutta seg til strategien."
[[matters]]
title = "Ymse"
text = "Ikkje noko vart avgjort."
[[matters]]
title = "Økonomi"
decision = "Saka vart utsett."
[nb]
"Felles strategi" = "Felles strategi"
"Møtet slutta seg til strategien." = "Møtet sluttet seg til strategien."
"Økonomi" = "Økonomi"
"""


def test_what_was_decided_stands_on_both_pages_matter_by_matter(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with_programme(desk)
    minutes = desk.year_folder / "referat.toml"
    minutes.write_text(f'{DECISION}"Saka vart utsett." = "Saken ble utsatt."\n', "utf-8")
    desk.walk()
    own, other = page(desk, YEAR), page(desk, f"nb/{YEAR}")
    assert "Felles strategi: Møtet slutta seg til strategien." in own
    assert "Felles strategi: Møtet sluttet seg til strategien." in other
    assert "Økonomi: Saken ble utsatt." in other
    assert "utsett" not in other
    desk.close()


def test_a_decision_in_one_form_gives_a_page_in_one_form_and_the_gate_names_that_decision(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with_programme(desk)
    (desk.year_folder / "referat.toml").write_text(DECISION, "utf-8")
    desk.walk()
    assert not (desk.home / "site" / "bergensomradet" / "nb" / YEAR).exists()
    made = result(ArchiveResult, desk.newest("archive"))
    [line] = [line for line in remarks_of(desk.services.memory, made) if "bokmål" in line]
    assert "«Saka vart utsett.»" in line
    assert "slutta seg" not in line
    desk.close()


def test_a_community_with_words_in_one_form_gets_no_page_in_the_other(tmp_path: Path) -> None:
    for community in ("oslo", "agder", "nordland", "forde", "more-og-romsdal"):
        desk = Desk(tmp_path / community, community=community)
        folder = rebuild_site(desk.services, community=community).folder
        pages = list(folder.rglob("*.html"))
        assert pages
        assert not (folder / "nb").exists()
        assert not (folder / "nn").exists()
        assert not any("hreflang" in path.read_text("utf-8") for path in pages), community
        desk.close()


def test_a_correction_of_a_day_or_a_place_acts_on_both_pages(closed: Desk) -> None:
    done(closed, "correct", what="date", new="19.02.2027")
    done(closed, "correct", what="venue", new="Fedje kulturhus")
    assert "Møtelokale: retta frå" in page(closed, YEAR) or "Møtelokale: retta frå" in page(closed, YEAR)
    for path in (YEAR, f"nb/{YEAR}"):
        assert page(closed, path).count("Fedje kulturhus") == 2, path
        assert "redag 19. februar 2027" in page(closed, path)
    assert "rettet fra" in page(closed, f"nb/{YEAR}")
    kept = [*(closed.home / "packages" / f"{PACKAGE}-v3" / "data").rglob(f"nb/{YEAR}")]
    assert len(kept) == 1
    assert "Fedje kulturhus" in kept[0].read_text("utf-8")
    assert wrong(closed) == []


def test_a_sentence_is_corrected_when_it_is_written_in_both_forms(closed: Desk) -> None:
    new = "Møtet skal ikkje ta stilling til noko."
    with pytest.raises(InputError) as raised:
        done(closed, "correct", what="aim", new=new)
    assert "bokmal.toml" in str(raised.value)
    words = closed.community / "bokmal.toml"
    words.write_text(words.read_text("utf-8") + f'\n"{new}" = "Møtet skal ikke ta stilling til noe."\n', "utf-8")
    done(closed, "correct", what="aim", new=new)
    assert new in page(closed, YEAR)
    assert "Møtet skal ikke ta stilling til noe." in page(closed, f"nb/{YEAR}")
    assert new not in page(closed, f"nb/{YEAR}")


def test_words_that_stand_in_one_form_only_are_corrected_there_and_the_other_page_tells_of_it(closed: Desk) -> None:
    done(closed, "correct", what="text", old="eitt lag", new="to lag")
    assert "Trygge overgangar, to lag" in page(closed, YEAR)
    assert "Trygge overganger, ett lag" in page(closed, f"nb/{YEAR}")
    assert "På nynorsksiden: «eitt lag» er" in page(closed, f"nb/{YEAR}")


def gate(desk: Desk, **what: str) -> list[str]:
    """What the gate of a correction says the approver is to know."""
    act = ask_for_act(desk.cycle(), "correct", who="Kari Vik", why="Det stod feil", **what)
    made = result(ActResult, desk.do(f"act.{act.number}"))
    return [*made.problems, *remark_lines(desk.services.memory, made.remarks)]


def test_the_gate_of_a_correction_says_when_the_words_do_not_stand_on_the_other_page(closed: Desk) -> None:
    [line] = [text for text in gate(closed, what="text", old="eitt lag", new="to lag") if "bokmål" in text]
    assert "«eitt lag» står ikkje på sida på bokmål" in line
    assert "rett" in line
    in_both = gate(closed, what="text", old="2027–2030", new="2027–2031")
    assert not [text for text in in_both if "står ikkje på sida" in text]
    venue = gate(closed, what="venue", new="Fedje kulturhus")
    assert not [text for text in venue if "står ikkje på sida" in text]


def test_words_that_stand_on_the_page_in_the_other_form_only_are_corrected_there_and_told_on_both(
    closed: Desk,
) -> None:
    [line] = [text for text in gate(closed, what="text", old="ett lag", new="to lag") if "står ikkje" in text]
    assert "«ett lag» står ikkje på sida på nynorsk" in line
    assert "Trygge overgangar, eitt lag" in page(closed, YEAR)
    assert "På bokmålssida: «ett lag»" in page(closed, YEAR)
    assert "Trygge overganger, to lag" in page(closed, f"nb/{YEAR}")
    reopened(closed)
    assert "Trygge overganger, to lag" in page(closed, f"nb/{YEAR}")
    made = result(ArchiveResult, closed.newest("archive"))
    assert not [text for text in remarks_of(closed.services.memory, made) if "ikkje retta" in text]
    with pytest.raises(InputError, match="does not stand on the page"):
        done(closed, "correct", what="text", old="tre lag", new="to lag")


def test_what_is_asked_about_on_both_pages_is_asked_once_with_the_form_where_it_stands_in_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with_programme(desk)
    number, street = "55 12 34 56", "Storgata 12, 5003 Bergen"
    desk.replace("partnarskapsmote-2027/meeting.toml", "Trygge overgangar, eitt lag", f"Ring {number}")
    desk.replace("partnarskapsmote-2027/meeting.toml", "Trygge overganger, ett lag", "Ring 55123456")
    meeting = desk.year_folder / "meeting.toml"
    own, mark, there = meeting.read_text("utf-8").partition("[nb]")
    meeting.write_text(f"{own}{mark}{there.replace('Møtet skal', f'Møtet i {street} skal')}", "utf-8")
    desk.walk()
    made = result(ArchiveResult, desk.newest("archive"))
    asked_about = [line for line in remarks_of(desk.services.memory, made) if line.endswith("skal alle sjå det?")]
    assert asked_about == [
        "sida for året: theme: eit telefonnummer «55 12 34 56»: skal alle sjå det?",
        "sida for året: aim [nb]: ei gateadresse «Storgata 12, 5003»: skal alle sjå det?",
    ]
    brought = gate(desk, what="text", old="Ring", new="Ring 55 65 43 21 eller")
    assert [line for line in brought if line.endswith("skal alle sjå det?")] == [
        "sida for året: theme: eit telefonnummer «55 65 43 21»: skal alle sjå det?",
        "sida for året: errata[1].text: eit telefonnummer «55 65 43 21»: skal alle sjå det?",
    ]
    desk.close()


def test_a_name_and_a_document_are_taken_down_from_both(closed: Desk) -> None:
    year = closed.cycle().closed
    assert year is not None
    name = next(speaker.name for item in year.edition.programme for speaker in item.speakers)
    done(closed, "take_down", what="name", old=name)
    for path in (YEAR, f"nb/{YEAR}"):
        assert name not in page(closed, path)
    assert "Et navn er" in page(closed, f"nb/{YEAR}")
    for beginning in ("Følgjebrev", "Program"):
        done(closed, "take_down", what=next(name for name in documents_of(year.edition) if name.startswith(beginning)))
    folder = closed.home / "site" / "bergensomradet"
    for path in (YEAR, f"nb/{YEAR}"):
        links = re.findall(r'href="([^"]*dokument/[^"]*)"', (folder / path).read_text("utf-8"))
        assert not any("folgjebrev" in link for link in links), path
    stones = list(folder.rglob("dokument/*/index.html"))
    assert len(stones) == 2
    for stone, title in zip(sorted(stones), ("Følgebrev til", "Program for partnerskapsmøtet"), strict=True):
        text = typed(stone.read_text("utf-8"))
        assert 'lang="nb"' in text
        assert title in text
    assert "«Program for partnerskapsmøtet 2027» er tatt ned" in page(closed, f"nb/{YEAR}")
    assert "partnarskap" not in page(closed, f"nb/{YEAR}").partition("Dato Torsdag")[0]
    assert wrong(closed) == []


def test_a_name_that_stands_on_one_page_only_is_taken_down_from_it_whichever_form_that_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    programmes = (("program.xlsx", "Åse Aleine"), ("program.nb.xlsx", "Nils Nokon"))
    whole = openpyxl.load_workbook(desk.year_folder / "program.xlsx")
    for file, name in programmes:
        whole.worksheets[0].cell(row=12, column=5).value = f"{name}, Alver kommune"
        whole.save(desk.year_folder / file)
    desk.walk()
    pages = [page(desk, path) for path in (YEAR, f"nb/{YEAR}")]
    assert [[name in text for _, name in programmes] for text in pages] == [[True, False], [False, True]]
    for _, name in programmes:
        done(desk, "take_down", what="name", old=name)
    for file in (desk.home / "site" / "bergensomradet").rglob("*.html"):
        assert not [name for _, name in programmes if name in typed(file.read_text("utf-8"))], file
    assert page(desk, YEAR).count("Eit namn er") == page(desk, f"nb/{YEAR}").count("Et navn er") == 2
    reopened(desk)
    assert not [name for path in (YEAR, f"nb/{YEAR}") for _, name in programmes if name in page(desk, path)]
    with pytest.raises(InputError, match="does not stand on the page"):
        done(desk, "take_down", what="name", old="Ingen Slik")
    assert wrong(desk) == []
    desk.close()


def test_a_year_that_is_opened_again_keeps_its_corrections_in_both_forms(closed: Desk) -> None:
    done(closed, "correct", what="venue", new="Fedje kulturhus")
    done(closed, "reopen")
    for name, state in closed.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            closed.do(name)
    for path in (YEAR, f"nb/{YEAR}"):
        assert "Fedje kulturhus" in page(closed, path), path
    assert wrong(closed) == []


def reopened(desk: Desk) -> None:
    done(desk, "reopen")
    for name, state in desk.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            desk.do(name)


def test_a_year_opened_again_to_take_out_a_sentence_does_not_publish_it_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with_programme(desk)
    minutes = desk.year_folder / "referat.toml"
    private = (
        'decision = "Ola Nordmann er sjuk."\n[nb]\n"Sak" = "Sak"\n"Ola Nordmann er sjuk." = "Ola Nordmann er syk."'
    )
    minutes.write_text(f'[[matters]]\ntitle = "Sak"\n{private}\n', "utf-8")
    desk.walk()
    assert "Ola Nordmann er syk" in page(desk, f"nb/{YEAR}")
    minutes.unlink()
    desk.replace("partnarskapsmote-2027/meeting.toml", "Trygge overgangar, eitt lag", "Saman")
    desk.replace("partnarskapsmote-2027/meeting.toml", "Trygge overganger, ett lag", "Sammen")
    reopened(desk)
    for path, lines in (
        (YEAR, ("Tema: endra.", "Resultat: endra.")),
        (f"nb/{YEAR}", ("Tema: endret.", "Resultat: endret.")),
    ):
        shown = page(desk, path)
        assert "Ola Nordmann" not in shown
        assert "Trygge overgang" not in shown.partition("Førre møte")[0]
        for line in lines:
            assert line in shown
    assert wrong(desk) == []
    desk.close()


def test_words_changed_in_the_other_form_are_told_on_its_page_alone(closed: Desk) -> None:
    closed.replace("partnarskapsmote-2027/meeting.toml", "Trygge overganger, ett lag", "Sammen")
    reopened(closed)
    assert "Tema: endret." in page(closed, f"nb/{YEAR}")
    own = page(closed, YEAR)
    assert "Ho seier det same som før." in own
    assert "Tema: endra" not in own


def test_a_name_that_stands_in_what_is_told_only_is_taken_down_from_both(closed: Desk) -> None:
    years, with_name = "2027–2030", "2027–2030 Ola Nordmann"
    done(closed, "correct", what="text", old=years, new=with_name)
    done(closed, "take_down", what=f"Utkast til felles strategi {with_name}")
    done(closed, "correct", what="text", old=with_name, new=years)
    done(closed, "correct", what="text", old="eitt lag", new="eitt lag med Ola Nordmann")
    assert "Ola Nordmann" in page(closed, f"nb/{YEAR}")
    done(closed, "take_down", what="name", old="Ola Nordmann")
    for file in (closed.home / "site" / "bergensomradet").rglob("*.html"):
        assert "Ola" not in typed(file.read_text("utf-8")), file
    assert "Et navn er" in page(closed, f"nb/{YEAR}")


STRATEGY = '"Lag utkast til felles strategi." = "Lag et utkast til felles strategi."'
PLAN = '"Lag utkast til felles plan." = "Lag et utkast til felles plan."'


def test_both_forms_have_the_words_of_a_signal_that_were_approved_last(tmp_path: Path) -> None:
    """The page that was closed has old words in both: new ones stand in both, in its own when they are written."""
    held = Desk(tmp_path)
    with_programme(held)
    words = held.community / "bokmal.toml"
    rest = [
        '"Prøv ut avstandsoppfølging." = "Prøv ut avstandsoppfølging."',
        '"Handlingsplan 2027–2028" = "Handlingsplan 2027–2028"',
    ]
    words.write_text("\n".join([words.read_text("utf-8"), STRATEGY, *rest, ""]), "utf-8")
    held.walk(to="mailing.folgebrev")
    minutes(held)
    held.do(f"signals.{asked(held)}")
    sent(held)
    held.do("archive")
    path = "nb/styringssignal/2027-1/index.html"
    assert "Lag et utkast til felles strategi." in page(held, path)
    held.moment += dt.timedelta(days=1)
    minutes(held, MINUTES.replace("felles strategi", "felles plan"))
    held.do(f"signals.{asked(held)}")
    package = f"packages/{PACKAGE}-v2/data/nettside"
    for under in ("site/bergensomradet", package):
        for read in (page(held, path, under), page(held, "styringssignal/2027-1/index.html", under)):
            assert ("Lag utkast til felles plan." in read, "felles strategi" in read) == (True, False), under
    words.write_text(f"{words.read_text('utf-8')}{PLAN}\n", "utf-8")
    done(held, "correct", what="venue", new="Fedje kulturhus")
    for under in ("site/bergensomradet", package.replace("-v2", "-v3")):
        assert "Lag et utkast til felles plan." in page(held, path, under)
