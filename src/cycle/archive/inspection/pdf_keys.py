"""What a reader of a PDF needs of each dictionary (ISO 32000-2); whatever else stands there, a program left behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

from cycle.archive.inspection.pdf_parts import NEEDED_OF_PARTS, SILENT_IN_PARTS, dictionaries_within, keys_written

_NEEDED: Mapping[str, frozenset[str]] = {
    **{kind: needed | {"/Type"} for kind, needed in NEEDED_OF_PARTS.items()},  # which LibreOffice says of more
    "catalogue": keys_written(
        "Type Version Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines StructTreeRoot "
        "MarkInfo Lang OCProperties OutputIntents URI"
    ),
    "names": keys_written("Dests"),
    "trailer": keys_written("Root Info ID Size Encrypt Prev XRefStm Type W Index Length Filter DecodeParms"),
    "pages": keys_written("Type Parent Kids Count Resources MediaBox CropBox Rotate"),
    "page": keys_written(
        "Type Parent Resources MediaBox CropBox BleedBox TrimBox ArtBox BoxColorInfo Contents Rotate Group Annots Tabs "
        "StructParents UserUnit Trans Dur OutputIntents"
    ),
    "link": keys_written("Type Subtype Contents Rect A Dest H Border BS C QuadPoints StructParent P F OC"),
    "action": keys_written("Type S URI IsMap D SD"),
    "stream": keys_written(
        "Type Subtype Length Filter DecodeParms Length1 Length2 Length3 N Alternate Range Domain FunctionType Size "
        "BitsPerSample Order Encode Decode Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Interpolate "
        "SMask SMaskInData Matte Name StructParent StructParents OC FormType BBox Matrix Resources Group PatternType "
        "PaintType TilingType XStep YStep ShadingType Background AntiAlias BitsPerCoordinate BitsPerFlag "
        "VerticesPerRow Function CMapName CIDSystemInfo WMode UseCMap HalftoneType HalftoneName TransferFunction "
        "Width2 Height2 Xsquare Ysquare"
    ),
    "tags": keys_written("Type K IDTree ParentTree ParentTreeNextKey RoleMap ClassMap Namespaces"),
    "tag": keys_written("Type S P ID Ref Pg K A C R T Lang Alt E ActualText NS PhoneticAlphabet Phoneme"),
    "bookmark": keys_written("Title Parent Prev Next First Last Count Dest A SE C F"),
    "layers": keys_written("OCGs D"),
    "layer": keys_written("Type Name Intent Usage"),
    "use of a layer": keys_written("Language Export Zoom Print View PageElement"),
}
_TOLD_ELSEWHERE: Mapping[str, frozenset[str]] = {
    **SILENT_IN_PARTS,
    "catalogue": keys_written("Metadata AcroForm OpenAction AA AF Collection Extensions Requirements NeedsRendering"),
    "names": keys_written("JavaScript EmbeddedFiles AP Pages Templates"),
    "trailer": keys_written("AdditionalStreams DocChecksum"),
    "page": keys_written(
        "AA AF B DPart ID LastModified Metadata PZ PresSteps SeparationInfo TemplateInstantiated Thumb"
    ),
    "link": keys_written("AA AP AS T NM M PA"),
    "action": keys_written("Next"),
    "stream": keys_written("AF DL F FDecodeParms FFilter ID LastModified Measure Metadata OPI PtData"),
    "tag": keys_written("AF"),
    "use of a layer": keys_written("CreatorInfo"),
}
"""What says nothing of anybody, or is told as what it is."""
_OF_THE_FILE = {"/XRef", "/ObjStm", "/EmbeddedFile", "/Metadata"}
_NOT_NEEDED_ANYWHERE = keys_written("PieceInfo Metadata")
_OWN_PROPERTIES = "/UserProperties"
_DEEPEST = 30


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield each dictionary and stream of the file, those too that stand inside another."""
    for held in pdf.objects:
        yield from _inside(held)


def private_keys(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, str, bool]]:
    """Yield each key that no reader needs, with what holds it, and whether nothing else tells of it."""
    for kind, held in _kinds(pdf):
        for key in [*map(str, held.keys())]:
            if key not in _NEEDED[kind]:
                yield held, key, key not in _TOLD_ELSEWHERE.get(kind, ())
    for held in dictionaries(pdf):
        for key in _NOT_NEEDED_ANYWHERE:
            if key in held:
                yield held, key, key == "/PieceInfo"
        if str(held.get("/O", "")) == _OWN_PROPERTIES and "/P" in held:  # of a tag (14.7.6.4)
            yield held, "/P", True


def pressed(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield what leads somewhere when it is pressed: links and bookmarks."""
    for page in pdf.pages:
        yield from links_of(page)
    yield from (held for held in dictionaries(pdf) if _kind_of(held) == "bookmark")


def links_of(page: pikepdf.Page) -> Iterator[Any]:
    """Yield the links on a page."""
    annotations = page.obj.get("/Annots")
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        if isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype", "")) == "/Link":
            yield annotation


def _kinds(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    known: set[tuple[int, int]] = set()
    for kind, held in _that_say_what_they_are(pdf):
        if kind:
            yield kind, held
        yield from dictionaries_within(kind, held, known)


def _that_say_what_they_are(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Yield what is known by itself or by its place in the file; the kind is empty of what only others can tell of."""
    yield from (("trailer", pdf.trailer), ("catalogue", pdf.Root))
    for kind, held in (("names", pdf.Root.get("/Names")), ("layers", pdf.Root.get("/OCProperties"))):
        if isinstance(held, pikepdf.Dictionary):
            yield kind, held
    for page in pdf.pages:
        yield "page", page.obj
        yield from (("link", link) for link in links_of(page))
    for held in dictionaries(pdf):
        kind = _kind_of(held)
        yield kind, held
        if kind == "layer" and isinstance(held.get("/Usage"), pikepdf.Dictionary):
            yield "use of a layer", held.Usage


def _kind_of(held: Any) -> str:
    """Return what a dictionary is, as far as it says so itself; empty for one that may hold anything."""
    stated, what = str(held.get("/Type", "")), str(held.get("/S", ""))
    if isinstance(held, pikepdf.Stream):
        return "" if stated in _OF_THE_FILE else "stream"
    if stated == "/StructElem" or (what and isinstance(held.get("/P"), pikepdf.Dictionary) and not stated):
        return "tag"
    if isinstance(held.get("/Title"), pikepdf.String) and isinstance(held.get("/Parent"), pikepdf.Dictionary):
        return "bookmark"
    if (what == "/URI" and "/URI" in held) or (what == "/GoTo" and "/D" in held):
        return "action"
    return {"/Pages": "pages", "/StructTreeRoot": "tags", "/OCG": "layer"}.get(stated, "")


def _inside(held: Any, depth: int = 0) -> Iterator[Any]:
    if isinstance(held, pikepdf.Array) and depth < _DEEPEST:
        for part in held:
            if not getattr(part, "is_indirect", False):  # it is read where it stands
                yield from _inside(part, depth + 1)
    elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        yield held
        if depth < _DEEPEST:
            for _, part in held.items():
                if not getattr(part, "is_indirect", False):
                    yield from _inside(part, depth + 1)
