"""One PDF of many letters to print (utskriftsbunke): each on its own sheets, also when both sides are printed."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from cycle.errors import ConversionError

WINDOW = (15.0, 44.0, 95.0, 26.0)
"""What the windows of Norwegian C5, C6/5 (C65), E6/5 (E65) and EC4 envelopes all show of a folded A4 sheet, in mm: from
the left, from the top, width, height. Of the four windows 15/44/105x35, 15/39/100x35, 15/40/95x30 and 15/42/100x40, as
Office Consult lists them (officeconsult.no, «Brevmaler: plassering av mottakerfelt i vinduskonvolutter»)."""


def print_batch(letters: Sequence[Sequence[bytes]], *, title: str) -> bytes:
    """Return the PDFs of each letter one after another, every one of them begun on the front of a sheet.

    A PDF with an odd number of pages gets an empty page, as large as its last. The same letters give the same bytes.
    ConversionError when one of them is not a whole PDF.
    """
    batch = pikepdf.Pdf.new()
    try:
        for pdf in (part for letter in letters for part in letter):
            with pikepdf.open(io.BytesIO(pdf)) as source:
                first = len(batch.pages)
                batch.pages.extend(source.pages)
            for page in list(batch.pages)[first:]:
                for key in ("/StructParents", "/Annots"):  # they lead to tags and links that stayed behind
                    if key in page.obj:
                        del page.obj[key]
            if len(batch.pages) % 2:
                box = batch.pages[-1].mediabox
                batch.add_blank_page(page_size=(float(box[2] - box[0]), float(box[3] - box[1])))
        batch.docinfo["/Title"] = title
        buffer = io.BytesIO()
        batch.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PdfError as error:
        raise ConversionError(f"the letters cannot be put together ({error})") from error
    finally:
        batch.close()
    return buffer.getvalue()
