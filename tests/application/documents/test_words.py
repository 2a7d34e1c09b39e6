"""Every letter of every community says what is right for its reader, in the community's own words."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from string import Formatter

import lxml.html
import pytest

from cycle.application.actions.running.registry import STEPS
from cycle.application.dispatches import gists
from cycle.application.dispatches.gists import gist, gist_parts
from cycle.application.publishing.pages.editions import meeting_page
from cycle.application.publishing.pages.past_editions import past_editions
from cycle.application.steps.letters import present
from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.archive.public_site.pages import SitePages
from cycle.archive.public_site.site import build_site
from cycle.catalogue import counted
from cycle.governance.community_data.doubt import doubt_in
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.seats import invited_seats
from cycle.model import InvitedSeat, Language, PartRight
from cycle.wording import names, reason_in_letter, right_of, seat_label, seat_phrase, with_full_stop
from tests.desk import MAYOR, ROOT, Desk, words
from tests.translation.extraction import Said, in_code

COMMUNITIES = sorted(path.name for path in (ROOT / "config" / "communities").iterdir() if path.is_dir())
NO_CHAIR = "Det er ikkje avgjort kven som leier møtet."
LANGUAGES: tuple[Language, ...] = ("nn", "nb")


@cache
def community(name: str) -> LoadedCommunity:
    return load_community(ROOT / "config" / "communities" / name)


def seats_of(loaded: LoadedCommunity, rules: MeetingRules) -> list[InvitedSeat]:
    """Return every seat the rules invite, with deputies, on a day they hold."""
    day = rules.valid_to or dt.date(2027, 1, 1)
    [host] = hosts(rules, loaded.history, loaded.community, [day.year], printed=loaded.printed)
    return [seat.invited for seat in invited_seats(rules, loaded.community, on=day, host=host)]


def purposes_of(loaded: LoadedCommunity) -> set[str]:
    wordings = set()
    for rules in loaded.all_versions():
        wordings |= {*rules.purpose.text, rules.purpose.audience, rules.purpose.about}
    return wordings - {""}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMUNITIES)
def test_no_reason_in_a_letter_speaks_of_sources_or_doubt(name: str, language: Language) -> None:
    loaded = community(name).in_language(language)
    printed = [
        (seat.seat, reason_in_letter(seat)) for rules in loaded.all_versions() for seat in seats_of(loaded, rules)
    ]
    assert [(seat, why) for seat, why in printed if doubt_in(why)] == []
    assert [seat for seat, why in printed if not why] == [], "a letter that does not say why"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMUNITIES)
def test_a_reason_in_a_letter_says_more_than_the_role_and_names_no_organisation_again(
    name: str, language: Language
) -> None:
    """It stands right behind the role: `ordførar i Alver kommune: Ordføraren møter …`."""
    loaded = community(name).in_language(language)
    said = {
        (seat_label(seat), seat.organisation, reason_in_letter(seat))
        for rules in loaded.all_versions()
        for seat in seats_of(loaded, rules)
        if not rules.valid_to
    }
    assert [reason for _, organisation, reason in said if organisation and names(reason, organisation)] == []
    assert [(label, reason) for label, _, reason in said if not _new_words(label, reason)] == []


def _new_words(label: str, reason: str) -> set[str]:
    """Return the words of the reason that are no form of one in the label, nor said of every seat."""
    known = re.findall(r"\w+", label.casefold())
    words = set(re.findall(r"\w{3,}", reason.casefold())) - _SAID_ANYWAY
    return {
        word for word in words if not any(word[:5] == role[:5] and abs(len(word) - len(role)) < 5 for role in known)
    }


_SAID_ANYWAY = {
    *("møter", "møte", "møtet", "partnarskapsmøtet", "partnerskapsmøtet", "har", "plass", "med", "den", "dei", "det"),
    *("som", "invitert", "inviterte", "inviterast", "representert", "representerte", "for", "ved"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMUNITIES)
def test_a_seat_is_named_once_and_with_the_right_preposition(name: str, language: Language) -> None:
    loaded = community(name).in_language(language)
    for rules in loaded.all_versions():
        for seat in seats_of(loaded, rules):
            label = seat_label(seat)
            assert not re.search(r"\brepresentant i ", label)
            assert "{" not in label
            assert "(" not in label or seat.organisation not in seat.title, label
            assert label.casefold().count("områdeutval") < 2, label


def test_a_phrase_is_put_together_for_what_the_title_is() -> None:
    assert seat_phrase("representant", "Høgskolen i Molde") == "representant for Høgskolen i Molde"
    assert seat_phrase("leiar", "Områdeutval Bergen") == "leiar av Områdeutval Bergen"
    assert seat_phrase("ordførar", "Alver kommune") == "ordførar i Alver kommune"
    assert seat_phrase("ordførar", "Kommunane i Nord") == "ordførar i Kommunane i Nord"
    assert seat_phrase("representant", "HELSE FØRDE og UNN") == "representant for HELSE FØRDE og UNN"
    assert seat_phrase("leder", "øyrådet") == "leder av øyrådet"
    assert seat_phrase("observatør", "Sunnaas sykehus HF") == "observatør (Sunnaas sykehus HF)"
    assert (
        seat_phrase("statsforvaltar", "Statsforvaltaren i Vestland") == "statsforvaltar (Statsforvaltaren i Vestland)"
    )
    assert seat_phrase("daglig leder", "de Presno AS") == "daglig leder i de Presno AS"
    assert seat_phrase("praksiskonsulent", "KS") == "praksiskonsulent i KS", "the letters ks stand in the title, KS not"
    assert seat_phrase("kunnskapsdirektør", "UNN") == "kunnskapsdirektør i UNN"
    assert seat_phrase("", "Statsforvaltaren") == "Statsforvaltaren"
    assert seat_phrase("kommunaldirektør for helse", "Oslo kommune") == "kommunaldirektør for helse i Oslo kommune"
    assert seat_phrase("representant for KS", "KS Agder") == "representant for KS (KS Agder)"
    assert seat_phrase("leiar av Strategisk samarbeidsutval", "Strategisk samarbeidsutval") == (
        "leiar av Strategisk samarbeidsutval"
    )
    assert seat_phrase("fastlege", "") == "fastlege"
    assert seat_phrase("rektor", "Høgskulen i Volda") == "rektor ved Høgskulen i Volda"


@pytest.mark.parametrize(
    ("title", "organisation", "preposition"),
    [
        ("vararepresentant", "Brukarutvalet", "for"),
        ("brukarrepresentant", "Kreftforeininga", "for"),
        ("kommunal brukarrepresentant", "Strategisk samarbeidsutval", "i"),
        ("fastlegerepresentant", "Fagrådet for rehabilitering", "i"),
        ("ansattrepresentant", "Styret for Helse Bergen", "i"),
        ("representant", "Strategisk samarbeidsutval", "for"),
        ("brukarrepresentant", "Rådhusforeininga", "for"),
        ("tillitsvald og fastlegerepresentant", "Legeforeininga", "for"),
        ("talsperson", "Kreftforeininga", "for"),
        ("representant", "Statsforvaltaren i Vestland", "for"),
        ("fylkeslege", "Statsforvaltaren i Vestland", "hos"),
        ("leder", "Statsforvalteren i Agder", "hos"),
        ("rådgivar", "Pasient- og brukarombodet i Vestland", "hos"),
        ("førsteamanuensis", "Høgskulen på Vestlandet", "ved"),
        ("studieleder", "Høgskolen i Molde", "ved"),
        ("viserektor for utdanning", "Universitetet i Bergen", "ved"),
        ("professor", "OsloMet", "ved"),
        ("overlege", "Fjord legevakt", "ved"),
        ("kunnskapsdirektør", "Oslo universitetssykehus HF", "i"),
        ("leiar (fung.)", "Områdeutval Bergen", "av"),
        ("fung. leiar", "Områdeutval Bergen", "av"),
        ("leiar, konst.", "Områdeutval Bergen", "av"),
        ("leiar", "Høgskulen i Volda", "av"),
        ("ordførar (permisjon)", "Alver kommune", "i"),
        ("nestleiar", "Områdeutval Voss", "i"),
        ("konserndirektør", "Helse Bergen HF", "i"),
        ("talskvinne", "Kreftforeininga", "for"),
        ("talskvinne", "Sund legesenter", "for"),
        ("talsmann", "Mental Helse Hordaland", "for"),
        ("delegat", "KS Vest", "for"),
        ("tillitsvald", "Norsk Sykepleierforbund", "for"),
        ("hovudtillitsvald", "Legeforeningen", "for"),
        ("tillitsvalgt", "Fagforbundet", "for"),
        ("hovudtillitsvald", "Alver kommune", "i"),
        ("tillitsvald", "Helse Bergen HF", "i"),
        ("hovudverneombod", "Helse Bergen HF", "i"),
        ("overlege", "Haukeland universitetssjukehus", "ved"),
        ("sjukepleiar", "Haraldsplass Diakonale Sykehus", "ved"),
        ("kommuneoverlege", "Alver kommune", "i"),
        ("medlem", "Høgskulen på Vestlandet", "i"),
    ],
)
def test_a_phrase_has_the_preposition_of_title_and_place(title: str, organisation: str, preposition: str) -> None:
    assert seat_phrase(title, organisation) == f"{title} {preposition} {organisation}"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Ring Ola", "Ring Ola."),
        ("Ring Ola,", "Ring Ola."),
        ("i løpet av veka; ", "i løpet av veka."),
        ("Ring Ola!", "Ring Ola!"),
        ("Meld deg på: https://skjema.no/abc", "Meld deg på: https://skjema.no/abc"),
        ("Sjå www.skjema.example/a?b=1", "Sjå www.skjema.example/a?b=1"),
        ("Sjå skjema.no", "Sjå skjema.no."),
        ("Sjå www.skjema.no", "Sjå www.skjema.no."),
        ("Sjå https://skjema.no", "Sjå https://skjema.no."),
        ("Sjå https://skjema.no/", "Sjå https://skjema.no/"),
        ("Sjå helse.skjema.no/svar", "Sjå helse.skjema.no/svar"),
        ("Skriv til ola@x.example", "Skriv til ola@x.example."),
        ("Skriv til ola@x.example i dag", "Skriv til ola@x.example i dag."),
        ("Fyll ut skjemaet (www.skjema.no)", "Fyll ut skjemaet (www.skjema.no)."),
        (",", ""),
        ("", ""),
    ],
)
def test_a_full_stop_ends_a_sentence_and_no_address_of_a_page(text: str, printed: str) -> None:
    assert with_full_stop(text) == printed


def _in_part(title: str) -> InvitedSeat:
    return replace(SEAT, rights=(PartRight(part=title, title=title, right="speak"),))


def test_a_right_is_said_with_the_preposition_of_the_part_it_is_in() -> None:
    parts = ("dialogmøtet", "fellessamlinga", "dialogkonferansen", "middagen", "avgjerdsdelen")
    said = [
        right_of(replace(SEAT, rights=(PartRight(part=title, title=title, right="speak"),))).removeprefix("talerett ")
        for title in parts
    ]
    assert said == [
        *("i dialogmøtet", "på fellessamlinga", "på dialogkonferansen", "på middagen", "i avgjerdsdelen"),
    ]
    within = ("kulturmøtet", "strukturdebatten", "diskursen", "konferansedelen", "seminardelen", "signaturen")
    assert [title for title in within if right_of(_in_part(title)) != f"talerett i {title}"] == []
    at = ("kurset", "fagkurset", "studieturen", "turen", "seminaret", "mottaket", "samlingen", "kveldsseminar")
    assert [title for title in at if right_of(_in_part(title)) != f"talerett på {title}"] == []
    both = tuple(PartRight(part=title, title=title, right="speak") for title in ("a", "fellessamlinga", "b"))
    assert right_of(replace(SEAT, rights=both)) == "talerett i a og b og på fellessamlinga"


SEAT = InvitedSeat(
    seat="a.b", title="ordførar", organisation="Alver kommune", clause="3", why="", right="speak", part="main"
)


def in_form(language: Language) -> set[str]:
    """Return words that only the other written language has."""
    return {
        "nb": {"ikkje", "ein", "eit", "frå", "blir laga", "lista", "personar", "plassar", "sida", "breva", "kven"},
        "nn": {"ikke", "en", "et", "fra", "listen", "personer", "plasser", "siden", "brevene", "hvem"},
    }[language]


def test_a_reader_of_the_other_form_gets_the_letter_whole_in_the_form_there_are_words_in(tmp_path: Path) -> None:
    opened = Desk(tmp_path, community="agder")
    try:
        opened.start(date="18.02.2027", venue="Kulturhuset", signup="Svar på e-posten, og skriv om du kommer.")
        for node in opened.cycle().graph:
            result = opened.do(node.name)
            if node.name == "letters.invitasjon":
                break
        wordings = opened.cycle()
        asked = {letter["asked"] for letter in result.body["letters"]}
        given = {letter["language"] for letter in result.body["letters"]}
        said = set(re.findall(r"\w+", words(list(opened.letters("letters.invitasjon").values()))))
        shown = present(wordings, node, result)
    finally:
        opened.close()
    assert (asked, given) == ({"nn", "nb"}, {"nb"})
    assert said & {"ikkje", "frå", "Kvifor", "inviterer deg", "dykk", "Stad"} == set()
    number = sum(letter["asked"] == "nn" for letter in result.body["letters"])
    assert f"**{number} mottakere leser nynorsk, og får brevet på bokmål:**" in shown.summary


def test_a_letter_is_in_the_community_s_own_form_while_a_sentence_of_the_year_is_not_written_in_the_other(
    desk: Desk,
) -> None:
    desk.register(replace(MAYOR, language="nb"))
    desk.replace("partnarskapsmote-2027/meeting.toml", 'signup = "Svar på e-posten, og skriv om du kommer', 'x = "')
    desk.replace("partnarskapsmote-2027/meeting.toml", 'x = " eller hvem som møter i stedet for deg."\n', "")
    desk.walk(to="letters.invitasjon")
    assert [(letter["asked"], letter["language"]) for letter in desk.newest("letters.invitasjon").body["letters"]] == [
        ("nb", "nn")
    ]
    assert "ordførar i Alver kommune" in words(list(desk.letters("letters.invitasjon").values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_gate_decides_is_said_in_the_reader_s_form(desk: Desk, language: Language) -> None:
    desk.walk(to="mailing.invitasjon")
    cycle = desk.cycle()
    other: Language = "nb" if language == "nn" else "nn"
    for node in cycle.graph:
        if result := cycle.memory.results.latest(cycle.id, node.name):
            said = gist(cycle, node, result, language)
            assert set(re.findall(r"\w+", said)) & (in_form(language) - in_form(other)) == set(), said
            assert ", ." not in said
            assert "](" not in said


COUNTED = [said for said in in_code([Path(gists.__file__)]) if said.many]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("said", COUNTED, ids=lambda said: said.one)
def test_every_count_of_a_gate_has_a_form_for_one_and_many(said: Said, language: Language) -> None:
    values = {name: "X" for _, name, _, _ in Formatter().parse(said.one) if name not in {None, "number"}}
    texts = {number: counted(language, number, said.one, said.many, **values) for number in (1, 2)}
    if "{number}" in said.many:
        assert all(re.search(rf"\b{number} ", text) for number, text in texts.items())
    else:
        assert texts[1] != texts[2]


def test_what_is_none_is_said_in_words_at_a_gate(desk: Desk) -> None:
    assert len(COUNTED) > 8
    desk.walk(to="committee")
    cycle, result = desk.cycle(), desk.compute("committee")
    nobody = {**result.body["committee"], "members": [], "vacancies": []}
    [node] = [node for node in cycle.graph if node.name == "committee"]
    empty = replace(result, body={**result.body, "committee": nobody})
    assert gist(cycle, node, empty, "nn") == "Ingen medlemmer i programkomiteen. Ingen plassar er ledige."
    assert [gists._free("nb", number, 3) for number in (0, 1, 2)] == [
        "Ingen av 3 plasser er ledige.",
        "1 av 3 plasser er ledig.",
        "2 av 3 plasser er ledige.",
    ]


def test_no_gate_of_a_year_with_nobody_to_invite_counts_to_nought(desk: Desk) -> None:
    desk.register(replace(MAYOR, valid_to=dt.date(2026, 1, 1)))
    desk.start()
    shown = {}
    for node in desk.cycle().graph:
        if node.kind != "archive":
            result = desk.compute(node.name)
            summary = STEPS[node.kind].present(desk.cycle(), node, result)
            shown[node.name] = f"{summary.summary}\n{summary.markdown}"
            desk.do(node.name)
    noughts = {name: re.findall(r"(?<![\d.:,])\b0(?![\d.:,])[^\n|]{0,40}", text) for name, text in shown.items()}
    assert {name: found for name, found in noughts.items() if found} == {}
    assert "### Ingen står på lista" in shown["invitations"]
    assert shown["letters.invitasjon"].endswith("Godkjenn for å gå vidare; ingen får brev.")


@pytest.mark.parametrize("name", COMMUNITIES)
def test_the_public_pages_are_in_the_form_of_the_community(name: str) -> None:
    loaded = community(name)
    editions = past_editions(loaded)
    pages = SitePages(
        community=loaded.community.name,
        meetings=tuple(meeting_page(loaded, rules) for rules in loaded.meetings.values()),
        editions=(*editions, replace(editions[-1], number=2, updated=dt.date(2027, 2, 1), cancelled=True))
        if editions
        else (),
        contact=loaded.community.contact,
        language=loaded.community.language,
    )
    for file in build_site(pages, templates=ROOT / "templates" / "site"):
        if not file.path.endswith(".html"):
            continue
        page = lxml.html.fromstring(file.content)
        assert page.get("lang") == loaded.community.language
        said = set(re.findall(r"\w+", " ".join(page.find("body").itertext())))
        other = {
            "nb": {"Ikkje", "ikkje", "Stad", "Møteleiing", "Frå", "frå", "Kvar", "Manglar", "opplysningane", "Utleidd"},
            "nn": {"Ikke", "ikke", "Sted", "Møteledelse", "Fra", "fra", "Hver", "Mangler", "opplysningene", "Utledet"},
        }
        assert said & other[loaded.community.language] == set()


@pytest.mark.parametrize("name", [text for text in COMMUNITIES if community(text).community.language == "nb"])
def test_the_answer_about_the_host_is_in_one_form(name: str) -> None:
    loaded = community(name)
    nynorsk = {"Avgjer", "ikkje", "Reglane", "haldne", "åra", "historia", "vart", "var han", "saman", "Kjelda", "sida"}
    for rules in loaded.all_versions():
        for answer in hosts(rules, loaded.history, loaded.community, range(2018, 2032), printed=loaded.printed):
            for office in (answer, *answer.offices):
                assert set(re.findall(r"\w+", " ".join([office.why, office.clause, *office.notes]))) & nynorsk == set()


def test_the_year_a_turn_inside_a_side_began_says_no_more_than_that() -> None:
    loaded = community("oslo")
    [answer] = hosts(loaded.meeting(), loaded.history, loaded.community, [2023], printed=loaded.printed)
    assert "så Oslo universitetssykehus HF har" not in answer.why


@pytest.mark.parametrize(
    ("name", "host", "chair"),
    [
        (
            "more-og-romsdal",
            "I 2027 er **Helse Møre og Romsdal HF** vertskap.",
            NO_CHAIR,
        ),
        ("forde", "Det er ikkje avgjort kven som er vertskap i 2027.", NO_CHAIR),
        (
            "oslo",
            "I 2027 er **sykehusene** vertskap, ved **Lovisenberg Diakonale Sykehus AS**.",
            "Møteledelse: Lovisenberg Diakonale Sykehus AS.",
        ),
    ],
)
def test_the_gate_of_the_host_names_each_once_and_says_who_chairs(
    name: str, host: str, chair: str, tmp_path: Path
) -> None:
    with closing(Desk(tmp_path, community=name)) as opened:
        opened.start(date="18.02.2027", venue="Kulturhuset")
        for step in ("plan", "committee"):
            opened.do(step)
        result = opened.compute("host")
        cycle = opened.cycle()
        [node] = [node for node in cycle.graph if node.name == "host"]
        parts = gist_parts(cycle, node, result, cycle.loaded.community.language)
        assert parts[:2] == (host, chair)
        assert "merknadene" not in parts[2]
