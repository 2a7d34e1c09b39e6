"""The values a letter is filled with: the meeting's facts turned into the words that are printed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from cycle import wording
from cycle.catalogue import say, sentence
from cycle.letters.fields.changed_facts import changed_facts, has_moved
from cycle.letters.fields.follow_up_item import OpenSignal, with_open_signals
from cycle.letters.fields.known_fields import KIND_TEXT
from cycle.letters.fields.picture import Picture
from cycle.letters.fields.postal_lines import postal_lines
from cycle.model import (
    Community,
    Contact,
    Dispatch,
    HostAnswer,
    Invitee,
    Language,
    MeetingFacts,
    MeetingKind,
    ProgrammeItem,
    Speaker,
    SteeringSignal,
)
from cycle.unbroken import held_together

Fields = dict[str, Any]
"""Plain values only: text, flags, lists and mappings, shaped like the tree in `cycle.letters.fields.known_fields`."""

BREAKS = frozenset({"break", "lunch", "registration"})


def letter_fields(
    invitee: Invitee,
    *,
    community: Community,
    meeting: str,
    facts: MeetingFacts,
    host: HostAnswer,
    dispatch: Dispatch,
    date: dt.date,
    programme: Sequence[ProgrammeItem] = (),
    language: Language = "nn",
    your_reference: str = "",
    pictures: Mapping[str, Picture] | None = None,
    before: MeetingFacts | None = None,
    kind: MeetingKind | None = None,
    asked: Sequence[tuple[str, SteeringSignal]] = (),
    approved: dt.date | None = None,
    open_signals: Sequence[OpenSignal] = (),
) -> Fields:
    """Return what a personal letter to the invitee may mention, in the template's language.

    `meeting` is the meeting in running text, `partnarskapsmøtet`; `date` is the date on the letter; `kind` is what the
    community's files say of such meetings. `asked` are the steering signals to the reader with their numbers, and
    `approved` the day they were approved electronically.
    """
    facts = wording.in_whole_sentences(facts)
    common = programme_fields(
        community=community,
        meeting=meeting,
        facts=facts,
        host=host,
        dispatch=dispatch,
        date=date,
        programme=programme,
        language=language,
        pictures=pictures,
        before=before,
        kind=kind,
        open_signals=open_signals,
    )
    common["letter"]["your_reference"] = your_reference
    if invitee.on_paper:
        contact = facts.contact or community.contact
        common["meeting"]["signup"] = _answer_on_paper(facts.signup, contact, language)
    elif not facts.signup:
        common["meeting"]["signup"] = say(language, "Answer the e-mail that this letter came with.")
    recipient = _recipient(invitee, kind.parts if kind else (), language)
    return {"recipient": recipient, **common, "asked": _asked(asked, approved, language)}


def signal_fields(number: str, signal: SteeringSignal, language: Language) -> Fields:
    """Return what is printed of a steering signal."""
    return {
        "number": number,
        "to": signal.to,
        "text": wording.with_full_stop(signal.text),
        "owner": signal.owner,
        "due": wording.long_date(signal.due, language) if signal.due else "",
        "parent": signal.parent,
        "plan": signal.plan,
    }


def programme_fields(
    *,
    community: Community,
    meeting: str,
    facts: MeetingFacts,
    host: HostAnswer,
    dispatch: Dispatch,
    date: dt.date,
    programme: Sequence[ProgrammeItem] = (),
    language: Language = "nn",
    title: str = "",
    pictures: Mapping[str, Picture] | None = None,
    before: MeetingFacts | None = None,
    kind: MeetingKind | None = None,
    open_signals: Sequence[OpenSignal] = (),
) -> Fields:
    """Return what a document common to all may mention; its title is `title`, or else the dispatch's subject.

    `pictures` are the logos and signatures there are, by field: `host.logo`. `before` are the facts as people were
    told them last, for a letter about a change; `open_signals` those that earlier meetings gave and nobody has settled.
    """
    facts = wording.in_whole_sentences(facts)
    shown = pictures or {}
    heading = title or dispatch.subject
    named = heading.replace("{year}", str(facts.year)).replace("{meeting}", meeting)
    return {
        "meeting": _meeting(facts, kind or MeetingKind(name=meeting, definite=meeting), date, language)
        | {"parts_in_programme": _names_parts(programme, kind.parts if kind else ())},
        "host": _host(host, community)
        | {"logo": shown.get("host.logo", ""), "signature": shown.get("host.signature", "")},
        "sender": _sender(facts.contact or community.contact, community)
        | {"signature": shown.get("sender.signature", "")},
        "letter": {
            "title": wording.with_capital(named),
            "kind": dispatch.title,
            "date": wording.long_date(date, language),
            "our_reference": facts.reference,
            "your_reference": "",
            "enclosures": list(dispatch.enclosures),
            "asks_answer": _asks_answer(dispatch),
        },
        "programme": with_open_signals([_item(item, language) for item in programme], open_signals, language),
        "community": {
            "name": community.name,
            "parties": community.parties(facts.date),
            "logo": shown.get("community.logo", ""),
        },
        "change": _change(before or facts, facts, language),
    }


def _asks_answer(dispatch: Dispatch) -> bool:
    """Return whether people are asked for an answer: before the meeting, in what every year sends, or a reminder."""
    if dispatch.after == "archive" or dispatch.audience in {"present", "addressees"}:
        return False
    return dispatch.tells == "change" or dispatch.audience == "silent" or dispatch.by == "milestone"


_ON_SCREEN = re.compile(
    r"\be.?post(?!boks)|\be-?mail\b|\bmail(?:en)?\b|\b(?:\w*(?:s|svar|møte|skjema|nett|web))?l[ei]nk(?:j?[ae]n?)?\b|\btrykk|\bklikk|knapp(?:en|ane|ene)\b|\bgodta\b|\bavslå\b"
    r"|\baksepter|\bmøtef(?:ørespurnad|orespørsel)|\bsvar\b[^.]* i kalenderen\b|\bqr\b"
    r"|\bi (?:outlook|teams)\b|\blogge? (?:deg |dykk |dere )?(?:inn|på)\b"
    r"|\b(?:svar|bruk|skriv til oss|registrer deg|send oss|meld (?:deg|dykk|dere) på)"
    r"(?: digitalt| elektronisk| (?:(?:i|på|via|med|per) )?(?:outlook|teams|zoom|forms|sms|app|appen))\b"
    r"|\bmelding(?:a|en)\b|\bher\b(?=[.:!]|$)",
    re.IGNORECASE,
)
"""What only somebody who reads a mail can do."""
_ANSWER_ON_SCREEN = re.compile(
    r"\b(?:svar|bruk|fyll ut|registrer|påmelding|last opp|meld (?:deg|dykk|dere) på)\b"
    r".*\b(?:(?:på |via )?nett(?:skjema\w*|sid\w*|et|\b)|elektronisk\w*|doodle|spond|portalen?\b)",
    re.IGNORECASE,
)
"""An answer in something on the web whose address is not told."""
_WITHOUT_SCREEN = re.compile(
    r"(?<![\w/=-])(?!\d{3} \d{3} \d{3}\b)(?:\+\d\d\s?)?\d\d(?:\s?\d){6}(?!\d)|\b0\d{4}\b|, \d{4} [A-ZÆØÅ]"
    r"|(?i:(?<!e-)\bpostboks\b|\bsvar(?:slipp|kort))"
)
"""A written-out way to answer that takes no screen: a telephone number, a postal address, a slip that came with it."""
_WEB_ADDRESS = re.compile(r"https?://|www\.|\w\.(?:no|com|org|net)\b", re.IGNORECASE)
_ENDED = re.compile(r"(?:^|[.!?…:][»”\")\]]*)$")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])(?<!\b(?:[Aa]vd|[Ee]vt)\.)(?<!\b(?:[Dd]r|[Ss]t|[Nn]r)\.)\s+(?=[A-ZÆØÅ«])")


def _answer_on_paper(signup: str, contact: Contact, language: Language) -> str:
    """Return how one answers who got the letter on paper: as it is written, where that can be done without the mail.

    Each sentence is judged by itself: one that only a reader of the mail can follow is left out, unless it holds a way
    that needs no screen. Our own way is added where none is left.
    """
    sentences = [text for text in _SENTENCE_ENDS.split(signup) if text]
    possible = [text for text in sentences if _WITHOUT_SCREEN.search(text) or not _takes_a_screen(text)]
    left = signup if possible == sentences else " ".join(possible)
    if _WITHOUT_SCREEN.search(left) or (left == signup and _WEB_ADDRESS.search(left)):
        return left
    if contact.phone and contact.postal:
        way = say(language, "Call {phone} or write to {postal}.", phone=contact.phone, postal=contact.postal)
    elif contact.phone:
        way = say(language, "Call {phone}.", phone=contact.phone)
    elif contact.postal:
        way = say(language, "Write to {postal}.", postal=contact.postal)
    else:
        way = say(language, "Write an e-mail to {address}.", address=contact.address)
    # Nothing ends the address of a page, so that no sentence stands behind one.
    ways = (left, way) if _ENDED.search(left) else (way, left)
    return " ".join(ways).strip()


def _takes_a_screen(text: str) -> bool:
    """Return whether only somebody who reads a mail can do what the sentence asks for."""
    return bool(_ON_SCREEN.search(text) or (_ANSWER_ON_SCREEN.search(text) and not _WEB_ADDRESS.search(text)))


def held(fields: Mapping[str, Any]) -> Fields:
    """Return the fields as they are printed: dates, times, numbers and `e-post` never parted at the end of a line."""
    return {key: _held(item) for key, item in fields.items()}


_WITH_THE_NEXT = re.compile(
    r"(?<=møte) (?=(?:19|20)\d\d\b)|(?<=møtet) (?=(?:19|20)\d\d\b)"
    r"|(?:(?<=\b[Rr]ing)|(?<=\bpå)|(?<=[Tt]elefon)) (?=(?:\+\d{1,3}\s)?(?:\d\d(?:\s\d\d){3}|\d{3}\s\d\d\s\d{3})\b)"
)
"""Spaces before a year that would stand alone in the second line of a title, and before a telephone number."""


def _held(value: Any) -> Any:
    if isinstance(value, str):
        return _WITH_THE_NEXT.sub("\N{NO-BREAK SPACE}", held_together(value))
    if isinstance(value, Mapping):
        return held(value)
    return [_held(item) for item in value] if isinstance(value, list) else value


def _asked(signals: Sequence[tuple[str, SteeringSignal]], approved: dt.date | None, language: Language) -> Fields:
    return {
        "signals": [signal_fields(number, signal, language) for number, signal in signals],
        "approved": wording.long_date(approved, language) if approved else "",
    }


def _recipient(invitee: Invitee, parts: Sequence[str], language: Language) -> Fields:
    first = invitee.seats[0]
    return {
        "name": invitee.name,
        "greeting": f"Kjære {wording.name_without_brackets(invitee.name)}",
        "address_lines": _address_lines(invitee),
        "postal_lines": postal_lines(invitee),
        "address": invitee.address,
        "title": first.title,
        "organisation": first.organisation,
        "titles": wording.listed([wording.seat_label(seat) for seat in invitee.seats]),
        "parts": _parts_of(invitee, parts, language),
        "several_seats": len(invitee.seats) > 1,
        "seats": [
            {
                "title": seat.title,
                "organisation": seat.organisation,
                "label": wording.seat_label(seat),
                "clause": seat.clause,
                "why": wording.reason_in_letter(seat),
                "right": wording.right_of(seat, language),
            }
            for seat in invitee.seats
        ],
    }


def _parts_of(invitee: Invitee, parts: Sequence[str], language: Language) -> str:
    """Return the parts of the meeting that the seats give a place in; of all that it has, that it is both or all."""
    own = list(dict.fromkeys(right.title for seat in invitee.seats for right in seat.rights))
    if len(parts) > 1 and set(parts) <= set(own):
        return say(language, sentence("all the parts") if parts[2:] else sentence("both parts"))
    return wording.listed(own)


def _address_lines(invitee: Invitee) -> list[str]:
    """Return the addressee block; a mailbox that several read names the organisation first (att.: `v/`)."""
    first = invitee.seats[0]
    function, place = wording.function_and_place(first)
    if invitee.shared_address and first.organisation:
        if function == first.organisation:
            return [function, f"v/ {invitee.name}"]
        if not place and wording.names(function, first.organisation):
            return [wording.with_capital(function), f"v/ {invitee.name}"]
        return [first.organisation, f"v/ {invitee.name}, {function}"]
    if wording.names(first.title, first.organisation):
        return [invitee.name, first.title]
    return [invitee.name, function, *([place] if place else [])]


def _meeting(facts: MeetingFacts, kind: MeetingKind, date: dt.date, language: Language) -> Fields:
    full = wording.full_date(facts.date, language)
    return {
        "name": kind.name,
        "definite": kind.definite,
        "title": f"{kind.definite} {facts.year}",
        "year": str(facts.year),
        "date": wording.long_date(facts.date, language),
        "full_date": full,
        "weekday": full.split()[0],
        "times": wording.clock_range(facts.start, facts.end),
        "start": f"kl. {wording.clock(facts.start)}",
        "end": f"kl. {wording.clock(facts.end)}",
        "registration": f"kl. {wording.clock(facts.registration)}",
        "venue": facts.venue,
        "place": facts.place,
        "reply_by": wording.full_date(facts.reply_by, language),
        "reply_by_day": wording.day_and_month(facts.reply_by),
        "reply_by_passed": facts.reply_by < date,
        "held": facts.date <= date,
        "theme": facts.theme,
        "aim": facts.aim,
        "signup": facts.signup,
        "prepare": facts.prepare,
        "practical": facts.practical,
        "page": facts.page,
        "parts": wording.listed(kind.parts) if len(kind.parts) > 1 else "",
        "audience": kind.audience,
        "about": kind.about,
        "purposes": [purpose.rstrip(". ") for purpose in kind.purposes],
    }


def _change(before: MeetingFacts, after: MeetingFacts, language: Language) -> Fields:
    """Return every fact that is another now, in the order people need them."""
    rows = changed_facts(before, after, language)
    return {"reason": after.change_reason, "moved": has_moved(before, after), "rows": rows}


def _host(host: HostAnswer, community: Community) -> Fields:
    sides = {side.id: side.name for side in community.sides}
    side = sides.get(host.side, "")
    named = host.organisation or side or host.holder
    return {
        "name": wording.with_capital(named),
        "name_in_text": named,
        "side": side or host.holder,
        "organisation": host.organisation,
        "chair": wording.with_capital(host.chair),
        "chair_in_text": host.chair,
    }


def _sender(contact: Contact, community: Community) -> Fields:
    theirs = contact.organisation == community.name
    whole = f"{contact.name}, {community.name}" if theirs and community.name not in contact.name else ""
    office = contact.name if theirs else contact.organisation
    return {
        "name": contact.name,
        "title": contact.title,
        "organisation": contact.organisation,
        "office": office,
        "office_in_full": whole or office,
        "email": contact.address,
        "phone": contact.phone,
        "postal": contact.postal,
        "web": contact.web,
    }


_DEFINITE = re.compile(r"(?:et|en|a)$")


def _names_parts(programme: Sequence[ProgrammeItem], parts: Sequence[str]) -> bool:
    """Return whether the programme has a post for each part: `Dialogmøte om samhandling` for `dialogmøtet`."""
    titles = [item.title.casefold() for item in programme]
    return len(parts) > 1 and all(
        any(_DEFINITE.sub("", part.casefold()) in title for title in titles) for part in parts
    )


def _item(item: ProgrammeItem, language: Language) -> Fields:
    start, end = wording.clock(item.start), wording.clock(item.end)
    return {
        "time": f"{start}–{end}",
        "start": start,
        "end": end,
        "kind": item.kind,
        "kind_text": say(language, KIND_TEXT.get(item.kind, "")),
        "is_break": item.kind in BREAKS,
        "title": item.title,
        "speakers": [_speaker(speaker) for speaker in item.speakers],
    }


def _speaker(speaker: Speaker) -> str:
    return ", ".join(part for part in (speaker.name, speaker.role, speaker.organisation) if part)
