"""The year in the classic arkivmelding (Noark 5, as eFormidling carries it): a case file with its registrations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from cycle.archive.noark.case import MeetingCase, Party, RecordDocument, Registration, screened_until
from cycle.archive.noark.fiks import SYSTEM
from cycle.archive.noark.message_tree import MessageTree, moment_in_utc
from cycle.wording import OSLO

SPACE: Final = "http://www.arkivverket.no/standarder/noark5/arkivmelding"
CATALOGUE: Final = "http://www.arkivverket.no/standarder/noark5/metadatakatalog"


def arkivmelding(case: MeetingCase, *, names: Mapping[str, str]) -> MessageTree:
    """Return the one message of a year. `names` is sha256 → file name in the message.

    What the format has no place for stands in our own namespace under `virksomhetsspesifikkeMetadata`: the archive
    creator, the organisation numbers of the recipients, and format and sha256 of each file.
    """
    tree = MessageTree("arkivmelding", namespace=SPACE, catalogue=CATALOGUE)
    tree.add(tree.root, "system", SYSTEM)
    tree.add(tree.root, "meldingId", case.system_id("arkivmelding"))
    tree.add(tree.root, "tidspunkt", moment_in_utc(case.at))
    tree.add(tree.root, "antallFiler", str(len({file.sha256 for file in case.files()})))
    folder = _folder(tree, case)
    for registration in case.registrations:
        _registration(tree, folder, case, registration, names=names)
    _of_the_case(tree, folder, case)
    return tree


def _folder(tree: MessageTree, case: MeetingCase) -> etree._Element:
    at, filing = case.filing_at, case.filing
    folder = tree.add(tree.root, "mappe", kind="saksmappe")
    tree.add(folder, "systemID", case.system_id())
    tree.add(folder, "tittel", case.title)
    tree.add(folder, "dokumentmedium", "Elektronisk arkiv")
    tree.add(folder, "opprettetDato", moment_in_utc(case.opened))
    tree.add(folder, "opprettetAv", filing.responsible.name, origin=f"{at}.responsible.name")
    tree.add(folder, "referanseArkivdel", filing.series.code, origin=f"{at}.series.code")
    about = tree.add(folder, "virksomhetsspesifikkeMetadata")
    creator = tree.ours(about, "arkivskaper")
    tree.ours(creator, "arkivskaperID", filing.creator.code)
    tree.ours(creator, "arkivskaperNavn", filing.creator.name)
    code, name = case.utval
    tree.ours(about, "moete", nummer=case.number, dato=case.date.isoformat(), utvalg=name, utvalgID=code)
    classification = tree.add(folder, "klassifikasjon")
    tree.add(
        classification,
        "referanseKlassifikasjonssystem",
        filing.classification.system,
        origin=f"{at}.classification.system",
    )
    tree.add(classification, "klasseID", filing.classification.code, origin=f"{at}.classification.code")
    tree.add(classification, "tittel", filing.classification.title, origin=f"{at}.classification.title")
    return folder


def _of_the_case(tree: MessageTree, folder: etree._Element, case: MeetingCase) -> None:
    """Add what a case file has beyond a folder; the schema wants it behind the registrations."""
    at, filing = case.filing_at, case.filing
    tree.add(folder, "saksaar", str(case.year))
    tree.add(folder, "saksdato", case.opened.astimezone(OSLO).date().isoformat())
    tree.add(folder, "administrativEnhet", filing.unit.name, origin=f"{at}.unit.name")
    tree.add(folder, "saksansvarlig", filing.responsible.name, origin=f"{at}.responsible.name")
    tree.add(folder, "saksstatus", "Under behandling")


def _registration(
    tree: MessageTree,
    folder: etree._Element,
    case: MeetingCase,
    registration: Registration,
    *,
    names: Mapping[str, str],
) -> None:
    letter = registration.kind == "letter"
    responsible = f"{case.filing_at}.responsible.name"
    element = tree.add(folder, "basisregistrering", kind="journalpost")
    tree.add(element, "systemID", case.system_id(registration.key))
    tree.add(element, "opprettetDato", moment_in_utc(registration.at))
    tree.add(element, "opprettetAv", case.filing.responsible.name, origin=responsible)
    tree.add(element, "arkivertDato", moment_in_utc(case.at))
    tree.add(element, "arkivertAv", case.filing.responsible.name, origin=responsible)
    tree.add(element, "referanseForelderMappe", case.system_id())
    _screening(tree, element, registration)
    for number, document in enumerate(registration.documents, start=1):
        _document(tree, element, case, registration, document, number=number, names=names)
    tree.add(element, "tittel", registration.title)
    tree.add(element, "offentligTittel", registration.title)
    tree.add(element, "dokumentmedium", "Elektronisk arkiv")
    _ours(tree, element, registration, names=names)
    tree.add(element, "journalaar", str(registration.day.year))
    kind = "Utgående dokument" if letter else "Organinternt dokument uten oppfølging"
    tree.add(element, "journalposttype", kind)
    tree.add(element, "journalstatus", "Ekspedert" if letter else "Journalført")
    tree.add(element, "journaldato", registration.day.isoformat())
    tree.add(element, "dokumentetsDato", registration.date.isoformat())
    if letter:
        tree.add(element, "sendtDato", moment_in_utc(registration.at))
    tree.add(element, "antallVedlegg", str(len(registration.documents) - 1))
    _sender(tree, element, case)
    for party in registration.parties:
        _party(tree, element, party)


def _screening(tree: MessageTree, parent: etree._Element, registration: Registration) -> None:
    rule = registration.screening
    if rule is None:
        return
    people = any(party.screened for party in registration.parties)
    element = tree.add(parent, "skjerming", origin=f'noark.toml: screening, of = "{rule.of}"')
    tree.add(element, "tilgangsrestriksjon", rule.restriction)
    tree.add(element, "skjermingshjemmel", rule.basis)
    # Required by the schema; our titles have one line, so screening all but the first line hides none of them.
    hidden = "Skjerming navn mottaker" if people else "Skjerming tittel registrering - unntatt første linje"
    tree.add(element, "skjermingMetadata", hidden)
    if rule.of != "people":
        tree.add(element, "skjermingDokument", "Skjerming av hele dokumentet")
    if until := screened_until(registration):
        tree.add(element, "skjermingOpphoererDato", until.isoformat())


def _document(
    tree: MessageTree,
    parent: etree._Element,
    case: MeetingCase,
    registration: Registration,
    document: RecordDocument,
    *,
    number: int,
    names: Mapping[str, str],
) -> None:
    responsible = f"{case.filing_at}.responsible.name"
    element = tree.add(parent, "dokumentbeskrivelse")
    tree.add(element, "systemID", case.system_id(registration.key, document.file.sha256))
    tree.add(element, "dokumenttype", "Brev" if registration.kind == "letter" and number == 1 else "Dokument")
    tree.add(element, "dokumentstatus", "Dokumentet er ferdigstilt")
    tree.add(element, "tittel", document.title)
    tree.add(element, "opprettetDato", moment_in_utc(registration.at))
    tree.add(element, "opprettetAv", case.filing.responsible.name, origin=responsible)
    tree.add(element, "tilknyttetRegistreringSom", "Hoveddokument" if number == 1 else "Vedlegg")
    tree.add(element, "dokumentnummer", str(number))
    tree.add(element, "tilknyttetDato", moment_in_utc(registration.at))
    tree.add(element, "tilknyttetAv", case.filing.responsible.name, origin=responsible)
    part = tree.add(element, "dokumentobjekt")
    tree.add(part, "versjonsnummer", "1")
    tree.add(part, "variantformat", "Arkivformat" if document.format.archival else "Produksjonsformat")
    tree.add(part, "opprettetDato", moment_in_utc(registration.at))
    tree.add(part, "opprettetAv", case.filing.responsible.name, origin=responsible)
    tree.add(part, "referanseDokumentfil", names[document.file.sha256])


def _ours(tree: MessageTree, parent: etree._Element, registration: Registration, *, names: Mapping[str, str]) -> None:
    about = tree.add(parent, "virksomhetsspesifikkeMetadata")
    for document in registration.documents:
        tree.ours(
            about,
            "fil",
            names[document.file.sha256],
            format=document.format.puid,
            mimeType=document.format.media_type,
            sjekksum=document.file.sha256,
            sjekksumAlgoritme="SHA-256",
            filstoerrelse=str(document.file.size),
        )
    for party in registration.parties:
        if party.number:
            tree.ours(about, "mottaker", party.name, organisasjonsnummer=party.number)


def _sender(tree: MessageTree, parent: etree._Element, case: MeetingCase) -> None:
    at, filing = case.filing_at, case.filing
    element = tree.add(parent, "korrespondansepart")
    tree.add(element, "korrespondanseparttype", "Intern avsender")
    tree.add(element, "korrespondansepartNavn", filing.unit.name, origin=f"{at}.unit.name")
    tree.add(element, "administrativEnhet", filing.unit.name, origin=f"{at}.unit.name")
    tree.add(element, "saksbehandler", filing.responsible.name, origin=f"{at}.responsible.name")


def _party(tree: MessageTree, parent: etree._Element, party: Party) -> None:
    element = tree.add(parent, "korrespondansepart")
    tree.add(element, "korrespondanseparttype", "Mottaker")
    tree.add(element, "korrespondansepartNavn", party.name, origin=party.origin)
    if party.contact:
        tree.add(element, "kontaktperson", party.contact)
