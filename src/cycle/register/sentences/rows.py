"""What is wrong with a row: its cells, its seat, its address, its days."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.catalogue import sentence

ROWS: Mapping[str, tuple[str, str]] = {
    "formula": (
        sentence("the cell has a formula, and its answer may change without anybody writing anything"),
        sentence("write the value itself (copy, and paste as values)"),
    ),
    "error_value": (sentence("the cell shows the error {detail}"), sentence("delete the cell and write it again")),
    "too_long": (sentence("the cell has more than {detail} characters"), sentence("is it the right cell?")),
    "unseen": (
        sentence("the cell has a character that nobody sees ({detail})"),
        sentence("delete the cell and write it again"),
    ),
    "all_double_encoding": (
        sentence("{number} cells have damaged letters for the same reason: encoded twice"),
        sentence("save the file again as CSV UTF-8 or .xlsx"),
    ),
    "all_old_alphabet": (
        sentence("{number} cells have letters of an old encoding"),
        sentence("save the file again as CSV UTF-8 or .xlsx"),
    ),
    "all_web_letters": (
        sentence("{number} cells have letters written as code"),
        sentence("save the file again as CSV UTF-8 or .xlsx"),
    ),
    "no_rows": (
        sentence("no row names a person"),
        sentence("write a row for each person and seat below the header row"),
    ),
    "heading": (
        sentence("the row has only «{text}» and is read as a subheading"),
        sentence("fill in the row if it is a seat"),
    ),
    "organisation_above": (
        sentence("the organisation is empty; read as «{text}», which stands above"),
        sentence("write the organisation in every row, or accept what is read"),
    ),
    "days_turned": (sentence("the last day {last} is before the first day {first}"), sentence("correct one of them")),
    "seat_unknown": (sentence("there is no seat «{text}»"), "{near}"),
    "near": (sentence("did you mean {near}{words}?"), ""),
    "some": (sentence("known seats are {some} and {more} more"), ""),
    "all": (sentence("known seats are {some}"), ""),
    "seat_conflict": (
        sentence("Plass-id says {seat}, but «{organisation}» and «{function}» are {named}"),
        sentence("correct the one that is wrong"),
    ),
    "organisation_other": (
        sentence("the organisation «{text}» is not the one that has the seat {seat}; that is «{own}»"),
        sentence("write «{own}»; if the organisation has a new name, change it in organisations.csv"),
    ),
    "function_other": (
        sentence("the function «{text}» is not what the seat {seat} is called; that is «{own}», and it is not changed"),
        sentence("write «{own}», or correct Plass-id if the row is about another seat"),
    ),
    "seats_several": (
        sentence("«{organisation}» and «{function}» are {number} seats"),
        sentence("write the one you mean under Plass-id: {seats}"),
    ),
    "seat_no_such": (sentence("«{organisation}» and «{function}» are no known seat"), "{near}"),
    "seat_missing": (
        sentence("the row does not say which seat it is about"),
        sentence("write organisation and function, or a Plass-id like alver.ordforar"),
    ),
    "card_seats_several": (
        sentence("«{organisation}» and «{function}» are {number} seats: {seats}"),
        sentence("a card cannot say which one; enter the person in the spreadsheet with Plass-id"),
    ),
    "card_seat_no_such": (
        sentence("ORG «{organisation}» and TITLE «{function}» are no known seat"),
        sentence("{near} Correct the company or the job title on the card"),
    ),
    "card_seat_missing": (
        sentence("the card does not say which seat it is about"),
        sentence("write the organisation as company (ORG) and the function as job title (TITLE) on the card"),
    ),
    "vacant_blank": (
        sentence("{seat} has neither name nor e-mail and is read as vacant"),
        sentence("write «ledig» if the seat is vacant"),
    ),
    "vacant_address": (
        sentence("a vacant seat has an e-mail address"),
        sentence("delete it, or write the name of the person"),
    ),
    "vacant_held": (
        sentence("{seat} is vacant here, but {name} has the seat in the register and leaves it"),
        sentence(
            "write the first day the seat is vacant under Frå, and {name} stays with the day before as the last day"
        ),
    ),
    "vacant_though_held": (
        sentence("{seat} is vacant here, but {row} has the seat without a last day"),
        sentence("write the last day under Til in {place}, or delete this row"),
    ),
    "held_twice": (
        sentence("{seat} is taken already by {row} from {first} to {last}"),
        sentence("write the last day under Til in {place}, and the first day here"),
    ),
    "card_held_twice": (
        sentence("{seat} is taken already by {row}"),
        sentence("delete one of the cards, or enter the persons in the spreadsheet with Frå and Til"),
    ),
    "held_in_register": (
        sentence("{other} has {seat} in the register (until {last})"),
        sentence("write the first day under Frå, and {other} ends the day before"),
    ),
    "address_missing": (sentence("the e-mail address is missing"), sentence("write the address the letter goes to")),
    "addresses_several": (
        sentence("there are {number} addresses in one cell: {addresses}"),
        sentence("leave one; give each person a row of their own"),
    ),
    "address_with_more": (sentence("«{text}» is more than an e-mail address"), sentence("write only «{near}»")),
    "address_no_at": (
        sentence("«{text}» is no e-mail address: the @ is missing"),
        sentence("write an address like kari.nordmann@kommunen.example"),
    ),
    "address_two_at": (
        sentence("«{text}» is no e-mail address: the @ stands more than once"),
        sentence("write an address like kari.nordmann@kommunen.example"),
    ),
    "address_space": (
        sentence("«{text}» is no e-mail address: there is a space in it"),
        sentence("take the space away"),
    ),
    "address_no_local": (
        sentence("«{text}» is no e-mail address: nothing stands before @"),
        sentence("write an address like kari.nordmann@kommunen.example"),
    ),
    "address_no_domain": (
        sentence("«{text}» is no e-mail address: what stands after @ is not whole"),
        sentence("write an address like kari.nordmann@kommunen.example"),
    ),
    "address_dots": (
        sentence("«{text}» is no e-mail address: a full stop stands where it cannot"),
        sentence("take the full stop away"),
    ),
    "address_letters": (
        sentence("«{text}» has æ, ø, å or characters that mail servers do not accept before @"),
        sentence("write the address as it is in the mail program"),
    ),
    "address_odd": (
        sentence("«{text}» is no e-mail address: it has the characters {odd}"),
        sentence("take the characters away"),
    ),
    "address_invalid": (
        sentence("«{text}» is no valid e-mail address"),
        sentence("write an address like kari.nordmann@kommunen.example"),
    ),
    "address_capitals": (
        sentence("«{text}» is read as {address}"),
        sentence("write the address in small letters, or accept what is read"),
    ),
    "address_of_two": (
        sentence("{number} persons have the address {address} (row {rows})"),
        sentence("write ja under Felles postkasse if they share a mailbox, correct the address if not"),
    ),
    "address_of_before": (
        sentence("{name} has the same e-mail address as {other}, who had the seat before"),
        sentence("write the address of {name}, or ja under Felles postkasse"),
    ),
    "phone_lost": (
        sentence("the spreadsheet has shortened the number to {text}, and the last digits are lost"),
        sentence("write the number again in a text cell"),
    ),
    "phone_plus": (
        sentence("the number {text} is read as {phone}; the spreadsheet takes the plus sign away"),
        sentence("write the number in a text cell, or accept what is read"),
    ),
    "shared_unclear": (sentence("«{text}» is neither ja nor nei"), sentence("write ja or nei")),
    "language_unknown": (
        sentence("«{text}» is no written language"),
        sentence("write nynorsk or bokmål, or leave the cell empty"),
    ),
    "date_none": (
        sentence("«{text}» is no date"),
        sentence("write day, month and year: 18.02.2027, 18. februar 2027 or 2027-02-18"),
    ),
    "date_calendar": (
        sentence("«{text}» is no day in the calendar"),
        sentence("write day, month and year: 18.02.2027"),
    ),
    "date_no_year": (sentence("«{text}» has no year"), sentence("write day, month and year: 18.02.2027")),
    "date_short_year": (
        sentence("«{text}» has a year of two digits"),
        sentence("write the year in four digits: 18.02.2027"),
    ),
    "date_year": (sentence("«{text}» is a year, not a date"), sentence("write day, month and year: 18.02.2027")),
    "date_number": (sentence("«{text}» is a number, not a date"), sentence("write day, month and year: 18.02.2027")),
    "date_month": (sentence("«{text}» names no month"), sentence("write day, month and year: 18. februar 2027")),
    "date_weekday": (
        sentence("«{text}» names another weekday than the day has"),
        sentence("correct the weekday or the day"),
    ),
    "dates_mixed": (
        sentence("«{text}» has the month first, but «{other}» in {place} has the day first"),
        sentence("write all the dates with the day first: 18.02.2027"),
    ),
    "month_first": (
        sentence(
            "the file writes the month before the day: «{text}» is read as {date}, and so are all the {number} dates"
        ),
        sentence("accept what is read, or write the day first: 18.02.2027"),
    ),
    "strokes": (
        sentence("«{text}» is read with the day first, as {date}, and so are all the {number} dates"),
        sentence("accept what is read, or write 18.02.2027"),
    ),
    "vacant_extra": (
        sentence("«{text}» stands at a vacant seat and is not kept"),
        sentence("write it under Merknad if it is to be remembered"),
    ),
    "phone_of_before": (
        sentence("{name} has the same phone number as {other}, who had the seat before"),
        sentence("write the number of {name}, or empty the cell"),
    ),
    "address_read": (
        sentence("«{text}» is read as {address}"),
        sentence("write only the address, or accept what is read"),
    ),
}
"""What is wrong or so, and what would be right, by key."""
