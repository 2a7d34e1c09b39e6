"""What a letter may mention: every field with its kind and its meaning, in English and in nynorsk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["text", "flag", "picture", "group", "list", "number"]
"""A text is printed, a flag is asked with `if`, a picture both; a group has fields inside, a list is walked.

A number is what a template has counted, `loop.index` or `…|length`; no field of a letter is one.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field (felt) of a letter. A list holds one nameless field: what each of its entries is."""

    name: str
    kind: FieldKind
    meaning: str
    meaning_nn: str
    inside: tuple[Field, ...] = ()

    def child(self, name: str) -> Field | None:
        """Return the field of this name inside the group, or None."""
        return next((field for field in self.inside if field.name == name), None)

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
    meaning_nn: str


def rows(root: Field) -> tuple[FieldRow, ...]:
    """Return every field below the root in order, with its full path; `[]` marks the entries of a list."""
    return tuple(_rows(root, ""))


def _rows(group: Field, prefix: str) -> Iterator[FieldRow]:
    for field in group.inside:
        path = prefix + field.name
        yield FieldRow(path=path, kind=field.kind, meaning=field.meaning, meaning_nn=field.meaning_nn)
        if field.kind == "list":
            yield from _rows(field.entry, f"{path}[].")
        else:
            yield from _rows(field, f"{path}.")


def _text(name: str, meaning: str, meaning_nn: str) -> Field:
    return Field(name=name, kind="text", meaning=meaning, meaning_nn=meaning_nn)


def _flag(name: str, meaning: str, meaning_nn: str) -> Field:
    return Field(name=name, kind="flag", meaning=meaning, meaning_nn=meaning_nn)


def _picture(name: str, meaning: str, meaning_nn: str) -> Field:
    return Field(name=name, kind="picture", meaning=meaning, meaning_nn=meaning_nn)


def _group(name: str, meaning: str, meaning_nn: str, *inside: Field) -> Field:
    return Field(name=name, kind="group", meaning=meaning, meaning_nn=meaning_nn, inside=inside)


def _texts(name: str, meaning: str, meaning_nn: str) -> Field:
    entry = _text("", "one line", "éi linje")
    return Field(name=name, kind="list", meaning=meaning, meaning_nn=meaning_nn, inside=(entry,))


def _groups(name: str, meaning: str, meaning_nn: str, *inside: Field) -> Field:
    entry = _group("", "one of them", "ein av dei", *inside)
    return Field(name=name, kind="list", meaning=meaning, meaning_nn=meaning_nn, inside=(entry,))


_RECIPIENT = _group(
    "recipient",
    "The person the letter is for",
    "Mottakaren av brevet",
    _text("name", "Full name", "Fullt namn"),
    _text("greeting", "First line of the letter", "Helsinga først i brevet"),
    _texts("address_lines", "Addressee block, line by line", "Mottakarfeltet, linje for linje"),
    _texts("postal_lines", "Name and postal address for the envelope", "Namn og postadresse til konvolutten"),
    _text(
        "address",
        "E-mail address the letter is sent to; empty on paper",
        "E-postadressa brevet blir sendt til; tom på papir",
    ),
    _text("title", "Function of the first seat", "Funksjonen i det første vervet"),
    _text("organisation", "Organisation of the first seat", "Organisasjonen i det første vervet"),
    _text("titles", "All functions with organisation, as one phrase", "Alle funksjonane med organisasjon, i éi rekkje"),
    _flag("several_seats", "True when the person has more than one seat", "Sann når personen har fleire enn eitt verv"),
    _groups(
        "seats",
        "Every seat the person is invited for",
        "Kvart verv personen er invitert for",
        _text("title", "Function", "Funksjon"),
        _text("organisation", "Organisation or body", "Organisasjon eller organ"),
        _text("label", "Function with organisation, as a phrase", "Funksjon med organisasjon, i éi frase"),
        _text("clause", "Clause that gives the seat", "Punktet i avtalen som gjev plassen"),
        _text(
            "why",
            "Why this seat is invited, one sentence; may be empty",
            "Kvifor vervet er invitert, éi setning; kan vere tom",
        ),
        _text(
            "right",
            "What the seat may do in the meeting, in each part of it",
            "Kva rett vervet har, i kvar del av møtet",
        ),
    ),
)

_MEETING = _group(
    "meeting",
    "The meeting",
    "Møtet",
    _text("name", "Kind of meeting", "Møtetypen"),
    _text("definite", "The meeting in running text", "Møtet i bunden form"),
    _text("title", "The meeting and its year, in running text", "Møtet i bunden form, og år"),
    _text("year", "Year", "År"),
    _text("date", "Date", "Dato"),
    _text("full_date", "Weekday and date", "Vekedag og dato"),
    _text("weekday", "Weekday", "Vekedag"),
    _text("times", "From when to when", "Frå og til klokka"),
    _text("start", "When it starts", "Når det startar"),
    _text("end", "When it ends", "Når det sluttar"),
    _text("registration", "When registration opens", "Når registreringa opnar"),
    _text("venue", "Venue", "Møtestad"),
    _text("place", "Street address or town of the venue", "Gateadresse eller stad"),
    _text("reply_by", "Last day to answer, with weekday", "Svarfrist, med vekedag"),
    _text("reply_by_day", "Last day to answer, day and month", "Svarfrist, dag og månad"),
    _flag(
        "reply_by_passed", "True when the letter is dated after that day", "Sann når brevet er datert etter svarfristen"
    ),
    _flag("held", "True from the day of the meeting on", "Sann frå møtedagen og utover"),
    _text("theme", "Theme; empty when none is set", "Tema; tomt når det ikkje er sett"),
    _text("aim", "Aim; empty when none is set", "Føremål; tomt når det ikkje er sett"),
    _text("signup", "How to register, one sentence", "Korleis ein melder seg på, éi setning"),
    _text("prepare", "What to prepare; may be empty", "Kva ein skal førebu; kan vere tomt"),
    _text("page", "Web page of the meeting; may be empty", "Nettsida til møtet; kan vere tom"),
    _text("practical", "Meals, costs, access; may be empty", "Mat, kostnader, tilkomst; kan vere tomt"),
    _text(
        "audience",
        "Who the meeting is for, as the community's file says; may be empty",
        "Målgruppa, slik fila til helsefellesskapet seier; kan vere tom",
    ),
    _text(
        "about",
        "What the meeting is, as the community's file says; may be empty",
        "Kva møtet er, slik fila til helsefellesskapet seier; kan vere tomt",
    ),
    _texts(
        "purposes",
        "What the meeting is to do, as the community's file says, each after 'shall'",
        "Kva møtet skal gjere, slik fila til helsefellesskapet seier, kvar del etter «skal»",
    ),
)

_HOST = _group(
    "host",
    "Who hosts and chairs",
    "Vertskap og møteleiing",
    _text(
        "name",
        "Host organisation, or the side when none is named; capital first",
        "Vertsorganisasjonen, eller sida når ingen er peika ut; stor førebokstav",
    ),
    _text("side", "The side whose turn it is", "Sida som har turen"),
    _text("organisation", "Host organisation; may be empty", "Vertsorganisasjon; kan vere tom"),
    _text("chair", "Who chairs the meeting, capital first; may be empty", "Kven som leier møtet; kan vere tom"),
    _picture("logo", "Logo of the host; empty when there is none", "Logoen til verten; tom når det ikkje er nokon"),
    _picture("signature", "Signature of the host; may be empty", "Signaturen til verten; kan vere tom"),
)

_SENDER = _group(
    "sender",
    "The secretariat, who signs and answers questions",
    "Sekretariatet, som skriv under og svarar på spørsmål",
    _text("name", "Name of the person", "Namnet på personen"),
    _text("title", "Job title; may be empty", "Stillingstittel; kan vere tom"),
    _text("organisation", "Organisation of the person", "Organisasjonen til personen"),
    _text("office", "Name of the secretariat for the letterhead", "Namnet på sekretariatet i brevhovudet"),
    _text("email", "E-mail address", "E-postadresse"),
    _text("phone", "Telephone; may be empty", "Telefon; kan vere tom"),
    _text("postal", "Postal address on one line; may be empty", "Postadresse på éi linje; kan vere tom"),
    _text("web", "Web address; may be empty", "Nettadresse; kan vere tom"),
    _picture("signature", "Signature of the secretariat; may be empty", "Signaturen til sekretariatet; kan vere tom"),
)

_LETTER = _group(
    "letter",
    "The letter itself",
    "Sjølve brevet",
    _text("title", "Heading of the letter, and title of the PDF", "Overskrifta i brevet og tittelen på PDF-en"),
    _text("kind", "What is sent", "Kva som blir sendt"),
    _text("date", "Date of the letter", "Datoen på brevet"),
    _text("our_reference", "Our reference; may be empty", "Vår ref.; kan vere tom"),
    _text("your_reference", "The recipient's reference; may be empty", "Dykkar ref.; kan vere tom"),
    _texts("enclosures", "Names of the enclosures", "Namna på vedlegga"),
)

_PROGRAMME = _groups(
    "programme",
    "The programme, line by line",
    "Programmet, post for post",
    _text("time", "From when to when", "Frå og til klokka"),
    _text("start", "Start", "Start"),
    _text("end", "End", "Slutt"),
    _text("kind", "Kind: opening, talk, panel, discussion, break, lunch or summary", "Slag, som engelsk nøkkelord"),
    _text("kind_text", "Kind in the letter's language", "Slag på språket i brevet"),
    _flag("is_break", "True for breaks and lunch", "Sann for pausar og lunsj"),
    _text("title", "Title", "Tittel"),
    _texts("speakers", "Each speaker with role and organisation", "Kvar innleiar med rolle og organisasjon"),
)

_COMMUNITY = _group(
    "community",
    "The health community",
    "Helsefellesskapet",
    _text("name", "Name", "Namn"),
    _texts("parties", "Names of all parties", "Namna på alle partane"),
    _picture("logo", "Logo of the community; may be empty", "Logoen til helsefellesskapet; kan vere tom"),
)

_CHANGE = _group(
    "change",
    "What is changed since the last letter, for a letter about it",
    "Kva som er endra sidan førre brev, til eit brev om det",
    _text("reason", "Why; may be empty", "Kvifor; kan vere tomt"),
    _flag("moved", "True when date or time is another", "Sann når dato eller klokkeslett er endra"),
    _groups(
        "rows",
        "Each fact that is another now",
        "Kvar opplysning som er ei anna no",
        _text("label", "What it is", "Kva det gjeld"),
        _text("before", "As it was", "Slik det var"),
        _text("after", "As it is now", "Slik det er no"),
    ),
)

_PERSON = (
    _text("name", "Full name", "Fullt namn"),
    _text("title", "Function of the first seat", "Funksjonen i det første vervet"),
    _text("organisation", "Organisation of the first seat", "Organisasjonen i det første vervet"),
    _text("titles", "All functions with organisation, as one phrase", "Alle funksjonane med organisasjon, i éi rekkje"),
    _text("right", "What the person may do in the meeting", "Kva rett personen har i møtet"),
)

COMMON = _group(
    "",
    "A document that is the same for everybody",
    "Eit dokument som er likt for alle",
    _MEETING,
    _HOST,
    _SENDER,
    _LETTER,
    _PROGRAMME,
    _COMMUNITY,
    _CHANGE,
)
"""What a document common to all may mention: everything but the recipient."""

PAPER = _group(
    "",
    "A paper of the meeting day",
    "Eit møtepapir",
    *COMMON.inside,
    _groups("people", "Everyone who is invited, by surname", "Alle inviterte, etter etternamn", *_PERSON),
    _groups(
        "pairs",
        "The same people two by two, for sheets with two on a row",
        "Dei same to og to, til ark med to i kvar rad",
        _group("left", "The first of the two", "Den første av dei to", *_PERSON),
        _group("right", "The second; its name is empty at the end", "Den andre; namnet er tomt til slutt", *_PERSON),
    ),
    _group(
        "minutes",
        "What was said and decided",
        "Kva som vart sagt og avgjort",
        _text("chair", "Who chaired; may be empty", "Kven som leidde møtet; kan vere tomt"),
        _text("taker", "Who wrote the minutes; may be empty", "Kven som skreiv referatet; kan vere tomt"),
        _flag("noted", "True when somebody has noted who came", "Sann når nokon har notert kven som kom"),
        _groups(
            "present",
            "Those who came, of the invited; all of them until that is noted",
            "Dei som kom, av dei inviterte; alle til det er notert",
            *_PERSON,
        ),
        _groups("absent", "Those who did not come", "Dei som ikkje kom", *_PERSON),
        _groups(
            "matters",
            "Each matter; the programme's own until the minutes are written",
            "Kvar sak; programpostane til referatet er skrive",
            _text("number", "Number", "Nummer"),
            _text("title", "Title", "Tittel"),
            _text("text", "What was said; may be empty", "Kva som vart sagt; kan vere tomt"),
            _text("decision", "What was decided; may be empty", "Kva som vart avgjort; kan vere tomt"),
            _text("responsible", "Who follows it up; may be empty", "Kven som følgjer opp; kan vere tomt"),
            _text("due", "By when; may be empty", "Frist; kan vere tom"),
        ),
        _groups(
            "signals",
            "The meeting's steering signals",
            "Styringssignala frå møtet",
            _text("number", "Number", "Nummer"),
            _text("to", "Who is asked", "Kven som er beden"),
            _text("text", "What is asked", "Kva dei er bedne om"),
            _text("due", "By when; may be empty", "Frist; kan vere tom"),
        ),
    ),
)
"""What a paper of the meeting day may mention: name badges, table signs, attendance list, minutes, steering signals."""

PERSONAL = _group(
    "",
    "A letter to one person",
    "Eit brev til éin person",
    _RECIPIENT,
    *COMMON.inside,
)
"""What a personal letter may mention."""
