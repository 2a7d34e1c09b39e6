"""One PDF of many letters taken apart: each keeps its pages, tags, outline, language, archive claim and own title."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name, Pdf

from cycle.errors import ConversionError
from cycle.letters.pdf.merge import end_mark, start_mark
from cycle.letters.pdf.outline import Heading, headings, write_outline
from cycle.letters.pdf.pdfa import claim_no_more_than_holds

DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP = "{http://ns.adobe.com/xap/1.0/}"


def split(data: bytes, titles: Sequence[str]) -> list[bytes]:
    """Return one PDF for each letter, in order, with these titles; the same PDF gives the same bytes.

    What LibreOffice changes from run to run must be gone from `data` already, see `normalise`.
    ConversionError when the PDF is not whole or does not say where each letter starts.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as whole:
            pages = {page.objgen: number for number, page in enumerate(whole.pages)}
            starts = _starts(whole, pages, len(titles))
            elements = _elements_by_page(whole, pages)
            xmp = etree.fromstring(whole.Root.Metadata.read_bytes())
            every = headings(whole, pages)
            found = []
            for number, title in enumerate(titles):
                ends = starts[number + 1] if number + 1 < len(starts) else len(whole.pages)
                if _page_of(whole, end_mark(number), pages) != ends - 1:
                    raise ConversionError("the last paragraph of a letter goes on over a page")
                letter = _Letter(whole=whole, pages=pages, first=starts[number], last=ends - 1)
                found.append(letter.made(title, elements=elements, xmp=xmp, every=every))
            return found
    except (pikepdf.PdfError, etree.XMLSyntaxError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise ConversionError(f"the PDF of all letters cannot be taken apart ({error})") from error


PageNumbers = Mapping[Any, int]
"""The number of each page by the object it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """The pages of one letter in the PDF of all of them, first and last counted."""

    whole: Pdf
    pages: PageNumbers
    first: int
    last: int

    def made(
        self, title: str, *, elements: Mapping[int, Sequence[Any]], xmp: etree._Element, every: Sequence[Heading]
    ) -> bytes:
        """Return the letter as a PDF of its own."""
        with pikepdf.new() as pdf:
            links: dict[Any, Any] = {}
            for number in range(self.first, self.last + 1):
                page = self.whole.pages[number]
                pdf.pages.append(page)
                links |= _links_that_lead_out(page.obj, pdf.pages[-1].obj)
            root = self.whole.Root
            pdf.Root.Lang = root.Lang
            pdf.Root.MarkInfo = Dictionary(Marked=True)
            pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
            pdf.Root.OutputIntents = Array([pdf.copy_foreign(intent) for intent in root.OutputIntents])
            pdf.Root.Metadata = _metadata(pdf, xmp, title)
            for key in ("/Author", "/Creator", "/Producer"):
                if key in self.whole.docinfo:
                    pdf.docinfo[key] = str(self.whole.docinfo[key])
            pdf.docinfo["/Title"] = title
            self._tag(pdf, elements, links)
            mine = (heading for heading in every if self.first <= heading.page <= self.last)
            write_outline(pdf, [replace(heading, page=heading.page - self.first) for heading in mine])
            claim_no_more_than_holds(pdf)
            buffer = io.BytesIO()
            pdf.save(
                buffer,
                min_version=self.whole.pdf_version,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
            return buffer.getvalue()

    def _tag(self, pdf: Pdf, elements: Mapping[int, Sequence[Any]], links: Mapping[Any, Any]) -> None:
        """Build the tags of these pages again: the reading order, and from each page and link back to its elements."""
        old = self.whole.Root.StructTreeRoot
        tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        if "/RoleMap" in old:
            tree.RoleMap = Dictionary({key: Name(str(value)) for key, value in old.RoleMap.items()})
        document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, Pg=pdf.pages[0].obj))
        tags = _Tags(pdf=pdf, pages=self.pages, first=self.first, last=self.last, links=links)
        mine = [element for number in range(self.first, self.last + 1) for element in elements.get(number, ())]
        document.K = Array([tags.copied(tag, document) for tag in mine])
        tree.K = document
        numbers = Array()
        for number, page in enumerate(pdf.pages):
            page.obj.StructParents = number
            marked = tags.marked.get(number, {})
            size = max(marked, default=-1) + 1
            numbers.append(number)
            numbers.append(pdf.make_indirect(Array([marked.get(at, None) for at in range(size)])))
        for number, (link, parent) in enumerate(tags.linked, start=len(pdf.pages)):
            link.StructParent = number
            numbers.append(number)
            numbers.append(parent)
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
        tree.ParentTreeNextKey = len(pdf.pages) + len(tags.linked)
        pdf.Root.StructTreeRoot = tree


class _Tags:
    """Copies elements of the tag tree into another PDF, and remembers which marks on which page are whose."""

    def __init__(self, *, pdf: Pdf, pages: PageNumbers, first: int, last: int, links: Mapping[Any, Any]) -> None:
        self._pdf = pdf
        self._links = links
        self._pages = pages
        self._first = first
        self._last = last
        self.marked: dict[int, dict[int, Any]] = {}
        self.linked: list[tuple[Any, Any]] = []
        """Each link of the letter with the element it belongs to."""

    def copied(self, old: Any, parent: Any) -> Any:
        """Return the element with everything below it."""
        new = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=old.S, P=parent))
        page = self._page(old)
        if page is not None:
            new.Pg = self._pdf.pages[page].obj
        for key in ("/Alt", "/ActualText", "/E", "/Lang", "/T"):
            if key in old:
                new[key] = str(old[key])
        if "/A" in old:
            new.A = _plain(old.A)
        kids = [copied for kid in _kids(old) if (copied := self._kid(kid, new, page)) is not None]
        new.K = Array(kids)
        return new

    def _kid(self, kid: Any, parent: Any, page: int | None) -> Any:
        if isinstance(kid, int):
            if page is not None:
                self.marked.setdefault(page, {})[kid] = parent
            return kid
        if "/S" in kid:
            return self.copied(kid, parent)
        if "/Obj" in kid:
            return self._link(kid.Obj, parent)
        if "/MCID" not in kid:
            return None
        on = self._page(kid) if "/Pg" in kid else page
        if on is None:
            return None
        self.marked.setdefault(on, {})[int(kid.MCID)] = parent
        return Dictionary(Type=Name.MCR, Pg=self._pdf.pages[on].obj, MCID=int(kid.MCID))

    def _link(self, old: Any, parent: Any) -> Any:
        link = self._links.get(old.objgen)
        if link is None:
            return None  # it led to a page of the PDF of all letters
        self.linked.append((link, parent))
        return Dictionary(Type=Name.OBJR, Obj=link)

    def _page(self, old: Any) -> int | None:
        number = self._pages.get(old.Pg.objgen) if "/Pg" in old else None
        return number - self._first if number is not None and self._first <= number <= self._last else None


def _starts(whole: Pdf, pages: PageNumbers, count: int) -> list[int]:
    starts = [_page_of(whole, start_mark(number), pages) for number in range(count)]
    if starts != sorted(set(starts)) or starts[:1] != [0]:
        raise ConversionError("the PDF of all letters does not say where each letter starts")
    return starts


def _page_of(whole: Pdf, mark: str, pages: PageNumbers) -> int:
    return pages[whole.Root.Dests[f"/{mark}"][0].objgen]


def _elements_by_page(whole: Pdf, pages: PageNumbers) -> dict[int, list[Any]]:
    """Return the elements right under the document by the page they begin on, in reading order."""
    top = whole.Root.StructTreeRoot.K
    document = top[0] if isinstance(top, Array) else top
    found: dict[int, list[Any]] = {}
    for kid in _kids(document):
        number = _first_page(kid, pages)
        if number is not None:
            found.setdefault(number, []).append(kid)
    return found


def _first_page(element: Any, pages: PageNumbers) -> int | None:
    if "/Pg" in element:
        return pages.get(element.Pg.objgen)
    below = (_first_page(kid, pages) for kid in _kids(element) if not isinstance(kid, int))
    return next((number for number in below if number is not None), None)


def _kids(element: Any) -> Iterator[Any]:
    kids = element.get("/K")
    if kids is None:
        return
    yield from (kids if isinstance(kids, Array) else [kids])


def _plain(value: Any) -> Any:
    """Return a copy of a value that refers to nothing else."""
    if isinstance(value, Dictionary):
        return Dictionary({key: _plain(item) for key, item in value.items()})
    if isinstance(value, Array):
        return Array([_plain(item) for item in value])
    return value


def _links_that_lead_out(old: Any, new: Any) -> dict[Any, Any]:
    """Keep the links of a page to addresses; those to pages of the PDF of all letters lead nowhere any more.

    Return the link each one kept was a copy of → the copy.
    """
    pairs = list(zip(old.get("/Annots", ()), new.get("/Annots", ()), strict=True))
    kept = {was.objgen: copied for was, copied in pairs if was.is_indirect and "/A" in copied and "/URI" in copied.A}
    for annotation in kept.values():
        if "/StructParent" in annotation:
            del annotation["/StructParent"]
    if kept:
        new.Annots = Array(kept.values())
    elif pairs:
        del new["/Annots"]
    return kept


def _metadata(pdf: Pdf, xmp: etree._Element, title: str) -> Any:
    for element in xmp.iter(f"{DC}title"):
        for line in element.iter(f"{RDF}li"):
            line.text = title
    stream = pdf.make_stream(
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        + etree.tostring(xmp, encoding="utf-8")
        + b'\n<?xpacket end="w"?>'
    )
    stream.Type = Name.Metadata
    stream.Subtype = Name.XML
    return stream
