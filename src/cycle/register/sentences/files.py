"""What is wrong with a file, a sheet or its columns."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.catalogue import sentence

FILES: Mapping[str, tuple[str, str]] = {
    "too_big": (sentence("the file is {size}"), sentence("at most {most} is read; is it the right file?")),
    "no_table": (
        sentence("the text cannot be read as a table"),
        sentence("save the file as an Excel workbook (.xlsx)"),
    ),
    "too_many_rows": (sentence("the sheet «{sheet}» has more than {number} rows"), sentence("is it the right file?")),
    "no_text": (sentence("the file is neither a spreadsheet nor text"), sentence("save it as .xlsx or as CSV UTF-8")),
    "entities": (
        sentence("the workbook holds something that does not belong in a spreadsheet"),
        sentence("save it again as .xlsx"),
    ),
    "damaged": (
        sentence("the workbook is damaged and cannot be opened"),
        sentence("open it in Excel or LibreOffice and save it as .xlsx"),
    ),
    "bomb": (
        sentence("the workbook is much larger inside than a register is"),
        sentence("copy the table into a new file"),
    ),
    "no_workbook": (sentence("the file is no Excel workbook"), sentence("save it as an Excel workbook (.xlsx) or CSV")),
    "locked": (
        sentence("the workbook is locked with a password"),
        sentence("open it, take the password away and save it again"),
    ),
    "too_many_cards": (sentence("the file has more than {number} contact cards"), sentence("is it the right file?")),
    "no_card": (
        sentence("card {number} is not whole"),
        sentence("export the contacts again as vCard, or save them as .xlsx"),
    ),
    "sheet_hidden": (
        sentence("the sheet is hidden and is not read"),
        sentence("show the sheet if it counts, delete it if it does not"),
    ),
    "sheet_unread": (
        sentence("the sheet has no header row that is known, and is not read"),
        sentence("write the headers above the table if the sheet counts"),
    ),
    "no_header": (
        sentence("found no header row among the first {rows} rows of any visible sheet"),
        sentence("one row must have the headers {columns}"),
    ),
    "column_near": (sentence("the column «{text}» is not known and is not read"), sentence("did you mean «{near}»?")),
    "column_unknown": (
        sentence("the column «{text}» is not known and is not read"),
        sentence("write a header that the register knows, or leave it if it is not for the register"),
    ),
    "column_missing": (
        sentence("the column «{column}» is missing in the header row"),
        sentence("add it; it may be called {names}"),
    ),
    "column_double": (
        sentence("the column «{text}» stands twice in the header row"),
        sentence("keep the one, give the other another name"),
    ),
    "columns_absent": (
        sentence("the header row lacks {columns}"),
        sentence("add the column, or write what you call it under [register] in community.toml"),
    ),
    "column_for_seat": (
        sentence("no column says which seat a person has"),
        sentence("add the column «Plass-id», or both «Organisasjon» and «Funksjon»"),
    ),
    "column_silent": (
        sentence("the file has no column «{column}»; the {number} that the register has stay as they were"),
        sentence("add the column if they are to change"),
    ),
    "rest_stands": (
        sentence(
            "the file is read as additions and changes: it names {named} seats, and the other {number} "
            "stay as they were"
        ),
        sentence("if it is the whole register, check it with --whole"),
    ),
    "other_kind": (
        sentence("the file is {kind} and cannot be read as a table"),
        sentence("save the table as an Excel workbook (.xlsx), or copy it into one"),
    ),
    "kind_pdf": (sentence("a PDF"), ""),
    "kind_word": (sentence("a text document (Word)"), ""),
    "kind_picture": (sentence("a picture"), ""),
    "kind_packed": (sentence("a packed file"), ""),
    "kind_slides": (sentence("a presentation"), ""),
    "kind_numbers": (sentence("a document of Numbers"), ""),
    "kind_mail": (sentence("an e-mail"), ""),
    "kind_html": (sentence("a web page (HTML), though it may be named like a spreadsheet"), ""),
    "kind_xml": (sentence("a spreadsheet saved as XML"), ""),
    "empty": (sentence("the file is empty"), sentence("is it the right file? Save it again if it should have content")),
    "columns_unknown": (
        sentence("{number} more columns are not known and are not read: {names}"),
        sentence("leave them if they are not for the register"),
    ),
    "columns_cut": (
        sentence("the sheet has more than {number} columns, and those after that are not read"),
        sentence("move what is for the register to the first columns"),
    ),
}
"""What is wrong or so, and what would be right, by key."""
