"""What a reader of a PDF needs of dictionaries that do not say what they are (ISO 32000-2): known by what has them.

Fonts, ways of drawing, lists of properties, how pages are shown: programs lay words of their own in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf


def keys_written(words: str) -> frozenset[str]:
    """Return the keys of a dictionary, written as words."""
    return frozenset(f"/{word}" for word in words.split())


NEEDED_OF_PARTS: Mapping[str, frozenset[str]] = {
    "resources": keys_written("ExtGState ColorSpace Pattern Shading XObject Font ProcSet Properties"),
    "font": keys_written(
        "Type Subtype Name BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode FontBBox FontMatrix "
        "CharProcs Resources DescendantFonts CIDSystemInfo DW W DW2 W2 CIDToGIDMap"
    ),
    "description of a font": keys_written(
        "Type FontName FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight XHeight "
        "StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet Style Lang FD CIDSet"
    ),
    "encoding": keys_written("Type BaseEncoding Differences"),
    "signs": keys_written("Registry Ordering Supplement"),
    "way of drawing": keys_written(
        "Type LW LC LJ ML D RI OP op OPM Font BG BG2 UCR UCR2 TR TR2 HT FL SM SA BM SMask CA ca AIS TK UseBlackPtComp "
        "HTO"
    ),
    "mask": keys_written("Type S G BC TR"),
    "pattern": keys_written("Type PatternType Shading Matrix ExtGState"),
    "mark": keys_written("Type MCID Lang ActualText Alt E Attached BBox Subtype O"),
    "rule of layers": keys_written("Type OCGs P VE"),
    "view": keys_written(
        "HideToolbar HideMenubar HideWindowUI FitWindow CenterWindow DisplayDocTitle NonFullScreenPageMode Direction "
        "ViewArea ViewClip PrintArea PrintClip PrintScaling Duplex PickTrayByPDFSize PrintPageRange NumCopies Enforce"
    ),
    "marking": keys_written("Marked UserProperties Suspects"),
    "colours": keys_written("Type S OutputConditionIdentifier RegistryName DestOutputProfile"),
    "passing": keys_written("Type S D Dm M Di SS B"),
    "group": keys_written("Type S CS I K"),
    "boxes": keys_written("CropBox BleedBox TrimBox ArtBox"),
    "box": keys_written("C W S D"),
    "layers shown": keys_written("BaseState ON OFF Intent AS Order ListMode RBGroups Locked"),
    "when layers are shown": keys_written("Event OCGs Category"),
    "attributes": keys_written(
        "O Placement WritingMode BackgroundColor BorderColor BorderStyle BorderThickness Padding Color SpaceBefore "
        "SpaceAfter StartIndent EndIndent TextIndent TextAlign BBox Width Height BlockAlign InlineAlign TBorderStyle "
        "TPadding LineHeight BaselineShift TextDecorationType TextDecorationColor TextDecorationThickness ColumnCount "
        "ColumnWidths ColumnGap GlyphOrientationVertical RubyAlign RubyPosition ListNumbering ContinuedList "
        "ContinuedFrom RowSpan ColSpan Headers Scope Summary Short Role Checked checked Type Subtype TextPosition NS P"
    ),
}
SILENT_IN_PARTS: Mapping[str, frozenset[str]] = {
    "description of a font": keys_written("FontFamily"),
    "colours": keys_written("Info OutputCondition DestOutputProfileRef MixingHints SpectralData"),
    "layers shown": keys_written("Name Creator"),
}
"""What tells which program and which colours, in words that no reader needs."""
_ONE, _EACH = "one, or each in a list", "each in a table"
_PARTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "resources": {
        "/Font": ("font", _EACH),
        "/ExtGState": ("way of drawing", _EACH),
        "/Properties": ("mark", _EACH),
        "/Pattern": ("pattern", _EACH),
    },
    "font": {
        "/FontDescriptor": ("description of a font", _ONE),
        "/Encoding": ("encoding", _ONE),
        "/CIDSystemInfo": ("signs", _ONE),
        "/DescendantFonts": ("font", _ONE),
    },
    "way of drawing": {"/SMask": ("mask", _ONE)},
    "pattern": {"/ExtGState": ("way of drawing", _ONE)},
    "catalogue": {
        "/ViewerPreferences": ("view", _ONE),
        "/MarkInfo": ("marking", _ONE),
        "/OutputIntents": ("colours", _ONE),
    },
    "page": {
        "/Trans": ("passing", _ONE),
        "/BoxColorInfo": ("boxes", _ONE),
        "/OutputIntents": ("colours", _ONE),
    },
    "boxes": {f"/{box}": ("box", _ONE) for box in ("CropBox", "BleedBox", "TrimBox", "ArtBox")},
    "layers": {"/D": ("layers shown", _ONE)},
    "layers shown": {"/AS": ("when layers are shown", _ONE)},
    "tags": {"/ClassMap": ("attributes", _EACH)},
    "tag": {"/A": ("attributes", _ONE)},
}
_ANYWHERE: Mapping[str, tuple[str, str]] = {"/Resources": ("resources", _ONE), "/Group": ("group", _ONE)}
_DEEPEST = 12


def dictionaries_within(kind: str, held: Any, known: set[tuple[int, int]], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield what stands in a dictionary of a kind, each with its own kind, and what stands in that, but what is known.

    `known` takes the numbers of what is yielded: a thousand pages have the same fonts.
    """
    for key, (part_kind, way) in {**_PARTS.get(kind, {}), **_ANYWHERE}.items():
        for part in _stated(held.get(key), way) if depth < _DEEPEST else ():
            named = _kind_of_mark(part) if part_kind == "mark" else part_kind
            if named and part.objgen not in known:
                if part.is_indirect:
                    known.add(part.objgen)
                yield named, part
                yield from dictionaries_within(named, part, known, depth + 1)


def _stated(value: Any, way: str) -> Iterator[Any]:
    held = [value]
    if way == _EACH:
        held = [part for _, part in value.items()] if isinstance(value, pikepdf.Dictionary) else []
    for part in held:
        listed = part if isinstance(part, pikepdf.Array) else (part,)
        yield from (item for item in listed if isinstance(item, pikepdf.Dictionary))


def _kind_of_mark(held: Any) -> str:
    """Return what a list of properties is: a layer is known as one where it stands."""
    return {"/OCG": "", "/OCMD": "rule of layers"}.get(str(held.get("/Type", "")), "mark")
