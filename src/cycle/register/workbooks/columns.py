"""The columns of a register, by every spelling people use."""

from __future__ import annotations

from cycle.register.workbooks.sheet_tables import Column

COLUMNS = (
    Column(
        key="organisation",
        names=(
            "Organisasjon",
            "Organisasjon/organ",
            "Kommune",
            "Organ",
            "Part",
            "Verksemd",
            "Virksomhet",
            "Kommune/part",
        ),
        card="ORG",
    ),
    Column(key="function", names=("Funksjon", "Rolle", "Tittel", "Stilling", "Verv"), card="TITLE"),
    Column(key="seat", names=("Plass-id", "Plass", "Plass id", "Sete-id", "Seat")),
    Column(
        key="name",
        bokmal="Navn",
        names=("Namn", "Navn", "Fullt namn", "Fullt navn", "Name", "Full name", "Person"),
        required=True,
        instead=("given", "family"),
        card="FN",
    ),
    Column(
        key="address",
        names=("E-post", "E-postadresse", "Epostadresse", "E-mail", "Mail", "Mailadresse", "Email", "E-mailadresse"),
        required=True,
        card="EMAIL",
    ),
    Column(
        key="role_address",
        names=("Rolle-e-post", "Rolleadresse", "Funksjonsadresse", "E-post til plassen", "E-post til rollen"),
    ),
    Column(key="shared", names=("Felles postkasse", "Felles postboks", "Postmottak", "Fellespost", "Delt postkasse")),
    Column(key="language", names=("Målform", "Språk", "Språkform", "Maalform")),
    Column(
        key="phone",
        names=(
            *("Telefon", "Tlf", "Telefonnummer", "Mobil", "Mobiltelefon", "Tlf. jobb", "Telefon jobb", "Jobbtelefon"),
            *("Tlf. arbeid", "Telefon arbeid", "Tlf.nr.", "Telefonnr.", "Mobilnr.", "Mobilnummer", "Mobil jobb"),
        ),
        card="TEL",
    ),
    Column(
        key="valid_from",
        bokmal="Fra",
        names=("Frå", "Fra", "Frå dato", "Fra dato", "Gjeld frå", "Gjelder fra", "Startdato"),
    ),
    Column(key="valid_to", names=("Til", "Til dato", "Til og med", "Gjeld til", "Gjelder til", "Sluttdato")),
    Column(
        key="decided_by", bokmal="Oppnevnt av", names=("Oppnemnd av", "Oppnevnt av", "Vald av", "Valgt av", "Vedtak")
    ),
    Column(key="person_id", names=("Person-id", "Personid", "Person id")),
    Column(
        key="postal",
        names=("Postadresse", "Postadr", "Postadressa", "Adresse i posten", "Brevadresse", "Postal address"),
        card="ADR",
    ),
    Column(key="note", names=("Merknad", "Kommentar", "Notat", "Merknader"), card="NOTE"),
)
"""The columns we write, in this order."""

READ = (
    *COLUMNS,
    Column(
        key="given",
        bokmal="Fornavn",
        names=("Fornamn", "Fornavn", "First name", "Firstname", "Førenamn", "For-/mellomnamn"),
    ),
    Column(
        key="family",
        bokmal="Etternavn",
        names=("Etternamn", "Etternavn", "Last name", "Lastname", "Surname", "Slektsnamn"),
    ),
)
"""The columns we read."""
