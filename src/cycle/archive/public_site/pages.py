"""What the public pages show: frozen values, one edition for each meeting and year, ready to print."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from typing import Literal

from cycle.model import Contact, Document, Language, ProgrammeItem, PublicAddress, SignalStatus, Speaker, StoredFile

File = Document | StoredFile
"""A file to publish: its bytes, or the stored file that is read when the site is written."""


def sha256_of(file: File) -> str:
    """Return the sha256 (hex) of a file; a stored one is not read for it."""
    return hashlib.sha256(file.data).hexdigest() if isinstance(file, Document) else file.sha256


FactBasis = Literal["stated", "inferred", "corrected", "decided", "ours"]
"""How we know: printed in the source, inferred from it, printed wrong and corrected, decided by people in the
service's own year, or our own reading."""

Subject = Literal[
    "date",
    "time",
    "start",
    "end",
    "registration",
    "place",
    "host_side",
    "host",
    "chair",
    "aim",
    "outcome",
    "programme",
    "documents",
    "presentations",
    "other",
]
"""What a fact or a contradiction is about; `host` is the organisation, `host_side` the side it stands for."""

DocumentKind = Literal["programme", "cover_letter", "invitation", "minutes", "news", "presentations", "other"]
"""Programme (program), cover letter (følgebrev), invitation, minutes (referat), news item, a list of presentations,
anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact was read (kjelde). Only an address that starts with http(s) becomes a link."""

    title: str
    address: str = ""
    read: dt.date | None = None
    """The day it was read or last updated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFact:
    """One thing the page says, and how we know it. `value` is printed; `why` is a sentence."""

    subject: Subject
    value: str
    basis: FactBasis
    source: Source | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContradiction:
    """A source that contradicts itself or another (motseiing), kept as printed beside what is likely right.

    Each of `printed`, `likely` and `why` is either a few words (`28. januar 2020`) or whole sentences that end with a
    full stop; words are put into a sentence, sentences are left as they are. A `why` in small letters follows *fordi*
    behind words, and is a sentence of its own behind sentences.
    `likely` is empty when nobody knows.
    """

    subject: Subject
    printed: str
    likely: str = ""
    why: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDocument:
    """A document of the year, published as it is: never a letter that names its addressee.

    `file` is None for a document the sources mention but nobody has found.
    """

    title: str
    kind: DocumentKind
    file: File | None = None
    source: Source | None = None
    note: str = ""
    """One sentence about it; empty says for a lost document that it is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """A talk of the year with its speakers and the files it left (presentasjon)."""

    title: str
    speakers: tuple[Speaker, ...] = ()
    files: tuple[File, ...] = ()
    item: int | None = None
    """Index of its line in the edition's programme."""
    subtitle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A picture of the meeting, with what it shows in words for those who do not see it."""

    file: File
    alt: str
    width: int
    height: int
    caption: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutMeeting:
    """What the meeting is or was for, for whom, and how it is organised; whole sentences or list items."""

    purpose: tuple[str, ...] = ()
    target_group: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """What was done to the page after its year was closed (retting), as the page says it."""

    at: dt.date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A document that lay at an address and does no more; its address says so, and since when."""

    address: str
    """Path on the site."""
    title: str
    since: dt.date
    sha256: str
    """Of the document that lay there."""
    replaced: bool = False
    """Another one has come in its place, at an address of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalReport:
    """What was reported of a signal one day, without by whom."""

    on: dt.date
    status: SignalStatus
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSignal:
    """A steering signal as the site shows it, at an address of its own (styringssignal)."""

    number: str
    """`2027-1`, the last part of its address."""
    meeting: str
    """Id of the meeting that gave it, as its edition has it."""
    year: int
    to: str
    text: str
    due: dt.date | None = None
    parent: str = ""
    """Number of the signal it goes on from."""
    plan: str = ""
    """The plan of action it goes into, as printed."""
    status: SignalStatus = "open"
    reports: tuple[SignalReport, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsettledSignal:
    """A steering signal of an earlier meeting that was open when this one was held (fast post i programmet)."""

    number: str
    to: str
    due: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParticipant:
    """Somebody who was at the meeting (deltakar)."""

    name: str
    role: str = ""
    """The function as printed, `ordførar`; of a substitute without whose place it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBody:
    """A body or party with those of it who were at the meeting."""

    name: str
    number: int
    """How many were there, named or not."""
    people: tuple[PageParticipant, ...] = ()
    """Those who are named; empty where the community has them counted only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One meeting in one year (utgåve). What is not known is None or empty, and the page says so."""

    meeting: str
    """Id of its `Meeting`."""
    year: int
    title: str
    """As printed, `Partnarskapsmøte 2027`."""
    number: int = 1
    """2 for an extra meeting in the same year."""
    date: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    registration: dt.time | None = None
    venue: str = ""
    place: str = ""
    host_side: str = ""
    """The side as printed in running text, `kommunane`."""
    host: str = ""
    """Printed name of the host organisation."""
    chair: str = ""
    theme: str = ""
    aim: str = ""
    """Paragraphs parted by an empty line."""
    outcome: str = ""
    """What the meeting led to, paragraphs parted by an empty line."""
    programme: tuple[ProgrammeItem, ...] = ()
    documents: tuple[PageDocument, ...] = ()
    presentations: tuple[Presentation, ...] = ()
    contradictions: tuple[PageContradiction, ...] = ()
    facts: tuple[PageFact, ...] = ()
    notes: tuple[str, ...] = ()
    """Remarks to read with the facts, a sentence or two each."""
    pictures: tuple[PagePicture, ...] = ()
    about: AboutMeeting | None = None
    """What the meeting was for and for whom, in the system of that time; None for a page from before it was said."""
    updated: dt.date | None = None
    cancelled: bool = False
    example: bool = False
    """The year is invented; every page of it says so."""
    errata: tuple[Erratum, ...] = ()
    gone: tuple[Tombstone, ...] = ()
    signals: tuple[PageSignal, ...] = ()
    """What the meeting asked of whom, as it was approved; where each stands is a matter of the site."""
    unsettled: tuple[UnsettledSignal, ...] = ()
    """What earlier meetings had asked for and nobody had settled: a standing item of the programme."""
    participants: tuple[PageBody, ...] = ()
    """Who was there by the minutes, body by body; empty unless the community says that the page tells it."""
    other: Edition | None = None
    """The same page in the community's other written form; None where not all of its words are written in it."""
    language: Language | None = None
    """What its page is written in, where that is not what the pages that list it are written in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting type with pages of its own. `slug` is its permanent folder: `partnarskapsmote`."""

    id: str
    title: str
    slug: str
    definite: str = ""
    """The title as one speaks of it, `Partnarskapsmøtet`; empty in years that were closed before it was kept."""
    period: str = ""
    """As printed, `2009–2022` or `frå 2023`."""
    about: str = ""
    """What the meeting is for, paragraphs parted by an empty line; as page templates of earlier versions print it."""
    system: AboutMeeting | None = None
    """What the meeting is for, for whom, and how it is organised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Where the same pages lie in the other written form, for the switch on each."""

    language: Language
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFrame:
    """What stands around the content of every page."""

    community: str
    """`Helsefellesskapet i Bergensområdet`."""
    meetings: tuple[Meeting, ...]
    """Newest meeting type first."""
    contact: Contact | None = None
    """The secretariat, the only e-mail address on the site."""
    language: Language = "nn"
    """What the pages are written in; the words of meetings and editions come in it."""
    base_address: str = ""
    """Where the site is published, `https://moete.example.no`; feed and sitemap need it."""
    accessibility: str = ""
    """Address of the accessibility statement (tilgjengelegheitserklæring)."""
    folder: str = ""
    """Where the pages of this written form lie on the site; empty for the form that had the addresses first."""
    beside: Beside | None = None
    """The pages in the other written form; None where the site has one form only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePages(SiteFrame):
    """Everything the public site shows, editions in any order."""

    editions: tuple[Edition, ...]
    signals: tuple[PageSignal, ...] = ()
    """The steering signals of all years, the newest year first, with what was reported of each."""
    addresses: tuple[PublicAddress, ...] = ()
    """Every address that a document has had, also those that are taken down; no other document gets one of them."""
    untranslated: frozenset[str] = frozenset()
    """Numbers of the signals whose own pages are in the other written form only."""
    other: SitePages | None = None
    """The same in the community's other written form; what is written in one form only is marked with it."""

    @property
    def frame(self) -> SiteFrame:
        """Return what a page sees that is about one meeting, or about some: nothing of the others changes it."""
        return SiteFrame(**{name.name: getattr(self, name.name) for name in fields(SiteFrame)})
