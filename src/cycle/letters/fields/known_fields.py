"""What a letter may mention: every field with its kind and its meaning, a sentence of the catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cycle.catalogue import sentence
from cycle.letters.fields.follow_up_item import WITHOUT_TIME
from cycle.wording import WEEKDAYS

FieldKind = Literal["text", "flag", "picture", "group", "list", "number", "day", "time"]
"""A text is printed, a flag is asked with `if`, a picture both; a group has fields inside, a list is walked.

A number is what a template has counted, `loop.index` or `…|length`. No field of a letter is one, nor a day or a time of
day, which a mail has and prints through a filter.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field (felt) of a letter. A list holds one nameless field: what each of its entries is."""

    name: str
    kind: FieldKind
    meaning: str
    inside: tuple[Field, ...] = ()
    values: tuple[str, ...] = ()
    """All that a text may be, where it is one of a few; none where it may be anything."""
    shape: str = ""
    """What a text looks like, as a pattern, where it always looks alike."""
    part: str = ""
    """A part that such a text has, for a template that asks about it."""
    sample: str = ""
    """Such a text, with the spaces that are kept from breaking in print."""
    said: tuple[str, ...] = ()
    """What stands there now and then instead, in the letter's language."""
    optional: bool = False
    """Whether it may be none, as in mails; in letters an empty text stands for that."""

    def child(self, name: str) -> Field | None:
        """Return the field of this name inside the group, or None."""
        return next((field for field in self.inside if field.name == name), None)

    @property
    def may_be_empty(self) -> bool:
        """Whether a letter may have nothing there, as its meaning says to those who write templates."""
        return any(words in self.meaning for words in ("may be empty", "empty when", "empty on"))

    @property
    def entry(self) -> Field:
        """Return what each entry of this list is."""
        return self.inside[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """A field as listed for the people who write templates: `recipient.seats[].title`."""

    path: str
    kind: FieldKind
    meaning: str


def rows(root: Field) -> tuple[FieldRow, ...]:
    """Return every field below the root in order, with its full path; `[]` marks the entries of a list."""
    return tuple(_rows(root, ""))


def _rows(group: Field, prefix: str) -> Iterator[FieldRow]:
    for field in group.inside:
        path = prefix + field.name
        yield FieldRow(path=path, kind=field.kind, meaning=field.meaning)
        if field.kind == "list":
            yield from _rows(field.entry, f"{path}[].")
        else:
            yield from _rows(field, f"{path}.")


def _text(
    name: str,
    meaning: str,
    *,
    values: tuple[str, ...] = (),
    shape: str = "",
    part: str = "",
    sample: str = "",
    said: tuple[str, ...] = (),
) -> Field:
    sample = sample or _SAMPLES.get(shape, "")
    return Field(
        name=name, kind="text", meaning=meaning, values=values, shape=shape, part=part, sample=sample, said=said
    )


def _flag(name: str, meaning: str) -> Field:
    return Field(name=name, kind="flag", meaning=meaning)


def _picture(name: str, meaning: str) -> Field:
    return Field(name=name, kind="picture", meaning=meaning)


def _group(name: str, meaning: str, *inside: Field) -> Field:
    return Field(name=name, kind="group", meaning=meaning, inside=inside)


def _texts(name: str, meaning: str) -> Field:
    entry = _text("", "one line")
    return Field(name=name, kind="list", meaning=meaning, inside=(entry,))


def _groups(name: str, meaning: str, *inside: Field) -> Field:
    entry = _group("", "one of them", *inside)
    return Field(name=name, kind="list", meaning=meaning, inside=(entry,))


_DAY = r"\d{1,2}\. [a-z]+"
_DATE = rf"{_DAY} \d{{4}}"
_FULL_DATE = rf"[a-zæøå]+ {_DATE}"
_CLOCK = r"\d\d\.\d\d"
_SAMPLES = {
    _DAY: "18. februar",
    _DATE: "18. februar 2027",
    _FULL_DATE: "torsdag 18. februar 2027",
    rf"kl\. {_CLOCK}": "kl. 09.00",
    rf"kl\. {_CLOCK}–{_CLOCK}": "kl. 09.00–15.00",
}
"""A text of each shape that has spaces."""

KIND_TEXT: Mapping[str, str] = {
    "registration": sentence("Registration"),
    "opening": sentence("Opening"),
    "talk": sentence("Talk"),
    "panel": sentence("Panel discussion"),
    "discussion": sentence("Discussion"),
    "break": sentence("Break"),
    "lunch": sentence("Lunch"),
    "summary": sentence("Summary"),
}
"""What sort of item stands in the programme."""

_RECIPIENT = _group(
    "recipient",
    "The person the letter is for",
    _text("name", "Full name"),
    _text("greeting", "First line of the letter"),
    _texts("address_lines", "Addressee block, line by line"),
    _texts("postal_lines", "Name and postal address for the envelope"),
    _text(
        "address",
        "E-mail address the letter is sent to; empty on paper",
    ),
    _text("title", "Function of the first seat"),
    _text("organisation", "Organisation of the first seat"),
    _text("titles", "All functions with organisation, as one phrase"),
    _text("parts", "The parts of the meeting the person is invited to, or that it is all; empty when it has one"),
    _flag("several_seats", "True when the person has more than one seat"),
    _groups(
        "seats",
        "Every seat the person is invited for",
        _text("title", "Function"),
        _text("organisation", "Organisation or body"),
        _text("label", "Function with organisation, as a phrase"),
        _text("clause", "Clause that gives the seat"),
        _text(
            "why",
            "Why this seat is invited, one sentence; may be empty",
        ),
        _text(
            "right",
            "What the seat may do in the meeting, in each part of it",
        ),
    ),
)

_MEETING = _group(
    "meeting",
    "The meeting",
    _text("name", "Kind of meeting"),
    _text("definite", "The meeting in running text"),
    _text("title", "The meeting and its year, in running text"),
    _text("year", "Year", shape=r"\d{4}", part="2027"),
    _text("date", "Date", shape=_DATE, part="2027"),
    _text("full_date", "Weekday and date", shape=_FULL_DATE, part="2027"),
    _text("weekday", "Weekday", values=tuple(dict.fromkeys((*WEEKDAYS["nn"], *WEEKDAYS["nb"])))),
    _text("times", "From when to when", shape=rf"kl\. {_CLOCK}–{_CLOCK}", part="09.00"),
    _text("start", "When it starts", shape=rf"kl\. {_CLOCK}", part="09.00"),
    _text("end", "When it ends", shape=rf"kl\. {_CLOCK}", part="09.00"),
    _text("registration", "When registration opens", shape=rf"kl\. {_CLOCK}", part="09.00"),
    _text("venue", "Meeting place"),
    _text("place", "Street address or town of the venue"),
    _text("reply_by", "Last day to answer, with weekday", shape=_FULL_DATE, part="2027"),
    _text("reply_by_day", "Last day to answer, day and month", shape=_DAY, part="februar"),
    _flag("reply_by_passed", "True when the letter is dated after that day"),
    _flag("held", "True when the day of the meeting has come"),
    _text("theme", "Theme; empty when none is set"),
    _text("aim", "Aim; empty when none is set"),
    _text("signup", "How to register, one sentence"),
    _text("prepare", "What to prepare; may be empty"),
    _text("page", "Web page of the meeting; may be empty"),
    _text("practical", "Meals, costs, access; may be empty"),
    _text("parts", "The parts of the meeting; empty when it has one"),
    _flag("parts_in_programme", "True when the programme has a post for each part"),
    _text(
        "audience",
        "Who the meeting is for, as the community's file says; may be empty",
    ),
    _text(
        "about",
        "What the meeting is, as the community's file says; may be empty",
    ),
    _texts(
        "purposes",
        "What the meeting is to do, as the community's file says, each after 'shall'",
    ),
)

_HOST = _group(
    "host",
    "Who hosts and chairs",
    _text(
        "name",
        "Host organisation, or the side when none is named; capital first",
    ),
    _text("name_in_text", "The same within a sentence: a small letter first unless it is a name"),
    _text("side", "The side whose turn it is"),
    _text("organisation", "Host organisation; may be empty"),
    _text("chair", "Who chairs the meeting, capital first; may be empty"),
    _text("chair_in_text", "The same within a sentence; may be empty"),
    _picture("logo", "Logo of the host; empty when there is none"),
    _picture("signature", "Signature of the host; may be empty"),
)

_SENDER = _group(
    "sender",
    "The secretariat, who signs and answers questions",
    _text("name", "Name of the person"),
    _text("title", "Job title; may be empty"),
    _text("organisation", "Organisation of the person"),
    _text("office", "Name of the secretariat for the letterhead"),
    _text("office_in_full", "The same where the health community is not named beside it"),
    _text("email", "E-mail address"),
    _text("phone", "Telephone; may be empty", sample="55 00 00 00"),
    _text("postal", "Postal address on one line; may be empty"),
    _text("web", "Web address; may be empty"),
    _picture("signature", "Signature of the secretariat; may be empty"),
)

_LETTER = _group(
    "letter",
    "The letter itself",
    _text("title", "Heading of the letter, and title of the PDF"),
    _text("kind", "What is sent"),
    _text("date", "Date of the letter", shape=_DATE, part="2027"),
    _text("our_reference", "Our reference; may be empty"),
    _text("your_reference", "The recipient's reference; may be empty"),
    _texts("enclosures", "Names of the enclosures"),
    _flag("asks_answer", "True when the letter asks for an answer"),
)

_PROGRAMME = _groups(
    "programme",
    "The programme, line by line",
    _text("time", "From when to when; of the item about open steering signals that it is the standing one"),
    _text("start", "Start", shape=_CLOCK, part="09.00", said=(WITHOUT_TIME,)),
    _text("end", "End", shape=_CLOCK, part="09.00"),
    _text(
        "kind", "Kind: registration, opening, talk, panel, discussion, break, lunch or summary", values=tuple(KIND_TEXT)
    ),
    _text("kind_text", "Kind in the letter's language"),
    _flag("is_break", "True for breaks and lunch"),
    _text("title", "Title"),
    _texts("speakers", "Each speaker with role and organisation"),
    _texts("signals", "Each open steering signal, in the item about them; none in others"),
)

_COMMUNITY = _group(
    "community",
    "The health community",
    _text("name", "Name"),
    _texts("parties", "Names of all parties"),
    _picture("logo", "Logo of the community; may be empty"),
)

_CHANGE = _group(
    "change",
    "What is changed since the last letter, for a letter about it",
    _text("reason", "Why; may be empty"),
    _flag("moved", "True when date or time is another"),
    _groups(
        "rows",
        "Each fact that is another now",
        _text("label", "What it is"),
        _text("before", "As it was"),
        _text("after", "As it is now"),
    ),
)

_PERSON = (
    _text("name", "Full name"),
    _text("title", "Function of the first seat"),
    _text("organisation", "Organisation of the first seat"),
    _text("titles", "All functions with organisation, as one phrase"),
    _text("right", "What the person may do in the meeting"),
    _text("right_in_list", "The same, or the number of the note that says it"),
)

COMMON = _group(
    "",
    "A document that is the same for everybody",
    _MEETING,
    _HOST,
    _SENDER,
    _LETTER,
    _PROGRAMME,
    _COMMUNITY,
    _CHANGE,
)
"""What a document common to all may mention: everything but the recipient."""

_SIGNAL = (
    _text("number", "Number"),
    _text("to", "Who is asked"),
    _text("text", "What is asked"),
    _text("owner", "Who answers for it; may be empty"),
    _text("due", "By when; may be empty"),
    _text("parent", "The earlier signal it goes on from; may be empty"),
    _text("plan", "The plan of action it goes into; may be empty"),
)
PAPER = _group(
    "",
    "A paper of the meeting day",
    *COMMON.inside,
    _groups("people", "Everyone who is invited, by surname", *_PERSON),
    _text("right_of_all", "What everybody may do; empty when it is not the same for all"),
    _texts("right_notes", "The rights over the list, each with its number; none where they stand in the list"),
    _groups(
        "pairs",
        "The same people two by two, for sheets with two on a row",
        _group("left", "The first of the two", *_PERSON),
        _group("right", "The second; its name is empty at the end", *_PERSON),
    ),
    _group(
        "minutes",
        "What was said and decided",
        _text("chair", "Who chaired; may be empty, and the minutes are then a draft"),
        _text("taker", "Who wrote the minutes; may be empty, and the minutes are then a draft"),
        _flag("called_off", "True when the meeting is called off; then it is not held either"),
        _flag("noted", "True when somebody has noted who came"),
        _flag(
            "draft",
            "True until it is held, of everybody noted who came, who chaired and wrote, and every matter written about",
        ),
        _groups(
            "present",
            "Those who came, of the invited; all of them until that is noted",
            *_PERSON,
        ),
        _groups("absent", "Those who were noted as not there", *_PERSON),
        _groups("unnoted", "Those of whom nothing was noted, once somebody else was", *_PERSON),
        _groups(
            "matters",
            "Each matter; the programme's own until the minutes are written",
            _text("number", "Number", shape=r"\d+", part="1"),
            _text("title", "Title"),
            _text("text", "What was said; may be empty"),
            _text("decision", "What was decided; may be empty"),
            _text("responsible", "Who follows it up; may be empty"),
            _text("due", "By when; may be empty"),
        ),
        _groups(
            "signals",
            "The meeting's steering signals",
            *_SIGNAL,
        ),
    ),
)
"""What a paper of the meeting day may mention: name badges, table signs, attendance list, minutes, steering signals."""

PERSONAL = _group(
    "",
    "A letter to one person",
    _RECIPIENT,
    *COMMON.inside,
    _group(
        "asked",
        "What the meeting asks of the reader, in letters about steering signals",
        _groups("signals", "Each steering signal to the reader; none in other letters", *_SIGNAL),
        _text("approved", "The day the signals were approved electronically; empty when nobody has"),
    ),
)
"""What a personal letter may mention."""
