"""A sentence with a number speaks of one where it may be about one."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from cycle.catalogue import in_context, say
from cycle.model import Language
from tests.translation.extraction import everything
from tests.translation.update import LANGUAGES

LOG_IN = "templates/review/login_sent.html"
"""The minutes a link holds are always some."""
OFTEN_ONE = re.compile(
    r"(?<![\d.])\b1 (?!har\b|svar\b|(?:her)?fra\b)(?:andre|stader|steder|[a-zæøå]+(?:ar|er|ane|ene|a))\b"
)
"""One of something that is spoken of as many."""
SAME_OF_MANY = (
    "{number} cells have damaged letters for the same reason: encoded twice",
    "{number} cells have letters of an old encoding",
    "{number} cells have letters written as code",
)
SEVERAL_DATES = tuple(
    said.one for said in everything() if said.one.endswith("and so are all the {number} dates") and not said.many
)
NEVER_ONE = {
    "Revision {number} has another run.": "the number of a revision",
    "Approved by {names}. {number} others must also approve, each on their own.": "one is said in words of its own",
    "{number} people must approve, each on their own.": "one is said in words of its own",
    "{name} has already approved. {number} others must also approve.": "one is said in words of its own",
    "fits {number} people": "said where a name is several people's",
    "A small reminder: {number} decisions wait for you": "one is named in the subject",
    "As deputy: {number} decisions have waited long": "one is named in the subject",
    "Still waiting for you: {number} decisions": "one is named in the subject",
    "Urgent: {number} decisions have waited long for you": "one is named in the subject",
    "{number} matters wait about {name}. Write in “Which matter” which it is: {waiting}.": "said of several",
    "This holds for {number} seats.": "said of several",
    "{names} names for {number} documents under common": "said where the numbers differ",
    "{number} meetings at a time": "one is said in words of its own",
    "{number} years at a time": "one is said in words of its own",
    "All {number} parties and bodies with a seat have somebody on the list.": "one is said in words of its own",
    "All {number} seats that the rules give are filled.": "a meeting of one seat is none",
    "{number} days": "one is said in words of its own",
    "{number} files inside": "more than the most there may be",
    "the sheet has more than {number} columns, and those after that are not read": "the most there may be",
    "the sheet «{sheet}» has more than {number} rows": "the most there may be",
    "{shown} of {whole} lines.": "said of more than are shown",
    "{places}; and {number} other places": "one is said in words of its own",
    "{number} other letters are done; {remedy}": "one is said in words of its own",
    "«{name}» has several addresses (row {rows}) and is read as {number} persons, each with a letter": "said of many",
    "there are {number} addresses in one cell: {addresses}": "said of several",
    "{number} persons have the address {address} (row {rows})": "said of several",
    "«{organisation}» and «{function}» are {number} seats": "said of several",
    "«{organisation}» and «{function}» are {number} seats: {seats}": "said of several",
    **dict.fromkeys(SAME_OF_MANY, "one cell has a sentence of its own"),
    **dict.fromkeys(SEVERAL_DATES, "one date has a sentence of its own"),
    "The record date is {day}, {number} days before the meeting: the list is of those who held the seats then.": (
        "said of more than half a year"
    ),
    "The year as a line with {number} days; the table below says the same.": "a year has several",
}
"""Sentences with a number that is never one, and why."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_with_a_number_speaks_of_one_where_it_may_be_one(language: Language) -> None:
    """Where it may be one it has a form for one, or a form that holds for any number."""
    wrong = []
    for entry in {(said.context, said.one): said for said in everything() if not said.many}.values():
        names = {name for _, name, _, _ in Formatter().parse(entry.one) if name}
        numbers = names & {"number", "count", "whole", "days", "hours"}
        if not numbers or entry.one in NEVER_ONE or entry.file == LOG_IN:
            continue
        key = in_context(entry.context, entry.one) if entry.context else entry.one
        shown = say(language, key, **{name: 1 if name in numbers else "X" for name in names})
        if OFTEN_ONE.search(shown):
            wrong.append((entry.file, shown))
    assert wrong == []
