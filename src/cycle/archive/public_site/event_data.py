"""A meeting for programs: a calendar file, an event of schema.org, and a meeting folder as eInnsyn shapes it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from cycle.archive.public_site.pages import Edition, SitePages
from cycle.archive.tree import TreeFile
from cycle.wording import OSLO

CALENDAR, EVENT, FOLDER = "mote.ics", "mote.jsonld", "moetemappe.json"
"""Beside the page of the year."""


def event_files(
    pages: SitePages, edition: Edition, folder: str, documents: Sequence[tuple[str, TreeFile]]
) -> list[TreeFile]:
    """Return the files about a meeting whose day is known; the same values give the same bytes.

    Each of the documents comes with its title: what its file was called when it was handed in may be anybody's name.
    """
    if edition.date is None:
        return []
    return [
        TreeFile(path=f"{folder}/{CALENDAR}", content=_calendar(pages, edition, folder).encode()),
        TreeFile(path=f"{folder}/{EVENT}", content=_json(_event(pages, edition, folder))),
        TreeFile(path=f"{folder}/{FOLDER}", content=_json(_meeting_folder(pages, edition, folder, documents))),
    ]


def page_address(pages: SitePages, path: str) -> str:
    """Return the whole address of a path of the site; the path alone when no base address is set."""
    return f"{pages.base_address.rstrip('/')}/{path}" if pages.base_address else path


def _page(pages: SitePages, folder: str) -> str:
    """Return the path of the page beside which these files lie."""
    return f"{pages.folder}/{folder}/index.html" if pages.folder else f"{folder}/index.html"


def _calendar(pages: SitePages, edition: Edition, folder: str) -> str:
    assert edition.date is not None
    stamp = dt.datetime.combine(edition.updated or edition.date, dt.time())
    place = ", ".join(part for part in (edition.venue, edition.place) if part)
    named = hashlib.sha256(f"{pages.community}/{folder}".encode()).hexdigest()[:32]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cycle//meeting//NO",
        "BEGIN:VEVENT",
        f"UID:{named}@cycle.invalid",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        *_times(edition),
        f"SUMMARY:{_escaped(edition.title)}",
        *([f"LOCATION:{_escaped(place)}"] if place else []),
        *([f"DESCRIPTION:{_escaped(edition.theme)}"] if edition.theme else []),
        *([f"URL:{page_address(pages, _page(pages, folder))}"] if pages.base_address else []),
        f"STATUS:{'CANCELLED' if edition.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _times(edition: Edition) -> Iterator[str]:
    assert edition.date is not None
    if edition.start is None:
        yield f"DTSTART;VALUE=DATE:{edition.date:%Y%m%d}"
        return
    for name, time in (("DTSTART", edition.start), ("DTEND", edition.end)):
        if time is not None:
            moment = dt.datetime.combine(edition.date, time, tzinfo=OSLO).astimezone(dt.UTC)
            yield f"{name}:{moment:%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Return a text as RFC 5545, 3.3.11 writes it."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Yield the line in parts of at most 75 bytes, no letter cut (RFC 5545, 3.1)."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > 74:
            yield part
            part = " "
        part += letter
    yield part


def _event(pages: SitePages, edition: Edition, folder: str) -> dict[str, Any]:
    assert edition.date is not None
    organisation = edition.host or pages.community
    talks = [_talk(talk.title, talk.speakers) for talk in edition.presentations]
    place = {"@type": "Place", "name": edition.venue or edition.place, "address": edition.place}
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": edition.title,
        "startDate": _moment(edition.date, edition.start),
        **({"endDate": _moment(edition.date, edition.end)} if edition.end else {}),
        "eventStatus": f"https://schema.org/{'EventCancelled' if edition.cancelled else 'EventScheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "inLanguage": pages.language,
        "organizer": _organisation(organisation),
        **({"location": {key: text for key, text in place.items() if text}} if place["name"] else {}),
        **({"description": edition.theme} if edition.theme else {}),
        **({"url": page_address(pages, _page(pages, folder))} if pages.base_address else {}),
        **({"subEvent": talks} if talks else {}),
    }


def _talk(title: str, speakers: Sequence[Any]) -> dict[str, Any]:
    people = [
        {
            "@type": "Person",
            "name": speaker.name,
            **({"jobTitle": speaker.role} if speaker.role else {}),
            **({"affiliation": _organisation(speaker.organisation)} if speaker.organisation else {}),
        }
        for speaker in speakers
    ]
    return {"@type": "Event", "name": title, **({"performer": people} if people else {})}


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def _meeting_folder(
    pages: SitePages, edition: Edition, folder: str, documents: Sequence[tuple[str, TreeFile]]
) -> dict[str, Any]:
    """Return the meeting with the names that eInnsyn's Moetemappe has (its public interface, version 1)."""
    assert edition.date is not None
    number = f"{edition.year}" + (f"-{edition.number}" if edition.number > 1 else "")
    place = ", ".join(part for part in (edition.venue, edition.place) if part)
    return {
        "entity": "Moetemappe",
        "offentligTittel": edition.title,
        "moetenummer": number,
        "utvalg": next(meeting.title for meeting in pages.meetings if meeting.id == edition.meeting),
        "moetedato": _moment(edition.date, edition.start),
        **({"moetested": place} if place else {}),
        "moetedokument": [
            {
                "entity": "Moetedokument",
                "offentligTittel": title,
                "dokumentbeskrivelse": [
                    {
                        "entity": "Dokumentbeskrivelse",
                        "tittel": title,
                        "tilknyttetRegistreringSom": "hoveddokument",
                        "dokumentobjekt": [
                            {
                                "entity": "Dokumentobjekt",
                                "referanseDokumentfil": page_address(pages, document.path),
                                "format": document.path.rpartition(".")[2],
                                "sjekksum": document.sha256,
                                "sjekksumAlgoritme": "SHA-256",
                            }
                        ],
                    }
                ],
            }
            for title, document in documents
        ],
        "moetesak": [
            {"entity": "Moetesak", "offentligTittel": item.title, "moetesaksrekkefoelge": number}
            for number, item in enumerate(edition.programme, start=1)
            if item.kind not in {"break", "lunch"}
        ],
    }


def _moment(day: dt.date, time: dt.time | None) -> str:
    return dt.datetime.combine(day, time, tzinfo=OSLO).isoformat() if time else day.isoformat()


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
