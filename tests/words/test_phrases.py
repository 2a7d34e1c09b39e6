"""What is wrong travels as a sentence with its values, and is said in the language of whoever comes to read it."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from dataclasses import asdict, replace

from cycle.application.year.written.problem_words import problem_in_words
from cycle.catalogue import in_context
from cycle.errors import ConfigError, Problem, StepError, did_you_mean
from cycle.phrases import Phrase, said

ENDS = Phrase("the meeting ends {end}, not after its start {start}", end=dt.time(8), start=dt.time(9))


def test_a_phrase_is_english_to_programs_and_nynorsk_or_bokmål_to_people() -> None:
    unknown = Phrase("unknown key '{key}'", key="temaa")
    assert unknown == "unknown key 'temaa'"
    assert unknown.said("nn") == "nøkkelen «temaa» er ukjend. Sjå om han er rett skriven"
    assert unknown.said("nb") == "nøkkelen «temaa» er ukjent. Se om den er rett skrevet"


def test_days_times_and_phrases_in_a_phrase_are_written_as_each_language_writes_them() -> None:
    date = dt.date(2027, 2, 18)
    due = Phrase("answers are due {due}, not before the meeting {date}", due=dt.date(2027, 3, 1), date=date)
    assert due == "answers are due 2027-03-01, not before the meeting 2027-02-18"
    assert due.said("nn") == "svarfristen 1. mars 2027 er ikkje før møtet 18. februar 2027"
    assert ENDS.said("nb") == "møtet slutter kl. 08.00, men starter kl. 09.00"
    assert Phrase("cannot be read: {why}", why=Phrase("it is a folder")).said("nn") == (
        "tenesta får ikkje lese fila: det er ei mappe"
    )


def test_a_value_is_never_read_as_a_sentence_or_a_place_to_fill() -> None:
    hostile = Phrase("unknown key '{key}'", key="{key} missing")
    assert hostile == "unknown key '{key} missing'"
    assert hostile.said("nn").startswith("nøkkelen «{key} missing» er ukjend")


def test_a_phrase_in_a_context_is_english_without_it() -> None:
    assert Phrase(in_context("mail", "Lost in {place}"), place="Voss") == "Lost in Voss"


def test_a_copied_or_pickled_error_still_speaks_every_language() -> None:
    error = ConfigError([Problem(file="x.toml", where="end", what=ENDS, remedy=did_you_mean("ed", ["end"]))])
    for other in (copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        [problem] = other.problems
        assert str(other) == str(error)
        assert problem_in_words(problem, "nb") == (
            "I x.toml, «end» (Slutt): møtet slutter kl. 08.00, men starter kl. 09.00. Mente du «end»?"
        )
    assert problem_in_words(replace(error.problems[0], where=""), "nn").startswith("I x.toml: møtet sluttar")
    copied = pickle.loads(pickle.dumps(StepError("a/b/2027: ends").with_message(ENDS)))
    assert said(copied.message, "nn") == "møtet sluttar kl. 08.00, men startar kl. 09.00"


def test_in_json_a_phrase_is_its_text() -> None:
    problem = asdict(Problem(file="x.toml", where="end", what=ENDS))
    assert json.loads(json.dumps(problem))["what"] == "the meeting ends 08.00, not after its start 09.00"


def test_an_error_of_one_phrase_says_it_to_people_too() -> None:
    assert StepError(ENDS).message is ENDS
    assert StepError("for operators").message is None


def test_words_of_others_come_out_as_they_are() -> None:
    assert said("Postfix says {no}", "nb") == "Postfix says {no}"


def test_a_text_may_stand_in_the_language_of_its_readers_and_be_said_in_another() -> None:
    written = ENDS.written_in("nn")
    assert written == "møtet sluttar kl. 08.00, men startar kl. 09.00"
    assert written.said("nb") == pickle.loads(pickle.dumps(written)).said("nb") == ENDS.said("nb")
