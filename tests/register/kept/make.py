"""How the workbooks beside this file were made: once, by openpyxl, and saved in their formats by LibreOffice Calc.

`python -m tests.register.kept.make FOLDER` makes them again; people and addresses are invented.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

ROWS = (
    ("Organisasjon", "Funksjon", "Namn", "E-post", "Telefon", "Frå", "Til", "Merknad"),
    ("Alver kommune", "ordførar", "Kari Øy", "kari@alver.example", 55000001, dt.date(2023, 10, 1), None, "a"),
    (None, "rådgjevar", "Per Dal", "per@alver.example", 4755000002, dt.date(2023, 10, 1), dt.date(2027, 9, 30), None),
    ("Fedje kommune", "ordførar", "Åse Vår Lund", "ase@fedje.example", "+47 55 00 00 03", dt.date(2023, 10, 1)),
    (
        "Fedje kommune",
        "rådgjevar",
        "Nils Øvre",
        "nils@fedje.example",
        55000004,
        dt.date(2023, 11, 1),
        None,
        '=UPPER("b")',
    ),
)


def main(folder: Path) -> None:
    """Write real.xls, real.ods and real-1904.xls."""
    for name, kinds in (("real", ("xls", "ods")), ("real-1904", ("xls",))):
        source = folder / f"{name}.xlsx"
        _workbook(mac=name.endswith("1904")).save(source)
        for kind in kinds:
            profile = f"-env:UserInstallation=file://{tempfile.mkdtemp()}"
            command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
            subprocess.run(command, check=True, timeout=300)
        source.unlink()


def _workbook(*, mac: bool) -> Workbook:
    """Return a merged organisation, a struck name, a hidden row, a comment, a formula and a hidden sheet."""
    book = Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "Register"
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet["C2"].comment = Comment("sluttar 1. mars", "X")
    sheet["C4"].font = Font(strike=True)
    sheet.row_dimensions[5].hidden = True
    hidden = book.create_sheet("Gøymt")
    hidden.append(["Plass-id", "Namn", "E-post"])
    hidden.sheet_state = "hidden"
    return book


if __name__ == "__main__":
    main(Path(sys.argv[1]))
