"""What a spreadsheet shows beside its text: what is struck through, hidden, coloured or commented on."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.catalogue import sentence

MARKS: Mapping[str, tuple[str, str]] = {
    "row_struck": (
        sentence("«{text}» is struck through"),
        sentence("delete the row, or write the last day under Til if the person is out; take the line away if not"),
    ),
    "cell_struck": (
        sentence("«{text}» is struck through"),
        sentence("delete the content if it does not hold; take the line away if it does"),
    ),
    "half_struck": (sentence("some of «{text}» is struck through"), sentence("write only what holds: «{left}»")),
    "comment": (
        sentence("the cell has a comment: «{text}»"),
        sentence("write what is to hold in the cells; comments are not read"),
    ),
    "link_other": (
        sentence("the link in the cell goes to {link}, but the text is {text}; the text holds"),
        sentence("write the right address and take the link away, or accept the text"),
    ),
    "row_hidden": (
        sentence("the row is hidden, but is read"),
        sentence("show the row, or delete it if it does not count"),
    ),
    "rows_hidden": (
        sentence("{number} rows are hidden, but are read: {rows}"),
        sentence("show the rows (is there a filter?), or delete those that do not count"),
    ),
    "column_hidden": (
        sentence("the column is hidden, but is read"),
        sentence("show the column, or delete it if it does not count"),
    ),
    "rows_coloured": (
        sentence("row {rows} has a colour that the others do not; colours are not read"),
        sentence("write what the colour is to say in the cells"),
    ),
    "marks_unseen": (
        sentence("in .ods the register cannot see what is struck through, hidden or commented on"),
        sentence("look through the file, or save it as .xlsx"),
    ),
    "marks_and_formulas_unseen": (
        sentence(
            "in .xls the register cannot see what is struck through, hidden or commented on, or what is a formula"
        ),
        sentence("look through the file, or save it as .xlsx"),
    ),
}
"""What is wrong or so, and what would be right, by key."""
