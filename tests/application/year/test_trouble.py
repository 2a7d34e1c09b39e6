"""Every way a run can fail is told in nynorsk or bokmål, with its place and what to do; never in a program's words."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic_core._pydantic_core import list_all_errors

from cycle import errors
from cycle.application.actions.running.run_step import compute
from cycle.application.year.for_readers.trouble import words_of
from cycle.application.year.results import result_of
from cycle.application.year.step_graph import node_named
from cycle.application.year.written.facts import load_year
from cycle.application.year.written.meeting_table import MeetingTable
from cycle.application.year.written.problem_words import problems_in_words
from cycle.errors import (
    BusyError,
    ConfigError,
    ConversionError,
    CycleError,
    FullDiskError,
    HeldError,
    InputError,
    MissingToolError,
    Problem,
    Refused,
    StoreError,
    TemplateError,
    Unavailable,
    Uncertain,
)
from cycle.governance.community_data.strict import Strict, parse
from cycle.governance.community_data.table_errors import MESSAGES
from cycle.model import Language
from cycle.phrases import Phrase
from cycle.reading import not_toml
from cycle.store.mails.state_changes import no_such_mail
from tests.desk import Desk

ENGLISH = re.compile(
    r"\b(the|should|input|expected|field|unknown|missing|invalid|valid|string|not|cannot|write|did you mean|value)\b"
)
NN, NB = re.compile(r"\b(ikkje|ein|frå|sei|kva|nokon|hermeteikn)\b"), re.compile(r"\b(ikke|en|fra|si|hva|noen)\b")
LANGUAGES: tuple[Language, ...] = ("nn", "nb")
GOOD = 'date = 2027-02-18\nvenue = "Huset"\n'


def failure_text(folder: Path, text: str, language: Language = "nn") -> str:
    """Return what is said of a meeting.toml with this text."""
    home = folder / "partnarskapsmote-2027"
    home.mkdir(exist_ok=True)
    (home / "meeting.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_year(folder, meeting="partnarskapsmote", year=2027)
    return words_of(caught.value, language)


WRONG_FILES: list[tuple[str, str]] = [
    (GOOD + "theme = Samhandling\n", "fila lèt seg ikkje lese (linje 3, teikn 9: verdien manglar, eller er tekst utan"),
    (GOOD + 'theme = "Samhandling\n', "(linje 3, teikn 21: teksten manglar hermeteikn til slutt på linja."),
    (GOOD + 'theme = "Han sa "hei""\n', "(linje 3, teikn 18: det står noko meir på linja etter verdien."),
    (GOOD + "theme Samhandling\n", "(linje 3, teikn 7: det manglar = etter nøkkelen"),
    (GOOD + 'venue = "Eit anna"\n', "(linje 3, teikn 19: nøkkelen står to gonger. Ta bort den eine)"),
    (GOOD + "[host\n", "(linje 3, teikn 6: namnet på tabellen manglar ] til slutt)"),
    (GOOD + "[[additions]\n", "(linje 3, teikn 12: namnet på tabellen manglar ]] til slutt)"),
    (GOOD + "æra = 1\n", "(linje 3, teikn 1: linja byrjar med eit teikn som ikkje kan stå der)"),
    (GOOD + "theme = 'a\\n", "manglar hermeteikn til slutt"),
    (GOOD + 'theme = "C:\\mappe"\n', "omvend skråstrek står åleine i teksten. Skriv han to gonger: \\\\"),
    (GOOD + "reply_by = 2027-02-31\n", "datoen eller klokkeslettet finst ikkje."),
    (GOOD + "[host]\n[host]\n", "tabellen «host» står to gonger"),
    (GOOD + "additions = [\n", "(til slutt i fila: verdien manglar"),
    (GOOD + "tema = 1\n", "I partnarskapsmote-2027/meeting.toml, «tema»: nøkkelen «tema» er ukjend."),
    (GOOD + "temme = 1\n", "nøkkelen «temme» er ukjend. Sjå om han er rett skriven. Meinte du «theme»?"),
    (GOOD + "theme = 17\n", "«theme»: her skal det stå tekst. Skriv det i hermeteikn."),
    (GOOD + "venue2 = 1\ntheme = 2\n", "«theme»: her skal det stå tekst. Skriv det i hermeteikn."),
    ('date = 2027-02-18\nvenue = ""\n', "«venue» (Møtelokale): dette er tomt. Skriv noko, eller ta linja bort."),
    ("date = 2027-02-18\n", "«venue» (Møtelokale): dette manglar. Skriv det i skjemaet når du startar året "),
    (GOOD + 'host = "alver"\n', "«host»: «alver» står åleine der det skal vere ein tabell. Skriv host = {"),
    (GOOD + "[host]\n", "«host.organisation»: dette manglar. Skriv organisation = …."),
    (GOOD + "additions = 1\n", "«additions»: her skal det stå ei liste"),
    (GOOD + "[[additions]]\nlanguage = 'en'\n", "«additions[0].language»: «en» er ikkje mellom dei som finst."),
    (GOOD + "[[additions]]\nlanguage = 'en'\n", "«additions[0].name»: dette manglar. Skriv name = …."),
    (GOOD + "start = '25'\n", "«start» (Start): «25» er ikkje eit klokkeslett. Skriv timar og minutt: 09.00."),
]


@pytest.mark.parametrize(("text", "words"), WRONG_FILES)
def test_a_year_file_that_is_wrong_is_told_by_line_or_key_in_nynorsk_with_what_would_be_right(
    text: str, words: str, tmp_path: Path
) -> None:
    said = failure_text(tmp_path, text)
    assert words in said
    assert ENGLISH.findall(re.sub(r"«[^»]*»|\w+ = …|\{.*\}|meeting\.toml", "", said)) == []


@pytest.mark.parametrize("text", [text for text, _ in WRONG_FILES])
def test_a_bokmal_reader_reads_the_same_in_bokmal(text: str, tmp_path: Path) -> None:
    said = re.sub(r"«[^»]*»", "", failure_text(tmp_path, text, "nb"))
    assert NN.findall(said) == []


def test_a_file_that_was_saved_in_another_encoding_or_may_not_be_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "partnarskapsmote-2027"
    home.mkdir()
    (home / "meeting.toml").write_bytes('date = 2027-02-18\nvenue = "Håndverkeren"\n'.encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        load_year(tmp_path, meeting="partnarskapsmote", year=2027)
    place = "I partnarskapsmote-2027/meeting.toml: "
    assert words_of(caught.value, "nn").startswith(
        f"{place}fila er ikkje lagra som UTF-8 (linje 2, byte 28). Lagre henne på nytt"
    )

    def denied(*_: Any) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(ConfigError) as caught:
        load_year(tmp_path, meeting="partnarskapsmote", year=2027)
    assert words_of(caught.value, "nn") == (
        f"{place}tenesta får ikkje lese fila: tenesta har ikkje tilgang. Sei det til den som driftar tenesta."
    )


def test_all_that_is_wrong_with_a_file_is_told_at_once(tmp_path: Path) -> None:
    said = failure_text(tmp_path, 'date = "i februar"\nvenue = 3\ntema = 1\nstart = "25.00"\n')
    assert [key for key in ("«date»", "«venue»", "«tema»", "«start»") if key not in said] == []


def toml_messages() -> Iterator[str]:
    """Yield every sentence the TOML parser of this Python can say, as its source has them."""
    import tomllib._parser as parser

    source = inspect.getsource(parser)
    for found in re.finditer(r"(?:suffixed_err|TOMLDecodeError)\(\s*(?:src, \w+, )?(f?)(\"(?:[^\"\\]|\\.)*\")", source):
        text = str(eval(found[2]))
        yield re.sub(r"\{[^}]*\}", "'x'", text) if found[1] else text


def test_every_sentence_of_the_toml_parser_has_one_in_nynorsk_and_bokmal() -> None:
    messages = {message for message in toml_messages() if not message.startswith(("File must", "'x' (at"))}
    assert len(messages) > 15
    for message in messages:
        error = tomllib.TOMLDecodeError(f"{message} (at line 3, column 5)")
        problem = not_toml(error, "a = 1\nb = 2\nc = ?\n", file="meeting.toml")
        assert message not in problem.what, message
        for language in LANGUAGES:
            said = problems_in_words([problem], language)
            assert ENGLISH.findall(said.replace("meeting.toml", "")) == [], message


OF_OTHER_PROGRAMS = {
    *("no_such_attribute", "json_invalid", "json_type", "needs_python_object", "recursion_loop", "model_type"),
    *("recursion_depth_exceeded", "frozen_field", "frozen_instance", "get_attribute_error", "model_attributes_type"),
    *("dataclass_type", "dataclass_exact_type", "named_tuple_type", "default_factory_not_called", "none_required"),
    *("iteration_error", "string_not_ascii", "ordered_dict_type", "counter_type", "set_item_not_hashable"),
    *("bytes_type", "bytes_too_short", "bytes_too_long", "bytes_invalid_encoding", "value_error", "assertion_error"),
    *("missing_sentinel_error", "ellipsis_error", "timezone_naive", "timezone_aware", "timezone_offset"),
    *("time_delta_type", "time_delta_parsing", "is_subclass_of", "callable_type", "union_tag_invalid"),
    *("union_tag_not_found", "arguments_type", "missing_argument", "unexpected_keyword_argument"),
    *("missing_keyword_only_argument", "unexpected_positional_argument", "missing_positional_only_argument"),
    *("multiple_argument_values", "uuid_type", "uuid_parsing", "uuid_version", "fraction_type", "fraction_parsing"),
    *("complex_type", "complex_str_parsing"),
}
"""Kinds of error of pydantic's that no table of a file can give, or that carry our own words."""


def test_every_kind_of_error_that_pydantic_can_find_in_a_file_has_its_sentence() -> None:
    kinds = {str(error["type"]) for error in list_all_errors()}
    by_name = {"missing", "extra_forbidden", "literal_error", "enum", "dict_type", "mapping_type"}
    assert sorted(kinds - OF_OTHER_PROGRAMS - by_name - MESSAGES.keys()) == []
    assert sorted(MESSAGES.keys() - kinds) == [], "names that pydantic does not have"


class Sample(Strict):
    """What a table of a file may hold."""

    text: str = ""
    number: int = 0
    share: float = 0.0
    yes: bool = False
    names: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": 1}, "her skal det stå tekst. Skriv det i hermeteikn"),
        ({"number": "to"}, "her skal det stå eit heilt tal. Skriv det utan hermeteikn"),
        ({"number": 1.5}, "her skal det stå eit heilt tal. Skriv det utan hermeteikn"),
        ({"share": "x"}, "her skal det stå eit tal. Skriv det utan hermeteikn"),
        ({"yes": "kanskje"}, "her skal det stå true eller false. Skriv det utan hermeteikn"),
        ({"names": "Kari"}, 'her skal det stå ei liste: ["…", "…"]'),
    ],
)
def test_what_pydantic_really_says_is_told(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(Sample, given, file="x.toml")
    [key] = given
    assert problems_in_words(caught.value.problems, "nn") == f"I x.toml, «{key}»: {words}."


def every_error() -> Iterator[CycleError]:
    """Yield one of every kind of error that the service raises on purpose."""
    problem = Problem(file="partnarskapsmote-2027/meeting.toml", where="venue", what=Phrase("missing"))
    special: dict[str, CycleError] = {
        "Unavailable": Unavailable("cannot be reached"),
        "HeldError": HeldError("Ventar på deg: sjå på dei første."),
    }
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, CycleError):
            listed = issubclass(kind, InputError)
            yield special.get(kind.__name__) or (kind([problem]) if listed else kind("an English sentence"))


@pytest.mark.parametrize("error", [*every_error()], ids=lambda entry: type(entry).__name__)
@pytest.mark.parametrize("language", ["nn", "nb"])
def test_every_kind_of_error_ends_in_a_sentence_for_the_reader(error: CycleError, language: Language) -> None:
    said = words_of(error, language)
    own = said.partition(" (")[0]
    if not isinstance(error, TemplateError):  # whose own words are tested with the templates
        assert ENGLISH.findall(own.replace("meeting.toml", "").replace("«venue»", "")) == []
    assert said[:1].isupper() or isinstance(error, TemplateError)
    if language == "nb" and not isinstance(error, HeldError | TemplateError):
        assert NN.findall(own) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FullDiskError("x"), "Disken er full."),
        (BusyError("x"), "Ei anna køyring held på med det same."),
        (MissingToolError("x"), "Eit program som tenesta treng, manglar på maskina."),
        (ConversionError("x"), "Breva vart ikkje til PDF."),
        (StoreError("x"), "Databasen eller dei lagra filene er ikkje som dei skal vere."),
        (Refused("x"), "E-posttenaren sa nei."),
        (Unavailable("x"), "E-posttenaren svarar ikkje, eller tek ikkje imot no."),
        (Uncertain("x"), "Det er uavklart om e-posten kom fram."),
        (no_such_mail(7), "Det finst ingen e-post med nummer 7."),
        (OSError(28, "No space left on device"), "Disken er full."),
        (httpx.ConnectError("refused"), "Prefect svarar ikkje akkurat no."),
        (PermissionError(13, "denied"), "Tenesta fekk ikkje lese eller skrive ei fil."),
        (KeyError("x"), "Tenesta gjorde ein feil som ikkje er din."),
        (tomllib.TOMLDecodeError("x"), "Tenesta gjorde ein feil som ikkje er din."),
    ],
)
def test_what_to_do_is_said_of_each(error: Exception, words: str) -> None:
    assert words_of(error, "nn").startswith(words)


def test_a_broken_community_is_told_by_file_and_key(desk: Desk) -> None:
    desk.replace("community.toml", "[contact]", "[kontakt]")
    with pytest.raises(ConfigError) as caught:
        desk.cycle()
    said = words_of(caught.value, "nn")
    assert "I community.toml, «contact»: dette manglar. Skriv contact = …." in said
    assert "I community.toml, «kontakt»: nøkkelen «kontakt» er ukjend. Sjå om han er rett skriven." in said


def test_the_keys_of_the_start_form_are_named_by_its_labels() -> None:
    assert {"date", "start", "end", "venue", "place"} <= MeetingTable.model_fields.keys()


def test_a_step_that_cannot_be_done_says_in_both_forms_what_to_do(desk: Desk) -> None:
    cycle = desk.start()
    for ask, nynorsk, bokmål in (
        (
            lambda: result_of(cycle, "plan"),
            "Steget er ikkje gjort enno. Start året på nytt.",
            "Steget er ikke gjort ennå. Start året på nytt.",
        ),
        (
            lambda: node_named(cycle.graph, "plann"),
            "Året har ikkje noko steg som heiter «plann».",
            "Året har ikke noe steg som heter «plann».",
        ),
        (
            lambda: compute(cycle, "invitations"),
            "Steg som dette byggjer på, er ikkje ferdige enno.",
            "Steg som dette bygger på, er ikke ferdige ennå.",
        ),
        (
            lambda: cycle.memory.outbox.resolve(7, 8, as_="sent", who="Kari", why="ringde", now=cycle.now),
            " ".join(f"Det finst ingen e-post med nummer {n}. Sjå nummeret i lista over utsendinga." for n in (7, 8)),
            " ".join(f"Det finnes ingen e-post med nummer {n}. Se nummeret i listen over utsendingen." for n in (7, 8)),
        ),
    ):
        with pytest.raises(CycleError) as caught:
            ask()
        assert [words_of(caught.value, language) for language in LANGUAGES] == [nynorsk, bokmål]
