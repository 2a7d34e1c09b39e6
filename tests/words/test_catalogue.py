"""Every sentence the code says stands in the catalogues of both written forms, and nothing else stands there."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cycle.catalogue import counted, in_context, say, strings_of, translations_of
from cycle.model import Language
from cycle.web.to_prefect.refusals import reason_in_words
from tests.nynorsk import bokmål_in, nynorsk_in
from tests.sources import modules, shown, tree
from tests.translation.extraction import ROOT, Said, everything, in_code, python_files, spoken_together, unsaid_contexts
from tests.translation.update import LANGUAGES, catalogue_file, read, updated

READS = {
    "src/cycle/mail/inbox/": "what people and servers write in answers and returned mail",
    "src/cycle/register/": "columns, titles and names as people write them",
    "src/cycle/letters/checks/": "names of Word's own menus, and words of a letter that are looked for",
    "src/cycle/letters/fields/": "the invented letter, and words that stand in letters themselves",
    "src/cycle/governance/": "examples in the description of the rules' format",
    "src/cycle/letters/ooxml/field_errors.py": "what Word prints for a field that finds nothing, looked for",
    "src/cycle/letters/ooxml/other_formats.py": "names of Word's own menus",
    "src/cycle/archive/inspection/": "words of a document, looked for",
    "src/cycle/archive/old_pages/": "words of old pages, looked for",
    "src/cycle/archive/noark/": "names of the official code lists",
    "src/cycle/wording.py": "words of a text that somebody else wrote, looked for",
    "src/cycle/application/dispatches/audience.py": "what an earlier version kept, looked for",
    "src/cycle/application/doctor/template_checks.py": "what a machine calls a copy of a file, looked for",
    "src/cycle/mail/transport/rate_limit.py": "what mail servers answer, looked for",
    "src/cycle/unbroken.py": "short forms before a number, looked for",
    "src/cycle/written_days.py": "words of a text that somebody else wrote, looked for",
}
"""May hold Norwegian, for what the program reads or is to print as it is."""
KEPT: Mapping[str, set[str]] = {
    "flows/gates/answers.py": {"avgjort frå kommandolinja", "{} til {}"},
    "flows/closed_year.py": {"Opne heile året att", "Åpne hele året igjen"},
    "flows/extra.py": {"uavklarte og i retur", "i retur", "{year} be om {dispatch}"},
    "flows/fixity.py": {"kontroll av arkivet"},
    "flows/inbox.py": {
        *(
            "Kjem ikkje",
            "Kommer ikke",
            "Vikar kjem",
            "Vikar kommer",
            "Lese, ikkje noko å skrive inn",
            "Lest, ikke noe å skrive inn",
        ),
        *("Adressa er den inviterte si eiga", "Adressen er den invitertes egen"),
        *("Adressa er ein annan si", "Adressen er en annens", "les svar og e-post i retur"),
    },
    "flows/running/launch.py": {"Erstatta av revisjon"},
    "flows/outbox.py": {"Rekn som send", "Regn som sendt", "Send på nytt", "{year} send resten"},
    "flows/yearly.py": {"neste år"},
}
"""Single texts: choices that a form sends back, how runs are called, what an earlier version wrote."""
NORWEGIAN = re.compile(
    r"\b(ikkje|ikke|og|er|til|frå|fra|som|ein|eit|det|dei|på|av|har|skal|kan|med|om|eller|vart|vert|blir|ble|kva|hva"
    r"|denne|dette|den|seg|utan|uten|etter|hos|ved|ingen|alle|ny|nye|borte|saman|sammen|sidan|siden|flytta|flyttet)\b"
    r"|\w*[æøå]\w*",
    re.I,
)
LONG_WORD = re.compile(r"[a-zæøåéòô]{5,}")
QUOTED = re.compile(r"«[^»]*»|\bbokmål\b", re.I)
"""What an English sentence takes over as it is: the name of a column, of a written form."""


def norwegian_sentences() -> set[str]:
    """Return the files with a text of several words, not a docstring, of which one is Norwegian."""
    return {
        file.relative_to(ROOT).as_posix()
        for file in python_files()
        if any(is_norwegian(text) for text in not_kept(file))
    }


def texts_in(code: ast.Module) -> list[str]:
    """Return the texts of a file, each f-string as one with `{}` for its values; docstrings are none."""
    aside = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(code):
        if isinstance(node, ast.JoinedStr) and id(node) not in aside:
            formats = [part.format_spec for part in node.values if isinstance(part, ast.FormattedValue)]
            aside |= {id(part) for part in (*node.values, *formats)}
            aside |= {id(part) for given in formats if given for part in given.values}
            found.append("".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            found.append(node.value)
    return found


def not_kept(file: Path) -> list[str]:
    """Return the texts of a file but those it may hold."""
    kept = KEPT.get(file.relative_to(ROOT).as_posix(), set())
    return [text for text in texts_in(ast.parse(file.read_text("utf-8"))) if text not in kept]


def is_norwegian(text: str) -> bool:
    return " " in text.strip() and NORWEGIAN.search(QUOTED.sub("", text)) is not None


def test_norwegian_is_found_in_a_short_text_and_in_the_pieces_of_one_that_is_put_together() -> None:
    code = ast.parse('"""Alt er på norsk."""\nGONE = "Prosessen vart borte."\nmessage = f"flytta {day:%d} {why}"\n')
    assert texts_in(code) == ["Prosessen vart borte.", "flytta {} {}"]
    assert [is_norwegian(text) for text in (*texts_in(code), "til", "write it in bokmål under «Kan publiserast»")] == [
        True,
        True,
        False,
        False,
    ]


def test_no_sentence_of_norwegian_stands_in_the_code_outside_what_it_reads() -> None:
    allowed = tuple(READS)
    assert sorted(file for file in norwegian_sentences() if not file.startswith(allowed)) == []


def test_no_file_stands_on_a_list_of_those_with_norwegian_for_nothing() -> None:
    there = norwegian_sentences()
    assert sorted(name for name in READS if not any(file.startswith(name) for file in there)) == []
    gone = [(name, texts - set(texts_in(ast.parse((ROOT / name).read_text("utf-8"))))) for name, texts in KEPT.items()]
    assert [(name, texts) for name, texts in gone if texts] == []


def test_a_new_text_of_norwegian_in_a_file_that_may_hold_some_is_found() -> None:
    file = ROOT / "flows" / "running" / "launch.py"
    assert [text for text in not_kept(file) if is_norwegian(text)] == []
    assert "Erstatta av revisjon" not in not_kept(file)
    assert not any(name.startswith("flows/") for name in READS), "name the texts in KEPT, not their file"


CUTS = {"partition", "rpartition", "split", "rsplit"}
OURS = {"say", "count", "counted", "sentence", "title_of", "name_of"}


def cut_apart(code: ast.Module) -> list[str]:
    """Return where a constant, a sentence or an error is cut at a sign; its lines may be counted."""
    found = []
    for node in ast.walk(code):
        match node:
            case ast.Call(func=ast.Attribute(value=text, attr=cut), args=[ast.Constant(value=str(sign)), *_]) if (
                cut in CUTS and sign != "\n"
            ):
                called = getattr(text.func, "attr", getattr(text.func, "id", "")) if isinstance(text, ast.Call) else ""
                of_an_error = called == "str" and ast.unparse(text) == "str(error)"
                if called in OURS or of_an_error or (isinstance(text, ast.Name) and text.id.isupper()):
                    found.append(ast.unparse(node))
    return found


def test_no_text_of_ours_is_cut_apart_to_learn_what_it_says() -> None:
    cut = [(file, line) for file in python_files() for line in cut_apart(ast.parse(file.read_text("utf-8")))]
    assert cut == [], "hand it over as a code with data, or as two texts"
    tried = (
        """AWAY.split(". ", 1); str(error).partition(": ")[2]; cycle.title_of(node).rpartition(": "); line.split(";")"""
    )
    assert len(cut_apart(ast.parse(tried))) == 3


@cache
def all_said() -> tuple[Said, ...]:
    return tuple(everything())


@cache
def catalogue(language: str) -> Catalog:
    return read(language)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def key(message: Message) -> tuple[str, str, str]:
    one, many = message.id if isinstance(message.id, tuple) else (message.id, "")
    return message.context or "", one, many


def translated(language: str) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Return what stands in a catalogue, by context and English."""
    return {
        key(message): message.string if isinstance(message.string, tuple) else (message.string,)
        for message in messages(language)
        if all(message.string if isinstance(message.string, tuple) else (message.string,))
    }


QUOTES = {
    "src/cycle/application/actions/deciding/form_answers.py": "a choice that a form sends back",
    "src/cycle/application/documents/print_on_paper.py": "the name of a file, the same in both forms",
    "src/cycle/application/year/written/signals.py": "what may be written in a file",
    "src/cycle/cli/": "Norwegian words that an English sentence names",
    "src/cycle/store/database.py": "`driver`, English as well",
    "src/cycle/web/to_prefect/policy.py": "`pause`, English as well",
}
"""May hold words of the catalogues, beside what may hold Norwegian."""


def norwegian_words() -> set[str]:
    """Return the long words of all translations that no English sentence of ours has."""
    norwegian, english = set[str](), set[str]()
    for message in (message for language in LANGUAGES for message in messages(language)):
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        norwegian |= {word for text in said for word in LONG_WORD.findall(re.sub(r"\{\w+\}", "", text.lower()))}
        english |= {word for text in key(message) for word in LONG_WORD.findall(text.lower())}
    return norwegian - english


def test_no_word_of_a_translation_stands_in_a_text_of_the_code() -> None:
    """What is said in the catalogues in other words is found so, however short its sentence is."""
    words, allowed = norwegian_words(), (*READS, *QUOTES)
    assert len(words) > 1000, "the catalogues were not read"
    found = [
        (file.relative_to(ROOT).as_posix(), text)
        for file in python_files()
        for text in not_kept(file)
        if " " in text.strip() and words & set(LONG_WORD.findall(QUOTED.sub("", text).lower()))
    ]
    assert [place for place in found if not place[0].startswith(allowed)] == []
    assert [name for name in QUOTES if not any(file.startswith(name) for file, _ in found)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_is_said_is_translated(language: str) -> None:
    absent = {(message.context, message.one, message.many) for message in all_said()} - set(translated(language))
    assert sorted(absent) == [], "run `make locale`, and translate what stands empty in locale/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_is_said_somewhere(language: str) -> None:
    unused = {key(message) for message in messages(language)} - {
        (message.context, message.one, message.many) for message in all_said()
    }
    assert sorted(unused) == [], "`make locale` takes out what nobody says any more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_names_what_its_sentence_names(language: str) -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    wrong = {
        english: strings
        for english, strings in translated(language).items()
        if any(names(string) != names(english[1] if index == 0 else english[2]) for index, string in enumerate(strings))
    }
    assert wrong == {}


def test_no_translation_holds_a_word_of_the_other_form() -> None:
    nn = {
        string: bokmål_in(re.sub("i gang|PDF-en", "", string))
        for strings in translated("nn").values()
        for string in strings
    }
    nb = {string: nynorsk_in(string) for strings in translated("nb").values() for string in strings}
    assert {string: words for string, words in {**nn, **nb}.items() if words} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_quotes_as_norwegian_does(language: str) -> None:
    said = [string for strings in translated(language).values() for string in strings]
    assert [string for string in said if re.search("[“”„]", string)] == [], "write «…»"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_stands_as_the_tool_writes_it(language: str) -> None:
    written = updated(catalogue(language), all_said(), language=language)
    assert catalogue_file(language).read_text("utf-8") == written, "run `make locale`"


def test_no_sentence_is_put_together_before_it_is_said() -> None:
    assert spoken_together() == []


def test_a_text_that_is_given_a_context_is_said_where_it_is_given() -> None:
    """Or no catalogue gets it, and it comes out in English."""
    assert [place for place in unsaid_contexts() if not place.startswith("src/cycle/catalogue.py:")] == []


def test_what_code_says_is_found_in_every_way_of_saying_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.translation.extraction.ROOT", tmp_path)
    (tmp_path / "room.py").write_text(
        """
say(language, "Approved by {names}.", names=names)
cycle.say("Stopped." if stopped else in_context("run", "Open"))
counted(language, 2, "{number} letter", "{number} letters")
cycle.count(2, in_context("mail", "{number} sent"), in_context("mail", "{number} sent"))
WORDS = {"a": sentence("Waits"), "b": plural("{number} day", "{number} days")}
say(language, theirs[“no”]) if False else None
""".replace("“", '"').replace("”", '"')
    )
    found = [(message.context, message.one, message.many) for message in sorted(set(in_code([tmp_path / "room.py"])))]
    assert found == [
        ("", "Approved by {names}.", ""),
        ("", "Stopped.", ""),
        ("", "Waits", ""),
        ("", "{number} day", "{number} days"),
        ("", "{number} letter", "{number} letters"),
        ("mail", "{number} sent", "{number} sent"),
        ("run", "Open", ""),
    ]


def test_the_tool_keeps_translations_takes_out_what_nobody_says_and_adds_what_is_new() -> None:
    said = [Said("src/cycle/b.py", "", "Stopped."), Said("src/cycle/a.py", "", "{number} day", "{number} days")]
    first = Catalog(locale="nn")
    first.add("Stopped.", "Stoppa.", locations=[("src/cycle/elsewhere.py", 7)])
    first.add("Gone.", "Borte.")
    assert updated(first, said, language="nn").split("\n\n", 1)[1] == (
        "#: src/cycle/a.py\n"
        'msgid "{number} day"\nmsgid_plural "{number} days"\nmsgstr[0] ""\nmsgstr[1] ""\n\n'
        "#: src/cycle/b.py\n"
        'msgid "Stopped."\nmsgstr "Stoppa."\n'
    )


def test_a_sentence_is_said_in_the_form_of_its_reader() -> None:
    words = "Approved by {names}. Another person must also approve."
    assert say("nn", words, names="Kari") == "Godkjent av Kari. Ein annan person må òg godkjenne."
    assert say("nb", words, names="Kari") == "Godkjent av Kari. En annen person må også godkjenne."


def test_one_and_many_are_two_sentences_with_the_number_in_both() -> None:
    forms = ("{number} mail waits", "{number} mails wait")
    assert [counted("nn", number, *forms) for number in (0, 1, 2)] == [
        "0 e-postar ventar",
        "1 e-post ventar",
        "2 e-postar ventar",
    ]
    assert counted("nb", 2, *forms) == "2 e-poster venter"


def test_a_value_is_never_read_as_a_sentence() -> None:
    hostile = "{mailings.__class__} Nothing to remind of."
    assert say("nb", "goes on with {mailings}.", mailings=hostile) == f"går videre med {hostile}."


def test_a_sentence_that_no_catalogue_knows_loses_only_its_context() -> None:
    assert say("nn", in_context("mail", "Lost in {place}"), place="Voss") == "Lost in Voss"
    assert counted("nn", 1, in_context("mail", "{number} owl"), in_context("mail", "{number} owls")) == "1 owl"


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_every_sentence_is_said_as_gettexts_own_library_reads_it(language: Language) -> None:
    """A process says its first sentence sooner without that library; what is said must be the same."""
    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    known = GNUTranslations(compiled)
    ours = translations_of(language)
    for message in catalogue:
        if not message.id:
            continue
        one, many = message.id if isinstance(message.id, tuple) else (message.id, "")
        key = in_context(message.context, one) if message.context else one
        if many:
            said = [(ours.ngettext(key, many, number), known.ngettext(key, many, number)) for number in (0, 1, 2, 57)]
        else:
            said = [(ours.gettext(key), known.gettext(key))]
        assert all(our == their for our, their in said), key


def test_a_string_goes_on_over_several_lines_and_is_read_without_its_escapes() -> None:
    message = 'msgctxt "mail"\nmsgid ""\n"Say \\"no\\"\\n"\n"to \\\\n"\nmsgstr "Nei\\t"'
    assert strings_of(message) == {"msgctxt": "mail", "msgid": 'Say "no"\nto \\n', "msgstr": "Nei\t"}
    many = 'msgid ""\n"one"\nmsgid_plural ""\n"ma"\n"ny"\nmsgstr[0] "ein"\nmsgstr[1] ""\n"mange"'
    assert strings_of(many) == {"msgid": "one", "msgid_plural": "many", "msgstr[0]": "ein", "msgstr[1]": "mange"}


def test_why_prefect_did_not_take_an_answer_is_said_in_both_forms() -> None:
    failed = "Validation failed for field 'count'. Failure reason: 57 was expected"
    assert reason_in_words(failed) == "Skjemaet er ikkje teke imot: «count»: der skal det stå 57."
    assert reason_in_words(failed, "nb") == "Skjemaet er ikke tatt imot: «count»: der skal det stå 57."
    assert reason_in_words("{odd} words", "nb") == "Prefect gjorde det ikke: {odd} words"


def test_words_of_others_come_out_as_they_are() -> None:
    assert say("nb", "Møtet {er} flytta av Kari") == "Møtet {er} flytta av Kari"


NO_WORDS = {"nn", "nb", "nynorsk", "bokmål", "bokmal.toml", "nynorsk.toml"}
"""What a table of both forms may hold that nobody reads as a sentence."""


def test_no_table_in_code_says_in_both_forms_what_the_catalogues_are_for() -> None:
    """What is read in one form and the other stands in `locale/`; `wording.py` knows words only to tell forms apart."""
    paired = [
        f"{shown(path)}:{node.lineno}"
        for path in modules()
        if path.name != "wording.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Dict)
        and {key.value for key in node.keys if isinstance(key, ast.Constant)} == {"nn", "nb"}
        and any(isinstance(said, ast.Constant) and said.value not in NO_WORDS for said in node.values)
    ]
    assert paired == []
