"""What a reader of a PDF needs of each dictionary (ISO 32000-2); whatever else stands there, a program left behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf


def _names(words: str) -> frozenset[str]:
    return frozenset(f"/{word}" for word in words.split())


_NEEDED: Mapping[str, frozenset[str]] = {
    "catalogue": _names(
        "Type Version Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines StructTreeRoot "
        "MarkInfo Lang OCProperties OutputIntents URI"
    ),
    "names": _names("Dests"),
    "trailer": _names("Root Info ID Size Encrypt Prev XRefStm Type W Index Length Filter DecodeParms"),
    "pages": _names("Type Parent Kids Count Resources MediaBox CropBox Rotate"),
    "page": _names(
        "Type Parent Resources MediaBox CropBox BleedBox TrimBox ArtBox BoxColorInfo Contents Rotate Group Annots Tabs "
        "StructParents UserUnit Trans Dur OutputIntents"
    ),
    "link": _names("Type Subtype Contents Rect A Dest H Border BS C QuadPoints StructParent P F OC"),
    "action": _names("Type S URI IsMap D SD"),
    "stream": _names(
        "Type Subtype Length Filter DecodeParms Length1 Length2 Length3 N Alternate Range Domain FunctionType Size "
        "BitsPerSample Order Encode Decode Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Interpolate "
        "SMask SMaskInData Matte Name StructParent StructParents OC FormType BBox Matrix Resources Group PatternType "
        "PaintType TilingType XStep YStep ShadingType Background AntiAlias BitsPerCoordinate BitsPerFlag "
        "VerticesPerRow Function CMapName CIDSystemInfo WMode UseCMap HalftoneType HalftoneName TransferFunction "
        "Width2 Height2 Xsquare Ysquare"
    ),
    "tags": _names("Type K IDTree ParentTree ParentTreeNextKey RoleMap ClassMap Namespaces"),
    "tag": _names("Type S P ID Ref Pg K A C R T Lang Alt E ActualText NS PhoneticAlphabet Phoneme"),
    "bookmark": _names("Title Parent Prev Next First Last Count Dest A SE C F"),
    "layers": _names("OCGs D"),
    "layer": _names("Type Name Intent Usage"),
    "use of a layer": _names("Language Export Zoom Print View PageElement"),
}
_TOLD_ELSEWHERE: Mapping[str, frozenset[str]] = {
    "catalogue": _names("Metadata AcroForm OpenAction AA AF Collection Extensions Requirements NeedsRendering"),
    "names": _names("JavaScript EmbeddedFiles AP Pages Templates"),
    "trailer": _names("AdditionalStreams DocChecksum"),
    "page": _names("AA AF B DPart ID LastModified Metadata PZ PresSteps SeparationInfo TemplateInstantiated Thumb"),
    "link": _names("AA AP AS T NM M PA"),
    "action": _names("Next"),
    "stream": _names("AF DL F FDecodeParms FFilter ID LastModified Measure Metadata OPI PtData"),
    "tag": _names("AF"),
    "use of a layer": _names("CreatorInfo"),
}
"""What says nothing of anybody, or is told as what it is."""
_OF_THE_FILE = {"/XRef", "/ObjStm", "/EmbeddedFile", "/Metadata"}
_NOT_NEEDED_ANYWHERE = _names("PieceInfo Metadata")
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
    yield from (("trailer", pdf.trailer), ("catalogue", pdf.Root))
    for kind, held in (("names", pdf.Root.get("/Names")), ("layers", pdf.Root.get("/OCProperties"))):
        if isinstance(held, pikepdf.Dictionary):
            yield kind, held
    for page in pdf.pages:
        yield "page", page.obj
        yield from (("link", link) for link in links_of(page))
    for held in dictionaries(pdf):
        kind = _kind_of(held)
        if kind:
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
