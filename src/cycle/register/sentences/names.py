"""What is wrong with the name of a person, and who a person is."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.catalogue import sentence

NAMES: Mapping[str, tuple[str, str]] = {
    "name_double_encoding": (
        sentence(
            "«{text}» has damaged letters: the file was saved in the wrong encoding (encoded twice); read as «{name}»"
        ),
        sentence("save the file again as CSV UTF-8 or .xlsx, or accept what is read"),
    ),
    "name_old_alphabet": (
        sentence("«{text}» has letters of an old encoding; read as «{name}»"),
        sentence("write the name with the right letters, or accept what is read"),
    ),
    "name_web_letters": (
        sentence("«{text}» has letters written as code; read as «{name}»"),
        sentence("write the name with the right letters, or accept what is read"),
    ),
    "name_of_two": (
        sentence("«{name}» has several addresses (row {rows}) and is read as {number} persons, each with a letter"),
        sentence(
            "write the same address in all the rows if it is one person; a different Person-id if they are several"
        ),
    ),
    "name_missing": (
        sentence("the name is missing"),
        sentence("write the whole name of the person, or «ledig» and no address"),
    ),
    "name_lines": (sentence("there are several lines in the name"), sentence("give each person a row of their own")),
    "name_address": (
        sentence("an e-mail address stands where the name should"),
        sentence("write the whole name of the person"),
    ),
    "name_placeholder": (
        sentence("«{text}» is no name; the seat is read as vacant"),
        sentence("write the name, or «ledig» if nobody has the seat"),
    ),
    "name_vacant_note": (
        sentence("«{text}» is read as vacant, and «{note}» is kept as a note"),
        sentence("write «ledig» here and the rest under Merknad, or accept what is read"),
    ),
    "name_ditto": (sentence("«{text}» is no name"), sentence("write the name in every row")),
    "name_office": (
        sentence("«{text}» is not the name of a person"),
        sentence("write the whole name of the person, or «ledig»"),
    ),
    "name_two": (
        sentence("«{text}» looks like two persons: {first} and {second}"),
        sentence("give each person a row of their own; if it is one, write First name Surname"),
    ),
    "name_none": (sentence("«{text}» is no name"), sentence("write the whole name of the person, or «ledig»")),
    "name_lost": (sentence("«{text}» lacks a letter that a program has lost"), sentence("write the name again")),
    "name_digits": (
        sentence("there are digits in the name «{text}»"),
        sentence("write only the name; a phone number belongs under Telefon"),
    ),
    "name_odd": (
        sentence("«{text}» has characters that do not stand in names: {odd}"),
        sentence("write the name again, or accept what is read"),
    ),
    "name_initial": (
        sentence("«{text}» has only an initial for one of the names"),
        sentence("write the whole name as it is to stand in the letter, or accept what is read"),
    ),
    "name_word": (
        sentence("«{word}» in «{text}» is mostly an organisation or a common word; read as part of the name"),
        sentence("write the name of the person who has the seat, or accept it if somebody is called so"),
    ),
    "name_short": (
        sentence("«{text}» is only one word"),
        sentence("write both first name and surname, or accept what is read"),
    ),
    "name_turned": (
        sentence("«{text}» is read as «{name}»"),
        sentence("write the first name first, or accept what is read"),
    ),
    "name_title": (
        sentence("«{text}» is not taken into the name; read as «{name}»"),
        sentence("write only the name, or accept what is read"),
    ),
    "name_acting": (
        sentence("«{text}» is not taken into the name, but kept as a note; read as «{name}»"),
        sentence("write the name of the one who has the seat, or accept what is read"),
    ),
    "name_read": (sentence("«{text}» is read as «{name}»"), sentence("write only the name, or accept what is read")),
    "name_party": (
        sentence("«{text}» is not taken into the name; read as «{name}»"),
        sentence("write only the name, or accept what is read"),
    ),
    "name_aside": (
        sentence(
            "«{text}» is not taken into the name «{name}», but kept as a note; does it change who gets the letter?"
        ),
        sentence("write the name of the one who has the seat, and the rest under Merknad, or accept what is read"),
    ),
    "name_capitals": (
        sentence("«{text}» is read as «{name}»"),
        sentence("write the name with capital initials, or accept what is read"),
    ),
    "name_conflict": (
        sentence("Namn says «{text}», but Fornamn and Etternamn say «{name}»"),
        sentence("correct what is wrong"),
    ),
    "id_two_names": (
        sentence("Person-id {id} stands both at {name} and at {other} ({place})"),
        sentence("one id is one person: delete the id here, or write the same name if it is the same person"),
    ),
    "id_which": (
        sentence("several with the same name and the same address have a Person-id: {ids}"),
        sentence("write who the row is about under Person-id"),
    ),
    "id_changes": (
        sentence("{name} has Person-id {was} in the register and gets {now} here"),
        sentence("delete the id if it is the same person; another id may give one letter more"),
    ),
    "id_new_name": (
        sentence("Person-id {id} is {other} in the register, but here it says {name}"),
        sentence("accept it if {other} has a new name; delete the id if it is another person"),
    ),
    "id_other_name": (
        sentence("Person-id {id} is {other}, but here it says {name} with another address"),
        sentence("delete the id if {name} is another person; write the name as in the register if it is the same"),
    ),
    "person_which": (
        sentence("{name} may be several in the register: {ids}"),
        sentence("write who the row is about under Person-id"),
    ),
    "new_or_corrected": (
        sentence("here it says {name}, but {other} has {seat} in the register with the same first day"),
        sentence(
            "if {name} is new in the seat, write the first day under Frå (then {other} ends the day "
            "before); if it is the same person, write {id} under Person-id. Or answer with "
            "--new-holder {place}=YYYY-MM-DD or --correction {place}"
        ),
    ),
    "card_new_or_corrected": (
        sentence("the card is about {name}, but {other} has {seat} in the register"),
        sentence(
            "answer with --new-holder «{place}»=YYYY-MM-DD if {name} is new (then {other} ends the day "
            "before), or --correction «{place}» if it is the same person"
        ),
    ),
    "name_corrected": (
        sentence("{name} is read as {other} with a corrected name"),
        sentence("accept it if it is the same person; if {name} is new in the seat, write the first day under Frå"),
    ),
    "namesake": (
        sentence("{name} is read as another than the one in the register with the same name ({address})"),
        sentence("if it is the same person, write {id} under Person-id"),
    ),
    "corrected_in_one": (
        sentence("{name} has {value} here, but as before in {places}; read as corrected in all the rows"),
        sentence("write the same in all the rows of the person"),
    ),
    "two_values": (
        sentence("{name} has different values: {values}"),
        sentence("write the same in all the rows of the person"),
    ),
    "half_emptied": (
        sentence("the cell is empty here, but not in {place}; what stands there holds"),
        sentence("delete it in all the rows of the person if it no longer holds"),
    ),
    "id_of_another": (
        sentence("Person-id {id} belongs to {other} in the register; {name} has {own}"),
        sentence("write {own} here; if two rows have swapped Person-id, swap them back"),
    ),
}
"""What is wrong or so, and what would be right, by key."""
