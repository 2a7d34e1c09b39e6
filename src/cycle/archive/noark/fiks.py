"""The year in Fiks Arkiv V1: a meeting folder (møtemappe), and a message for each registration in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from cycle.archive.noark.case import MeetingCase, Participant, Party, RecordDocument, Registration, screened_until
from cycle.archive.noark.message_tree import MessageTree, moment_in_utc

SPACE: Final = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/arkivmelding/opprett/v1"
CATALOGUE: Final = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/metadatakatalog/v1"
SYSTEM: Final = "cycle"
MEETING_PAPERS: Final[Mapping[str, tuple[str, str]]] = {
    "notice": ("MI", "Møteinnkalling"),
    "agenda": ("SL", "Saksliste"),
    "minutes": ("MP", "Møteprotokoll"),
    "attachment": ("VL", "Vedlegg til møtesak"),
}
"""Code and name of each paper of a meeting, as the code list `moeteregistreringstype` has them."""
FUNCTIONS: Final[Mapping[str, str]] = {
    "LEDER": "Leder",
    "NESTL": "Nestleder",
    "MEDL": "Medlem",
    "VARA": "Varamedlem",
    "SEKR": "Sekretær",
}


def fiks_message(case: MeetingCase, registration: Registration | None, *, names: Mapping[str, str]) -> MessageTree:
    """Return one message: the folder with its first registration, or a later registration for the folder.

    Fiks Arkiv takes one folder and one registration a message. The folder is named to later ones by our own key: the
    records system may give it another identity. `names` is sha256 → file name in the message.
    """
    tree = MessageTree("arkivmelding", namespace=SPACE, catalogue=CATALOGUE)
    tree.add(tree.root, "system", SYSTEM)
    files = {document.file.sha256 for document in registration.documents} if registration else set()
    tree.add(tree.root, "antallFiler", str(len(files)))
    first = registration is None or registration is case.registrations[0]
    if first:
        _folder(tree, case)
    if registration is not None:
        _registration(tree, case, registration, names=names)
    return tree


def _folder(tree: MessageTree, case: MeetingCase) -> None:
    at, filing = case.filing_at, case.filing
    folder = tree.add(tree.root, "mappe", kind="moetemappe")
    tree.add(folder, "systemID", case.system_id())
    tree.add(folder, "tittel", case.title)
    tree.code(folder, "dokumentmedium", "E", "Elektronisk arkiv")
    tree.add(folder, "opprettetDato", moment_in_utc(case.opened))
    tree.add(folder, "opprettetAv", filing.responsible.name, origin=f"{at}.responsible.name")
    tree.code(folder, "arkivdel", filing.series.code, filing.series.name, origin=f"{at}.series")
    about = tree.add(folder, "virksomhetsspesifikkeMetadata")
    creator = tree.ours(about, "arkivskaper")
    tree.ours(creator, "arkivskaperID", filing.creator.code)
    tree.ours(creator, "arkivskaperNavn", filing.creator.name)
    tree.ours(about, "administrativEnhet", filing.unit.name)
    tree.ours(about, "saksansvarlig", filing.responsible.name)
    classification = tree.add(folder, "klassifikasjon")
    tree.add(
        classification,
        "klassifikasjonssystemID",
        filing.classification.system,
        origin=f"{at}.classification.system",
    )
    tree.add(classification, "klasseID", filing.classification.code, origin=f"{at}.classification.code")
    tree.add(classification, "tittel", filing.classification.title, origin=f"{at}.classification.title")
    _own_key(tree, folder, "referanseEksternNoekkel", case.id)
    tree.add(folder, "moetenummer", case.number)
    committee = tree.add(folder, "utvalg")
    code, name = case.utval
    tree.inner(committee, "navn", name, origin=f"{at}.committee.name")
    if code:
        tree.inner(committee, "identifikator", code, origin=f"{at}.committee.code")
    tree.add(folder, "moetedato", case.date.isoformat(), origin="meeting.toml: date")
    if case.place:
        tree.add(folder, "moetested", case.place, origin="meeting.toml: venue")
    for participant in case.participants:
        _participant(tree, folder, participant)


def _participant(tree: MessageTree, folder: etree._Element, participant: Participant) -> None:
    element = tree.add(folder, "moetedeltaker")
    tree.inner(tree.inner(element, "identifikator"), "navn", participant.name)
    function = tree.inner(element, "funksjon")
    tree.inner(function, "kode", participant.function)
    tree.inner(function, "beskrivelse", FUNCTIONS[participant.function])
    if participant.represents:
        tree.inner(tree.inner(element, "representerer"), "navn", participant.represents)


def _registration(
    tree: MessageTree, case: MeetingCase, registration: Registration, *, names: Mapping[str, str]
) -> None:
    letter = registration.kind == "letter"
    element = tree.add(tree.root, "registrering", kind="journalpost" if letter else "moetedokument")
    tree.add(element, "systemID", case.system_id(registration.key))
    tree.add(element, "opprettetDato", moment_in_utc(registration.at))
    tree.add(element, "opprettetAv", case.filing.responsible.name, origin=f"{case.filing_at}.responsible.name")
    folder = tree.add(element, "referanseForelderMappe")
    reference = tree.inner(folder, "referanseEksternNoekkel")
    tree.inner(reference, "fagsystem", SYSTEM)
    tree.inner(reference, "noekkel", case.id)
    _screening(tree, element, registration)
    for number, document in enumerate(registration.documents, start=1):
        _document(tree, element, case, registration, document, number=number, names=names)
    tree.add(element, "tittel", registration.title)
    tree.add(element, "offentligTittel", registration.title)
    tree.code(element, "dokumentmedium", "E", "Elektronisk arkiv")
    _sender(tree, element, case)
    for party in registration.parties:
        _party(tree, element, party)
    _own_key(tree, element, "referanseEksternNoekkel", f"{case.id}/{registration.key}")
    if letter:
        tree.add(element, "journalaar", str(registration.day.year))
        tree.code(element, "journalposttype", "U", "Utgående dokument")
        tree.code(element, "journalstatus", "E", "Ekspedert")
        tree.add(element, "journaldato", registration.day.isoformat())
        tree.add(element, "dokumentetsDato", registration.date.isoformat())
        tree.add(element, "sendtDato", moment_in_utc(registration.at))
        tree.add(element, "antallVedlegg", str(len(registration.documents) - 1))
    else:
        tree.code(element, "moetedokumenttype", *MEETING_PAPERS[registration.kind])


def _screening(tree: MessageTree, parent: etree._Element, registration: Registration) -> None:
    rule = registration.screening
    if rule is None:
        return
    element = tree.add(parent, "skjerming", origin=f'noark.toml: screening, of = "{rule.of}"')
    tree.code(element, "tilgangsrestriksjon", rule.restriction)
    tree.add(element, "skjermingshjemmel", rule.basis)
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
    key = (registration.key, document.file.sha256)
    element = tree.add(parent, "dokumentbeskrivelse")
    tree.add(element, "systemID", case.system_id(*key))
    if registration.kind == "letter":
        kind = ("KORR", "Korrespondanse") if number == 1 else ("VEDLEGG", "Vedlegg")
    else:
        kind = ("PROTOKOLL", "Protokoll") if registration.kind == "minutes" else ("DOKUMENT", "Dokument")
    tree.code(element, "dokumenttype", *kind)
    tree.code(element, "dokumentstatus", "F", "Dokumentet er ferdigstilt")
    tree.add(element, "tittel", document.title)
    tree.add(element, "opprettetDato", moment_in_utc(registration.at))
    tree.code(element, "tilknyttetRegistreringSom", *(("H", "Hoveddokument") if number == 1 else ("V", "Vedlegg")))
    tree.add(element, "dokumentnummer", str(number))
    part = tree.add(element, "dokumentobjekt")
    tree.add(part, "systemID", case.system_id(*key, "object"))
    tree.add(part, "versjonsnummer", "1")
    form = document.format
    tree.code(part, "variantformat", *(("A", "Arkivformat") if form.archival else ("P", "Produksjonsformat")))
    if form.puid:
        tree.code(part, "format", form.puid, form.name)
        tree.add(part, "formatDetaljer", f"PRONOM {form.puid}, {form.name}")
    tree.add(part, "mimeType", form.media_type)
    tree.add(part, "filnavn", document.file.name)
    tree.add(part, "referanseDokumentfil", names[document.file.sha256])
    tree.add(part, "sjekksum", document.file.sha256)
    tree.add(part, "sjekksumAlgoritme", "SHA-256")
    tree.add(part, "filstoerrelse", str(document.file.size))


def _sender(tree: MessageTree, parent: etree._Element, case: MeetingCase) -> None:
    """Say which unit of ours sent it, and who there is responsible."""
    at, filing = case.filing_at, case.filing
    element = tree.add(parent, "korrespondansepart")
    tree.code(element, "korrespondanseparttype", "IA", "Intern avsender")
    tree.add(element, "korrespondansepartNavn", filing.unit.name, origin=f"{at}.unit.name")
    for name, coded, field in (
        ("administrativEnhet", filing.unit, "unit"),
        ("saksbehandler", filing.responsible, "responsible"),
    ):
        part = tree.add(element, name)
        tree.inner(part, "navn", coded.name, origin=f"{at}.{field}.name")
        tree.inner(part, "identifikator", coded.code, origin=f"{at}.{field}.code")


def _party(tree: MessageTree, parent: etree._Element, party: Party) -> None:
    element = tree.add(parent, "korrespondansepart")
    tree.code(element, "korrespondanseparttype", "EM", "Mottaker")
    tree.add(element, "korrespondansepartNavn", party.name, origin=party.origin)
    if party.number:
        tree.add(element, "organisasjonid", party.number)
    if party.contact:
        tree.add(element, "kontaktperson", party.contact)
    if party.screened:
        tree.add(element, "erSkjermet", "true")
    tree.add(element, "erPersonnavn", "false" if party.number else "true")


def _own_key(tree: MessageTree, parent: etree._Element, name: str, key: str) -> None:
    element = tree.add(parent, name)
    tree.inner(element, "fagsystem", SYSTEM)
    tree.inner(element, "noekkel", key)
