"""Every sentence the code says stands in the catalogues of both written forms, and nothing else stands there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from cycle.application.actions.outbox_decisions import RESTORED
from cycle.application.actions.service import AWAY_WORDS
from cycle.application.delivery.reporting import STATES
from cycle.application.dispatches.audience import ANSWERED
from cycle.application.replies.answers import HOW, LEFT, WORDS
from cycle.application.steps.invitations import DECIDE
from cycle.application.steps.plan import COPIED
from cycle.application.year.matters import LABELS, SAID
from cycle.catalogue import counted, in_context, say
from cycle.catalogue_nb import BOKMAL
from cycle.letters.render.covered_text import _FLAG, _MEANINGS
from cycle.web import api, asker, deeds, door
from cycle.web.words import _KNOWN, _WHY, reason_in_words
from flows.annual_cycle import FORM
from flows.artifacts import CALLED_OFF
from flows.artifacts import STATES as STANDINGS
from flows.choices import CHOOSE, OTHER
from flows.extra import CORRECT_FORM, EXTRA_FORM
from flows.inbox import CONFIRM_FORM, REPLY_FORM, WHAT
from flows.outbox import DECIDE_FORM, GO_ON_FORM, NOW
from flows.yearly import NEXT_YEAR_FORM
from tests.nynorsk import bokmål_in, nynorsk_in
from tests.translation.extraction import Said, everything, in_code, spoken_together
from tests.translation.update import LANGUAGES, catalogue_file, read, updated

ROOT = Path(__file__).parents[1]
CYCLE, FLOWS = ROOT / "src" / "cycle", ROOT / "flows"
SOMEWHERE_ELSE = {
    *(CYCLE / name for name in ("governance", "cli", "register")),
    CYCLE / "application" / "notifications" / "unreadable.py",
    *(FLOWS / name for name in ("demo.py", "up.py")),
}
"""Have a catalogue of their own, or speak English."""
FORMS = (FORM, CORRECT_FORM, EXTRA_FORM, CONFIRM_FORM, REPLY_FORM, DECIDE_FORM, GO_ON_FORM, NEXT_YEAR_FORM)
DECISION_LABELS = ("Rekn som send", "Send på nytt", "vikar kjem")
TABLES = {
    *_MEANINGS.values(),
    _FLAG,
    ANSWERED,
    DECIDE,
    AWAY_WORDS,
    CALLED_OFF,
    LEFT,
    RESTORED,
    *(one.words for one in vars(asker).values() if isinstance(one, asker.Refusal)),
    *_KNOWN.values(),
    *(words for _, words in _WHY),
    api.TOO_LARGE,
    api.NOT_JSON,
    api.NOT_HERE,
    api.UNSURE,
    deeds.NOT_JSON,
    deeds.UNKNOWN,
    deeds.RENDERED,
    deeds.NOT_OURS,
    deeds.NO_CANCEL,
    deeds.NO_RETRY,
    deeds.NO_STATE,
    door.ODD.words,
    door.ONLY_READING,
    *(words for form in FORMS for field in form.values() for words in field),
    *DECISION_LABELS,
    *NOW.values(),
    *WHAT.values(),
    CHOOSE,
    OTHER,
    *COPIED.values(),
    *HOW.values(),
    *LABELS.values(),
    *SAID.values(),
    *STANDINGS.values(),
    *WORDS.values(),
    *(form for forms in STATES.values() for form in forms),
}
"""Said by what they stand for, not where they are written."""


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield the name of what is called, and the call, over all of the code that has no catalogue of its own."""
    files = [*CYCLE.rglob("*.py"), *FLOWS.rglob("*.py")]
    for file in files:
        if SOMEWHERE_ELSE & {file, *file.parents}:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def texts(node: ast.AST) -> list[str]:
    """Return the texts in a piece of code, without the keys that something is looked up by."""
    keys = {id(one.slice) for one in ast.walk(node) if isinstance(one, ast.Subscript)}
    found = [one for one in ast.walk(node) if isinstance(one, ast.Constant) and id(one) not in keys]
    return [one.value for one in found if isinstance(one.value, str)]


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_is_said_is_translated(language: str) -> None:
    absent = {(one.context, one.one, one.many) for one in all_said()} - set(translated(language))
    assert sorted(absent) == [], "run `make locale`, and translate what stands empty in locale/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_is_said_somewhere(language: str) -> None:
    unused = {key(message) for message in messages(language)} - {(one.context, one.one, one.many) for one in all_said()}
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
    nn = {string: bokmål_in(string) for strings in translated("nn").values() for string in strings}
    nb = {string: nynorsk_in(string) for strings in translated("nb").values() for string in strings}
    assert {string: words for string, words in {**nn, **nb}.items() if words} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_stands_as_the_tool_writes_it(language: str) -> None:
    written = updated(catalogue(language), all_said(), language=language)
    assert catalogue_file(language).read_text("utf-8") == written, "run `make locale`"


def test_no_sentence_is_put_together_before_it_is_said() -> None:
    assert spoken_together() == []


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
    found = [(one.context, one.one, one.many) for one in sorted(set(in_code([tmp_path / "room.py"])))]
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


def test_every_counted_noun_is_in_the_catalogue_with_its_form_for_one_and_for_many() -> None:
    pairs = [node.args[-2:] for name, node in calls() if (name, len(node.args)) in {("count", 3), ("counted", 4)}]
    said = {f"{texts(one)[0]}|{texts(many)[0]}" for one, many in pairs if texts(one) and texts(many)}
    known = {one for one in BOKMAL if "|" in one and "| " not in one}
    said |= set(WHAT.values())
    ours = {one for one in said if one in known}
    assert known - said == set()
    assert len(ours) == len(known)
    assert all(BOKMAL[one].count("|") == 1 for one in known)


def test_every_sentence_of_the_catalogue_is_said_somewhere() -> None:
    code = "\n".join(
        "\n".join(texts(ast.parse(file.read_text("utf-8"))))
        for file in [*CYCLE.rglob("*.py"), *FLOWS.rglob("*.py")]
        if file.name != "catalogue_nb.py"
    )
    assert [one for one in BOKMAL if "|" not in one and one not in code and one not in TABLES] == []


def test_every_sentence_that_is_said_is_in_the_catalogue() -> None:
    said = set(TABLES)
    for name, node in calls():
        if name == "say" and node.args:
            at = 1 if len(node.args) > 1 else 0
            said |= set(texts(node.args[at]))
        if name == "_served":
            said |= {words for one in node.keywords if one.arg == "description" for words in texts(one.value)}
        if name == "done_or_told":
            said |= set(texts(node.args[0]))
        if name == "HTTPException" and len(node.args) > 1:
            said |= set(texts(node.args[1]))
    said = {one for one in said if re.search(r"[^\W\d_]{2}", re.sub(r"{\w*}", "", one))}
    assert sorted(said - set(BOKMAL) - {one for _, one, _ in translated("nb")}) == []


def test_both_forms_of_a_sentence_have_the_same_names_to_fill_in() -> None:
    def names(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name)

    assert {nn: nb for nn, nb in BOKMAL.items() if names(nn) != names(nb)} == {}


def test_no_sentence_in_bokmål_holds_a_word_of_nynorsk() -> None:
    assert {nb: nynorsk_in(nb) for nb in BOKMAL.values() if nynorsk_in(nb)} == {}


def test_a_sentence_is_said_in_the_form_of_its_reader() -> None:
    words = "Godkjent av {names}. Ein annan person må òg godkjenne."
    assert say("nn", words, names="Kari") == "Godkjent av Kari. Ein annan person må òg godkjenne."
    assert say("nb", words, names="Kari") == "Godkjent av Kari. En annen person må også godkjenne."


def test_a_number_takes_its_noun_in_both_forms() -> None:
    assert [counted("nn", number, "minutt", "minutt") for number in (0, 1, 2)] == ["0 minutt", "1 minutt", "2 minutt"]
    assert [counted("nb", number, "minutt", "minutt") for number in (0, 1, 2)] == [
        "0 minutter",
        "1 minutt",
        "2 minutter",
    ]


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


def test_a_process_that_says_nothing_reads_no_catalogue() -> None:
    code = "import sys, cycle.catalogue; sys.exit('babel.messages' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_why_prefect_did_not_take_an_answer_is_said_in_both_forms() -> None:
    failed = "Validation failed for field 'count'. Failure reason: 57 was expected"
    assert reason_in_words(failed) == "Skjemaet er ikkje teke imot: «count»: der skal det stå 57."
    assert reason_in_words(failed, "nb") == "Skjemaet er ikke tatt imot: «count»: der skal det stå 57."
    assert reason_in_words("{odd} words", "nb") == "Prefect gjorde det ikke: {odd} words"


def test_words_of_others_come_out_as_they_are() -> None:
    assert say("nb", "Møtet {er} flytta av Kari") == "Møtet {er} flytta av Kari"
